import { type CalendarDocument, type CalendarTable, dateOfDay, dayIn, dayNumberOf } from '@carillon/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtinDocument } from './builtin-calendars.ts';
import { compileCalendar } from './compile-calendar.ts';
import { loadHolidayData } from './holiday-data.ts';

const NO_PARTS: ReadonlyMap<string, CalendarTable> = new Map();

async function tableOf(
  fields: Partial<CalendarDocument>,
  parts: ReadonlyMap<string, CalendarTable> = NO_PARTS,
): Promise<CalendarTable> {
  const document: CalendarDocument = { kind: 'Calendar', name: 'test', project: 'default', ...fields };
  return compileCalendar(document, { tables: parts, holidays: await loadHolidayData() });
}

async function builtin(name: string): Promise<CalendarTable> {
  const document = builtinDocument(name);
  if (!document) throw new Error(`"${name}" is no name of a built-in calendar`);
  return compileCalendar(document, { tables: NO_PARTS, holidays: await loadHolidayData() });
}

/** Days that are not what their weekday says: closed ones as they are, worked weekends with a plus. */
function exceptions(table: CalendarTable, from: string, to: string): string[] {
  const found: string[] = [];
  for (let day = dayNumberOf(from); day <= dayNumberOf(to); day += 1) {
    const isWeekend = [0, 6].includes(new Date(day * 86_400_000).getUTCDay());
    const open = dayIn(table, day);
    if (open === isWeekend) found.push(`${open ? '+' : ''}${dateOfDay(day).slice(5)}`);
  }
  return found;
}

describe('the working days of China', () => {
  it.each([
    [
      '2019',
      '01-01 +02-02 +02-03 02-04 02-05 02-06 02-07 02-08 04-05 +04-28 05-01 05-02 05-03 +05-05 06-07 09-13 +09-29 10-01 10-02 10-03 10-04 10-07 +10-12',
    ],
    [
      '2024',
      '01-01 +02-04 02-12 02-13 02-14 02-15 02-16 +02-18 04-04 04-05 +04-07 +04-28 05-01 05-02 05-03 +05-11 06-10 +09-14 09-16 09-17 +09-29 10-01 10-02 10-03 10-04 10-07 +10-12',
    ],
    [
      '2025',
      '01-01 +01-26 01-28 01-29 01-30 01-31 02-03 02-04 +02-08 04-04 +04-27 05-01 05-02 05-05 06-02 +09-28 10-01 10-02 10-03 10-06 10-07 10-08 +10-11',
    ],
    [
      '2026',
      '01-01 01-02 +01-04 +02-14 02-16 02-17 02-18 02-19 02-20 02-23 +02-28 04-06 05-01 05-04 05-05 +05-09 06-19 +09-20 09-25 10-01 10-02 10-05 10-06 10-07 +10-10',
    ],
  ])('are those of the arrangement of %s', async (year, expected) => {
    const found = exceptions(await builtin('cn-workdays'), `${year}-01-01`, `${year}-12-31`).join(' ');
    expect(found).toBe(expected);
  });
  it('are known for the years that have an arrangement, and not before or after', async () => {
    const { years, marks } = await builtin('cn-workdays');
    const known = Object.keys(years).map(Number);
    expect(known[0]).toBe(2004);
    expect(known.at(-1)).toBeGreaterThanOrEqual(2026);
    expect(known).toHaveLength((known.at(-1) as number) - 2003);
    expect([marks['2026-05-09'], marks['2026-10-01']]).toEqual(['make_up', '国庆节']);
  });
});

