import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addOpenDays,
  type CalendarTable,
  dateOfDay,
  dayIn,
  dayNumberOf,
  encodeYear,
  firstDayOf,
  knownUntil,
  nthOpenDayOfMonth,
} from './calendar-table.ts';

function tableOf(years: readonly number[], isOpen: (day: number) => boolean): CalendarTable {
  const bits = Object.fromEntries(years.map((year) => [year, encodeYear(year, isOpen)]));
  return { name: 'test', version: 1, years: bits, freezes: [], marks: {} };
}
const isWeekday = (day: number): boolean => ![0, 6].includes(new Date(day * 86_400_000).getUTCDay());
const weekdays = tableOf([2024, 2025, 2026], isWeekday);
const on = (date: string | undefined): number => dayNumberOf(date as string);
const date = (day: number | undefined): string | undefined => (day === undefined ? undefined : dateOfDay(day));

describe('a calendar table', () => {
  it('knows each day of its years, and of no other', () => {
    expect(dayIn(weekdays, '2024-02-29')).toBe(true);
    expect(dayIn(weekdays, '2024-12-31')).toBe(true);
    expect(dayIn(weekdays, '2025-01-04')).toBe(false);
    expect(dayIn(weekdays, '2023-12-29')).toBeUndefined();
    expect(dayIn(weekdays, on('2027-01-01'))).toBeUndefined();
  });
  it('refuses a date that does not exist', () => {
    expect(() => dayIn(weekdays, '2026-02-30')).toThrow('"2026-02-30" is no date');
    expect(() => dayNumberOf('2026-1-1')).toThrow(RangeError);
  });
  it('counts open days within a month from both ends', () => {
    expect(date(nthOpenDayOfMonth(weekdays, 2026, 5, 1))).toBe('2026-05-01');
    expect(date(nthOpenDayOfMonth(weekdays, 2026, 5, -1))).toBe('2026-05-29');
    expect(date(nthOpenDayOfMonth(weekdays, 2026, 5, 21))).toBe('2026-05-29');
    expect(nthOpenDayOfMonth(weekdays, 2026, 5, 22)).toBeUndefined();
    expect(nthOpenDayOfMonth(weekdays, 2026, 5, -22)).toBeUndefined();
    expect(nthOpenDayOfMonth(weekdays, 2030, 5, 1)).toBeUndefined();
    expect(() => nthOpenDayOfMonth(weekdays, 2026, 5, 0)).toThrow(RangeError);
  });
  it('does not step over a year without data', () => {
    const holed = tableOf([2024, 2026], isWeekday);
    expect(addOpenDays(holed, on('2024-12-31'), 1)).toBeUndefined();
    expect(addOpenDays(holed, on('2026-01-01'), -1)).toBeUndefined();
    expect(addOpenDays(holed, on('2023-12-31'), 1)).toBe(on('2024-01-01'));
  });
  it('says until when it is known without a gap', () => {
    const holed = tableOf([2024, 2025, 2027], isWeekday);
    expect(['2024-06-01', '2027-12-31'].map((date) => knownUntil(holed, on(date)))).toEqual([
      on('2025-12-31'),
      on('2027-12-31'),
    ]);
    expect(knownUntil(holed, on('2026-06-01'))).toBeUndefined();
  });
});

describe('against a plain set of dates', () => {
  const years = [2027, 2028];
  const days = Array.from({ length: 731 }, (_, i) => firstDayOf(2027) + i);
  const openDays = fc.array(fc.integer({ min: 0, max: 730 }), { maxLength: 200 });

  it('holds the same days', () => {
    fc.assert(
      fc.property(openDays, (open) => {
        const set = new Set(open.map((i) => days.at(i) as number));
        const table = tableOf(years, (day) => set.has(day));
        for (const day of days) expect(dayIn(table, dateOfDay(day))).toBe(set.has(day));
      }),
      { numRuns: 20 },
    );
  });
  it('adds and takes away open days alike', () => {
    fc.assert(
      fc.property(openDays, fc.integer({ min: 0, max: 730 }), fc.integer({ min: -40, max: 40 }), (open, i, n) => {
        const sorted = [...new Set(open.map((at) => days.at(at) as number))].sort((a, b) => a - b);
        const table = tableOf(years, (day) => sorted.includes(day));
        const from = days.at(i) as number;
        const expected =
          n === 0
            ? sorted.find((day) => day >= from)
            : n > 0
              ? sorted.filter((day) => day > from)[n - 1]
              : sorted.filter((day) => day < from).at(n);
        expect(addOpenDays(table, from, n)).toBe(expected);
      }),
    );
  });
  it('finds the nth open day of a month', () => {
    fc.assert(
      fc.property(openDays, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 25 }), (open, month, n) => {
        const set = new Set(open.map((at) => days.at(at) as number));
        const table = tableOf(years, (day) => set.has(day));
        const prefix = `2028-${String(month).padStart(2, '0')}`;
        const inMonth = days.filter((day) => set.has(day) && dateOfDay(day).startsWith(prefix));
        expect(nthOpenDayOfMonth(table, 2028, month, n)).toBe(inMonth[n - 1]);
        expect(nthOpenDayOfMonth(table, 2028, month, -n)).toBe(inMonth.at(-n));
      }),
    );
  });
});
