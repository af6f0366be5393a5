/** The end of task runs and runs (store/src/sql/{finish-solo,advance}.ts). */
import {
  type Advanced,
  type ChainStep,
  type ChildProgress,
  type Completion,
  type EndableRun,
  type EndedRuns,
  type GraphCompletion,
  type Leased,
  RUN_STATE_CODES as RUN,
  type RunEnd,
} from '@carillon/core';
import type { Operations } from './operation.ts';
import { doneOf, holds, key, later, TASK } from './guards.ts';
import { factsOfRun, noteEvent, noteRunEnd, noteTaskEnd } from './history.ts';
import type { RunRow, TaskRow } from './rows.ts';
import { progressOf } from './standing.ts';
import { emptyTask, newAttempt } from './starts.ts';
import type { Tables } from './tables.ts';

const FINAL_NAMES: Readonly<Record<number, string>> = { 10: 'success', 11: 'failed', 12: 'stopped' };

export function finishSolo(tables: Tables, items: readonly Completion[]): ReadonlySet<string> {
  const ended = new Set<string>();
  for (const item of items) {
    const row = tables.tasks.get(item.runId, 0);
    if (!row?.solo || !holds(row, item, false, tables.without)) continue;
    tables.tasks.delete(row);
    // A run whose only task was skipped has done all there was to do.
    const state = item.state === TASK.skipped ? TASK.success : item.state;
    noteEvent(tables, item.runId, { steps: [item.step], runState: state });
    noteRunEnd(tables, { id: item.runId, facts: row.solo }, { ...item, state }, row);
    ended.add(item.runId);
  }
  return ended;
}

type ChildEdge = GraphCompletion['children'][number];

interface Counted {
  readonly edge: ChildEdge;
  readonly fused: boolean;
  readonly sessionKey: number | undefined;
  readonly ok: number;
  readonly failed: number;
  readonly upstreamFailed: number;
  readonly skipped: number;
}

const COLUMN = { ok: 'ok', failed: 'failed', upstream_failed: 'upstreamFailed', skipped: 'skipped' } as const;

/** Edges of one child, summed up. */
function countEdges(run: RunRow, items: readonly GraphCompletion[]): ReadonlyMap<number, Counted> {
  const byChild = new Map<number, Counted>();
  if (run.state !== RUN.running && run.state !== RUN.paused) return byChild;
  for (const { children, countsAs } of items) {
    for (const edge of children) {
      const before = byChild.get(edge.taskNo);
      const counted = before ?? {
        edge,
        fused: true,
        sessionKey: undefined,
        ok: 0,
        failed: 0,
        upstreamFailed: 0,
        skipped: 0,
      };
      const column = COLUMN[countsAs];
      byChild.set(edge.taskNo, {
        ...counted,
        edge: edge.rank > counted.edge.rank ? edge : counted.edge,
        fused: counted.fused && edge.fused && run.state === RUN.running,
        sessionKey: counted.sessionKey ?? edge.sessionKey,
        [column]: counted[column] + 1,
      });
    }
  }
  return byChild;
}

/** The row of a child after the count; a fused one whose last upstream this was is started. */
function countAt(tables: Tables, runId: string, { edge, fused, sessionKey, ...counts }: Counted): TaskRow {
  const now = tables.machine.now();
  const row = tables.tasks.get(runId, edge.taskNo);
  const { ok, failed, upstreamFailed, skipped } = counts;
  const attempt = (attemptNo: number, timeoutMs: number | undefined): Partial<TaskRow> => ({
    state: TASK.starting,
    attemptNo,
    ...newAttempt(tables),
    dueAt: later(now, timeoutMs),
    readyAt: now,
  });
  if (!row) {
    const starts = fused && ok >= edge.need;
    return tables.tasks.insert({
      ...emptyTask(runId, edge.taskNo),
      need: edge.need,
      ok,
      failed,
      upstreamFailed,
      skipped,
      fused,
      laneKey: edge.laneKey,
      rank: edge.rank,
      timeoutMs: edge.timeoutMs,
      sessionKey,
      ...(starts && sessionKey === undefined ? { state: TASK.queued, readyAt: now } : {}),
      ...(starts && sessionKey !== undefined ? attempt(1, edge.timeoutMs) : {}),
    });
  }
  const isPending = row.state === TASK.pending;
  const starts = isPending && row.fused && fused && row.ok + ok === row.need;
  return tables.tasks.update(row, {
    ok: row.ok + ok,
    failed: row.failed + failed,
    upstreamFailed: row.upstreamFailed + upstreamFailed,
    skipped: row.skipped + skipped,
    ...(isPending ? { sessionKey, rank: edge.rank } : {}),
    ...(starts && sessionKey === undefined ? { state: TASK.queued, readyAt: now } : {}),
    ...(starts && sessionKey !== undefined ? attempt(row.attemptNo + 1, row.timeoutMs) : {}),
  });
}

interface Answer {
  readonly accepted: Set<string>;
  readonly leased: (Leased & { readonly sessionKey: number })[];
  readonly touched: ChildProgress[];
  readonly queuedLanes: Set<number>;
  readonly endable: EndableRun[];
}

function tell(answer: Answer, child: TaskRow): void {
  const { runId, taskNo, state, fused } = child;
  if (fused && state === TASK.starting)
    answer.leased.push({
      runId,
      taskNo,
      attempt: child.attemptNo,
      attemptId: child.attemptId as string,
      fence: child.fence as number,
      sessionKey: child.sessionKey as number,
    });
  else if (fused && state === TASK.queued) answer.queuedLanes.add(child.laneKey);
  else if (state === TASK.pending) answer.touched.push(progressOf(child));
}

