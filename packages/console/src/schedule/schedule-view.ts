/** What the view of one schedule shows, as it stands in the address of the pages that have it. */
import type { FiringOutcome } from '@carillon/protocol';
import { FIRING_OUTCOMES } from '../states/families.ts';
import { isCalendarDate } from '../time/calendar-dates.ts';

export const SCHEDULE_VIEWS = ['year', 'ledger', 'simulate'] as const;
export type ScheduleViewName = (typeof SCHEDULE_VIEWS)[number];

export interface ScheduleView {
  view?: ScheduleViewName | undefined;
  year?: number | undefined;
  /** The chosen date of the year. */
  day?: string | undefined;
  outcome?: FiringOutcome | undefined;
  /** The year as a table. */
  as?: 'table' | undefined;
}

const isYear = (value: unknown): value is number => typeof value === 'number' && value >= 1970 && value <= 2199;

/** What it does not know is left out. */
export function parseScheduleView(asked: Record<string, unknown>): ScheduleView {
  const { view, year, day, outcome, as } = asked;
  const found = {
    view: SCHEDULE_VIEWS.find((known) => known === view),
    year: isYear(year) ? Math.floor(year) : undefined,
    day: typeof day === 'string' && isCalendarDate(day) ? day : undefined,
    outcome: FIRING_OUTCOMES.find((known) => known === outcome),
    as: as === 'table' ? ('table' as const) : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
