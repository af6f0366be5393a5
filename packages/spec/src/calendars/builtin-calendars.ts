/**
 * Calendars that are there without a document: `cn-workdays`, `us-workdays`, `de-by-workdays`, the working
 * week of a country less the public holidays of it or of one of its regions.
 */
import type { CalendarDocument, CalendarTable } from '@carillon/core';
import { CalendarError } from './calendar-error.ts';
import { compileCalendar } from './compile-calendar.ts';
import { loadHolidayData } from './holiday-data.ts';
import { workWeekOf } from './weekends.ts';

export interface CompiledCalendar {
  readonly document: CalendarDocument;
  readonly table: CalendarTable;
}

const NAME = /^([a-z]{2})(?:-([a-z0-9-]+))?-workdays$/;

/** Undefined: no country or region has that name. */
export async function builtinCalendar(name: string): Promise<CompiledCalendar | undefined> {
  const [, country, region] = NAME.exec(name) ?? [];
  if (country === undefined) return undefined;
  const source = { country: country.toUpperCase(), ...(region !== undefined && { region: region.toUpperCase() }) };
  const document: CalendarDocument = {
    kind: 'Calendar',
    name,
    project: 'default',
    weekdays: workWeekOf(source.country),
    holidays: [source],
  };
  try {
    return {
      document,
      table: compileCalendar(document, { tables: new Map(), holidays: await loadHolidayData([source]) }),
    };
  } catch (error) {
    if (error instanceof CalendarError) return undefined;
    throw error;
  }
}
