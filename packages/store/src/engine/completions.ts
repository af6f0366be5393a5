/** The end of attempts, task runs and runs. Batches are sharded by run, so that no two flushes of a node wait for each other. */
import type {
  Advanced,
  ChainStep,
  ChildProgress,
  Completion,
  Decision,
  EndableRun,
  EndedRuns,
  GraphCompletion,
  Leased,
  Retry,
  RunEnd,
} from '@carillon/core';
import { TASK_STATE_CODES } from '@carillon/core';
import * as advanceSql from '../sql/advance.ts';
import * as decideSql from '../sql/decide.ts';
import { finishSolo } from '../sql/finish-solo.ts';
import { takeChainSteps } from './advance-steps.ts';
import type { EngineConnection } from './connection.ts';
import { endRecording } from './dataset-updates.ts';
import type { Row } from './rows.ts';
import { json, plain, quoted } from './literal.ts';

const COUNTS_AS = { ok: 1, failed: 2, upstream_failed: 3, skipped: 4 } as const;
const LEASED = TASK_STATE_CODES.starting;
const QUEUED = TASK_STATE_CODES.queued;

export const taskKey = (runId: string, taskNo: number): string => `${runId}/${taskNo}`;

export function createCompletions(shards: readonly EngineConnection[], decisions: EngineConnection) {
  const shardOf = (shard: number): EngineConnection => shards[shard % shards.length] as EngineConnection;

  const attemptColumns = (items: readonly Completion[]) => ({
    attemptIds: plain(items.map((item) => (item.by.kind === 'report' ? item.by.attemptId : undefined))),
    fences: plain(items.map((item) => (item.by.kind === 'report' ? item.by.fence : undefined))),
    sessions: plain(items.map((item) => (item.by.kind === 'report' ? item.by.sessionKey : undefined))),
    seenStates: plain(items.map((item) => (item.by.kind === 'decision' ? item.by.seenState : undefined))),
  });

  return {
    async finishSolo(items: readonly Completion[], shard: number): Promise<EndedRuns> {
      const by = attemptColumns(items);
      const { rows, updated } = await endRecording(shardOf(shard), items, endedTasks, finishSolo, [
        plain(items.map((item) => item.runId)),
        by.attemptIds,
        by.fences,
        by.sessions,
        by.seenStates,
        plain(items.map((item) => item.state)),
        plain(items.map((item) => item.startedAtMs)),
        plain(items.map((item) => item.exitCode)),
        quoted(items.map((item) => json(item.reason))),
        quoted(items.map((item) => item.output)),
        quoted(items.map((item) => item.step)),
      ]);
      return { ...endedRuns(rows), updated };
    },

    async advance(items: readonly GraphCompletion[], early: boolean, shard: number): Promise<Advanced> {
      const by = attemptColumns(items);
      const edges = items.flatMap((item) => item.children.map((child) => ({ item, child })));
      const statement = early ? advanceSql.advanceEarly : advanceSql.advance;
      const { rows, updated } = await endRecording(shardOf(shard), items, acceptedTasks, statement, [
        plain(items.map((item) => item.runId)),
        plain(items.map((item) => item.taskNo)),
        by.attemptIds,
        by.fences,
        by.sessions,
        by.seenStates,
        plain(items.map((item) => (item.by.kind === 'decision' ? item.by.seenDone : undefined))),
        plain(items.map((item) => item.state)),
        plain(items.map((item) => (item.pausesRun ? 2 : item.failsRun ? 1 : 0))),
        plain(items.map((item) => item.sink)),
        plain(items.map((item) => item.startedAtMs)),
        plain(items.map((item) => item.exitCode)),
        quoted(items.map((item) => json(item.reason))),
        quoted(items.map((item) => item.output)),
        quoted(items.map((item) => item.step)),
        plain(edges.map(({ item }) => item.runId)),
        plain(edges.map(({ item }) => item.taskNo)),
        plain(edges.map(({ child }) => child.taskNo)),
        plain(edges.map(({ item }) => COUNTS_AS[item.countsAs])),
        plain(edges.map(({ child }) => child.need)),
        plain(edges.map(({ child }) => child.fused)),
        plain(edges.map(({ child }) => child.laneKey)),
        plain(edges.map(({ child }) => child.rank)),
        plain(edges.map(({ child }) => child.timeoutMs)),
        plain(edges.map(({ child }) => child.sessionKey)),
      ]);
      return { ...advanced(rows), updated };
    },

    advanceSteps: (steps: readonly ChainStep[], shard: number): Promise<Advanced> =>
      takeChainSteps(shardOf(shard), steps),

    async endRuns(ends: readonly RunEnd[], shard: number): Promise<EndedRuns> {
      const rows = await shardOf(shard).query(advanceSql.endRuns, [
        plain(ends.map((end) => end.runId)),
        quoted(ends.map((end) => end.output)),
        quoted(ends.map((end) => json(end.reason))),
        plain(ends.map((end) => end.failed)),
      ]);
      return endedRuns(rows);
    },

    async promote(items: readonly Decision[]): Promise<readonly (Leased & { sessionKey: number | undefined })[]> {
      const rows = await decisions.query(decideSql.promote, [
        plain(items.map((item) => item.runId)),
        plain(items.map((item) => item.taskNo)),
        plain(items.map((item) => item.seenDone)),
        plain(items.map((item) => TASK_STATE_CODES[item.state])),
        plain(items.map((item) => item.sessionKey)),
        plain(items.map((item) => item.laneKey)),
        plain(items.map((item) => item.rank)),
        plain(items.map((item) => item.timeoutMs)),
        plain(items.map((item) => item.dueMs)),
        quoted(items.map((item) => item.input)),
        quoted(items.map((item) => json(item.reason))),
        quoted(items.map((item) => item.step)),
        plain(items.map((item) => item.deadlineMs)),
      ]);
      return (rows as unknown as [string, number, number, string | null, number | null, number | null][]).map(
        ([runId, taskNo, attempt, attemptId, fence, sessionKey]) => ({
          runId,
          taskNo,
          attempt,
          attemptId: attemptId ?? '',
          fence: fence ?? 0,
          sessionKey: sessionKey ?? undefined,
        }),
      );
    },

    async retry(items: readonly Retry[]): Promise<ReadonlySet<string>> {
      const rows = await decisions.query(decideSql.retry, [
        plain(items.map((item) => item.runId)),
        plain(items.map((item) => item.taskNo)),
        plain(items.map((item) => item.attemptId)),
        plain(items.map((item) => item.fence)),
        plain(items.map((item) => item.sessionKey)),
        plain(items.map((item) => item.attemptState)),
        plain(items.map((item) => item.exitCode)),
        plain(items.map((item) => item.startedAtMs)),
        quoted(items.map((item) => json(item.reason))),
        plain(items.map((item) => item.delayMs)),
        plain(items.map((item) => item.countsTry)),
        plain(items.map((item) => item.countsLost)),
        quoted(items.map((item) => item.step)),
        quoted(items.map((item) => item.ruleTries && plain(item.ruleTries))),
      ]);
      return keysOf(rows);
    },

    async requeue(
      tasks: readonly { runId: string; taskNo: number; readyRank: number; dueMs: number | undefined }[],
    ): Promise<ReadonlySet<string>> {
      const rows = await decisions.query(decideSql.requeue, [
        plain(tasks.map((task) => task.runId)),
        plain(tasks.map((task) => task.taskNo)),
        plain(tasks.map((task) => task.readyRank)),
        plain(tasks.map((task) => task.dueMs)),
      ]);
      return keysOf(rows);
    },

    async markRunning(
      started: readonly {
        runId: string;
        taskNo: number;
        attemptId: string;
        fence: number;
        startedAtMs: number;
        step: string;
      }[],
    ): Promise<void> {
      await decisions.query(decideSql.markRunning, [
        plain(started.map((item) => item.runId)),
        plain(started.map((item) => item.taskNo)),
        plain(started.map((item) => item.attemptId)),
        plain(started.map((item) => item.fence)),
        plain(started.map((item) => item.startedAtMs)),
        quoted(started.map((item) => item.step)),
      ]);
    },
  };
}

