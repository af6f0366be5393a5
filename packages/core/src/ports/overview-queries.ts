/** How an environment stands, for the page that people open first. Every answer costs about the same whatever there is. */
import type { Failure } from '../run/failure-groups.ts';
import type { RunState } from '../run/states.ts';
import type { TenantScope } from './scope.ts';

export interface OverviewPlace extends TenantScope {
  readonly environmentKey: number;
  /** Absent: all projects. */
  readonly project?: string;
}

/** Runs by state. Parts of other runs are not counted by themselves. */
export interface RunCounts {
  readonly counts: Readonly<Partial<Record<RunState, number>>>;
  /** More was there than is counted: the newest were. */
  readonly isPartial: boolean;
}

/** Of the newest runs that failed since a time: the task that failed each first, and how many never ran for it. */
export interface NewestFailures {
  readonly failures: readonly Failure[];
  /** More failed. */
  readonly isPartial: boolean;
}

/** A promise of a run that has not ended, or that was broken since the time asked about. */
export interface PromiseAtRisk {
  readonly runId: string;
  readonly project: string;
  readonly workflow: string;
  /** Absent: of the run as a whole. */
  readonly task: string | undefined;
  readonly kind: 'start_by' | 'finish_by';
  readonly term: Date;
  readonly missedAt: Date | undefined;
  /** Since when it is expected to be late. */
  readonly predictedAt: Date | undefined;
}

/** How far the platform is behind its own times. */
export interface PlatformLag {
  /** Of the schedule that is due for the longest time. */
  readonly schedulesMs: number;
  /** Of the retry, time limit or wait that is due for the longest time. */
  readonly timersMs: number;
}

export interface OverviewQueries {
  openRuns(place: OverviewPlace): Promise<RunCounts>;
  /** That ended since then. */
  endedRuns(place: OverviewPlace, since: Date): Promise<RunCounts>;
  failures(place: OverviewPlace, since: Date): Promise<NewestFailures>;
  /** Ids of open runs accepted before then in which something may be waiting, the oldest first. */
  waitingRuns(place: OverviewPlace, before: Date): Promise<readonly string[]>;
  promises(place: OverviewPlace, since: Date): Promise<readonly PromiseAtRisk[]>;
  lag(place: TenantScope): Promise<PlatformLag>;
}
