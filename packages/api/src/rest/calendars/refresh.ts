/**
 * Compiles the calendars in force with the data of holidays that this version brings. Done when a server has
 * started; twice at once is refused by the store, and half-way leaves what was. A table that would know fewer
 * years than the one in force is not taken: an older server may be starting beside a newer one.
 */
import { type CatalogStore, type CalendarStore, CarillonError } from '@carillon/core';
import { type LinkedCalendar, linkCalendars } from '@carillon/spec/calendars';
import type { Logger } from '@carillon/runtime';

export interface RefreshParts {
  readonly catalog: Pick<CatalogStore, 'apply'>;
  readonly calendars: Pick<CalendarStore, 'places' | 'live'>;
  readonly log: Logger;
}

/** How many calendars changed. */
export async function refreshCalendars({ catalog, calendars, log }: RefreshParts): Promise<number> {
  let count = 0;
  for (const place of await calendars.places()) {
    const { basis, calendars: inForce } = await calendars.live(place);
    const live = inForce.map(({ project, version }) => ({ project, ...version }));
    const { changed, problems } = await linkCalendars({ given: [], live, refresh: true });
    for (const { document, problem } of problems)
      log.warn(
        { calendar: document.name, project: document.project, problem: problem.message },
        'a calendar keeps its old days',
      );
    const message = 'compiled with newer data of holidays';
    const versions = changed
      .filter((calendar) => knowsAllOf(calendar, live))
      .map((calendar) => ({ ...calendar, author: 'carillon', message }));
    try {
      await catalog.apply(place, [], { calendars: { basis, versions } });
      count += versions.length;
    } catch (error) {
      const isOvertaken = error instanceof CarillonError && error.code === 'CONFLICT_BUSY';
      if (!isOvertaken) throw error;
      log.info('calendars came into force meanwhile; the next start compares them again');
    }
  }
  return count;
}

function knowsAllOf({ project, document, table }: LinkedCalendar, live: readonly LinkedCalendar[]): boolean {
  const before = live.find((one) => one.project === project && one.document.name === document.name);
  return Object.keys(before?.table.years ?? {}).every((year) => table.years[year] !== undefined);
}
