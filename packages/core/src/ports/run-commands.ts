/** What callers may do with runs. Carried out by the engine where it runs in this process, by the store else. */
import type { JsonObject } from '../definition/document.ts';
import type { UniqueDocument } from '../definition/limit-document.ts';
import type { MarkState, RerunProblem, RerunSelection } from '../dag/rerun.ts';
import type { Reason, RunState, TaskRunState } from '../run/states.ts';
import type { ApprovalAnswer } from './approval-store.ts';
import type { NewChild } from './children-store.ts';
import type { Idempotency } from './idempotency.ts';
import type { Scope, TenantScope } from './scope.ts';
import type { NewSignal, SignalResult } from './wait-store.ts';

export interface StartRequest {
  readonly scope: Scope;
  readonly workflowKey: number;
  readonly versionKey: number;
  /** Resolved and validated against the version's parameter declarations. */
  readonly params: JsonObject;
  readonly logicalTime: Date | undefined;
  readonly triggerKind: string;
  readonly actor: string;
  readonly priority?: number;
  /** The finished run that this one runs again. */
  readonly rerunOf?: string;
  /** No other run with this key, whatever the workflow says; the key is a text. */
  readonly unique?: UniqueDocument;
  /** It tries one task of a text that is not published: lists, figures, promises and alerts leave it out. */
  readonly isTest?: boolean;
  /** It is started for a task of another run. */
  readonly child?: NewChild | undefined;
  readonly idempotency?: Idempotency;
}

/** What many runs that somebody asks for at once have in common. */
export type StartManyRequest = Omit<StartRequest, 'params' | 'idempotency' | 'rerunOf' | 'isTest' | 'child'>;

export type StartResult =
  | { readonly kind: 'started'; readonly runId: string }
  /** The idempotency key was used before with the same body: the run it made then. */
  | { readonly kind: 'replayed'; readonly runId: string }
  /** The idempotency key was used before with another body. */
  | { readonly kind: 'key_reused' };

/** Of a request that the workflow may unite with others. */
export type AskResult =
  | StartResult
  /** A run before it has its unique key: it stands for this one, or this one is refused. */
  | { readonly kind: 'duplicate'; readonly runId: string; readonly refused: boolean }
  /** The run that the request has become a part of, and when it starts at the latest that is known now. */
  | { readonly kind: 'collected'; readonly runId: string; readonly startsAt: Date; readonly requests: number };

export interface RunStarter {
  /** Durable when it resolves (G2). */
  start(request: StartRequest): Promise<AskResult>;
  /**
   * A run for each of `params`, at most 1 000: all of them or none, where the workflow does not unite them with others.
   * Queued, never leased directly.
   */
  startMany(
    request: StartManyRequest,
    params: readonly JsonObject[],
    idempotency?: Idempotency,
  ): Promise<readonly AskResult[]>;
  /** How many runs of the tenant wait, as far as this server knows, and how many may. */
  queuedRuns(tenant: TenantScope): { readonly used: number; readonly limit: number };
}

export type StopResult = 'stopping' | 'already_final' | 'not_found';

export interface StopOrigin {
  readonly actor: string;
  /** The run's. */
  readonly reason: Reason;
  /** Of what is stopped with it, where that is another one. */
  readonly taskReason?: Reason;
  /** Without the tasks of `onFailure` and `finally`, and without undoing anything. */
  readonly kill?: boolean;
  /** What had succeeded stays as it is. */
  readonly uncompensated?: boolean;
}

/** A person's hand in a run. */
export interface Command {
  readonly actor: string;
  readonly message?: string;
}

export type ControlResult =
  /** `cleared`: the ends of these tasks were taken back with it. */
  | { readonly kind: 'done'; readonly cleared?: readonly string[] }
  /** It was so already. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'not_found' }
  /** The run has ended and stays as it is: {@link RunController.rerun} makes a new one. */
  | { readonly kind: 'already_final' }
  /** Its state does not allow it; `tasks`: because attempts of these are under way. */
  | { readonly kind: 'refused'; readonly state: RunState | TaskRunState; readonly tasks?: readonly string[] };

export interface RerunRequest {
  readonly selection: RerunSelection;
  /** The version to run; that of the old run when absent. */
  readonly versionKey?: number;
  /** Resolved and validated against that version; those of the old run when absent. */
  readonly params?: JsonObject;
  readonly actor: string;
  readonly idempotency?: Idempotency | undefined;
}

export type RerunResult =
  | StartResult
  | { readonly kind: 'not_found' }
  /** Only a finished run is run again; in an open one task runs are reopened. */
  | { readonly kind: 'still_open' }
  /** A part of this run, with which it runs again. */
  | { readonly kind: 'part'; readonly of: string }
  | RerunProblem;

export interface RunController {
  stop(scope: TenantScope, runId: string, by: StopOrigin): Promise<StopResult>;
  /** No new attempts; live ones finish; what falls due waits. */
  pause(scope: TenantScope, runId: string, by: Command): Promise<ControlResult>;
  resume(scope: TenantScope, runId: string, by: Command): Promise<ControlResult>;
  pauseTask(scope: TenantScope, runId: string, taskNo: number, by: Command): Promise<ControlResult>;
  resumeTask(scope: TenantScope, runId: string, taskNo: number, by: Command): Promise<ControlResult>;
  /** Skips what is left of the back-off. */
  retryNow(scope: TenantScope, runId: string, taskNo: number, by: Command): Promise<ControlResult>;
  /** Tries a task run again that has ended, in an open run; all that depends on it follows. */
  reopen(scope: TenantScope, runId: string, taskNo: number, by: Command): Promise<ControlResult>;
  /** Ends a task run that has not, or changes how it counts, in an open run. `skipped` skips it. */
  mark(scope: TenantScope, runId: string, taskNo: number, as: MarkState, by: Command): Promise<ControlResult>;
  /** Answers an approval, once: false when it is not open any more. */
  answer(scope: TenantScope, approvalId: string, answer: ApprovalAnswer): Promise<boolean>;
  /** Taken by the task of the run that waits for it, or kept until one does. */
  signal(scope: TenantScope, runId: string, signal: NewSignal): Promise<SignalResult>;
  /** To all that wait for it, and those open runs that will. */
  sendEvent(scope: Scope, signal: NewSignal): Promise<SignalResult>;
  /** Runs a finished run again, as a new one that names it. */
  rerun(scope: TenantScope, runId: string, request: RerunRequest): Promise<RerunResult>;
}
