/**
 * Calendars as schedules find them: in the project of the schedule, then in project `default`, then among
 * the built-in ones. What is live is the version applied last in the environment.
 */
import type { CalendarDocument } from '../definition/calendar-document.ts';
import type { CalendarTable } from '../schedule/calendar-table.ts';
import type { Page } from './catalog.ts';
import type { Scope, TenantScope } from './scope.ts';

/** `builtin`: from the data of the library, without a document of the user. */
export type CalendarOrigin = 'document' | 'builtin';

export interface CalendarRecord {
  readonly key: number;
  /** Undefined: built in, for all projects. */
  readonly project: string | undefined;
  readonly name: string;
  readonly origin: CalendarOrigin;
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

export interface CalendarStore {
  /** By the names given; a name that nothing has is left out. */
  tables(scope: Scope, names: readonly string[]): Promise<ReadonlyMap<string, CalendarTable>>;
  list(
    scope: TenantScope & { readonly environmentKey: number },
    filter: { readonly project?: string; readonly text?: string; readonly limit: number; readonly cursor?: string },
  ): Promise<Page<CalendarRecord>>;
  /** The one that a schedule of the project finds under the name. */
  get(
    scope: TenantScope & { readonly environmentKey: number },
    project: string,
    name: string,
  ): Promise<CalendarRecord | undefined>;
  /** Of the calendar that {@link get} finds, newest first. */
  versions(
    scope: TenantScope & { readonly environmentKey: number },
    project: string,
    name: string,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<CalendarVersionRecord> | undefined>;
}
