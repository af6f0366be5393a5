/**
 * Moves runs on: reports of workers and decisions of its own become completions, completions are flushed in
 * groups, and what they make ready is started. Any node may do this for any run; nothing here is kept that
 * the store does not have. A crash between two steps leaves rows that the healer decides again.
 */
import {
  type Advanced,
  type ChildProgress,
  COMPLETION_SHARDS,
  type Completion,
  type EndableRun,
  type EngineStore,
  type FailureStrategy,
  type GraphCompletion,
  isChainStep,
  type ParentKey,
  type PlanTask,
  startsEarly,
  TASK_STATE_CODES,
  taskStateOf,
} from '@carillon/core';
import type { Clock, Logger } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import type { QueueBoard } from '../queues/queue-board.ts';
import type { Room } from '../queues/room.ts';
import type { LimitBook } from '../limits/limit-book.ts';
import type { Sessions } from '../sessions.ts';
import type { Contexts } from './contexts.ts';
import { type Causes, createDecider } from './decider.ts';
import { byRow, type Ending, stepOf } from './ending.ts';
import type { Ender } from './ender.ts';
import { createFlusher, shardOfRun } from './flusher.ts';
import type { Leases } from './leases.ts';
import type { Placer } from './placing.ts';
import { writeDivided } from './refused.ts';
import { taskPriority } from './task-priority.ts';
import type { CompiledVersion } from './versions.ts';

const MAX_BATCH = 500;
/** Of one-task runs, which one connection ends: a few large statements cost the store a quarter less than many. */
const MAX_SOLO_BATCH = 1_000;

/** Told how a completion went: counted, or stale. Rejected only when the store failed. */
interface Pending<C> {
  readonly completion: C;
  readonly version: CompiledVersion;
  readonly ending: Ending;
  settle(accepted: boolean): void;
  fail(error: unknown): void;
}

interface PendingInRun extends Pending<GraphCompletion> {
  readonly early: boolean;
}

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
  readonly store: Pick<
    EngineStore,
    'finishSolo' | 'advance' | 'advanceSteps' | 'promote' | 'finishedTasks' | 'readArtifact'
  >;
  readonly sessions: Sessions;
  readonly dispatcher: Pick<Dispatcher, 'queued'>;
  readonly leases: Leases;
  readonly room: Pick<Room, 'giveBack'>;
  readonly board: QueueBoard;
  readonly placer: Placer;
  readonly book: Pick<LimitBook, 'hasRules'>;
  readonly contexts: Contexts;
  readonly ender: Ender;
  /** A task run will be due in so many milliseconds. */
  readonly dueIn: (ms: number) => void;
  /** These wait for child runs, none of which has been started. */
  readonly onExpanded: (parents: readonly ParentKey[]) => void;
  /** Main tasks of these runs failed whose version says what then becomes of the rest. */
  readonly onFailures: (failures: readonly FailedTask[]) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface FailedTask {
  readonly runId: string;
  readonly version: CompiledVersion;
  readonly task: PlanTask;
}

const COUNTS_AS: ReadonlyMap<number, GraphCompletion['countsAs']> = new Map([
  [TASK_STATE_CODES.success, 'ok'],
  [TASK_STATE_CODES.failed, 'failed'],
  [TASK_STATE_CODES.stopped, 'failed'],
  [TASK_STATE_CODES.upstream_failed, 'upstream_failed'],
  [TASK_STATE_CODES.skipped, 'skipped'],
]);

