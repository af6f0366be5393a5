/** Workflows, versions and schedules as the API reads and writes them. */
import type { DatasetDocument } from '../definition/dataset-document.ts';
import type { DocumentFiles, Json, JsonObject, WorkflowDocument } from '../definition/document.ts';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import type { AuditOrigin } from '../audit/audit-record.ts';
import type { RunState } from '../run/states.ts';
import type { CalendarChanges } from './calendar-store.ts';
import type { PauseRecord } from './pause.ts';
import type { NewQueue } from './queue-store.ts';
import type { Scope, TenantScope } from './scope.ts';

/** A version without the texts that only its own page shows. */
export interface VersionSummary {
  readonly key: number;
  readonly id: string;
  readonly workflowKey: number;
  readonly number: number;
  readonly hash: string;
  readonly document: WorkflowDocument;
  readonly author: string;
  readonly message: string;
  readonly createdAt: Date;
}

export interface VersionRecord extends VersionSummary {
  readonly files: DocumentFiles;
  readonly source: string;
}

/** What the start of a run asks for, and nothing more: it is read on the hot path. */
export interface LiveVersion {
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly versionKey: number;
  readonly number: number;
  readonly lifecycle: string;
  readonly document: WorkflowDocument;
}

export interface WorkflowRecord {
  readonly key: number;
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly lifecycle: string;
  /** Somebody has changed it in the editor and not published that. */
  readonly hasDraft: boolean;
  /** None of its schedules fires. */
  readonly pause: PauseRecord | undefined;
  readonly version: VersionSummary;
  /** Earliest next firing over the workflow's enabled schedules. */
  readonly nextFireAt: Date | undefined;
  /** Newest first, at most 14. */
  readonly lastRuns: readonly { readonly id: string; readonly state: string }[];
}

/** Of its last runs, 100 at most. */
export interface WorkflowStats {
  /** Within seven days. */
  readonly ended: number;
  readonly success: number;
  /** Of those that succeeded; undefined where none did. */
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
}

export interface NewVersion {
  readonly document: WorkflowDocument;
  readonly files: DocumentFiles;
  readonly source: string;
  /** SHA-256 in hex. */
  readonly hash: string;
  readonly author: string;
  readonly message: string;
  readonly schedules: readonly NewSchedule[];
}

export interface NewSchedule {
  readonly name: string;
  readonly definition: ScheduleDocument;
  readonly nextFireAt: Date | undefined;
}

/** A workflow of one task that is tried, see dag/task-test.ts. */
export type NewTest = Pick<NewVersion, 'document' | 'files' | 'hash' | 'author'>;
export type TestVersion = Pick<LiveVersion, 'scope' | 'workflowKey' | 'versionKey' | 'number'>;

export type ApplyOutcome = 'created' | 'updated' | 'unchanged';

export interface Applied {
  readonly kind: 'Workflow' | 'Calendar' | 'Dataset' | 'Queue';
  /** Undefined: a built-in calendar. */
  readonly project: string | undefined;
  readonly name: string;
  readonly version: number;
  readonly outcome: ApplyOutcome;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; undefined on the last page. */
  readonly nextCursor: string | undefined;
}

export const LAST_RESULTS = ['success', 'failed', 'stopped'] as const satisfies readonly RunState[];
export type LastResult = (typeof LAST_RESULTS)[number];

/** Which workflows: those that fit all that is given. */
export interface WorkflowFilter {
  readonly project?: string;
  /** What its name begins with, or its project/name. */
  readonly prefix?: string;
  /** Each word of it in the name, title, owner or a tag. */
  readonly text?: string;
  readonly owner?: string;
  readonly tag?: string;
  readonly paused?: boolean;
  readonly lifecycles?: readonly string[];
  /** How its newest ended run ended. */
  readonly lastResult?: LastResult;
  readonly hasDraft?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface WorkflowFacets {
  readonly owners: readonly string[];
  readonly tags: readonly string[];
}

export interface CatalogStore {
  /**
   * All documents in one transaction, or none. Projects that do not exist yet are made. Calendars come first
   * in the answer. @throws CarillonError CONFLICT_BUSY when calendars have changed since theirs were compiled
   */
  apply(
    scope: TenantScope & { readonly environmentKey: number },
    versions: readonly NewVersion[],
    options?: {
      readonly calendars?: CalendarChanges;
      readonly queues?: readonly NewQueue[];
      readonly datasets?: readonly DatasetDocument[];
      /**
       * The newest version that the author of a text knew, by `project/name`; 0: there was none. @throws
       * CarillonError CONFLICT_STATE when there is a newer one that says something else
       */
      readonly basedOn?: ReadonlyMap<string, number>;
      /** Who applies, for the audit; absent where the program does so itself. */
      readonly by?: AuditOrigin;
    },
  ): Promise<readonly Applied[]>;
  /** Nothing is published by it: no list, schedule or figure knows of it. */
  addTest(scope: TenantScope & { readonly environmentKey: number }, test: NewTest): Promise<TestVersion>;
  workflow(
    scope: TenantScope & { readonly environmentKey: number },
    project: string,
    name: string,
  ): Promise<WorkflowRecord | undefined>;
  workflows(
    scope: TenantScope & { readonly environmentKey: number },
    filter: WorkflowFilter,
  ): Promise<Page<WorkflowRecord>>;
  /** Those whose name or title has the text first that begin with it; `inOtherScripts`: only titles beyond ASCII. */
  workflowNames(
    scope: TenantScope & { readonly environmentKey: number },
    filter: {
      readonly project?: string;
      readonly text?: string;
      readonly inOtherScripts?: boolean;
      readonly limit: number;
    },
  ): Promise<readonly { readonly project: string; readonly name: string; readonly title?: string }[]>;
  /** What lists of them can be filtered by, sorted. */
  workflowFacets(
    scope: TenantScope & { readonly environmentKey: number },
    filter: { readonly project?: string },
  ): Promise<WorkflowFacets>;
  /** By the workflow's key; one that never ended a run is left out. */
  workflowStats(
    scope: TenantScope & { readonly environmentKey: number },
    keys: readonly number[],
  ): Promise<ReadonlyMap<number, WorkflowStats>>;
  /** The version that a new run would have; undefined when the workflow is not deployed there. */
  liveVersion(
    scope: TenantScope & { readonly environmentKey: number },
    project: string,
    name: string,
  ): Promise<LiveVersion | undefined>;
  /** Newest first; undefined when there is no such workflow. */
  versions(
    scope: TenantScope,
    project: string,
    name: string,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<Page<VersionRecord> | undefined>;
  version(scope: TenantScope, project: string, name: string, number: number): Promise<VersionRecord | undefined>;
  /** Where a project and environment named by a caller live; undefined when the tenant has none of that name. */
  scopeOf(tenant: TenantScope, project: string, environment: string): Promise<Scope | undefined>;
  projects(tenant: TenantScope): Promise<readonly { readonly id: string; readonly name: string }[]>;
  environments(
    tenant: TenantScope,
  ): Promise<readonly { readonly id: string; readonly name: string; readonly key: number }[]>;
  /** What expressions read as `vars`: tenant, then project, then environment, merged in this order. */
  variables(scope: Scope): Promise<JsonObject>;
  setVariable(tenant: TenantScope, name: string, value: Json): Promise<void>;
}
