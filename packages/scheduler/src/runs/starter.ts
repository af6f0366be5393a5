/**
 * Starts runs. Where this node has a worker with room, a run goes in already leased and its first task is on
 * its way after one commit; else it goes in ready and passes through its lane. Calls that arrive while a
 * flush is in flight share the next one.
 */
import {
  ARRIVING_LANE,
  type AskResult,
  type EngineStore,
  type NewRun,
  type RunStarter,
  type Scope,
  type StartedRuns,
  type StartRequest,
  type StartResult,
  TASK_STATE_CODES,
} from '@carillon/core';
import { host, type Logger } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import type { Assigner } from '../gateway/assignments.ts';
import { type Acceptance, acceptanceOf } from '../limits/acceptance.ts';
import type { Stopper } from '../gateway/stops.ts';
import type { ConnectedWorker } from '../sessions.ts';
import type { Advancer } from './advancer.ts';
import { createFlusher } from './flusher.ts';
import { createManyStarter } from './many-starter.ts';
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
    'startSolo' | 'startGraph' | 'startHeld' | 'startTogether' | 'startAlike' | 'accept' | 'idempotent' | 'promise'
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

  /** As many as the tenant may have waiting. */
  async function entered<T>(scope: Scope, runs: number, write: () => Promise<T>): Promise<T> {
    const written = await queued.enter(scope, runs);
    try {
      return await write();
    } finally {
      written();
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

  const startMany = createManyStarter({ ...parts, prepare, started, accept, writeOne, followLater });

  return {
    prepare,
    started,
    release,
    startPlain: (request) => entered(request.scope, 1, async () => writeOne(await prepare(request, { lease: true }))),
    start: (request) => entered(request.scope, 1, () => startAsked(request)),
    startMany: (request, params, idempotency) =>
      entered(request.scope, params.length, () => startMany(request, params, idempotency)),
    queuedRuns: (tenant) => queued.use(tenant),
    async idle() {
      await Promise.all([solo.idle(), graph.idle(), held.idle()]);
    },
  };
}

const UNCOUNTED = { need: 0, ok: 0, failed: 0, upstreamFailed: 0, skipped: 0 } as const;
