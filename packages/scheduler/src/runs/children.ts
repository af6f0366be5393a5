/**
 * Goes on with tasks that wait for child runs: starts what core wants started, counts what has ended, ends the task
 * when core says so. Any node may do this for any of them, and two may at once: a child is started at most once
 * (unique place in its parent, in the transaction that sees the parent wait), an end is counted once, and the end of
 * the task holds only while it still waits. A crash between two steps leaves rows that the healer looks at.
 */
import {
  type EngineStore,
  type Expansion,
  ExpressionError,
  expressionFailed,
  type Next,
  nextChildren,
  type ParentKey,
  type ParentTask,
  type Reason,
  TASK_STATE_CODES,
} from '@carillon/core';
import type { Clock, Logger } from '@carillon/runtime';
import type { Advancer } from './advancer.ts';
import { withChildOutputs } from './child-outputs.ts';
import type { ChildStarting, Parent } from './child-starting.ts';
import type { Contexts } from './contexts.ts';
import { stepOf } from './ending.ts';
import { createFlusher } from './flusher.ts';
import { nextTry } from './retry-decision.ts';
import { keepLargeOutputs } from './large-outputs.ts';
import type { Placer } from './placing.ts';
import type { Starter } from './starter.ts';
import type { Versions } from './versions.ts';

const MAX_BATCH = 500;
/** Parents that this node goes on with at once: each may hold a connection. */
const AT_ONCE = 8;
const KEPT_EXPANSIONS = 200;

export interface Children {
  /** These child runs have ended; their commits are through. */
  ended(runIds: readonly string[]): void;
  /** Looks at tasks with children, and does what is to be done now. */
  goOn(parents: readonly ParentKey[]): void;
  /** The back-off of a task with children is over; false when it has moved on. */
  again(parent: ParentKey): Promise<boolean>;
  idle(): Promise<void>;
}

