/**
 * What a plugin sees of Carillon. An executor carries out one attempt of one task type on a worker; it
 * knows nothing of queues, leases or the store.
 *
 * @example
 * export const hello: Executor = {
 *   type: 'hello',
 *   schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false },
 *   async run(context) {
 *     context.log.line('stdout', `hello ${context.with['name'] as string}`);
 *     return success({ greeted: true });
 *   },
 * };
 */
import type { Json, JsonObject, OutputType, Reason, Turn } from '@carillon/core';

export type {
  Coordinator,
  CoordinatorOptions,
  CreateCoordinator,
  FileProbe,
  FileSight,
  FileTarget,
  Json,
  JsonObject,
  OutputType,
  Reason,
  Turn,
} from '@carillon/core';
/**
 * Sentences for people, as template literals: `problemReason('START_FAILED', said`${program} is not here`)`. The console says
 * those that it knows in the reader's language, and others in English.
 */
export { problemReason, Said, said, SaidError, saidList, userError } from '@carillon/core';

export { parseServerAddress, type ServerAddress } from './server-address.ts';

/** How an attempt ended. Expected ends are values; an executor throws only for what should not be. */
export type AttemptResult =
  | { readonly outcome: 'success'; readonly output: JsonObject; readonly exitCode?: number }
  | {
      readonly outcome: 'failed';
      readonly reason: Reason;
      readonly exitCode?: number;
      readonly retryable: boolean;
      readonly output?: JsonObject;
    }
  /** Because `signal` asked for it. */
  | { readonly outcome: 'stopped'; readonly reason: Reason; readonly exitCode?: number };

export const success = (output: JsonObject = {}, exitCode?: number): AttemptResult => ({
  outcome: 'success',
  output,
  ...(exitCode === undefined ? {} : { exitCode }),
});

export const failure = (
  reason: Reason,
  options: { readonly retryable?: boolean; readonly exitCode?: number } = {},
): AttemptResult => ({
  outcome: 'failed',
  reason,
  retryable: options.retryable ?? true,
  ...(options.exitCode === undefined ? {} : { exitCode: options.exitCode }),
});

export interface AttemptIdentity {
  readonly runId: string;
  readonly taskRunId: string;
  readonly attemptId: string;
  readonly attempt: number;
  readonly fence: string;
  /** Stable over all attempts of the task run. */
  readonly idempotencyKey: string;
  readonly workflow: string;
  readonly task: string;
  readonly project: string;
  readonly environment: string;
  readonly logicalTime: string;
  readonly logicalDate: string;
  readonly runUrl: string;
}

export interface AttemptLog {
  /** One line without its line break; limits and shipping are the worker's business. */
  line(stream: 'stdout' | 'stderr' | 'system', text: string): void;
  /** Raw bytes of a process, split into lines by the worker. */
  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void;
}

/** A program to run in the attempt's own containment, its whole tree gone when this resolves. */
export interface ProcessSpec {
  /** Started with an argument vector, never through a shell. */
  readonly command: readonly [string, ...string[]];
  /** Added to the variables every task is given. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

export interface ProcessEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Why the platform ended it, when it did. */
  readonly stopped: Reason | undefined;
  /** The kernel killed it, or something that it started, for memory. */
  readonly outOfMemory?: true;
}

/** A program could not be started at all: nothing of it has run. */
export class ProcessStartError extends Error {
  override readonly name = 'ProcessStartError';
  readonly program: string;
  /** `ENOENT`, `EACCES`, `E2BIG` … */
  readonly code: string;
  constructor(program: string, code: string, cause: unknown) {
    super(`${program} could not be started: ${code}`, { cause });
    this.program = program;
    this.code = code;
  }
}

/** A named place outside, resolved on the worker; never part of a document. */
export interface ResolvedConnection {
  readonly kind: 'postgres' | 'http';
  readonly url: string;
}

export interface AttemptContext {
  readonly identity: AttemptIdentity;
  /** The type's own fields, expressions resolved. */
  readonly with: JsonObject;
  readonly params: JsonObject;
  readonly outputs: Readonly<Record<string, OutputType>>;
  readonly env: Readonly<Record<string, string>>;
  /** Of a loop: the item, the index, the round or the shard. Undefined for a task that runs once. */
  readonly turn: Turn | undefined;
  readonly log: AttemptLog;
  /** Fires when the attempt must stop; `reason` on it is core's Reason. */
  readonly signal: AbortSignal;
  /** Private, empty at the start, removed afterwards. */
  readonly workingDirectory: string;
  /** What is left here when the attempt ends becomes the run's artifacts. */
  readonly artifactsDirectory: string;
  /**
   * Runs a program under the worker's containment: own process group, limits, kill ladder.
   * @throws {@link ProcessStartError}
   */
  runProcess(spec: ProcessSpec): Promise<ProcessEnd>;
  /** Reads and checks the file named by CARILLON_OUTPUT against the declared outputs. */
  readOutput(): Promise<{ readonly output: JsonObject } | { readonly problem: Reason }>;
  /** Fetches an artifact `task/name` of an upstream of this run into the working directory; its path. */
  fetchArtifact(reference: string): Promise<string>;
  connection(name: string): ResolvedConnection | undefined;
}

/** Carries out attempts of one task type. It is called again for every attempt and keeps nothing between them. */
export interface Executor {
  readonly type: string;
  /** What the worker announces to be given tasks of; the type itself when absent. */
  readonly capabilities?: readonly string[];
  /**
   * `none`: needs neither directory nor process, so nothing is made for an attempt. `workingDirectory` and
   * `artifactsDirectory` are then empty, and what needs them is refused.
   */
  readonly workspace?: 'none';
  /** JSON Schema 2020-12 of `with`; also drives forms and validation. */
  readonly schema: { readonly [key: string]: Json };
  run(context: AttemptContext): Promise<AttemptResult>;
}
