/** Where task runs are put, at the start of a run and later, and to whom they are leased. */
import type { JsonObject } from '../definition/document.ts';
import type { HeldStart } from '../limits/held-start.ts';
import type { Reason } from '../run/states.ts';
import type { StartRequest } from './run-commands.ts';

/** How a task run enters or leaves `pending`. `sessionKey` set means leased at once. */
export interface Placement {
  readonly state: 'pending' | 'queued' | 'starting' | 'waiting';
  readonly laneKey: number;
  readonly rank: number;
  readonly sessionKey: number | undefined;
  /** Resolved expressions as JSON text, to be recorded. */
  readonly input: string | undefined;
  readonly timeoutMs: number | undefined;
  /** Milliseconds from now at which something must happen. */
  readonly dueMs: number | undefined;
  /** Milliseconds from now in which the task must have ended, with all its attempts. */
  readonly deadlineMs?: number | undefined;
  readonly reason: Reason | undefined;
}

export interface NewRun {
  readonly id: string;
  readonly request: StartRequest;
  readonly priority: number;
  readonly runTimeoutMs: number | undefined;
  /** One row is run and task. */
  readonly solo: boolean;
  readonly sinks: number;
  readonly roots: readonly (Placement & { readonly taskNo: number; readonly fused: boolean })[];
  /** It waits for its limits, or for more requests; its roots come when it starts. */
  readonly held?: HeldStart | undefined;
}

/** One-task runs of one request that wait in one lane for as long as it takes: they differ in their ids and params alone. */
export interface AlikeRuns {
  /** The first of them. */
  readonly like: NewRun;
  readonly ids: readonly string[];
  readonly params: readonly JsonObject[];
}

/** A lease on a task run: what the worker must show with its report. */
export interface Leased {
  readonly runId: string;
  readonly taskNo: number;
  readonly attempt: number;
  readonly attemptId: string;
  readonly fence: number;
}

export interface StartedRuns {
  /** Ids of those that were made; the others had a known idempotency key. */
  readonly made: ReadonlySet<string>;
  readonly leased: readonly Leased[];
}

export interface Claimed extends Leased {
  readonly versionKey: number;
  readonly environmentKey: number;
  readonly params: string;
  readonly logicalTime: Date | undefined;
  readonly input: string | undefined;
  readonly rank: number;
}
