import { describe, expect, it } from 'vitest';
import { freezeSpan, freezeSpans } from './freeze-windows.ts';

const utc = (from: string, to: string, zone: string): [string, string] => {
  const span = freezeSpan({ from, to }, zone);
  return [new Date(span.from).toISOString(), new Date(span.to).toISOString()];
};

describe('a freeze window', () => {
  it('is read on the wall clock of its zone', () => {
    expect(utc('2026-11-10T00:00', '2026-11-12T00:00', 'Asia/Shanghai')).toEqual([
      '2026-11-09T16:00:00.000Z',
      '2026-11-11T16:00:00.000Z',
    ]);
  });
  it('includes its last date', () => {
    expect(utc('2026-11-10', '2026-11-11', 'UTC')).toEqual(['2026-11-10T00:00:00.000Z', '2026-11-12T00:00:00.000Z']);
  });
  it('may be written as instants', () => {
    expect(utc('2026-11-10T00:00:00+08:00', '2026-11-10T00:00Z', 'Europe/Berlin')).toEqual([
      '2026-11-09T16:00:00.000Z',
      '2026-11-10T00:00:00.000Z',
    ]);
  });
  it('covers both passes of an hour that occurs twice', () => {
    expect(utc('2026-10-25T02:30', '2026-10-25T02:45', 'Europe/Berlin')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:45:00.000Z',
    ]);
  });
  it.each(['2026-03-29T02:00', '2026-03-29T02:30', '2026-03-29T02:59'])(
    'begins or ends where the clock skips %s',
    (skipped) => {
      expect(utc(skipped, '2026-03-29T12:00', 'Europe/Berlin')[0]).toBe('2026-03-29T01:00:00.000Z');
      expect(utc('2026-03-29T00:00', skipped, 'Europe/Berlin')[1]).toBe('2026-03-29T01:00:00.000Z');
    },
  );
  it.each([
    ['2026-02-30T00:00', '2026-03-01', '"2026-02-30T00:00" does not exist'],
    ['tomorrow', '2026-03-01', '"tomorrow" is no date, local time or instant'],
    ['2026-03-02', '2026-03-01', 'the window from 2026-03-02 to 2026-03-01 is empty'],
  ])('from %s to %s is refused', (from, to, message) => {
    expect(() => freezeSpan({ from, to }, 'UTC')).toThrow(message);
  });
});

describe('several freeze windows', () => {
  it('are in order, and one where they overlap or touch', () => {
    const spans = freezeSpans(
      [
        { from: '2026-12-24', to: '2026-12-26', reason: 'holidays' },
        { from: '2026-11-10', to: '2026-11-11', reason: 'sale' },
        { from: '2026-12-27', to: '2026-12-31', reason: 'closing' },
        { from: '2026-11-11', to: '2026-11-11' },
      ],
      'UTC',
    );
    expect(
      spans.map(({ from, to, reason }) => [new Date(from).toISOString(), new Date(to).toISOString(), reason]),
    ).toEqual([
      ['2026-11-10T00:00:00.000Z', '2026-11-12T00:00:00.000Z', 'sale'],
      ['2026-12-24T00:00:00.000Z', '2027-01-01T00:00:00.000Z', 'holidays; closing'],
    ]);
  });
});
