/**
 * Waits that stand in the store until what they wait for is there. The task run is `waiting` and due when it is to be
 * looked at; what comes is committed first and wakes afterwards, so that a look that was too early is followed by
 * another. A wake that a crash swallows is made good by the poll.
 */
import type { Json, JsonObject } from '../definition/document.ts';
import type { RunState } from '../run/states.ts';
import type { Said, SaidText } from '../said.ts';
import type { TimeSpan } from '../wait/date-cycles.ts';
import type { WaitKind } from '../wait/wait-fields.ts';
import type { Term } from './coordinator.ts';
import type { Scope, TenantScope } from './scope.ts';

type TaskRunKey = { readonly runId: string; readonly taskNo: number };
type Place = TenantScope & { readonly environmentKey: number };

export interface NewWait extends TaskRunKey {
  readonly task: string;
  readonly scope: Scope;
  readonly kind: WaitKind;
  readonly topics: readonly string[];
  /** Its resolved fields; references to secrets stay references. */
  readonly spec: JsonObject;
  readonly expiresMs: number | undefined;
}

/** What the last look found. */
export interface WaitAnswer {
  readonly is: WaitFinding;
  readonly message?: string;
  /** The message, for translation. */
  readonly said?: SaidText;
  /** Each thing that is waited for, and how it stands. */
  readonly seen?: readonly { readonly name: string; readonly is: string; readonly run?: string }[];
  /** RFC 3339. */
  readonly expectedAt?: string;
  /** For the next look to compare with. */
  readonly memory?: JsonObject;
}

export const WAIT_FINDINGS = [
  'absent',
  'too_small',
  'too_old',
  'changing',
  'unreachable',
  'unfit',
  'not_started',
  'running',
  'failed',
] as const;
export type WaitFinding = (typeof WAIT_FINDINGS)[number];

export interface WaitRecord extends TaskRunKey {
  readonly task: string;
  readonly scope: Scope;
  readonly kind: WaitKind;
  readonly spec: JsonObject;
  readonly since: Date;
  readonly expiresAt: Date | undefined;
  /** By the store's clock. */
  readonly isExpired: boolean;
  readonly checks: number;
  readonly checkedAt: Date | undefined;
  readonly answer: WaitAnswer | undefined;
  /** Outputs of what came, once it was taken. */
  readonly met: JsonObject | undefined;
}

export interface NewSignal {
  readonly id: string;
  readonly name: string;
  readonly key: string | undefined;
  readonly payload: JsonObject;
  readonly actor: string;
  /** Of two with the same, the first counts. */
  readonly idempotencyKey: string | undefined;
}

export interface SignalRecord {
  readonly id: string;
  readonly payload: JsonObject;
}

export type SignalResult =
  | { readonly kind: 'sent' | 'replayed'; readonly id: string; readonly woken: number }
  | { readonly kind: 'not_found' | 'already_final' | 'key_reused' }
  /** So many were sent to the run that no task has taken yet. */
  | { readonly kind: 'full'; readonly limit: number };

/** By the success of a task: whoever waits for it is to be woken. */
export interface UpdatedDataset {
  readonly environmentKey: number;
  readonly project: string;
  readonly name: string;
}

/** Signals that a run keeps before a task takes them. */
export const MAX_KEPT_SIGNALS = 100;

export interface SpanRun {
  /** Index of the span. */
  readonly span: number;
  readonly runId: string;
  readonly state: RunState;
  readonly endedAt: Date | undefined;
  readonly versionKey: number;
}

export interface AwaitedWorkflow {
  readonly project: string;
  readonly workflow: string;
}