export interface ChildrenParts {
  readonly store: Pick<
    EngineStore,
    | 'parentTask'
    | 'expansion'
    | 'startChildren'
    | 'countEnded'
    | 'childrenOf'
    | 'retryParent'
    | 'expandAgain'
    | 'keepOutput'
    | 'readArtifact'
  >;
  readonly versions: Versions;
  readonly contexts: Contexts;
  readonly starting: ChildStarting;
  readonly starter: Pick<Starter, 'started' | 'release'>;
  readonly advancer: Pick<Advancer, 'end'>;
  readonly placer: Pick<Placer, 'contextFor'>;
  readonly dueIn: (ms: number) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

const keyOf = ({ runId, taskNo }: ParentKey): string => `${runId}/${taskNo}`;

export function createChildren(parts: ChildrenParts): Children {
  const { store, versions, contexts, starting, starter, advancer, placer, dueIn, clock, log } = parts;
  const expansions = new Map<string, Expansion>();

  const counting = createFlusher<string>({
    shards: 1,
    shardOf: () => 0,
    maxBatch: MAX_BATCH,
    async flush(runIds) {
      try {
        goOn(await store.countEnded(runIds));
      } catch (error) {
        log.warn({ err: error, runs: runIds.length }, 'ended child runs were not counted; the healer takes them up');
      }
    },
  });

  /** One look at a parent at a time; what happens meanwhile makes it look again. */
  const looks = createFlusher<ParentKey>({
    shards: AT_ONCE,
    shardOf: ({ runId, taskNo }) => Number.parseInt(runId.slice(24, 31), 16) + taskNo,
    maxBatch: MAX_BATCH,
    async flush(batch) {
      for (const key of new Map(batch.map((one) => [keyOf(one), one])).values())
        await look(key).catch((error: unknown) =>
          log.warn({ err: error, ...key }, 'a task that waits for child runs is taken up again by the healer'),
        );
    },
  });

  const goOn = (parents: readonly ParentKey[]): void => {
    for (const parent of parents) looks.push(parent);
  };

  const expansionOf = async (row: ParentTask): Promise<Expansion> => {
    const name = `${keyOf(row)}/${row.hasBegun ? row.attempt : row.attempt + 1}`;
    const known = expansions.get(name) ?? (await store.expansion(row)) ?? {};
    expansions.delete(name);
    expansions.set(name, known);
    if (expansions.size > KEPT_EXPANSIONS) expansions.delete(expansions.keys().next().value as string);
    return known;
  };

  const ask = async (parent: Parent): Promise<Next> => {
    const { row, task } = parent;
    const { round, started, open, failed } = row;
    const expansion = await expansionOf(row);
    const context = task.expands?.readsContext
      ? await placer.contextFor(task, parent.facts, parent.version)
      : undefined;
    try {
      const next = nextChildren({ task, expansion, context, progress: { round, started, open, failed } });
      if (next.kind !== 'collect') return next;
      const children = await withChildOutputs(store, await store.childrenOf(row));
      if ('code' in children) return { kind: 'end', state: 'failed', reason: children };
      return nextChildren({ task, expansion, context, progress: { round, started, open, failed, children } });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return {
        kind: 'end',
        state: 'failed',
        reason: expressionFailed(error.said.message),
      };
    }
  };

  /** Until there is nothing to do but wait. */
  const look = async (key: ParentKey): Promise<void> => {
    for (;;) {
      const parent = await parentOf(key);
      if (!parent) return;
      const { row } = parent;
      if (row.state === TASK_STATE_CODES.stopping) return row.open === 0 ? endStopped(parent) : undefined;
      if (row.state !== TASK_STATE_CODES.waiting) return;
      const next = await ask(parent);
      switch (next.kind) {
        case 'start':
          if (!(await start(parent, next))) return;
          break;
        case 'end':
          return end(parent, next);
        case 'wait':
        case 'collect':
          return;
      }
    }
  };

  const parentOf = async (key: ParentKey): Promise<Parent | undefined> => {
    const row = await store.parentTask(key);
    if (!row) return undefined;
    const version = await versions.get(row.versionKey);
    const task = version.plan.tasks[row.taskNo];
    const facts = await contexts.get(row.runId);
    return task?.expands && facts && { row, task, version, facts };
  };

  /** False: it has ended instead. When others were faster, too, it is looked at again. */
  const start = async (parent: Parent, { children, of }: Extract<Next, { kind: 'start' }>): Promise<boolean> => {
    const [first] = children;
    if (!first) throw new RangeError(`no children to start for ${parent.task.id}`);
    const prepared = await starting.prepare(parent, children);
    if ('code' in prepared) {
      await end(parent, { kind: 'end', state: 'failed', reason: prepared });
      return false;
    }
    const { entries, runs, depth } = prepared;
    const batch = { parent: parent.row, task: parent.task.id, depth, round: first.round, children: entries, of };
    let made: Awaited<ReturnType<typeof store.startChildren>>;
    try {
      made = await store.startChildren(batch);
    } finally {
      if (!made) starter.release(runs);
    }
    if (made) await starter.started(runs, made);
    return true;
  };

  const end = async (parent: Parent, { state, reason, output }: Extract<Next, { kind: 'end' }>): Promise<void> => {
    const { row, task, version } = parent;
    const retry = state === 'failed' ? retryOf(parent, reason) : undefined;
    if (retry) {
      const failure = reason ?? { code: 'CHILD_FAILED' };
      await store.retryParent(row, { ...retry, reason: failure, step: stepOf(task, row.attempt, 'retrying', failure) });
      return dueIn(retry.delayMs);
    }
    const { runId, taskNo, attempt } = row;
    const kept = output && (await keepLargeOutputs(store, { runId, taskNo, attempt }, output));
    advancer.end({
      ...endingOf(parent),
      version,
      state: TASK_STATE_CODES[state],
      reason,
      output: kept && JSON.stringify(kept),
      early: row.done < task.upstreams.length,
    });
  };

  /** None of its children is left. What they were stopped for is what became of it. */
  const endStopped = (parent: Parent): void => {
    const { row, task, version } = parent;
    const isOver = row.reason?.code === 'TASK_TIMEOUT';
    advancer.end({
      ...endingOf(parent),
      version,
      state: isOver ? TASK_STATE_CODES.failed : TASK_STATE_CODES.stopped,
      reason: row.reason,
      early: row.done < task.upstreams.length,
    });
  };

  const endingOf = ({ row }: Parent) => ({
    runId: row.runId,
    taskNo: row.taskNo,
    isSolo: row.isSolo,
    by: { kind: 'decision', seenState: row.state, seenDone: row.done } as const,
    attempt: row.attempt,
    startedAtMs: row.readyAtMs,
  });

  const retryOf = ({ row, task }: Parent, reason: Reason | undefined) =>
    nextTry(
      task,
      {
        tries: row.tries,
        ruleTries: row.ruleTries,
        lost: 0,
        attempt: row.attempt,
        stopReason: undefined,
        elapsedMs: row.readyAtMs === undefined ? 0 : clock.now() - row.readyAtMs,
        remainingMs: row.remainingMs,
      },
      { runId: row.runId, how: 'failed', reason, retryable: reason?.code === 'CHILD_FAILED' },
    );

  return {
    goOn,
    ended(runIds) {
      for (const runId of runIds) counting.push(runId);
    },
    async again(parent) {
      const moved = await store.expandAgain(parent);
      if (moved) goOn([parent]);
      return moved;
    },
    async idle() {
      await counting.idle();
      await looks.idle();
    },
  };
}