export function createAdvancer(parts: AdvancerParts): Advancer {
  const { store, dispatcher, leases, board, book, contexts, ender, onFailures, clock, log } = parts;
  const decider = createDecider({ ...parts, end });

  const solo = createFlusher<Pending<Completion>>({
    shards: 1,
    shardOf: () => 0,
    maxBatch: MAX_SOLO_BATCH,
    keyOf: (item) => item.completion.runId,
    flush: flushSolo,
  });
  const graph = createFlusher<PendingInRun>({
    shards: COMPLETION_SHARDS,
    shardOf: (item) => shardOfRun(item.completion.runId),
    maxBatch: MAX_BATCH,
    keyOf: (item) => `${item.completion.runId}/${item.completion.taskNo}`,
    // Its row may still be counted at: together with such an upstream, one statement would touch a row twice.
    alone: (item) => item.early,
    flush: flushGraph,
  });

  async function flushSolo(batch: readonly Pending<Completion>[], shard: number): Promise<void> {
    await settling(batch, async (some) => {
      const items = some.map((item) => item.completion).sort(byRow);
      const { ended: accepted } = await store.finishSolo(items, shard);
      for (const item of some) {
        contexts.forget(item.completion.runId);
        if (accepted.has(item.completion.runId)) item.settle(true);
        // Under a limit on runs of its project it stands as a run of several tasks would.
        else endInRun(item.ending, item);
      }
    });
  }

  async function flushGraph(batch: readonly PendingInRun[], shard: number): Promise<void> {
    const { steps, others } = stepsIn(batch);
    // Each statement is a commit of its own: what it leased is on its way before the next can fail.
    const left: PendingInRun[] = [];
    await flushSome(steps, shard, {
      write: (items) => store.advanceSteps(items.filter(isChainStep), shard),
      refused: (item) => left.push(item),
    });
    const rest = [...others, ...left];
    await flushSome(rest, shard, {
      write: (items) =>
        store.advance(
          items,
          rest.some((item) => item.early),
          shard,
        ),
      refused: (item) => item.settle(false),
    });
  }

  /** @param refused hears of what the statement did not accept */
  async function flushSome(
    batch: readonly PendingInRun[],
    shard: number,
    {
      write,
      refused,
    }: {
      readonly write: (items: readonly GraphCompletion[]) => Promise<Advanced>;
      readonly refused: (item: PendingInRun) => void;
    },
  ): Promise<void> {
    if (batch.length === 0) return;
    const advances: Advanced[] = [];
    await settling(batch, async (some) => {
      const promised = leases.promise(some);
      let advanced: Advanced | undefined;
      try {
        advanced = await write(promised.items.sort(byRow));
      } finally {
        promised.settle(advanced?.leased ?? []);
      }
      advances.push(advanced);
      for (const item of some) {
        if (advanced.accepted.has(`${item.completion.runId}/${item.completion.taskNo}`)) item.settle(true);
        else refused(item);
      }
    });
    await followAll(batch, advances, shard);
  }

  async function followAll(
    batch: readonly PendingInRun[],
    advances: readonly Advanced[],
    shard: number,
  ): Promise<void> {
    const byRun = new Map(batch.map((item) => [item.completion.runId, item.version]));
    const causes = causesIn(batch);
    const failures = advances.flatMap((advanced) => failuresIn(batch, advanced));
    const pausedBy = new Set(
      failures.flatMap(({ runId, version }) => (version.plan.failure === 'pause' ? [runId] : [])),
    );
    if (failures.length > 0)
      await onFailures(failures).catch((error: unknown) =>
        log.warn({ err: error }, 'what the failure of a task asks for was not done; the healer takes it up'),
      );
    for (const advanced of advances) {
      await follow(advanced, byRun, shard, causes, pausedBy).catch((error: unknown) =>
        log.warn({ err: error }, 'what follows a completion failed; the reconciler and the healer take it up'),
      );
    }
  }

  /** What a completion set off, after its commit: leases, decisions and ends of runs. */
  async function follow(
    advanced: Advanced,
    versionOf: ReadonlyMap<string, CompiledVersion>,
    shard: number,
    causes: Causes,
    pausedBy: ReadonlySet<string>,
  ): Promise<void> {
    await leases.send(advanced.leased, versionOf);
    for (const lane of advanced.queuedLanes) dispatcher.queued(lane);
    const touched = new Map<CompiledVersion, ChildProgress[]>();
    for (const child of advanced.touched) {
      const version = versionOf.get(child.runId) as CompiledVersion;
      // The failure has paused it: what depends on it is decided when a person has seen to it.
      if (pausedBy.has(child.runId)) continue;
      const children = touched.get(version);
      if (children) children.push(child);
      else touched.set(version, [child]);
    }
    for (const [version, children] of touched) await decider.decide(version, children, causes);
    if (advanced.endable.length > 0) await endRuns(advanced.endable, shard);
  }

  async function endRuns(runs: readonly EndableRun[], shard: number): Promise<void> {
    const entered = await ender.end(runs, shard);
    for (const { runId } of runs) contexts.forget(runId);
    for (const { version, roots } of entered) await decider.decide(version, roots);
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
      produces: task.produces.length > 0 && ending.state === TASK_STATE_CODES.success,
      step: stepOf(task, ending.attempt ?? 0, taskStateOf(ending.state), ending.reason),
    };
    const settle = ending.settle ?? (() => undefined);
    const fail =
      ending.fail ??
      ((error: unknown) => log.error({ err: error }, 'a decision could not be written; the healer takes it up'));
    if (ending.isSolo ?? version.plan.solo) solo.push({ completion, version, ending, settle, fail });
    else endInRun(ending, { completion, settle, fail });
  }

  function endInRun(
    ending: Ending,
    { completion, settle, fail }: Pick<Pending<Completion>, 'completion' | 'settle' | 'fail'>,
  ): void {
    const { version, taskNo } = ending;
    const task = version.plan.tasks[taskNo] as PlanTask;
    const failed = ending.state === TASK_STATE_CODES.failed;
    const excused = failed && task.allowFailure;
    const early = ending.early ?? startsEarly(task.rule);
    const strategy = strategyFor(task, version);
    graph.push({
      completion: {
        ...completion,
        countsAs: excused ? 'ok' : (COUNTS_AS.get(ending.state) ?? 'failed'),
        failsRun: failed && task.failsRun,
        pausesRun: failed && task.failsRun && strategy === 'pause',
        sink: task.children.length === 0,
        children: task.children.map((no) => childEdge(ending.runId, version, no)),
      },
      version,
      ending,
      early,
      settle,
      fail,
    });
  }

  function childEdge(runId: string, version: CompiledVersion, no: number): GraphCompletion['children'][number] {
    const child = version.plan.tasks[no] as PlanTask;
    return {
      taskNo: no,
      need: child.upstreams.length,
      fused: child.fused && !book.hasRules(contexts.peek(runId)),
      laneKey: (version.lanes[no] as CompiledVersion['lanes'][number]).key,
      rank: board.rank(child, taskPriority(child, contexts.peek(runId), version), clock.now()),
      timeoutMs: child.attemptTimeoutMs,
      sessionKey: undefined,
    };
  }

  return {
    end,
    decide: decider.decide,
    endRuns,
    async idle() {
      await Promise.all([solo.idle(), graph.idle()]);
    },
  };

  /** A write that failed tells its items. What the store refuses for its data ends as a failure without them. */
  async function settling<P extends Pending<unknown>>(
    batch: readonly P[],
    write: (items: readonly P[]) => Promise<void>,
  ): Promise<void> {
    const settled = new Set<P>();
    try {
      await writeDivided(
        batch,
        async (items) => {
          await write(items);
          for (const item of items) settled.add(item);
        },
        (item, error) => {
          settled.add(item);
          const { ending } = item;
          log.warn({ err: error, runId: ending.runId, taskNo: ending.taskNo }, 'the store refuses what was reported');
          if (ending.refused) item.fail(error);
          else end(withoutData(ending));
        },
      );
    } catch (error) {
      log.error({ err: error, items: batch.length }, 'a flush of completions failed');
      for (const item of batch) if (!settled.has(item)) item.fail(error);
    }
  }
}

