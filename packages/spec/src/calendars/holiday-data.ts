/**
 * Holidays of countries and regions. The libraries are loaded when the first calendar is compiled, and what
 * a source gives is computed when it is asked for, then kept.
 */
import type { HolidaySource } from '@carillon/core';
import { CalendarError } from './calendar-error.ts';
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

interface Source {
  readonly read: HolidayData;
  prepare(source: HolidaySource): Promise<void>;
}

let loaded: Promise<Source> | undefined;

/** @param sources made ready without holding up the process; others are computed when they are asked for */
export async function loadHolidayData(sources: readonly HolidaySource[] = []): Promise<HolidayData> {
  loaded ??= load();
  const { read, prepare } = await loaded;
  for (const source of sources) {
    try {
      await prepare(source);
    } catch (error) {
      // Said again, with its place, by whoever asks for it.
      if (!(error instanceof CalendarError)) throw error;
    }
  }
  return read;
}

async function load(): Promise<Source> {
  const [{ default: chineseDays }, { default: Holidays }] = await Promise.all([
    import('chinese-days'),
    import('date-holidays'),
  ]);
  const byRules = createCountryHolidays(Holidays);
  let arranged: HolidayDays | undefined;
  return {
    read(source) {
      if (!isArranged(source)) return byRules.read(source);
      arranged ??= chineseArrangements(chineseDays);
      return arranged;
    },
    prepare: async (source) => (isArranged(source) ? undefined : byRules.prepare(source)),
  };
}

/** The arrangement has the days that are off by law; observances and the like are days of the rules. */
const isArranged = ({ country, region, types }: HolidaySource): boolean =>
  country.toUpperCase() === 'CN' && region === undefined && (types === undefined || types.join() === 'public');
