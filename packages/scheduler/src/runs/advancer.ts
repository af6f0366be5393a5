/**
 * Moves runs on: reports of workers and decisions of its own become completions, completions are flushed in
 * groups, and what they make ready is started. Any node may do this for any run; nothing here is kept that
 * the store does not have. A crash between two steps leaves rows that the healer decides again.
 */
import {
  type Advanced,
  type ChildProgress,
  type Completion,
  type Decision,
  type EndableRun,
  type EngineStore,
  type GraphCompletion,
  type JsonObject,
  judge,
  type Leased,
  type PlanTask,
  rankOf,
  type Reason,
  startsEarly,
  TASK_STATE_CODES,
  taskStateOf,
} from '@carillon/core';
import type { Clock, Logger } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import type { Assigner } from '../gateway/assignments.ts';
import type { ConnectedWorker, Sessions } from '../sessions.ts';
import type { Contexts } from './contexts.ts';
import type { Ender } from './ender.ts';
import { createFlusher, shardOfRun } from './flusher.ts';
import { doneOf, type Placer } from './placing.ts';
import type { CompiledVersion } from './versions.ts';

const MAX_BATCH = 500;
const SHARDS = 3;

/** Told how a completion went: counted, or stale. Rejected only when the store failed. */
interface Pending<C> {
  readonly completion: C;
  readonly version: CompiledVersion;
  settle(accepted: boolean): void;
  fail(error: unknown): void;
}

export interface Ending {
  readonly runId: string;
  readonly taskNo: number;
  readonly version: CompiledVersion;
  readonly by: Completion['by'];
  readonly state: number;
  readonly attempt?: number;
  readonly startedAtMs?: number | undefined;
  readonly exitCode?: number | undefined;
  readonly reason?: Reason | undefined;
  /** JSON text. */
  readonly output?: string | undefined;
  /** For decisions: true when upstreams may still end. */
  readonly early?: boolean;
  settle?(accepted: boolean): void;
  fail?(error: unknown): void;
}

/** The upstream by which a task run became impossible, where this node has just seen it fail. */
type Causes = (runId: string, taskNo: number) => string | undefined;

export interface Advancer {
  /** Ends a task run; `settle` hears after the commit whether it counted. */
  end(ending: Ending): void;
  /** Decides on pending task runs whose counters moved. */
  decide(version: CompiledVersion, touched: readonly ChildProgress[], causes?: Causes): Promise<void>;
  /** Ends runs that have nothing open left. */
  endRuns(runs: readonly EndableRun[], shard: number): Promise<void>;
  idle(): Promise<void>;
}

