/**
 * Starts runs. Where this node has a worker with room, a run goes in already leased and its first task is on
 * its way after one commit; else it goes in ready and passes through its lane. Calls that arrive while a
 * flush is in flight share the next one.
 */
import {
  ARRIVING_LANE,
  type AskResult,
  type EngineStore,
  type Idempotency,
  type NewRun,
  runIdInBatch,
  type RunStarter,
  type StartedRuns,
  type StartRequest,
  type StartResult,
  TASK_STATE_CODES,
} from '@carillon/core';
import { host, type Logger, newRunId } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import type { Assigner } from '../gateway/assignments.ts';
import { type Acceptance, acceptanceOf } from '../limits/acceptance.ts';
import type { Stopper } from '../gateway/stops.ts';
import type { ConnectedWorker } from '../sessions.ts';
import type { Advancer } from './advancer.ts';
import { createFlusher } from './flusher.ts';
import type { QueuedRuns } from './queued-runs.ts';
import { createRunPreparer, type PreparedRun, type RunPreparer, type RunPreparerParts } from './run-preparer.ts';

const MAX_BATCH = 200;

export interface Starter extends RunStarter, RunPreparer {
  /** Whatever the workflow makes of requests: this one is nobody's. */
  startPlain(request: StartRequest): Promise<StartResult>;
  /** After the commit: sends what was leased, ends what needs no attempt, wakes the dispatcher. */
  started(prepared: readonly PreparedRun[], result: StartedRuns): Promise<void>;
  idle(): Promise<void>;
}

export interface StarterParts extends RunPreparerParts {
  readonly store: Pick<
    EngineStore,
    'startSolo' | 'startGraph' | 'startHeld' | 'startTogether' | 'accept' | 'idempotent' | 'promise'
  >;
  readonly queued: Pick<QueuedRuns, 'enter' | 'use'>;
  /** The stop of a run that a unique one replaces stands. */
  readonly stopped: Stopper['stopped'];
  readonly dispatcher: Pick<Dispatcher, 'queued'>;
  readonly assigner: Assigner;
  readonly advancer: Advancer;
  /** A task run will be due in so many milliseconds. */
  readonly dueIn: (ms: number) => void;
  readonly log: Logger;
}

interface Waiting {
  readonly prepared: PreparedRun;
  resolve(made: boolean): void;
  reject(error: unknown): void;
}

