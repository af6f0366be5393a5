/**
 * The working week of countries, for the built-in calendars: Monday to Friday unless listed here. From CLDR
 * 48, with BD and MV as their law has them. It is the week of today, for past years too.
 */
import { WEEKDAYS, type Weekday } from '@carillon/core';

const FRIDAY_AND_SATURDAY = 'BD BH DZ EG IL IQ JO KW LY MV OM QA SA SD SY YE'.split(' ');

const WEEKENDS: ReadonlyMap<string, readonly Weekday[]> = new Map<string, readonly Weekday[]>([
  ...FRIDAY_AND_SATURDAY.map((country) => [country, ['fri', 'sat']] as const),
  ['AF', ['thu', 'fri']],
  ['IR', ['fri']],
  ['IN', ['sun']],
  ['UG', ['sun']],
]);

/** @param country ISO 3166-1, upper case */
export function workWeekOf(country: string): readonly Weekday[] {
  const weekend = WEEKENDS.get(country) ?? ['sat', 'sun'];
  return WEEKDAYS.filter((day) => !weekend.includes(day));
}
