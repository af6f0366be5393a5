/** The engine's side of the store for taking a hand in runs. Rare, so several statements in one transaction under the run's lock. */
import type { JsonObject } from '../definition/document.ts';
import type { RerunPlan } from '../dag/rerun.ts';
import type { ReopenProblem, Reopening } from '../dag/reopen.ts';
import type { RunEndState } from '../run/phases.ts';
import type { Reason, RunState, TaskRunState } from '../run/states.ts';
import type { ChildProgress, EndableRun } from './completions.ts';
import type { DueTask } from './engine-store.ts';
import type { NewRun } from './placements.ts';
import type { Scope, TenantScope } from './scope.ts';

/** Who took a hand in a run and why, as its event and reason say. */
export interface ControlBy {
  readonly actor: string;
  readonly reason: Reason;
}

export interface PauseBy extends ControlBy {
  /** Its failure has paused the run already: what that holds and why is written, unless a person has resumed it since. */
  readonly isPaused?: true;
}

/** A task run that a command is about. Its row may not stand yet. */
export interface ControlledTask {
  readonly runId: string;
  readonly taskNo: number;
  /** Number of direct upstreams, and its lane, for the row. */
  readonly need: number;
  readonly laneKey: number;
  /** JSON text of the transition for the event row. */
  readonly step: string;
}

export interface Controlled {
  readonly kind: 'done' | 'unchanged' | 'already_final' | 'not_found';
}
/** What it is in does not allow it. */
export interface ControlRefused {
  readonly kind: 'refused';
  readonly state: RunState | TaskRunState;
}
/** What goes on now that it is no longer held. */
export interface Resumed {
  readonly kind: 'resumed';
  /** Lanes with ready rows again. */
  readonly lanes: readonly number[];
  /** Pending task runs that may be decided now. */
  readonly touched: readonly ChildProgress[];
  /** Nothing is left of it to run. */
  readonly endable: EndableRun | undefined;
}

/** A run about to enter a phase, and the rows of its first tasks. */
export interface PhaseEntry {
  readonly runId: string;
  readonly from: number;
  readonly to: number;
  readonly open: number;
  /** As it was seen: which phase follows depends on it. */
  readonly failed: boolean;
  readonly roots: readonly { readonly taskNo: number; readonly laneKey: number }[];
}

/** A task run as it stands in its run. */
export interface TaskStanding {
  readonly state: TaskRunState;
  /** Ended upstreams, of one that has a row. */
  readonly done: number;
  readonly attempt: number;
}

export interface FinishedRun {
  /** It is a part of this run, and no run of its own. */
  readonly partOf?: string | undefined;
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly versionKey: number;
  readonly params: JsonObject;
  readonly logicalTime: Date | undefined;
  readonly state: RunEndState;
  /** By task number; those that never had their turn are missing. */
  readonly ends: ReadonlyMap<number, TaskRunState>;
}

/** A new run that keeps a part of a finished one. */
export interface PartialRerun {
  readonly run: Omit<NewRun, 'roots' | 'sinks' | 'solo'>;
  readonly plan: RerunPlan;
  /** Number of each kept task in the old run's version, by number in the new one's. */
  readonly oldNumbers: ReadonlyMap<number, number>;
  /** Tasks that did not succeed there and go on with the children that did: number in the old version, by that in the new one. */
  readonly resumed?: ReadonlyMap<number, number>;
  readonly lanes: readonly number[];
}

export interface RunControlStore {
  /** No attempt of the run begins from now on. */
  pauseRun(scope: TenantScope, runId: string, by: PauseBy): Promise<Controlled | ControlRefused>;
  resumeRun(
    scope: TenantScope,
    runId: string,
    by: Pick<ControlBy, 'actor'>,
  ): Promise<Controlled | ControlRefused | Resumed>;
  /** A live attempt goes on; what would follow it waits. */
  pauseTask(scope: TenantScope, task: ControlledTask, by: ControlBy): Promise<Controlled | ControlRefused>;
  resumeTask(
    scope: TenantScope,
    task: ControlledTask,
    by: Pick<ControlBy, 'actor'>,
  ): Promise<Controlled | ControlRefused | Resumed>;
  /** It was held before what it was taken for could be done: it is due now or, if it is still held, when it is resumed. */
  noteDue(task: Pick<DueTask, 'runId' | 'taskNo' | 'takenUntil'>): Promise<void>;
  /** Rows that a crash left as they were in runs that were paused; how many. */
  holdPaused(): Promise<number>;
  /** Running runs with a failure in their main tasks. */
  failing(
    limit: number,
  ): Promise<readonly { readonly runId: string; readonly tenantKey: number; readonly versionKey: number }[]>;

  /** The task runs to decide on; none when the run has moved on meanwhile. */
  enterPhase(entry: PhaseEntry): Promise<readonly ChildProgress[]>;

  /** Version of an open run; undefined when there is no such run. */
  openRun(scope: TenantScope, runId: string): Promise<{ readonly versionKey: number } | 'final' | undefined>;
  /** A task run of an open run; undefined when it has neither row nor end. */
  standing(runId: string, taskNo: number): Promise<TaskStanding | undefined>;
  /** Gives a task run without a row one, so that it can be ended by decision. */
  ensureRow(task: ControlledTask): Promise<void>;
  /**
   * Takes ends back as `plan` says of the states that are found under the lock. Attempts go to attempt_history.
   */
  reopen(
    scope: TenantScope,
    task: ControlledTask,
    reopening: {
      readonly plan: (states: ReadonlyMap<number, TaskRunState>) => Reopening | ReopenProblem;
      /** Code of the state that it counts as; undefined: it is tried again. */
      readonly as: number | undefined;
      readonly phase: number;
      readonly lanes: readonly number[];
    },
    by: ControlBy,
  ): Promise<Controlled | ControlRefused | Resumed | ReopenProblem>;

  finishedRun(scope: TenantScope, runId: string): Promise<FinishedRun | 'open' | undefined>;
  /** False when the idempotency key is taken. */
  startRerun(rerun: PartialRerun): Promise<boolean>;
}
