/**
 * Holidays of countries and regions. The libraries are loaded when the first calendar is compiled, and what
 * a source gives is computed when it is asked for, then kept.
 */
import type { HolidaySource } from '@carillon/core';
import { chineseArrangements } from './chinese-arrangements.ts';
import { createCountryHolidays } from './country-holidays.ts';

/** By day number, with their names. */
export interface HolidayDays {
  readonly off: ReadonlyMap<number, string>;
  /** Days worked although they are of the weekend. */
  readonly makeUp: ReadonlyMap<number, string>;
  /** Undefined: rules that hold for every year. */
  readonly years: ReadonlySet<number> | undefined;
}

/** @throws CalendarError with a path that begins at the source */
export type HolidayData = (source: HolidaySource) => HolidayDays;

let loaded: Promise<HolidayData> | undefined;

export function loadHolidayData(): Promise<HolidayData> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<HolidayData> {
  const [{ default: chineseDays }, { default: Holidays }] = await Promise.all([
    import('chinese-days'),
    import('date-holidays'),
  ]);
  const byRules = createCountryHolidays(Holidays);
  let arranged: HolidayDays | undefined;
  return (source) => {
    if (!isArranged(source)) return byRules(source);
    arranged ??= chineseArrangements(chineseDays);
    return arranged;
  };
}

/** The arrangement has the days that are off by law; observances and the like are days of the rules. */
const isArranged = ({ country, region, types }: HolidaySource): boolean =>
  country.toUpperCase() === 'CN' && region === undefined && (types === undefined || types.join() === 'public');
