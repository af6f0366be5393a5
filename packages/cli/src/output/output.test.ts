import { describe, expect, it } from 'vitest';
import { tableText } from './table.ts';
import { durationText, relativeText, zonedText } from './time-text.ts';

describe('durations and times', () => {
  it('are short and true', () => {
    expect([0, 420, 9_949, 9_950, 59_600, 184_000, 6_600_000, 183_600_000].map(durationText)).toEqual([
      '0.0s',
      '0.4s',
      '9.9s',
      '10s',
      '1m00s',
      '3m04s',
      '1h50m',
      '2d03h',
    ]);
    const now = Date.parse('2026-11-21T00:00:00Z');
    expect(relativeText('2026-11-20T22:00:00Z', now)).toBe('2h ago');
    expect(relativeText('2026-11-21T00:00:45Z', now)).toBe('in 45s');
    expect(relativeText('2026-11-21T00:00:00Z', now)).toBe('0s ago');
  });

  it('show their offset in a zone', () => {
    expect(zonedText('2026-11-20T16:10:00Z', 'Asia/Shanghai')).toBe('2026-11-21 00:10:00 +08:00');
    expect(zonedText('2026-11-20T00:00:00Z', 'UTC')).toBe('2026-11-20 00:00:00 +00:00');
  });
});

describe('a table', () => {
  it('keeps its columns under East Asian text and colours', () => {
    const red = (text: string) => `\x1b[31m${text}\x1b[39m`;
    expect(
      tableText(
        ['NAME', 'STATE'],
        [
          [{ text: '日报' }, { text: 'failed', paint: red }],
          [{ text: 'a' }, { text: 'ok' }],
        ],
      ),
    ).toBe('NAME  STATE\n日报  \x1b[31mfailed\x1b[39m\na     ok\n');
  });
});
