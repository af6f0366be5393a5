import { said } from '@carillon/core';
import { calendarReferences } from '../checks/calendar-references.ts';
import type { Finding } from '../finding.ts';
import type { LoadResult } from '../load.ts';
import { closedSchedules } from './closed-schedules.ts';
import type { CalendarLinks } from './link-calendars.ts';

/**
 * Calendars that cannot be compiled, or no longer could be; schedules that have no time on the days of theirs;
 * and names that no calendar has. These are `VALIDATION_REFERENCE`: whoever does not know what is in force
 * elsewhere can only wonder about them.
 */
export function calendarFindings(links: CalendarLinks, { calendars, workflows }: LoadResult): Finding[] {
  const ofCalendars = links.problems.flatMap(({ document, problem }) => {
    const own = calendars.find((loaded) => loaded.document === document);
    if (own) return [own.findingOf(problem)];
    const message = said`${document.project}/${document.name}, which is in force, could no longer be compiled: ${problem.message}`;
    return calendars.slice(0, 1).map((first) => first.findingOf({ ...problem, path: [], message }));
  });
  const ofWorkflows = workflows.flatMap(({ document, findingOf }) =>
    [...calendarReferences(document)]
      .filter(({ name }) => !links.has(document.project, name))
      .map(({ path, name }) =>
        findingOf({
          code: 'VALIDATION_REFERENCE',
          path,
          message: said`there is no calendar "${name}"`,
          hint: links.hintFor(document.project, name),
        }),
      ),
  );
  const closed = workflows.flatMap(({ document, findingOf }) => [...closedSchedules(links, document)].map(findingOf));
  return [...ofCalendars, ...ofWorkflows, ...closed];
}
