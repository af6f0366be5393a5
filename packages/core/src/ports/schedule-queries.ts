/** Schedules and their firings as people look at them. */
import type { ScheduleDocument, ScheduleKind } from '../definition/schedule-document.ts';
import type { SaidText } from '../said.ts';
import type { RunState } from '../run/states.ts';
import type { FiringOutcome, FiringReason } from '../schedule/firing-decision.ts';
import type { FiringNote } from '../schedule/firing-time.ts';
import type { Page } from './catalog.ts';
import type { PauseRecord } from './pause.ts';
import type { Scope, TenantScope } from './scope.ts';

type Place = TenantScope & { readonly environmentKey: number };

export interface ScheduleRecord {
  readonly key: number;
  readonly id: string;
  readonly scope: Scope;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly workflowKey: number;
  readonly name: string;
  readonly definition: ScheduleDocument;
  readonly state: string;
  /** All schedules of its workflow rest. */
  readonly workflowPause: PauseRecord | undefined;
  readonly nextFireAt: Date | undefined;
  /** When its next run starts, or the next decision is made: jitter, holds and pauses counted. */
  readonly dueAt: Date | undefined;
  readonly pause: PauseRecord | undefined;
  /** Why it is quarantined. */
  readonly error: string | undefined;
  /** The same for translation. */
  readonly errorSaid: SaidText | undefined;
  readonly lastFiring: FiringRecord | undefined;
}

/** A row of the ledger. */
export interface FiringRecord {
  readonly logicalTime: Date;
  /** Last logical time of the span that the row stands for. */
  readonly through: Date | undefined;
  /** Logical time and jitter. */
  readonly startAt: Date;
  readonly actualTime: Date;
  readonly outcome: FiringOutcome;
  readonly reason: FiringReason;
  readonly notes: readonly FiringNote[];
  readonly runId: string | undefined;
  /** While it is held. */
  readonly heldUntil: Date | undefined;
}

export interface ScheduleFilter {
  readonly project?: string;
  readonly workflow?: string;
  /** Part of the name of the workflow or of the schedule. */
  readonly text?: string;
  readonly states?: readonly string[];
  readonly kinds?: readonly ScheduleKind[];
  /** Name of a calendar that it uses. */
  readonly calendar?: string;
  /** IANA name of the zone that its definition is read in. */
  readonly timezone?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Both ends included. */
export interface TimeRange {
  readonly from?: Date;
  readonly to?: Date;
}

/** What the ledger says of one local date; spans are told apart, see {@link ScheduleQueries.days}. */
export interface LedgerDay {
  readonly date: string;
  readonly outcome: FiringOutcome;
  /** Undefined for firings without a run that is still kept. */
  readonly run: 'success' | 'failed' | 'stopped' | 'open' | undefined;
  readonly count: number;
}

/** A schedule that will fire unless somebody does something: what it takes to say when. */
export interface UpcomingSchedule {
  readonly key: number;
  readonly id: string;
  readonly project: string;
  readonly projectKey: number;
  readonly workflow: string;
  readonly workflowKey: number;
  readonly name: string;
  readonly definition: ScheduleDocument;
  readonly nextFireAt: Date | undefined;
  /** Nothing at or below it fires: the floor, or the end of a pause. */
  readonly after: Date;
}

export interface UpcomingFilter {
  readonly project?: string;
  readonly text?: string;
  readonly tag?: string;
  readonly owner?: string;
  /** Of the workflow, or of any of its tasks. */
  readonly queue?: string;
}

export interface ScheduleQueries {
  /** By project, workflow and name. */
  list(scope: Place, filter: ScheduleFilter): Promise<Page<ScheduleRecord>>;
  get(scope: TenantScope, id: string): Promise<ScheduleRecord | undefined>;
  /** Newest first, with the state of their runs. */
  firings(
    scheduleKey: number,
    filter: TimeRange & {
      readonly outcomes?: readonly FiringOutcome[];
      readonly limit: number;
      readonly cursor?: string;
    },
  ): Promise<Page<FiringRecord & { readonly runState: RunState | undefined }>>;
  /** Rows of single logical times by their local date, and the rows that stand for a span as they are. */
  days(
    schedule: Pick<ScheduleRecord, 'key' | 'workflowKey'>,
    range: { readonly from: Date; readonly before: Date; readonly timeZone: string },
  ): Promise<{ readonly days: readonly LedgerDay[]; readonly spans: readonly FiringRecord[] }>;
  /** The newest rows that fired. */
  lastFired(scheduleKey: number, limit: number): Promise<readonly FiringRecord[]>;
  /** In the order of their keys, from behind `afterKey`: one page of a walk through all of them. */
  upcoming(
    scope: Place,
    filter: UpcomingFilter & { readonly afterKey: number; readonly before: Date; readonly limit: number },
  ): Promise<readonly UpcomingSchedule[]>;
  /** How long the last successful runs of workflows took; those without any are left out. */
  durations(
    scope: Place,
    workflowKeys: readonly number[],
  ): Promise<ReadonlyMap<number, { readonly p50Ms: number; readonly p95Ms: number }>>;
}
