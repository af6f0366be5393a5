import { describe, expect, it } from 'vitest';
import { addDays, addMonths, datesOf, isCalendarDate, weekdayOf, weeksOfMonth } from './calendar-dates.ts';

describe('dates of the calendar', () => {
  it('knows which dates exist', () => {
    expect(['2026-02-28', '2028-02-29', '2026-02-29', '2026-13-01', '2026-1-1', ''].map(isCalendarDate)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('counts over ends of months and years, both ends included', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(datesOf('2028-02-27', '2028-03-01')).toEqual(['2028-02-27', '2028-02-28', '2028-02-29', '2028-03-01']);
    expect(datesOf('2026-02-02', '2026-02-01')).toEqual([]);
  });

  it('stays in a shorter month', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
  });

  it('begins weeks on Monday, also before 1970', () => {
    expect(weekdayOf('2026-11-16')).toBe(0);
    expect(weekdayOf('1969-12-28')).toBe(6);
  });

  it('lays a month out in weeks without losing a day', () => {
    const weeks = weeksOfMonth(2026, 11);
    expect(weeks[0]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, '2026-11-01']);
    expect(weeks).toHaveLength(6);
    expect(weeks.flat().filter((date) => date !== undefined)).toHaveLength(30);
  });
});
