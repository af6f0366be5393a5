/** Holidays of countries and regions. The libraries are large: they are loaded when a calendar asks for one. */
import type { HolidaySource } from '@carillon/core';
import { loadChineseArrangements } from './chinese-arrangements.ts';
import { loadCountryHolidays } from './country-holidays.ts';

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

/** What the given sources need, and nothing more. */
export async function loadHolidayData(sources: readonly HolidaySource[]): Promise<HolidayData> {
  const chinese = sources.some(isChinese) ? await loadChineseArrangements() : undefined;
  const others = sources.some((source) => !isChinese(source)) ? await loadCountryHolidays() : undefined;
  return (source) => {
    const found = isChinese(source) ? chinese : others?.(source);
    if (!found) throw new Error(`the holidays of ${source.country} were not asked for when loading`);
    return found;
  };
}

/** Observances and the like are days of the rules; the arrangement has those that are off by law. */
const isChinese = ({ country, region, types }: HolidaySource): boolean =>
  country.toUpperCase() === 'CN' && region === undefined && (types === undefined || types.join() === 'public');
