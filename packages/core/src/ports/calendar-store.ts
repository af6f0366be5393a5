/**
 * Calendars as schedules find them: in the project of the schedule, then in project `default`, then among
 * the built-in ones. What is live is the version applied last in the environment.
 */
import type { CalendarDocument } from '../definition/calendar-document.ts';
import type { CalendarTable } from '../schedule/calendar-table.ts';
import type { Page } from './catalog.ts';
import type { Scope, TenantScope } from './scope.ts';

type Place = TenantScope & { readonly environmentKey: number };

export interface CalendarRecord {
  /** Undefined: built in, for all projects. */
  readonly project: string | undefined;
  readonly name: string;
  readonly version: CalendarVersionRecord;
  /** Enabled or paused schedules of the environment that use it by name. */
  readonly schedules: number;
}

export interface CalendarVersionRecord {
  readonly number: number;
  readonly hash: string;
  readonly document: CalendarDocument;
  readonly table: CalendarTable;
  readonly author: string;
  /** For a calendar that was compiled again since another changed: which one. */
  readonly message: string;
  readonly createdAt: Date;
}

/** What is in force now, as far as compiling needs it. */
export interface LiveCalendars {
  /** Changes whenever one of them does: what was compiled from older ones is refused. */
  readonly basis: string;
  readonly calendars: readonly Pick<CalendarRecord, 'project' | 'version'>[];
}

/** Versions that come into force together, with those that are built from them. */
export interface CalendarChanges {
  readonly basis: string;
  readonly versions: readonly NewCalendarVersion[];
}

export interface NewCalendarVersion extends Omit<CalendarVersionRecord, 'number' | 'createdAt'> {
  /** Undefined: built in. */
  readonly project: string | undefined;
}

export interface CalendarStore {
  /** By the names given; a name that nothing has is left out. */
  tables(scope: Scope, names: readonly string[]): Promise<ReadonlyMap<string, CalendarTable>>;
  live(place: Place): Promise<LiveCalendars>;
  /** Where calendars are in force. */
  places(): Promise<readonly Place[]>;
  /** Tables of the calendars that enabled schedules use by name, in any place. */
  inUse(): Promise<readonly CalendarTable[]>;
  list(
    place: Place,
    filter: { readonly project?: string; readonly text?: string; readonly limit: number; readonly cursor?: string },
  ): Promise<Page<CalendarRecord>>;
  /** The one that a schedule of the project finds under the name. */
  get(place: Place, project: string, name: string): Promise<CalendarRecord | undefined>;
  /** Of the calendar that {@link get} finds, newest first. */
  versions(
    place: Place,
    project: string,
    name: string,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<CalendarVersionRecord> | undefined>;
}