export interface AdvancerParts {
  readonly store: Pick<EngineStore, 'finishSolo' | 'advance' | 'promote'>;
  readonly sessions: Sessions;
  readonly dispatcher: Pick<Dispatcher, 'hasBacklog' | 'queued'>;
  readonly assigner: Assigner;
  readonly placer: Placer;
  readonly contexts: Contexts;
  readonly ender: Ender;
  /** A task run will be due in so many milliseconds. */
  readonly dueIn: (ms: number) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

const COUNTS_AS: ReadonlyMap<number, GraphCompletion['countsAs']> = new Map([
  [TASK_STATE_CODES.success, 'ok'],
  [TASK_STATE_CODES.failed, 'failed'],
  [TASK_STATE_CODES.stopped, 'failed'],
  [TASK_STATE_CODES.upstream_failed, 'upstream_failed'],
  [TASK_STATE_CODES.skipped, 'skipped'],
]);

export function createAdvancer(parts: AdvancerParts): Advancer {
  const { store, sessions, dispatcher, assigner, placer, contexts, ender, dueIn, clock, log } = parts;

  const solo = createFlusher<Pending<Completion>>({
    shards: SHARDS,
    shardOf: (item) => shardOfRun(item.completion.runId),
    maxBatch: MAX_BATCH,
    keyOf: (item) => item.completion.runId,
    flush: flushSolo,
  });
  const graph = createFlusher<Pending<GraphCompletion> & { readonly early: boolean }>({
    shards: SHARDS,
    shardOf: (item) => shardOfRun(item.completion.runId),
    maxBatch: MAX_BATCH,
    keyOf: (item) => `${item.completion.runId}/${item.completion.taskNo}`,
    // Its row may still be counted at: together with such an upstream, one statement would touch a row twice.
    alone: (item) => item.early,
    flush: flushGraph,
  });

  async function flushSolo(batch: readonly Pending<Completion>[], shard: number): Promise<void> {
    await settling(batch, async () => {
      const items = batch.map((item) => item.completion).sort(byRow);
      const accepted = await store.finishSolo(items, shard);
      for (const item of batch) {
        contexts.forget(item.completion.runId);
        item.settle(accepted.has(item.completion.runId));
      }
    });
  }

  async function flushGraph(
    batch: readonly (Pending<GraphCompletion> & { early: boolean })[],
    shard: number,
  ): Promise<void> {
    await settling(batch, async () => {
      const byRun = new Map(batch.map((item) => [item.completion.runId, item.version]));
      const promised = promiseLeases(batch);
      let advanced: Advanced | undefined;
      try {
        const items = promised.items.sort(byRow);
        advanced = await store.advance(
          items,
          batch.some((item) => item.early),
          shard,
        );
      } finally {
        returnUnused(promised.credits, advanced?.leased ?? []);
      }
      for (const item of batch)
        item.settle(advanced.accepted.has(`${item.completion.runId}/${item.completion.taskNo}`));
      await sendLeased(advanced.leased, byRun);
      for (const lane of advanced.queuedLanes) dispatcher.queued(lane);
      await follow(advanced, byRun, shard, causesIn(batch));
    });
  }

  /** What a completion set off, after its commit: decisions and ends of runs. */
  async function follow(
    advanced: Advanced,
    versionOf: ReadonlyMap<string, CompiledVersion>,
    shard: number,
    causes: Causes,
  ): Promise<void> {
    const touched = new Map<CompiledVersion, ChildProgress[]>();
    for (const child of advanced.touched) {
      const version = versionOf.get(child.runId) as CompiledVersion;
      const children = touched.get(version);
      if (children) children.push(child);
      else touched.set(version, [child]);
    }
    for (const [version, children] of touched) await decide(version, children, causes);
    if (advanced.endable.length > 0) await endRuns(advanced.endable, shard);
  }

  async function endRuns(runs: readonly EndableRun[], shard: number): Promise<void> {
    await ender.end(runs, shard);
    for (const { runId } of runs) contexts.forget(runId);
  }

  /** Tentatively takes credit of workers for children that this batch may make ready. */
  function promiseLeases(batch: readonly Pending<GraphCompletion>[]): {
    items: GraphCompletion[];
    credits: Map<ConnectedWorker, number>;
  } {
    const credits = new Map<ConnectedWorker, number>();
    const chosen = new Map<string, ConnectedWorker | undefined>();
    const items = batch.map(({ completion, version }) => {
      if (completion.children.length === 0) return completion;
      const children = completion.children.map((child) => {
        const task = version.plan.tasks[child.taskNo] as PlanTask;
        if (!task.fused || completion.countsAs !== 'ok') return child;
        const key = `${completion.runId}/${child.taskNo}`;
        if (!chosen.has(key)) chosen.set(key, takeCredit(version, task, credits));
        return { ...child, sessionKey: chosen.get(key)?.key };
      });
      return { ...completion, children };
    });
    return { items, credits };
  }

  function takeCredit(
    version: CompiledVersion,
    task: PlanTask,
    credits: Map<ConnectedWorker, number>,
  ): ConnectedWorker | undefined {
    const lane = version.lanes[task.no] as CompiledVersion['lanes'][number];
    const worker = dispatcher.hasBacklog(lane.key) ? undefined : sessions.pick(lane);
    if (!worker) return undefined;
    worker.credit--;
    credits.set(worker, (credits.get(worker) ?? 0) + 1);
    return worker;
  }

  function returnUnused(
    credits: ReadonlyMap<ConnectedWorker, number>,
    leased: readonly { readonly sessionKey: number }[],
  ): void {
    for (const [worker, taken] of credits) {
      const used = leased.filter((lease) => lease.sessionKey === worker.key).length;
      worker.credit += taken - used;
    }
  }

  async function sendLeased(
    leased: readonly (Leased & { readonly sessionKey: number })[],
    versionOf: ReadonlyMap<string, CompiledVersion>,
    inputs: ReadonlyMap<string, string | undefined> = new Map(),
  ): Promise<void> {
    const byWorker = new Map<ConnectedWorker, (Leased & { readonly sessionKey: number })[]>();
    for (const lease of leased) {
      // Gone meanwhile: the session gets all its live attempts again when it resumes, or is rescued.
      const worker = sessions.byKey(lease.sessionKey);
      if (!worker) continue;
      const list = byWorker.get(worker);
      if (list) list.push(lease);
      else byWorker.set(worker, [lease]);
    }
    for (const [worker, leases] of byWorker) {
      const items = [];
      for (const lease of leases) {
        const facts = await contexts.get(lease.runId);
        if (!facts) continue; // Ended meanwhile.
        items.push({
          ...lease,
          versionKey: (versionOf.get(lease.runId) as CompiledVersion).record.key,
          environmentKey: facts.environmentKey,
          params: facts.paramsText,
          logicalTime: facts.logicalTime,
          input: inputs.get(`${lease.runId}/${lease.taskNo}`),
        });
      }
      await assigner.send(worker, items);
    }
  }

  async function decide(
    version: CompiledVersion,
    touched: readonly ChildProgress[],
    causes: Causes = () => undefined,
  ): Promise<void> {
    const decisions: Decision[] = [];
    for (const child of touched) {
      const task = version.plan.tasks[child.taskNo] as PlanTask;
      const verdict = judge(task.rule, child);
      if (verdict === 'wait') continue;
      const seen = {
        runId: child.runId,
        taskNo: child.taskNo,
        version,
        seenDone: doneOf(child),
        early: doneOf(child) < child.need,
      };
      if (verdict !== 'run') {
        const cause = verdict === 'skipped' ? undefined : causes(child.runId, child.taskNo);
        const code = verdict === 'skipped' ? 'RULE' : 'UPSTREAM';
        const reason: Reason = { code, params: { rule: task.rule, ...(cause === undefined ? {} : { task: cause }) } };
        endDecided(seen, { state: TASK_STATE_CODES[verdict], reason });
        continue;
      }
      const facts = await contexts.get(child.runId);
      if (!facts) continue; // The run ended meanwhile.
      const placed = await placer.place(task, facts, version);
      if (placed.kind === 'end') {
        endDecided(seen, { state: placed.state, reason: placed.reason, output: placed.output });
      } else {
        const step =
          placed.placement.state === 'waiting' ? stepOf(task, 0, 'waiting', placed.placement.reason) : undefined;
        decisions.push({
          ...placed.placement,
          runId: child.runId,
          taskNo: child.taskNo,
          seenDone: seen.seenDone,
          step,
        });
      }
    }
    if (decisions.length > 0) await promote(version, decisions);
  }

  async function promote(version: CompiledVersion, decisions: readonly Decision[]): Promise<void> {
    const versionOf = new Map(decisions.map((decision) => [decision.runId, version]));
    const inputs = new Map(decisions.map((decision) => [`${decision.runId}/${decision.taskNo}`, decision.input]));
    const promised = decisions.filter((decision) => decision.sessionKey !== undefined);
    let moved: readonly (Leased & { readonly sessionKey: number | undefined })[] = [];
    try {
      moved = await store.promote([...decisions].sort(byRow));
    } finally {
      const kept = new Set(moved.map((row) => `${row.runId}/${row.taskNo}`));
      for (const decision of promised) {
        if (kept.has(`${decision.runId}/${decision.taskNo}`)) continue;
        const worker = sessions.byKey(decision.sessionKey as number);
        if (worker) worker.credit++;
      }
    }
    await sendLeased(
      moved.filter((row): row is Leased & { sessionKey: number } => row.sessionKey !== undefined),
      versionOf,
      inputs,
    );
    for (const decision of decisions) {
      if (decision.dueMs !== undefined) dueIn(decision.dueMs);
      if (decision.state === 'queued') dispatcher.queued(decision.laneKey);
    }
  }

  function endDecided(
    seen: { runId: string; taskNo: number; version: CompiledVersion; seenDone: number; early: boolean },
    ended: { state: number; reason?: Reason | undefined; output?: JsonObject | undefined },
  ): void {
    end({
      ...seen,
      ...ended,
      by: { kind: 'decision', seenState: TASK_STATE_CODES.pending, seenDone: seen.seenDone },
      output: ended.output && JSON.stringify(ended.output),
    });
  }

  function end(ending: Ending): void {
    const { version, runId, taskNo } = ending;
    const task = version.plan.tasks[taskNo] as PlanTask;
    const completion: Completion = {
      runId,
      taskNo,
      by: ending.by,
      state: ending.state,
      startedAtMs: ending.startedAtMs,
      exitCode: ending.exitCode,
      reason: ending.reason,
      output: ending.output,
      step: stepOf(task, ending.attempt ?? 0, taskStateOf(ending.state), ending.reason),
    };
    const settle = ending.settle ?? (() => undefined);
    const fail =
      ending.fail ??
      ((error: unknown) => log.error({ err: error }, 'a decision could not be written; the healer takes it up'));
    if (version.plan.solo) {
      solo.push({ completion, version, settle, fail });
      return;
    }
    const failed = ending.state === TASK_STATE_CODES.failed;
    const excused = failed && task.allowFailure;
    const early = ending.early ?? startsEarly(task.rule);
    graph.push({
      completion: {
        ...completion,
        countsAs: excused ? 'ok' : (COUNTS_AS.get(ending.state) ?? 'failed'),
        failsRun: failed && !task.allowFailure,
        sink: task.children.length === 0,
        children: task.children.map((no) => childEdge(version, no)),
      },
      version,
      early,
      settle,
      fail,
    });
  }

  function childEdge(version: CompiledVersion, no: number): GraphCompletion['children'][number] {
    const child = version.plan.tasks[no] as PlanTask;
    return {
      taskNo: no,
      need: child.upstreams.length,
      fused: child.fused,
      laneKey: (version.lanes[no] as CompiledVersion['lanes'][number]).key,
      rank: rankOf(clock.now(), child.priority),
      timeoutMs: child.attemptTimeoutMs,
      sessionKey: undefined,
    };
  }

  return {
    end,
    decide,
    endRuns,
    async idle() {
      await Promise.all([solo.idle(), graph.idle()]);
    },
  };

  /** A flush that failed tells its items; its versions are still needed, so nothing else is dropped. */
  async function settling(batch: readonly Pending<unknown>[], flush: () => Promise<void>): Promise<void> {
    try {
      await flush();
    } catch (error) {
      log.error({ err: error, items: batch.length }, 'a flush of completions failed');
      for (const item of batch) item.fail(error);
    }
  }
}

function causesIn(batch: readonly Pending<GraphCompletion>[]): Causes {
  return (runId, taskNo) => {
    const failed = batch.find(
      ({ completion }) =>
        completion.runId === runId &&
        (completion.countsAs === 'failed' || completion.countsAs === 'upstream_failed') &&
        completion.children.some((child) => child.taskNo === taskNo),
    );
    return failed && failed.version.plan.tasks[failed.completion.taskNo]?.id;
  };
}

export function stepOf(task: PlanTask, attempt: number, to: string, reason?: Reason): string {
  return JSON.stringify({ task: task.id, ...(attempt ? { attempt } : {}), to, ...(reason ? { reason } : {}) });
}

function byRow(
  a: { readonly runId: string; readonly taskNo: number },
  b: { readonly runId: string; readonly taskNo: number },
): number {
  return a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : a.taskNo - b.taskNo;
}
