import { describe, expect, it } from 'vitest';
import { CronError } from './cron-fields.ts';
import { parseCron } from './cron.ts';

const YEAR = Date.UTC(2100, 0, 1);
const next = (pattern: string, from: string): string | undefined => {
  const local = parseCron(pattern).next(Date.parse(from), YEAR);
  return local === undefined ? undefined : new Date(local).toISOString().slice(0, 19);
};

describe('patterns', () => {
  it.each([
    ['10 0 * * *', '2025-11-20T00:10:01Z', '2025-11-21T00:10:00'],
    ['*/15 * * * * *', '2025-01-01T00:00:46Z', '2025-01-01T00:01:00'],
    ['0 0 0 1 1 ? 2030', '2025-01-01T00:00:00Z', '2030-01-01T00:00:00'],
    ['@hourly', '2025-01-01T00:00:01Z', '2025-01-01T01:00:00'],
    ['@weekly', '2025-01-01T00:00:00Z', '2025-01-05T00:00:00'],
    ['0 0 * JAN-MAR mon', '2025-04-01T00:00:00Z', '2026-01-05T00:00:00'],
    ['0 0 * * 7', '2025-01-01T00:00:00Z', '2025-01-05T00:00:00'],
    ['0 0 * * 5-7', '2025-01-04T00:00:00Z', '2025-01-04T00:00:00'],
    ['0 0 L * *', '2024-02-01T00:00:00Z', '2024-02-29T00:00:00'],
    ['0 0 LW * *', '2025-08-01T00:00:00Z', '2025-08-29T00:00:00'],
    ['0 0 15W * *', '2025-02-01T00:00:00Z', '2025-02-14T00:00:00'],
    ['0 0 1W * *', '2025-02-01T00:00:00Z', '2025-02-03T00:00:00'],
    ['0 0 ? * 5L', '2025-01-01T00:00:00Z', '2025-01-31T00:00:00'],
    ['0 0 ? * 5#3', '2025-01-01T00:00:00Z', '2025-01-17T00:00:00'],
    ['0 0 13 * 5', '2025-06-01T00:00:00Z', '2025-06-06T00:00:00'],
    ['5/20 3 * * *', '2025-01-01T03:06:00Z', '2025-01-01T03:25:00'],
    ['30 23 31 12 *', '2025-12-31T23:30:01Z', '2026-12-31T23:30:00'],
  ])('%s after %s', (pattern, from, expected) => {
    expect(next(pattern, from)).toBe(expected);
  });

  it.each([
    ['', 'has 0 fields'],
    ['* * * *', 'has 4 fields'],
    ['60 * * * *', 'minute: "60" is not 0 to 59'],
    ['* 24 * * *', 'hour'],
    ['* * 0 * *', 'day of month'],
    ['* * * 13 *', 'month: "13" is not 1 to 12 or JAN to DEC'],
    ['* * * * 8', 'weekday'],
    ['5-1 * * * *', 'ends before it begins'],
    ['*/0 * * * *', 'step'],
    ['1,,2 * * * *', 'empty item'],
    ['* * * * L', 'needs a day before it'],
    ['* * L-31 * *', 'before the month begins'],
    ['* * * * 1#6', 'occurrence 6'],
    ['@reboot', 'is no nickname'],
    ['x'.repeat(300), 'longer than 256'],
  ])('%.20s is refused', (pattern, message) => {
    expect(() => parseCron(pattern)).toThrow(CronError);
    expect(() => parseCron(pattern)).toThrow(message);
  });

  it('tell fixed times from elapsed time', () => {
    expect(parseCron('0 2,3 * * *').fixedTime).toBe(true);
    expect(parseCron('*/15 2 * * *').fixedTime).toBe(false);
    expect(parseCron('0 */2 * * *').fixedTime).toBe(false);
  });
});