describe('the working days of other countries', () => {
  it.each([
    ['us-workdays', '01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25'],
    ['de-by-workdays', '01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 12-25'],
    ['de-be-workdays', '01-01 04-03 04-06 05-01 05-14 05-25 12-25'],
    [
      'jp-workdays',
      '01-01 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23',
    ],
    ['gb-eng-workdays', '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
    ['tr-workdays', '01-01 03-20 04-23 05-01 05-19 05-27 05-28 05-29 07-15 10-29'],
  ])('%s of 2026 are closed on public holidays, whole days of them', async (name, expected) => {
    expect(exceptions(await builtin(name), '2026-01-01', '2026-12-31').join(' ')).toBe(expected);
  });
  it('follow the working week of the country', async () => {
    const table = await builtin('sa-workdays');
    expect(['2026-06-04', '2026-06-05', '2026-06-06', '2026-06-07'].map((date) => dayIn(table, date))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
  it.each(['zz-workdays', 'de-zz-workdays'])('%s is of a place that does not exist', async (name) => {
    await expect(builtin(name)).rejects.toThrow('there are no holidays of');
  });
  it.each(['workdays', 'de-workday', 'DE-workdays', 'de-by-a-b-workdays'])('%s is no name of one', (name) => {
    expect(builtinDocument(name)).toBeUndefined();
  });
  it('reach down to parts of a region', async () => {
    const [augsburg, bavaria] = [await builtin('de-by-a-workdays'), await builtin('de-by-workdays')];
    expect([dayIn(augsburg, '2028-08-08'), dayIn(bavaria, '2028-08-08')]).toEqual([false, true]);
  });
});

describe('what the days of a calendar begin with', () => {
  const open = async (
    fields: Partial<CalendarDocument>,
    dates: readonly string[],
  ): Promise<(boolean | undefined)[]> => {
    const table = await tableOf(fields);
    return dates.map((date) => dayIn(table, date));
  };
  it('is every day', async () => {
    expect(await open({ exclude: ['2026-05-09'] }, ['2026-05-08', '2026-05-09', '2026-05-10'])).toEqual([
      true,
      false,
      true,
    ]);
    expect(await open({}, ['1999-12-31', '2000-01-01', '2040-12-31', '2041-01-01'])).toEqual([
      undefined,
      true,
      true,
      undefined,
    ]);
  });
  it('is no day for a list of dates, which says nothing of years without one', async () => {
    const list = { include: ['2026-05-09', { from: '2028-01-01', to: '2028-01-03' }] };
    expect(await open(list, ['2026-05-08', '2026-05-09', '2027-05-09', '2028-01-03', '2028-01-04'])).toEqual([
      false,
      true,
      undefined,
      true,
      false,
    ]);
    expect(await open({ ...list, years: { from: 2026, to: 2027 } }, ['2027-05-09', '2028-01-03'])).toEqual([
      false,
      undefined,
    ]);
  });
});

describe('own dates', () => {
  it('have the last word over holidays and other calendars', async () => {
    const parts = new Map([['cn-workdays', await builtin('cn-workdays')]]);
    const table = await tableOf(
      { union: ['cn-workdays'], include: ['2026-10-01'], exclude: [{ date: '2026-05-09', reason: 'stocktaking' }] },
      parts,
    );
    expect([dayIn(table, '2026-10-01'), dayIn(table, '2026-05-09'), dayIn(table, '2026-05-08')]).toEqual([
      true,
      false,
      true,
    ]);
    expect([table.marks['2026-05-09'], table.marks['2026-10-02']]).toEqual(['stocktaking', '国庆节']);
    expect(table.years['2041'] ?? table.years['2003']).toBeUndefined();
  });
});

describe('holidays of several countries', () => {
  it('close a day that is off in one of them', async () => {
    const table = await tableOf({
      weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
      holidays: [{ country: 'US' }, { country: 'de', region: 'by' }],
    });
    expect(['2026-07-03', '2026-01-06', '2026-01-07'].map((date) => dayIn(table, date))).toEqual([false, false, true]);
  });
  it('may be of other types', async () => {
    const holidays = [{ country: 'US', types: ['public', 'observance'] as const }];
    const table = await tableOf({ weekdays: ['mon', 'fri'], holidays });
    expect([dayIn(table, '2026-11-27'), table.marks['2026-11-27']]).toEqual([false, 'Day after Thanksgiving Day']);
  });
  it.each([
    [{ country: 'ZZ' }, 'there are no holidays of the country "ZZ"', ['holidays', 0, 'country']],
    [{ country: 'DE', region: 'XX' }, 'there are no holidays of the region "XX"', ['holidays', 0, 'region']],
    [{ country: 'DE', region: 'BY-XX' }, 'there are no holidays of the region "BY-XX"', ['holidays', 0, 'region']],
  ])('that do not exist are refused: %o', async (source, message, path) => {
    await expect(tableOf({ holidays: [source] })).rejects.toMatchObject({ message, path });
  });
});

describe('freeze windows', () => {
  it('are instants by the zone of the calendar, and close no day', async () => {
    const table = await tableOf({
      timezone: 'Asia/Shanghai',
      freeze: [{ from: '2026-11-10T00:00', to: '2026-11-12T00:00', reason: 'Double 11' }],
    });
    expect(table.freezes).toEqual([
      { from: Date.UTC(2026, 10, 9, 16), to: Date.UTC(2026, 10, 11, 16), reason: 'Double 11' },
    ]);
    expect(dayIn(table, '2026-11-11')).toBe(true);
  });
});

describe('set algebra', () => {
  const dates = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-02-28', '2026-03-01', '2026-12-31'];
  const someDates = fc.subarray(dates);
  const names = fc.subarray(['a', 'b', 'c']);

  it('is that of plain sets', async () => {
    const holidays = await loadHolidayData();
    const year = { from: 2026, to: 2026 };
    const compile = (fields: Partial<CalendarDocument>, tables = NO_PARTS): CalendarTable =>
      compileCalendar({ kind: 'Calendar', name: 'test', project: 'default', ...fields }, { tables, holidays });
    fc.assert(
      fc.property(
        fc.record({ a: someDates, b: someDates, c: someDates }),
        fc.record({ union: names, intersection: names, minus: names, own: someDates, ruled: someDates }),
        (sets, { union, intersection, minus, own, ruled }) => {
          const parts = new Map(
            Object.entries(sets).map(([name, include]) => [name, compile({ include, years: year })] as const),
          );
          const include = own.filter((date) => !ruled.includes(date));
          const table = compile({ union, intersection, minus, include, exclude: ruled, years: year }, parts);
          const has = (name: string, date: string): boolean => sets[name as 'a'].includes(date);
          for (const date of dates) {
            const combined =
              union.some((name) => has(name, date)) &&
              intersection.every((name) => has(name, date)) &&
              !minus.some((name) => has(name, date));
            expect(dayIn(table, date)).toBe((combined && !ruled.includes(date)) || include.includes(date));
          }
        },
      ),
      { numRuns: 200 },
    );
  });
  it('knows a year that all parts know', async () => {
    const parts = new Map([
      ['early', await tableOf({ years: { from: 2010, to: 2020 } })],
      ['late', await tableOf({ years: { from: 2015, to: 2030 } })],
    ]);
    const table = await tableOf({ union: ['early'], minus: ['late'] }, parts);
    expect(Object.keys(table.years)).toEqual(['2015', '2016', '2017', '2018', '2019', '2020']);
  });
});
