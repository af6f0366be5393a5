/**
 * Holidays by the rules of date-holidays (code ISC; its data CC BY 3.0, see the README of this folder).
 * Whole days only: what begins at noon closes no day.
 */
import { dayNumberOf, didYouMean, type HolidaySource } from '@carillon/core';
import type { default as Holidays, HolidaysTypes } from 'date-holidays';
import { CalendarError } from './calendar-error.ts';
import type { HolidayData, HolidayDays } from './holiday-data.ts';
import { ALL_YEARS } from './years.ts';

/** A source is 41 years, about a quarter of a second; this many are more than a company has. */
const CACHED = 200;

export function createCountryHolidays(Library: typeof Holidays): HolidayData {
  const catalogue = new Library();
  const cache = new Map<string, HolidayDays>();
  return (source) => {
    const place = placeOf(source, catalogue);
    const types = source.types ?? ['public'];
    const key = `${place.join('-')} ${types.toSorted().join()}`;
    const known = cache.get(key);
    if (known) return known;
    const [country, state, region] = place;
    const holidays = new Library({ country, ...(state && { state }), ...(region && { region }) });
    const found = daysOf(holidays, types);
    if (cache.size >= CACHED) cache.delete(cache.keys().next().value as string);
    cache.set(key, found);
    return found;
  };
}

function daysOf(holidays: Holidays, types: readonly string[]): HolidayDays {
  const off = new Map<number, string>();
  for (const year of ALL_YEARS) {
    for (const holiday of holidays.getHolidays(year)) {
      if (!types.includes(holiday.type)) continue;
      const first = dayNumberOf(holiday.date.slice(0, 10));
      for (let i = 0; i < wholeDays(holiday); i += 1) off.set(first + i, off.get(first + i) ?? holiday.name);
    }
  }
  return { off, makeUp: new Map(), years: undefined };
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
      ? 'Leave it out: the country has no regions with holidays of their own here.'
      : `Known are ${known.slice(0, 40).join(', ')}${known.length > 40 ? ' and others' : ''}.`);
  return new CalendarError([field], `there are no holidays of the ${field} "${code.slice(0, 64)}"`, hint);
}