export interface WaitEngineStore {
  /** Before its task run waits. One that stood there is replaced. */
  beginWait(wait: NewWait): Promise<void>;
  /** Undefined: it has ended. */
  waitOf(task: TaskRunKey): Promise<WaitRecord | undefined>;
  /** Notes what was found and when to look again, unless it was woken meanwhile. */
  postponeWait(task: TaskRunKey, answer: WaitAnswer | undefined, nextMs: number): Promise<void>;
  /** That began then; a later one of the same task run stays. */
  forgetWait(task: TaskRunKey, since: Date): Promise<void>;
  /** Makes waits due; how many. */
  wakeWaits(place: Pick<Place, 'environmentKey'>, topics: readonly string[]): Promise<number>;
  /** Waits for these runs' workflows; how many were woken. */
  wakeForRuns(runIds: readonly string[]): Promise<number>;
  /** Keys of the workflows whose runs are waited for. */
  awaitedWorkflows(): Promise<readonly number[]>;
  /** Waits whose task run has gone, and signals that nobody can take any more; how many. */
  pruneWaits(term: Term): Promise<number>;

  /** To one run, open or about to wait. */
  signalRun(tenant: TenantScope, runId: string, signal: NewSignal): Promise<SignalResult>;
  /** To all that wait for it, and to those open runs that will. */
  sendEvent(scope: Scope, signal: NewSignal): Promise<SignalResult>;
  /** Signals of the run and events since it began that it has not taken, oldest first; read a page at a time. */
  untakenSignals(
    wait: Pick<WaitRecord, 'runId' | 'scope'>,
    name: string,
    key: string | undefined,
  ): AsyncIterable<SignalRecord>;
  /** False when another task of the run was first, or this one has taken a signal already. */
  takeSignal(task: TaskRunKey, signalId: string, output: JsonObject): Promise<boolean>;

  /** The newest run of each span but the asking one; a span without one is missing. */
  newestRunsOf(
    place: Place,
    workflow: AwaitedWorkflow,
    spans: readonly TimeSpan[],
    asking: string,
  ): Promise<readonly SpanRun[]>;
  /** When its next run is to start, and how long its runs take. */
  expectedRun(
    place: Place,
    workflow: AwaitedWorkflow,
  ): Promise<{ readonly startsAt: Date | undefined; readonly usualMs: number | undefined } | undefined>;

  /** The newest update behind `since`. @param partition undefined: any */
  newestUpdate(
    place: Place,
    dataset: { readonly project: string; readonly name: string; readonly partition: string | undefined },
    since: Date | undefined,
  ): Promise<{ readonly partition: string; readonly runId: string | undefined; readonly at: Date } | undefined>;
}

/** Looks at files for waits: what servers can see of them. */
export interface FileProbe {
  /** Resolves within `timeoutMs`, whatever the other side does. */
  look(target: FileTarget, timeoutMs: number): Promise<FileSight>;
}

export type FileTarget =
  | { readonly path: string }
  | {
      readonly url: string;
      readonly method: 'HEAD' | 'GET';
      readonly headers: Readonly<Record<string, string>>;
      readonly expectStatus: readonly number[] | undefined;
    }
  | {
      readonly s3: string;
      readonly endpoint: string | undefined;
      readonly region: string;
      readonly credentials:
        | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
        | undefined;
    };

export type FileSight =
  | {
      readonly kind: 'there';
      readonly size: number | undefined;
      readonly modifiedAt: Date | undefined;
      /** Changes with the content, where it is known. */
      readonly tag: string | undefined;
      readonly facts: Readonly<Record<string, Json>>;
    }
  | { readonly kind: 'absent'; readonly message?: Said }
  /** Nothing is known: a timeout, a refused connection, an answer of another kind. */
  | { readonly kind: 'unreachable'; readonly message: Said }
  /** It must not be looked at, and no later look will change that. */
  | { readonly kind: 'refused'; readonly why: FileRefusal; readonly of: string | Said };

/** A path that is not absolute, or below no directory that is named for it; an address that is none, or where tasks may not connect; no way to look. */
export type FileRefusal = 'no_path' | 'outside' | 'no_object' | 'denied' | 'blind';
