import { describe, expect, it } from 'vitest';
import { countDays, markedSpans } from './calendar-days.ts';

const DAYS = [
  { date: '2026-09-30', open: true },
  { date: '2026-10-01', open: false, mark: 'National Day' },
  { date: '2026-10-02', open: false, mark: 'National Day' },
  { date: '2026-10-04', open: false, mark: 'National Day' },
  { date: '2026-10-10', open: true, mark: 'make_up' },
  { date: '2027-01-01', open: null },
];

describe('the days of a calendar', () => {
  it('are counted, those without data apart', () => {
    expect(countDays(DAYS)).toEqual({ open: 2, closed: 3, unknown: 1 });
  });

  it('are told by name, neighbours together', () => {
    expect(markedSpans(DAYS).map(({ from, to, mark, state }) => [from, to, mark, state])).toEqual([
      ['2026-10-01', '2026-10-02', 'National Day', 'closed'],
      ['2026-10-04', '2026-10-04', 'National Day', 'closed'],
      ['2026-10-10', '2026-10-10', 'make_up', 'open'],
    ]);
  });
});
