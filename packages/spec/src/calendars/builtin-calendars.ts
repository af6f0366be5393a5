/**
 * Calendars that are there without a document: `cn-workdays`, `us-workdays`, `de-by-workdays`, the working
 * week of a country less the public holidays of it or of one of its regions.
 */
import type { CalendarDocument } from '@carillon/core';
import { workWeekOf } from './weekends.ts';

const NAME = /^([a-z]{2})(?:-([a-z0-9]+(?:-[a-z0-9]+)?))?-workdays$/;

/** What a built-in calendar would be as a document; whether the country exists is found out by compiling it. */
export function builtinDocument(name: string): CalendarDocument | undefined {
  const [, country, region] = NAME.exec(name) ?? [];
  if (country === undefined) return undefined;
  const source = { country: country.toUpperCase(), ...(region !== undefined && { region: region.toUpperCase() }) };
  return { kind: 'Calendar', name, project: 'default', weekdays: workWeekOf(source.country), holidays: [source] };
}