function endedRuns(rows: readonly Row[]): EndedRuns {
  const ids = (some: readonly Row[]): string[] => some.map((row) => row[0] as string);
  return { ended: new Set(ids(rows)), children: ids(rows.filter((row) => row[1] === true)) };
}

function keysOf(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.map((row) => taskKey(row[0] as string, row[1] as number)));
}

/** Kinds of row in the answer of the advance statements. */
const ACCEPTED = 0;
const CHILD = 1;

/** Keys of the task runs that it ended. */
const acceptedTasks = (rows: readonly Row[]): ReadonlySet<string> =>
  new Set(
    rows.flatMap(([kind, runId, taskNo]) => (kind === ACCEPTED ? [taskKey(runId as string, taskNo as number)] : [])),
  );

const endedTasks = (rows: readonly Row[]): ReadonlySet<string> =>
  new Set(rows.map(([runId]) => taskKey(runId as string, 0)));

type AdvanceRow = [
  number,
  string,
  number,
  number,
  number,
  string | null,
  number | null,
  number | null,
  number,
  number,
  number,
  number,
  number,
  number,
  boolean,
];

function advanced(rows: readonly Row[]): Omit<Advanced, 'updated'> {
  const accepted = new Set<string>();
  const leased: (Leased & { sessionKey: number })[] = [];
  const touched: ChildProgress[] = [];
  const queuedLanes = new Set<number>();
  const endable: EndableRun[] = [];
  for (const row of rows) {
    const [
      kind,
      runId,
      taskNo,
      state,
      attempt,
      attemptId,
      fence,
      sessionKey,
      need,
      ok,
      failed,
      upstreamFailed,
      skipped,
      laneKey,
      fused,
    ] = row as unknown as AdvanceRow;
    if (kind === ACCEPTED) accepted.add(taskKey(runId, taskNo));
    else if (kind !== CHILD) endable.push({ runId, failed: failed > 0, endsAs: state ?? undefined, phase: attempt });
    // A fused child starts with its last upstream and is not counted at again, so these two are news.
    else if (fused && state === LEASED)
      leased.push({
        runId,
        taskNo,
        attempt,
        attemptId: attemptId as string,
        fence: fence as number,
        sessionKey: sessionKey as number,
      });
    else if (fused && state === QUEUED) queuedLanes.add(laneKey);
    else if (state === TASK_STATE_CODES.pending)
      touched.push({ runId, taskNo, state, need, ok, failed, upstreamFailed, skipped });
  }
  return { accepted, leased, touched, queuedLanes: [...queuedLanes], endable };
}
