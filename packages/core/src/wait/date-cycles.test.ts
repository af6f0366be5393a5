import { describe, expect, it } from 'vitest';
import { cycleSpans, DATE_CYCLES, type DateCycle } from './date-cycles.ts';

/** A Saturday, 21 November 2026, 05:30 in Shanghai. */
const BASE = new Date('2026-11-20T21:30:00Z');
const ZONE = 'Asia/Shanghai';

const local = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 16);
const spans = (cycle: DateCycle): readonly string[] => cycleSpans(cycle, BASE, ZONE).map(({ from }) => local(from));
const days = (cycle: DateCycle): readonly string[] => spans(cycle).map((text) => text.slice(0, 10));

describe('date cycles', () => {
  it('of hours are whole hours before the own one', () => {
    expect(spans('current_hour')).toEqual(['2026-11-21T05:00']);
    expect(spans('last_1_hour')).toEqual(['2026-11-21T04:00']);
    expect(spans('last_3_hours')).toEqual(['2026-11-21T02:00', '2026-11-21T03:00', '2026-11-21T04:00']);
    expect(spans('last_24_hours')).toHaveLength(24);
  });

  it.each([
    ['today', ['2026-11-21']],
    ['last_1_day', ['2026-11-20']],
    ['last_2_days', ['2026-11-19', '2026-11-20']],
    ['last_3_days', ['2026-11-18', '2026-11-19', '2026-11-20']],
    ['last_monday', ['2026-11-09']],
    ['last_sunday', ['2026-11-15']],
    ['this_month_begin', ['2026-11-01']],
    ['this_month_end', ['2026-11-30']],
    ['last_month_begin', ['2026-10-01']],
    ['last_month_end', ['2026-10-31']],
    ['this_week', ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21']],
  ] as const)('of days: %s', (cycle, expected) => expect(days(cycle)).toEqual(expected));

  it('of weeks begin on Monday, and of months with their first day', () => {
    expect(days('last_7_days')).toHaveLength(7);
    expect(days('last_week').at(0)).toBe('2026-11-09');
    expect(days('last_week')).toHaveLength(7);
    expect(days('this_month')).toHaveLength(21);
    expect(days('last_month')).toHaveLength(31);
  });

  it('are days of the local calendar, also where one has 23 or 25 hours', () => {
    const [span] = cycleSpans('last_1_day', new Date('2026-10-26T12:00:00Z'), 'Europe/Berlin');
    expect(((span?.to ?? 0) - (span?.from ?? 0)) / 3_600_000).toBe(25);
  });

  it.each(DATE_CYCLES)('%s is in order and has no gap of its own', (cycle) => {
    const all = cycleSpans(cycle, BASE, ZONE);
    expect(all.length).toBeGreaterThan(0);
    for (const [i, { from, to }] of all.entries()) {
      expect(to).toBeGreaterThan(from);
      if (i > 0) expect(from).toBe(all[i - 1]?.to);
    }
  });
});
