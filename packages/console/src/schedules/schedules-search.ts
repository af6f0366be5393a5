/** What the page of all schedules shows, as it stands in its address. */
import { SCHEDULE_KINDS, type ScheduleKind } from '@carillon/core';
import type { ScheduleState } from '@carillon/protocol';
import { textOf } from '../parts/search-words.ts';
import { SCHEDULE_STATES } from '../states/families.ts';
import { isCalendarDate } from '../time/calendar-dates.ts';

export const SCHEDULES_TABS = ['calendar', 'triggers', 'backfills'] as const;
export type SchedulesTab = (typeof SCHEDULES_TABS)[number];

export interface SchedulesSearch {
  tab?: SchedulesTab | undefined;
  q?: string | undefined;
  /** Of the calendar: one project instead of all. */
  only?: string | undefined;
  tag?: string | undefined;
  owner?: string | undefined;
  queue?: string | undefined;
  /** First date of the week. */
  from?: string | undefined;
  /** Start of the chosen quarter hour. */
  cell?: string | undefined;
  kind?: ScheduleKind | undefined;
  state?: ScheduleState | undefined;
  zone?: string | undefined;
}

const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((each) => each === value);

/** What it does not know is left out. */
export function parseSchedulesSearch(asked: Record<string, unknown>): SchedulesSearch {
  const from = textOf(asked['from']);
  const cell = textOf(asked['cell']);
  const found = {
    tab: oneOf(SCHEDULES_TABS, asked['tab']),
    q: textOf(asked['q']),
    only: textOf(asked['only']),
    tag: textOf(asked['tag']),
    owner: textOf(asked['owner']),
    queue: textOf(asked['queue']),
    from: from !== undefined && isCalendarDate(from) ? from : undefined,
    cell: cell !== undefined && !Number.isNaN(Date.parse(cell)) ? cell : undefined,
    kind: oneOf(SCHEDULE_KINDS, asked['kind']),
    state: oneOf(SCHEDULE_STATES, asked['state']),
    zone: textOf(asked['zone']),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
