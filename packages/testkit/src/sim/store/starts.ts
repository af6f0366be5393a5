/** Starting runs (store/src/sql/start.ts). */
import type { Leased, NewRun, StartedRuns, StartRequest } from '@carillon/core';
import type { Operations } from './operation.ts';
import { TASK, later } from './guards.ts';
import type { RunFactsRow, TaskRow } from './rows.ts';
import type { Tables } from './tables.ts';

type Root = NewRun['roots'][number];

export const emptyTask = (runId: string, taskNo: number): TaskRow => ({
  runId,
  taskNo,
  state: TASK.pending,
  need: 0,
  ok: 0,
  failed: 0,
  upstreamFailed: 0,
  skipped: 0,
  fused: false,
  laneKey: 0,
  rank: 0,
  attemptNo: 0,
  attemptId: undefined,
  fence: undefined,
  sessionKey: undefined,
  timeoutMs: undefined,
  dueAt: undefined,
  deadlineAt: undefined,
  readyAt: undefined,
  dispatchedAt: undefined,
  startedAt: undefined,
  stopAt: undefined,
  pausedAt: undefined,
  heldState: undefined,
  heldDueAt: undefined,
  tries: 0,
  onTries: undefined,
  lost: 0,
  reason: undefined,
  input: undefined,
  limits: undefined,
  solo: undefined,
});

/** Columns of an attempt that begins now. */
export const newAttempt = (tables: Tables): Pick<TaskRow, 'attemptId' | 'fence' | 'dispatchedAt'> => ({
  attemptId: tables.machine.newUuid(),
  fence: tables.nextFence(),
  dispatchedAt: tables.machine.now(),
});

function rootRow(tables: Tables, runId: string, root: Root): TaskRow {
  const now = tables.machine.now();
  const state = TASK[root.state];
  const isLeased = state === TASK.starting;
  return {
    ...emptyTask(runId, root.taskNo),
    state,
    laneKey: root.laneKey,
    rank: root.rank,
    attemptNo: isLeased ? 1 : 0,
    ...(isLeased ? newAttempt(tables) : {}),
    sessionKey: root.sessionKey,
    timeoutMs: root.timeoutMs,
    dueAt: later(now, isLeased ? root.timeoutMs : root.dueMs),
    deadlineAt: later(now, root.deadlineMs),
    reason: root.reason,
    input: root.input,
  };
}

export function factsOfRequest(request: StartRequest, createdAt: number): RunFactsRow {
  return {
    ...request.scope,
    versionKey: request.versionKey,
    workflowKey: request.workflowKey,
    createdAt,
    logicalTime: request.logicalTime,
    triggerKind: request.triggerKind,
    actor: request.actor,
    params: request.params,
    rerunOf: request.rerunOf,
  };
}

type Keyed = Pick<StartRequest, 'scope'> & { readonly idempotency?: StartRequest['idempotency'] | undefined };

const idempotencyKey = ({ scope, idempotency }: Keyed): string | undefined =>
  idempotency && JSON.stringify([scope.tenantKey, idempotency.principal, idempotency.route, idempotency.key]);

/** False where the key is taken: the run, or those that are started together with it, are not to be made. */
export function takeKey(tables: Tables, runId: string, request: Keyed, runs = 1): boolean {
  const key = idempotencyKey(request);
  if (key === undefined) return true;
  if (tables.idempotency.has(key)) return false;
  const bodyHash = Buffer.from(request.idempotency?.bodyHash ?? []).toString('hex');
  tables.idempotency.insert(key, { runId, bodyHash, runs, createdAt: tables.machine.now() });
  return true;
}

const leasedOf = ({ runId, taskNo, attemptNo, attemptId, fence }: TaskRow): Leased => ({
  runId,
  taskNo,
  attempt: attemptNo,
  attemptId: attemptId as string,
  fence: fence as number,
});

function started(made: Iterable<string>, rows: readonly TaskRow[]): StartedRuns {
  return { made: new Set(made), leased: rows.filter(({ state }) => state === TASK.starting).map(leasedOf) };
}

export function startSolo(tables: Tables, runs: readonly NewRun[], heldSince: readonly number[] = []): StartedRuns {
  const rows = runs.flatMap((run, i) => {
    if (!takeKey(tables, run.id, run.request)) return [];
    const row = rootRow(tables, run.id, run.roots[0] as Root);
    const now = tables.machine.now();
    const solo = factsOfRequest(run.request, heldSince[i] ?? now);
    return [tables.tasks.insert({ ...row, readyAt: now, solo })];
  });
  return started(
    rows.map(({ runId }) => runId),
    rows,
  );
}

export function startRoots(tables: Tables, runs: readonly NewRun[]): StartedRuns {
  const rows = runs.flatMap((run) =>
    run.roots.map((root) => {
      const row = rootRow(tables, run.id, root);
      const readyAt = row.state > TASK.pending ? tables.machine.now() : undefined;
      return tables.tasks.insert({ ...row, readyAt, fused: root.fused });
    }),
  );
  return started(
    rows.map(({ runId }) => runId),
    rows,
  );
}

export function startGraph(tables: Tables, runs: readonly NewRun[]): StartedRuns {
  const now = tables.machine.now();
  const made = runs.filter((run) => takeKey(tables, run.id, run.request));
  for (const run of made) {
    tables.runs.insert(run.id, {
      ...factsOfRequest(run.request, now),
      id: run.id,
      state: 2,
      open: run.sinks,
      failed: 0,
      priority: run.priority,
      phase: 0,
      uncompensated: false,
      endsAs: undefined,
      reason: undefined,
      dueAt: later(now, run.runTimeoutMs),
      heldDueAt: undefined,
      pausedAt: undefined,
    });
  }
  return startRoots(tables, made);
}

/** Runs of one task or of several, with whatever else a transaction does. */
export function startWithin(tables: Tables, runs: readonly NewRun[]): StartedRuns {
  const [solo, graph] = [
    startSolo(
      tables,
      runs.filter((run) => run.solo),
    ),
    startGraph(
      tables,
      runs.filter((run) => !run.solo),
    ),
  ];
  return { made: new Set([...solo.made, ...graph.made]), leased: [...solo.leased, ...graph.leased] };
}

export function createStarts(
  tables: Tables,
): Operations<'startSolo' | 'startGraph' | 'startTogether' | 'startAlike' | 'idempotent'> {
  return {
    startSolo: (runs) => startSolo(tables, runs),
    startGraph: (runs) => startGraph(tables, runs),
    startTogether(runs, idempotency) {
      const [first] = runs;
      const isFree = first && takeKey(tables, first.id, { scope: first.request.scope, idempotency }, runs.length);
      return isFree ? startWithin(tables, runs) : { made: new Set(), leased: [] };
    },
    startAlike({ like, ids, params }, idempotency) {
      if (!takeKey(tables, like.id, { scope: like.request.scope, idempotency }, ids.length)) return false;
      const requestOf = (i: number) => ({ ...like.request, params: params[i] ?? {} });
      startSolo(
        tables,
        ids.map((id, i) => ({ ...like, id, request: requestOf(i) })),
      );
      return true;
    },
    idempotent(request) {
      const row = tables.idempotency.get(idempotencyKey(request) ?? '');
      const bodyHash = Buffer.from(request.idempotency?.bodyHash ?? []).toString('hex');
      return row && { runId: row.runId, sameBody: row.bodyHash === bodyHash, runs: row.runs };
    },
  };
}