/** What follows the main tasks is never cut short by its own failures; a person may want to see to a compensation. */
function strategyFor({ phase }: PlanTask, { plan: { failure } }: CompiledVersion): FailureStrategy {
  const isAsked = phase === 'tasks' || (phase === 'compensate' && failure === 'pause');
  return isAsked ? failure : 'continue';
}

/** Failures that count, of runs whose version does not just go on. */
function failuresIn(batch: readonly Pending<GraphCompletion>[], { accepted }: Advanced): readonly FailedTask[] {
  return batch.flatMap(({ completion, version }) => {
    const { runId, taskNo, failsRun } = completion;
    const task = version.plan.tasks[taskNo] as PlanTask;
    const counts = failsRun && accepted.has(`${runId}/${taskNo}`);
    return counts && strategyFor(task, version) !== 'continue' ? [{ runId, version, task }] : [];
  });
}

/** The same end as a failure that the store can keep. */
function withoutData(ending: Ending): Ending {
  const { output: _, exitCode: __, startedAtMs: ___, ...kept } = ending;
  return { ...kept, refused: true, state: TASK_STATE_CODES.failed, reason: { code: 'OUTPUT_INVALID' } };
}

/**
 * Those that the store has a narrow statement for, one a run: two ends of one run in a batch are one event. Two statements
 * take the place of one, so most of the batch must be such.
 */
function stepsIn(batch: readonly PendingInRun[]): Record<'steps' | 'others', readonly PendingInRun[]> {
  const byRun = new Map<string, PendingInRun>();
  for (const item of batch) {
    const { completion, early } = item;
    if (!early && isChainStep(completion) && !byRun.has(completion.runId)) byRun.set(completion.runId, item);
  }
  if (byRun.size * 2 <= batch.length) return { steps: [], others: batch };
  return { steps: [...byRun.values()], others: batch.filter((item) => byRun.get(item.completion.runId) !== item) };
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
