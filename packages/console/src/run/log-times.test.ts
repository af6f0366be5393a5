import { describe, expect, it } from 'vitest';
import { appendLog, EMPTY_LOG, linesOf } from './log-lines.ts';
import { placeOfTime, spanOf } from './log-times.ts';

const linesAt = (...times: string[]) => linesOf(appendLog(EMPTY_LOG, times.map((at) => `${at} o x\n`).join('')));

describe('the place of a time', () => {
  const lines = linesAt('2026-11-21T15:58:10Z', '2026-11-21T15:59:30Z', '2026-11-21T16:01:00Z', '2026-11-22T16:01:00Z');
  const at = (time: string) => placeOfTime(lines, time, 'Asia/Shanghai');

  it('is the first line from then on, on each day of the log', () => {
    const times = ['21T23:58', '21T23:59', '21T23:59:31', '22T00:00', '22T00:01', '22T12:00', '23T00:01'];
    expect(times.map((time) => at(`2026-11-${time}`).index)).toEqual([0, 1, 2, 2, 2, 3, 3]);
  });

  it('is told to be outside by the minute', () => {
    const times = ['21T23:57', '21T23:58', '22T12:00', '23T00:01:30', '23T00:02'];
    expect(times.map((time) => at(`2026-11-${time}`))).toEqual([
      { index: 0, isOutside: true },
      { index: 0, isOutside: false },
      { index: 3, isOutside: false },
      { index: 3, isOutside: false },
      { index: 3, isOutside: true },
    ]);
    expect(placeOfTime(linesOf(appendLog(EMPTY_LOG, 'no time\n')), '2026-11-21T23:57', 'UTC').isOutside).toBe(true);
  });

  it('is what the clock shows on days on which it is put forward or back', () => {
    const berlin = (time: string, ...times: string[]) => placeOfTime(linesAt(...times), time, 'Europe/Berlin');
    // From 02:00 to 03:00 at 01:00 UTC.
    const forward = ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', '2026-03-29T07:00:00Z'];
    expect(berlin('2026-03-29T02:30', ...forward).index).toBe(1);
    expect(berlin('2026-03-29T09:00', ...forward)).toEqual({ index: 2, isOutside: false });
    // From 03:00 to 02:00 at 01:00 UTC.
    const back = ['2026-10-25T00:50:00Z', '2026-10-25T01:00:00Z', '2026-10-25T01:10:00Z', '2026-10-25T08:00:00Z'];
    expect(berlin('2026-10-25T02:05', ...back)).toEqual({ index: 2, isOutside: false });
    expect(berlin('2026-10-25T09:00', ...back)).toEqual({ index: 3, isOutside: false });
  });
});

it('tells of which times and days lines are in a zone', () => {
  const lines = linesAt('2026-11-21T15:58:00Z', '2026-11-21T16:01:00Z');
  const [from, to] = [new Date('2026-11-21T15:58:00Z'), new Date('2026-11-21T16:01:00Z')];
  expect(spanOf(lines, 'Asia/Shanghai')).toEqual({ from, to, date: '2026-11-21', isOfSeveralDays: true });
  expect(spanOf(lines, 'UTC')).toEqual({ from, to, date: '2026-11-21', isOfSeveralDays: false });
  expect(spanOf([], 'UTC')).toBeUndefined();
});
