import type {
  Attempt,
  ChangeRun,
  ClearTaskRun,
  LogHits,
  LogSlice,
  MarkTaskRun,
  PageOf,
  RunChange,
  TaskRun,
  TaskRunExplanation,
} from '@carillon/protocol';
import { pause } from '../retry.ts';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';
import type { RunChangeOptions } from './runs.ts';

const LOG_POLL_MS = 500;

/** Bytes to begin at, bytes before the end, or a line to be shown, with some before it. */
export type LogRange = { readonly offset: number } | { readonly tail: number } | { readonly line: number };

export interface LogSearch {
  /** Words, whatever their case. */
  readonly text: string;
  /** `text` is a regular expression (RE2), which minds case. */
  readonly isPattern?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FollowOptions {
  readonly from?: LogRange | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TaskRuns {
  get(id: string): Promise<TaskRun>;
  attempts(id: string): Promise<readonly Attempt[]>;
  /** Why it waits: every question that the engine asks, with its answer. */
  why(id: string): Promise<TaskRunExplanation>;
  /** Begins no further attempt of it; a live one finishes. */
  pause(id: string, request?: ChangeRun): Promise<TaskRun>;
  resume(id: string, request?: ChangeRun): Promise<TaskRun>;
  /** Skips what is left of the wait before the next attempt. */
  retry(id: string, request?: ChangeRun): Promise<TaskRun>;
  /** Runs it again with all that depends on it: in its run while that is open, else in a new one. */
  clear(id: string, request?: ClearTaskRun, options?: RunChangeOptions): Promise<RunChange>;
  /** Lets it count as succeeded or failed; what depends on it follows at once. */
  mark(id: string, request: MarkTaskRun, options?: RunChangeOptions): Promise<RunChange>;
  /** Lets it count as skipped. */
  skip(id: string, request?: ClearTaskRun, options?: RunChangeOptions): Promise<RunChange>;
  log(id: string, attempt: number, range?: LogRange): Promise<LogSlice>;
  /** Lines that the server finds, as far as the log has come; it goes through logs of any length. */
  searchLog(id: string, attempt: number, search: LogSearch): AsyncIterable<LogHits['items'][number]>;
  /** The log as it grows, until the attempt has ended and all of it was given. */
  followLog(id: string, attempt: number, options?: FollowOptions): AsyncIterable<string>;
}

export function createTaskRuns({ json }: Transport): TaskRuns {
  const log = (id: string, attempt: number, range: LogRange = { offset: 0 }, signal?: AbortSignal): Promise<LogSlice> =>
    json({ path: path`/task-runs/${id}/attempts/${attempt}/log`, query: { ...range }, signal });

  async function* searchLog(
    id: string,
    attempt: number,
    { text, isPattern = false, signal }: LogSearch,
  ): AsyncGenerator<LogHits['items'][number], void, undefined> {
    let cursor: string | undefined;
    do {
      const found: LogHits = await json({
        path: path`/task-runs/${id}/attempts/${attempt}/log/search`,
        query: { text, cursor, ...(isPattern && { pattern: 'true' }) },
        signal,
      });
      yield* found.items;
      cursor = found.nextCursor;
    } while (cursor !== undefined);
  }

  async function* followLog(
    id: string,
    attempt: number,
    { from, signal }: FollowOptions = {},
  ): AsyncGenerator<string, void, undefined> {
    let slice = await log(id, attempt, from, signal);
    for (;;) {
      if (slice.text !== '') yield slice.text;
      if (slice.complete) return;
      // A slice with text may have more behind it already; an empty one has not.
      if (slice.text === '') await pause(LOG_POLL_MS, signal);
      slice = await log(id, attempt, { offset: slice.nextOffset }, signal);
    }
  }

  const change = <T>(id: string, verb: string, body: object): Promise<T> =>
    json({ method: 'POST', path: path`/task-runs/${id}/${verb}`, body });
  const changeRun = (
    id: string,
    verb: string,
    body: object,
    { dryRun = false, idempotencyKey = crypto.randomUUID(), signal }: RunChangeOptions = {},
  ): Promise<RunChange> =>
    json({
      method: 'POST',
      path: path`/task-runs/${id}/${verb}`,
      body,
      signal,
      ...(dryRun ? { query: { dryRun: 'true' } } : { idempotencyKey }),
    });

  return {
    pause: (id, body = {}) => change(id, 'pause', body),
    resume: (id, body = {}) => change(id, 'resume', body),
    retry: (id, body = {}) => change(id, 'retry', body),
    clear: (id, body = {}, options) => changeRun(id, 'clear', body, options),
    mark: (id, body, options) => changeRun(id, 'mark', body, options),
    skip: (id, body = {}, options) => changeRun(id, 'skip', body, options),
    why: (id) => json({ path: path`/task-runs/${id}/explain` }),
    get: (id) => json({ path: path`/task-runs/${id}` }),
    attempts: async (id) => (await json<PageOf<Attempt>>({ path: path`/task-runs/${id}/attempts` })).items,
    log,
    searchLog,
    followLog,
  };
}
