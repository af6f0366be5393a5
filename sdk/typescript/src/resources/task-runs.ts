import type { Attempt, LogSlice, PageOf, TaskRun } from '@carillon/protocol';
import { pause } from '../retry.ts';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

const LOG_POLL_MS = 500;

/** Bytes to begin at, or bytes before the end. */
export type LogRange = { readonly offset: number } | { readonly tail: number };

export interface FollowOptions {
  readonly from?: LogRange | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TaskRuns {
  get(id: string): Promise<TaskRun>;
  attempts(id: string): Promise<readonly Attempt[]>;
  log(id: string, attempt: number, range?: LogRange): Promise<LogSlice>;
  /** The log as it grows, until the attempt has ended and all of it was given. */
  followLog(id: string, attempt: number, options?: FollowOptions): AsyncIterable<string>;
}

export function createTaskRuns({ json }: Transport): TaskRuns {
  const log = (id: string, attempt: number, range: LogRange = { offset: 0 }, signal?: AbortSignal): Promise<LogSlice> =>
    json({ path: path`/task-runs/${id}/attempts/${attempt}/log`, query: { ...range }, signal });

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

  return {
    get: (id) => json({ path: path`/task-runs/${id}` }),
    attempts: async (id) => (await json<PageOf<Attempt>>({ path: path`/task-runs/${id}/attempts` })).items,
    log,
    followLog,
  };
}