/** Takes the rows away, or leaves them final where an upstream will still count at them. */
function endRows(tables: Tables, items: readonly GraphCompletion[], early: boolean) {
  const ended: { readonly item: GraphCompletion; readonly owed: number }[] = [];
  for (const item of items) {
    const row = tables.tasks.get(item.runId, item.taskNo);
    if (!row || !holds(row, item, true, tables.without)) continue;
    noteTaskEnd(tables, row, item);
    const owed = Math.max(row.need - doneOf(row), 0);
    if (early && owed > 0) tables.tasks.update(row, { state: item.state, dueAt: undefined, stopAt: undefined });
    else tables.tasks.delete(row);
    ended.push({ item, owed });
  }
  return ended;
}

function advanceRun(
  tables: Tables,
  run: RunRow,
  items: readonly GraphCompletion[],
  early: boolean,
  answer: Answer,
): void {
  const ended = endRows(tables, items, early);
  if (ended.length === 0) return;
  for (const { item } of ended) answer.accepted.add(key(item.runId, item.taskNo));
  const isRunning = run.state === RUN.running;
  let late = 0;
  for (const counted of countEdges(
    run,
    ended.map(({ item }) => item),
  ).values()) {
    const child = countAt(tables, run.id, counted);
    if (child.state >= TASK.success) late += doneOf(counted);
    if (isRunning) tell(answer, child);
  }
  const sinks = ended.filter(({ item }) => item.sink).length;
  const owed = ended.reduce((sum, one) => sum + one.owed, 0);
  const failures = ended.filter(({ item }) => item.failsRun).length;
  const pauses = isRunning && ended.some(({ item }) => item.pausesRun);
  noteEvent(tables, run.id, { steps: ended.map(({ item }) => item.step) });
  if (sinks === 0 && failures === 0 && late === 0 && owed === 0 && run.state !== RUN.stopping) return;
  const counts = run.state === RUN.stopping ? ended.length : sinks + late - owed;
  tables.runs.update(run, {
    open: tables.openSeenBy(run) - counts,
    failed: run.failed + failures,
    ...(pauses ? { state: RUN.paused, pausedAt: tables.machine.now() } : {}),
  });
  if (run.open <= 0 && run.state !== RUN.paused)
    answer.endable.push({ runId: run.id, failed: run.failed > 0, phase: run.phase, endsAs: run.endsAs });
}

function advance(tables: Tables, items: readonly GraphCompletion[], early: boolean): Advanced {
  const answer: Answer = { accepted: new Set(), leased: [], touched: [], queuedLanes: new Set(), endable: [] };
  const byRun = new Map<string, GraphCompletion[]>();
  for (const item of items) {
    const some = byRun.get(item.runId);
    if (some) some.push(item);
    else byRun.set(item.runId, [item]);
  }
  for (const [runId, some] of byRun) {
    const run = tables.runs.get(runId);
    if (run) advanceRun(tables, run, some, early, answer);
  }
  return { ...answer, queuedLanes: [...answer.queuedLanes], updated: [] };
}

export function endRuns(tables: Tables, ends: readonly RunEnd[]): readonly string[] {
  return ends.flatMap(({ runId, failed, output, reason: failure }) => {
    const run = tables.runs.get(runId);
    if (!run || run.open > 0 || run.state === RUN.paused || run.failed > 0 !== failed) return [];
    const state = run.endsAs ?? (run.state === RUN.stopping ? RUN.stopped : run.failed > 0 ? RUN.failed : RUN.success);
    tables.runs.delete(runId);
    tables.tasks.deleteOf(runId);
    const reason = state === RUN.success ? undefined : (run.reason ?? failure ?? { code: 'TASK_FAILED' as const });
    noteRunEnd(tables, factsOfRun(run), { state, reason, output });
    const step = { to: FINAL_NAMES[state], ...(state !== RUN.success && run.reason ? { reason: run.reason } : {}) };
    noteEvent(tables, runId, { steps: [JSON.stringify(step)], runState: state });
    return [runId];
  });
}

/** None of them counts at a parent, nor updates a dataset: no history has these. */
const endedRuns = (ended: ReadonlySet<string>): EndedRuns => ({ ended, children: [], updated: [] });

/** What finds its run, its task and no child, as a step of a chain does. */
function isAsExpected(tables: Tables, step: ChainStep): boolean {
  const row = tables.tasks.get(step.runId, step.taskNo);
  const isRunning = tables.runs.get(step.runId)?.state === RUN.running;
  const isNew = !tables.tasks.get(step.runId, step.children[0].taskNo);
  return row !== undefined && isRunning && isNew && holds(row, step, true, tables.without);
}

export function createCompletions(tables: Tables): Operations<'finishSolo' | 'advance' | 'advanceSteps' | 'endRuns'> {
  return {
    finishSolo: (items) => endedRuns(finishSolo(tables, items)),
    advance: (items, early) => advance(tables, items, early),
    advanceSteps: (steps) =>
      advance(
        tables,
        steps.filter((step) => isAsExpected(tables, step)),
        false,
      ),
    endRuns: (ends) => endedRuns(new Set(endRuns(tables, ends))),
  };
}