export function createStarter(parts: StarterParts): Starter {
  const { store, queued, stopped, contexts, sessions, dispatcher, assigner, advancer, dueIn, log } = parts;
  const { prepare, release } = createRunPreparer(parts);

  const flusherOf = (write: (runs: readonly NewRun[]) => Promise<StartedRuns>) =>
    createFlusher<Waiting>({ shards: 1, shardOf: () => 0, maxBatch: MAX_BATCH, flush: (batch) => flush(batch, write) });
  const solo = flusherOf((runs) => store.startSolo(runs));
  const graph = flusherOf((runs) => store.startGraph(runs));
  const held = flusherOf((runs) => store.startHeld(runs));

  async function flush(
    batch: readonly Waiting[],
    write: (runs: readonly NewRun[]) => Promise<StartedRuns>,
  ): Promise<void> {
    const prepared = batch.map((item) => item.prepared);
    let result: StartedRuns;
    try {
      result = await write(prepared.map((item) => item.run));
    } catch (error) {
      release(prepared);
      for (const item of batch) item.reject(error);
      return;
    }
    release(prepared.filter((item) => !result.made.has(item.run.id)));
    const made = prepared.filter((item) => result.made.has(item.run.id));
    const following = started(made, result).catch(followLater);
    // The replies need the commit only, so nothing that follows holds them up. But to make them takes longer than what
    // goes to workers, which leaves this process before this turn ends.
    host.endOfTurn(() => {
      for (const item of batch) item.resolve(result.made.has(item.prepared.run.id));
    });
    await following;
  }

  /** The runs stand: whoever asked for them is not told of it. */
  const followLater = (error: unknown): void =>
    log.warn({ err: error }, 'what follows a start failed; the reconciler and the healer take it up');

  async function started(prepared: readonly PreparedRun[], result: StartedRuns): Promise<void> {
    const byId = new Map(result.leased.length > 0 ? prepared.map((item) => [item.run.id, item]) : []);
    const byWorker = new Map<ConnectedWorker, Parameters<Assigner['send']>[1][number][]>();
    for (const lease of result.leased) {
      const item = byId.get(lease.runId);
      const root = item?.run.roots.find((candidate) => candidate.taskNo === lease.taskNo);
      const worker = root?.sessionKey === undefined ? undefined : sessions.byKey(root.sessionKey);
      if (!item || !root || !worker) continue; // Gone meanwhile: rescued or sent again when it resumes.
      const list = byWorker.get(worker) ?? [];
      byWorker.set(worker, list);
      list.push({
        ...lease,
        versionKey: item.facts.versionKey,
        laneKey: root.laneKey,
        environmentKey: item.facts.environmentKey,
        params: item.facts.paramsText,
        logicalTime: item.facts.logicalTime,
        input: root.input,
      });
    }
    for (const [worker, items] of byWorker) await assigner.send(worker, items);
    // Of a thousand runs most wait in one lane, which need be told once.
    const lanes = new Set<number>();
    for (const { run } of prepared) {
      if (run.held) lanes.add(ARRIVING_LANE);
      for (const root of run.roots) {
        if (root.dueMs !== undefined) dueIn(root.dueMs);
        if (root.state === 'queued') lanes.add(root.laneKey);
      }
    }
    for (const lane of lanes) dispatcher.queued(lane);
    for (const { run, version, ended, later } of prepared) {
      for (const { taskNo, placed } of ended) {
        advancer.end({
          runId: run.id,
          taskNo,
          version,
          by: { kind: 'decision', seenState: TASK_STATE_CODES.pending, seenDone: 0 },
          state: placed.state,
          reason: placed.reason,
          output: placed.output && JSON.stringify(placed.output),
          early: false,
        });
      }
      if (later.length > 0)
        await advancer.decide(
          version,
          later.map((taskNo) => ({ runId: run.id, taskNo, state: TASK_STATE_CODES.pending, ...UNCOUNTED })),
        );
    }
  }

  const write = (prepared: PreparedRun): Promise<boolean> =>
    new Promise((resolve, reject) => lineOf(prepared).push({ prepared, resolve, reject }));
  const lineOf = ({ run }: PreparedRun) => (run.held ? held : run.solo ? solo : graph);

  /** What the run that already holds the idempotency key is to this request. */
  async function answerBefore(request: StartRequest): Promise<StartResult> {
    const before = await store.idempotent(request);
    return before?.sameBody ? { kind: 'replayed', runId: before.runId } : { kind: 'key_reused' };
  }

  const writeOne = async (prepared: PreparedRun): Promise<StartResult> =>
    (await write(prepared)) ? { kind: 'started', runId: prepared.run.id } : answerBefore(prepared.run.request);

  async function accept(prepared: PreparedRun, acceptance: Acceptance): Promise<AskResult> {
    const { run } = prepared;
    const accepted = await store.accept(run, acceptance).catch((error: unknown) => {
      release([prepared]);
      throw error;
    });
    if (accepted.kind !== 'made') release([prepared]);
    switch (accepted.kind) {
      case 'known':
        return answerBefore(run.request);
      case 'collected':
        dispatcher.queued(ARRIVING_LANE);
        return accepted;
      case 'duplicate':
        return { ...accepted, refused: acceptance.unique?.onDuplicate === 'refuse' };
      case 'made': {
        if (accepted.replaced) await stopped(accepted.replaced.stop);
        await started([prepared], accepted.started);
        return { kind: 'started', runId: run.id };
      }
    }
  }

  /**
   * One after the other, where the first of them is no plain start: those of a batch are of one workflow. Each has a key
   * of its own then, since what was accepted of them stands.
   */
  async function acceptEach(
    prepared: readonly PreparedRun[],
    idempotency: Idempotency | undefined,
  ): Promise<readonly AskResult[] | undefined> {
    const results: AskResult[] = [];
    for (const [i, item] of prepared.entries()) {
      const acceptance = await acceptanceOf(item.run.request, item.facts, item.version, contexts);
      if (!acceptance) return undefined;
      const request = withKey(item.run.request, idempotency, i);
      const result = await accept({ ...item, run: { ...item.run, request } }, acceptance);
      const isKnown = result.kind === 'replayed' || result.kind === 'key_reused';
      const settled = i === 0 && isKnown ? await settledBefore(request, prepared.length) : undefined;
      if (settled) return settled;
      results.push(result);
    }
    return results.length > 0 ? results : undefined;
  }

  /** What becomes of all runs of a request whose first key is taken; undefined where each of them has a key of its own. */
  async function settledBefore(first: StartRequest, count: number): Promise<readonly StartResult[] | undefined> {
    const before = await store.idempotent(first);
    if (!before?.sameBody) return Array.from({ length: count }, () => ({ kind: 'key_reused' }));
    if (before.runs === 1) return undefined;
    return Array.from({ length: before.runs }, (_, i) => ({
      kind: 'replayed',
      runId: runIdInBatch(before.runId, i),
    }));
  }

  /** Of a request whose first key is taken: by what it started before, or by a workflow that accepted its runs one by one. */
  async function answersBefore(
    requests: readonly StartRequest[],
    idempotency: Idempotency | undefined,
  ): Promise<readonly StartResult[]> {
    const keyed = requests.map((request, i) => withKey(request, idempotency, i));
    const settled = await settledBefore(keyed[0] as StartRequest, requests.length);
    if (settled) return settled;
    const results: StartResult[] = [];
    for (const request of keyed) results.push(await writeOne(await prepare(request, { lease: false })));
    return results;
  }

  /** As many as the tenant may have waiting. @param requests of one tenant */
  async function entered<T>(requests: readonly StartRequest[], write: () => Promise<T>): Promise<T> {
    const [first] = requests;
    const written = first && (await queued.enter(first.scope, requests.length));
    try {
      return await write();
    } finally {
      written?.();
    }
  }

  async function startAsked(request: StartRequest): Promise<AskResult> {
    const prepared = await prepare(request, { lease: true, isAsked: true });
    const acceptance = await acceptanceOf(request, prepared.facts, prepared.version, contexts).catch(
      (error: unknown) => {
        release([prepared]);
        throw error;
      },
    );
    return acceptance ? accept(prepared, acceptance) : writeOne(prepared);
  }

  async function startAll(
    requests: readonly StartRequest[],
    idempotency: Idempotency | undefined,
  ): Promise<readonly AskResult[]> {
    const id = newRunId();
    const prepared: PreparedRun[] = [];
    try {
      for (const [i, request] of requests.entries())
        prepared.push(await prepare(request, { lease: false, isAsked: true, newId: runIdInBatch(id, i) }));
      return (await acceptEach(prepared, idempotency)) ?? (await startTogether(prepared, requests, idempotency));
    } finally {
      // Of a thousand that wait in a lane few are among the next to be known again.
      for (const { run } of prepared) contexts.forget(run.id);
    }
  }

  async function startTogether(
    prepared: readonly PreparedRun[],
    requests: readonly StartRequest[],
    idempotency: Idempotency | undefined,
  ): Promise<readonly StartResult[]> {
    const key = idempotency && keyOf(idempotency, 0);
    const result = await store.startTogether(
      prepared.map(({ run }) => run),
      key,
    );
    if (key && result.made.size === 0) return answersBefore(requests, idempotency);
    await started(prepared, result).catch(followLater);
    return prepared.map(({ run }) => ({ kind: 'started', runId: run.id }));
  }

  return {
    prepare,
    started,
    release,
    startPlain: (request) => entered([request], async () => writeOne(await prepare(request, { lease: true }))),
    start: (request) => entered([request], () => startAsked(request)),
    startMany: (requests, idempotency) => entered(requests, () => startAll(requests, idempotency)),
    queuedRuns: (tenant) => queued.use(tenant),
    async idle() {
      await Promise.all([solo.idle(), graph.idle(), held.idle()]);
    },
  };
}

/** Of the request at `index` among those of one. */
const keyOf = (idempotency: Idempotency, index: number): Idempotency => ({
  ...idempotency,
  key: `${idempotency.key}/${index}`,
});

const withKey = (request: StartRequest, idempotency: Idempotency | undefined, index: number): StartRequest =>
  idempotency ? { ...request, idempotency: keyOf(idempotency, index) } : request;

const UNCOUNTED = { need: 0, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 } as const;
