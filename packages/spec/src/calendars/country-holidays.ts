/**
 * Holidays by the rules of date-holidays (code ISC; its data CC BY 3.0, see the README of this folder).
 * Whole days only: what begins at noon closes no day.
 */
import { dayNumberOf, didYouMean, type HolidaySource, said } from '@carillon/core';
import type { default as Holidays, HolidaysTypes } from 'date-holidays';
import { CalendarError } from './calendar-error.ts';
import type { HolidayData, HolidayDays } from './holiday-data.ts';
import { ALL_YEARS } from './years.ts';

/** More than a company has. */
const CACHED = 200;

export interface CountryHolidays {
  /** @throws CalendarError for a country or region that the library does not have */
  readonly read: HolidayData;
  /** Makes the same ready, year by year: 41 years at once would hold up everything else for a quarter of a second. */
  prepare(source: HolidaySource): Promise<void>;
}

export function createCountryHolidays(Library: typeof Holidays): CountryHolidays {
  const catalogue = new Library();
  const cache = new Map<string, HolidayDays>();

  function keep(key: string, off: ReadonlyMap<number, string>): HolidayDays {
    const days = { off, makeUp: new Map(), years: undefined };
    if (cache.size >= CACHED) cache.delete(cache.keys().next().value as string);
    cache.set(key, days);
    return days;
  }

  function open(source: HolidaySource): { readonly key: string; years(): Generator<ReadonlyMap<number, string>> } {
    const [country, state, region] = placeOf(source, catalogue);
    const types = source.types ?? ['public'];
    const key = [country, state ?? '', region ?? '', ...types.toSorted()].join(' ');
    const place = { country, ...(state && { state }), ...(region && { region }) };
    return { key, years: () => daysOf(new Library(place), types) };
  }

  return {
    read(source) {
      const { key, years } = open(source);
      const known = cache.get(key);
      if (known) return known;
      let off: ReadonlyMap<number, string> = new Map();
      for (const soFar of years()) off = soFar;
      return keep(key, off);
    },
    async prepare(source) {
      const { key, years } = open(source);
      if (cache.has(key)) return;
      let off: ReadonlyMap<number, string> = new Map();
      for (const soFar of years()) {
        off = soFar;
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      keep(key, off);
    },
  };
}

/** The same map, fuller after every year. */
function* daysOf(holidays: Holidays, types: readonly string[]): Generator<ReadonlyMap<number, string>> {
  const off = new Map<number, string>();
  for (const year of ALL_YEARS) {
    for (const holiday of holidays.getHolidays(year)) {
      if (!types.includes(holiday.type)) continue;
      const first = dayNumberOf(holiday.date.slice(0, 10));
      for (let i = 0; i < wholeDays(holiday); i += 1) off.set(first + i, off.get(first + i) ?? holiday.name);
    }
    yield off;
  }
}

/** From midnight on; a day on which clocks go forward has 23 hours. */
function wholeDays({ date, start, end }: HolidaysTypes.Holiday): number {
  const hours = (end.getTime() - start.getTime()) / 3_600_000;
  return date.slice(11, 19) === '00:00:00' ? Math.floor((hours + 1) / 24) : 0;
}

type Place = readonly [country: string, state?: string, region?: string];

/** Codes as the library spells them; users may write them in any case. */
function placeOf({ country, region }: HolidaySource, catalogue: Holidays): Place {
  const found = spelled(country, catalogue.getCountries());
  if (found === undefined) throw unknown('country', country, Object.keys(catalogue.getCountries()));
  if (region === undefined) return [found];
  const [first = '', ...rest] = region.split('-');
  const states = catalogue.getStates(found) ?? {};
  const state = spelled(first, states);
  if (state === undefined) throw unknown('region', first, Object.keys(states));
  if (rest.length === 0) return [found, state];
  const parts = catalogue.getRegions(found, state) ?? {};
  const part = spelled(rest.join('-'), parts);
  if (part === undefined)
    throw unknown(
      'region',
      `${first}-${rest.join('-')}`,
      Object.keys(parts).map((name) => `${state}-${name}`),
    );
  return [found, state, part];
}

const spelled = (code: string, codes: Readonly<Record<string, string>>): string | undefined =>
  Object.keys(codes).find((known) => known.toLowerCase() === code.toLowerCase());

function unknown(field: 'country' | 'region', code: string, known: readonly string[]): CalendarError {
  const hint =
    didYouMean(code.toUpperCase(), known) ??
    (known.length === 0
      ? said`Leave it out: the country has no regions with holidays of their own here.`
      : known.length > 40
        ? said`Known are ${known.slice(0, 40).join(', ')} and others.`
        : said`Known are ${known.join(', ')}.`);
  const shown = code.slice(0, 64);
  const message =
    field === 'country'
      ? said`there are no holidays of the country "${shown}"`
      : said`there are no holidays of the region "${shown}"`;
  return new CalendarError([field], message, hint);
}
