import { isFinalRunState, type RunState } from '@carillon/core/states';
import type {
  AddRunNote,
  Artifact,
  ChangeRun,
  PageOf,
  RerunRun,
  Run,
  RunChange,
  RunEvent,
  RunExplanation,
  RunGraph,
  RunNote,
  StartedBatch,
  StartRun,
  StartRunBatch,
  StopRun,
  TaskRun,
} from '@carillon/protocol';
import { type ChangeOptions, runChanges } from '../run-changes.ts';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface RunFilter {
  /** Only among these. */
  readonly id?: readonly string[] | undefined;
  /** What its id begins with, such as `run_01J9`. */
  readonly idPrefix?: string | undefined;
  readonly project?: string | undefined;
  /** That of the client when absent. */
  readonly environment?: string | undefined;
  /** Its name, or `name@version`. */
  readonly workflow?: string | undefined;
  readonly state?: readonly RunState[] | undefined;
  /** Kinds of what started it, such as `schedule` or `backfill`. */
  readonly trigger?: readonly string[] | undefined;
  /** `name=value` that its version is labelled with, or `name`; all of them. */
  readonly label?: readonly string[] | undefined;
  /** `name=value` of a param; all of them. */
  readonly input?: readonly string[] | undefined;
  /** Of the cause that it failed of, or what that begins with. */
  readonly fingerprint?: string | undefined;
  /** RFC 3339. */
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  /** None of these is open. */
  readonly endedAfter?: string | undefined;
  readonly endedBefore?: string | undefined;
  /** Only those that missed a promise (`sla`). */
  readonly slaMissed?: boolean | undefined;
  /** Also runs that are a part of another one, such as the turns of a loop. */
  readonly children?: boolean | undefined;
  /** With how long the last ten successful runs of each one's workflow took, the median (`usualMs`). */
  readonly stats?: boolean | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface ChildrenFilter {
  readonly task?: string | undefined;
  readonly state?: readonly RunState[] | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface StartOptions {
  /** Calls with the same key make one run. A fresh one is taken when absent, so that retries are safe. */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RunChangeOptions extends StartOptions {
  /** Only say what it would do. */
  readonly dryRun?: boolean | undefined;
}

/** A run as it was at one moment, with all of its tasks. */
export interface RunSnapshot {
  readonly run: Run;
  readonly tasks: readonly TaskRun[];
}

export interface Runs {
  /**
   * Starts a run. Tried again when the server is busy or the line breaks, always as the same run.
   *
   * @example
   * ```ts
   * import { createClient } from '@carillon/sdk';
   *
   * const client = createClient({ server: 'http://127.0.0.1:4400' });
   * const run = await client.runs.start({ workflow: 'daily-report', params: { region: 'cn' } });
   * console.log(run.url);
   * const ended = await client.runs.wait(run.id);
   * console.log(ended.state);
   * ```
   */
  start(request: StartRun, options?: StartOptions): Promise<Run>;
  /** Starts up to 1 000 runs of one workflow in one call. */
  startMany(request: StartRunBatch, options?: StartOptions): Promise<StartedBatch>;
  list(filter?: RunFilter): Promise<PageOf<Run>>;
  get(id: string): Promise<Run>;
  /** Every task of the run, also those that have not begun. With `items`, those that a task was split into follow it. */
  tasks(id: string, options?: { readonly items?: boolean | undefined }): Promise<readonly TaskRun[]>;
  /** The runs that tasks of the run were carried out by. */
  children(id: string, filter?: ChildrenFilter): Promise<PageOf<Run>>;
  graph(id: string): Promise<RunGraph>;
  /** What holds the run, and why each of its task runs that waits does so. */
  why(id: string): Promise<RunExplanation>;
  /** All events, or those behind the one with this `seq`. */
  events(id: string, range?: { readonly after?: string | undefined }): Promise<readonly RunEvent[]>;
  artifacts(id: string): Promise<readonly Artifact[]>;
  /** Asks for an end; the run is `stopping` until its tasks have ended. */
  stop(id: string, request?: StopRun): Promise<Run>;
  /** Begins no further attempts; live ones finish. */
  pause(id: string, request?: ChangeRun): Promise<Run>;
  resume(id: string, request?: ChangeRun): Promise<Run>;
  /**
   * Runs a finished run again, as a new run that keeps what is not to run.
   *
   * @example
   * ```ts
   * import { createClient } from '@carillon/sdk';
   *
   * const client = createClient({ server: 'http://127.0.0.1:4400' });
   * const { items } = await client.runs.list({ workflow: 'daily-report', state: ['failed'], limit: 1 });
   * for (const failed of items) {
   *   const { run } = await client.runs.rerun(failed.id, { scope: 'failed' });
   *   console.log(run.url);
   * }
   * ```
   */
  rerun(id: string, request?: RerunRun, options?: RunChangeOptions): Promise<RunChange>;
  /** Writes something down about a run, also about one that has ended: once, however often it is sent with its key. */
  note(id: string, note: AddRunNote, options?: { readonly idempotencyKey?: string | undefined }): Promise<RunNote>;
  /** The run once it has ended. Its state tells how: an end in `failed` is an answer, not an error. */
  wait(id: string, options?: ChangeOptions): Promise<Run>;
  /** The run now, after every change, and last as it ended. */
  watch(id: string, options?: ChangeOptions): AsyncIterable<RunSnapshot>;
  /** Yields now and whenever the run may have changed, without end: for those who read it in their own way. */
  changes(id: string, options?: ChangeOptions): AsyncIterable<void>;
}

export const isFinalRun = (run: Run): boolean => isFinalRunState(run.state as RunState);

export function createRuns(transport: Transport): Runs {
  const { json } = transport;
  const get = (id: string): Promise<Run> => json({ path: path`/runs/${id}` });
  const items = async <T>(id: string, part: string, query = {}): Promise<readonly T[]> =>
    (await json<PageOf<T>>({ path: path`/runs/${id}` + part, query })).items;
  const tasks: Runs['tasks'] = (id, options = {}) => items<TaskRun>(id, '/tasks', options);

  async function events(
    id: string,
    { after }: { readonly after?: string | undefined } = {},
  ): Promise<readonly RunEvent[]> {
    const all: RunEvent[] = [];
    let cursor = after;
    do {
      const page = await json<PageOf<RunEvent>>({ path: path`/runs/${id}/events`, query: { cursor } });
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return all;
  }

  async function* watch(id: string, options: ChangeOptions = {}): AsyncGenerator<RunSnapshot, void, undefined> {
    for await (const _ of runChanges(transport, id, options)) {
      // The run before its tasks: tasks seen with a final run are final, too.
      const run = await get(id);
      yield { run, tasks: await tasks(id) };
      if (isFinalRun(run)) return;
    }
  }

  async function wait(id: string, options: ChangeOptions = {}): Promise<Run> {
    for await (const _ of runChanges(transport, id, options)) {
      const run = await get(id);
      if (isFinalRun(run)) return run;
    }
    throw options.signal?.reason;
  }

  return {
    start: (body, { idempotencyKey = crypto.randomUUID(), signal } = {}) =>
      json({ method: 'POST', path: '/runs', body, idempotencyKey, signal }),
    startMany: (body, { idempotencyKey = crypto.randomUUID(), signal } = {}) =>
      json({ method: 'POST', path: '/runs/batch', body, idempotencyKey, signal }),
    list: (filter = {}) => json({ path: '/runs', query: { ...filter } }),
    get,
    tasks,
    children: (id, filter = {}) => json({ path: path`/runs/${id}/children`, query: { ...filter } }),
    graph: (id) => json({ path: path`/runs/${id}/graph` }),
    why: (id) => json({ path: path`/runs/${id}/explain` }),
    events,
    artifacts: (id) => items(id, '/artifacts'),
    stop: (id, body = {}) => json({ method: 'POST', path: path`/runs/${id}/stop`, body }),
    pause: (id, body = {}) => json({ method: 'POST', path: path`/runs/${id}/pause`, body }),
    resume: (id, body = {}) => json({ method: 'POST', path: path`/runs/${id}/resume`, body }),
    rerun: (id, body = {}, { dryRun = false, idempotencyKey = crypto.randomUUID(), signal } = {}) =>
      json({
        method: 'POST',
        path: path`/runs/${id}/rerun`,
        body,
        signal,
        ...(dryRun ? { query: { dryRun: 'true' } } : { idempotencyKey }),
      }),
    note: (id, body, { idempotencyKey = crypto.randomUUID() } = {}) =>
      json({ method: 'POST', path: path`/runs/${id}/notes`, body, idempotencyKey }),
    wait,
    watch,
    changes: (id, options = {}) => runChanges(transport, id, options),
  };
}
