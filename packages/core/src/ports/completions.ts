/** What the end of an attempt sets in motion: the counting at its downstreams, the next attempt, the end of its run. */
import type { Reason } from '../run/states.ts';
import type { UpdatedDataset } from './wait-store.ts';
import type { Leased, Placement } from './placements.ts';

/** The end of a task run, by an attempt's report or by a decision about a row without attempt. */
export interface Completion {
  readonly runId: string;
  readonly taskNo: number;
  readonly by:
    | { readonly kind: 'report'; readonly attemptId: string; readonly fence: number; readonly sessionKey: number }
    /** Holds only while the row is still in this state with this many upstreams ended. */
    | { readonly kind: 'decision'; readonly seenState: number; readonly seenDone: number };
  readonly state: number;
  readonly startedAtMs: number | undefined;
  readonly exitCode: number | undefined;
  readonly reason: Reason | undefined;
  /** JSON text. */
  readonly output: string | undefined;
  /** JSON text of the transition for the event row. */
  readonly step: string;
  /** Datasets are brought up to date by it: those that were recorded with its input. */
  readonly produces?: boolean;
}

export interface GraphCompletion extends Completion {
  readonly countsAs: 'ok' | 'failed' | 'upstream_failed' | 'skipped';
  readonly failsRun: boolean;
  /** Its failure pauses the run, in the same statement. */
  readonly pausesRun: boolean;
  readonly sink: boolean;
  readonly children: readonly ChildEdge[];
}

export interface ChildEdge {
  readonly taskNo: number;
  readonly need: number;
  readonly fused: boolean;
  readonly laneKey: number;
  readonly rank: number;
  readonly timeoutMs: number | undefined;
  /** Session to lease it to should this be its last upstream. */
  readonly sessionKey: number | undefined;
}

export interface ChildProgress {
  readonly runId: string;
  readonly taskNo: number;
  readonly state: number;
  readonly need: number;
  readonly ok: number;
  readonly failed: number;
  readonly upstreamFailed: number;
  readonly skipped: number;
}

export interface EndableRun {
  readonly runId: string;
  /** Whether a task run of it failed that was not allowed to. */
  readonly failed: boolean;
  /** Code of the phase that has ended. */
  readonly phase: number;
  /** Code of the final state that a stop, or the main tasks, have settled. */
  readonly endsAs: number | undefined;
}

export interface RunEnd {
  readonly runId: string;
  /** As it was seen: what comes before the end depends on it, so a run that somebody has changed since does not end. */
  readonly failed: boolean;
  /** JSON text. */
  readonly output: string | undefined;
  /** Why it failed, should it have. */
  readonly reason: Reason | undefined;
}

export interface Advanced {
  /** `runId/taskNo` of the completions that counted. */
  readonly accepted: ReadonlySet<string>;
  readonly leased: readonly (Leased & { readonly sessionKey: number })[];
  /** Children whose counters moved and that are not started. */
  readonly touched: readonly ChildProgress[];
  /** Lanes in which a child was made ready without a lease: they have a backlog. */
  readonly queuedLanes: readonly number[];
  /** Runs whose last open task this was. */
  readonly endable: readonly EndableRun[];
  readonly updated: readonly UpdatedDataset[];
}

export interface Decision extends Placement {
  readonly runId: string;
  readonly taskNo: number;
  readonly seenDone: number;
  readonly step: string | undefined;
}

export interface Retry {
  readonly runId: string;
  readonly taskNo: number;
  readonly attemptId: string;
  readonly fence: number;
  readonly sessionKey: number;
  /** Code of the attempt's final state: failed, stopped (drained), lost or returned. */
  readonly attemptState: number;
  readonly exitCode: number | undefined;
  readonly startedAtMs: number | undefined;
  readonly reason: Reason | undefined;
  readonly delayMs: number;
  readonly countsTry: boolean;
  readonly countsLost: boolean;
  /** Tries by the rules of `retry.on`, this one included; undefined: as they were. */
  readonly ruleTries: readonly number[] | undefined;
  readonly step: string;
}
