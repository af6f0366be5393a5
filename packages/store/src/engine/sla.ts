/** Promises of runs, and notices of what takes too long. */
import {
  type DueSla,
  FIRST_FINAL_CODE,
  OF_RUN,
  runStateOf,
  type SlaKind,
  type SlaStore,
  taskStateOf,
} from '@carillon/core';
import type pg from 'pg';
import { longRunning } from '../sql/long-running.ts';
import * as sql from '../sql/sla.ts';
import { instant, plain, quoted } from './literal.ts';
import { rowsOf } from './rows.ts';

type DueRow = [
  string,
  number,
  SlaKind,
  Date,
  number | null,
  boolean,
  Date,
  number | null,
  Date | null,
  Date | null,
  number | null,
  Date,
];

/** Ends that keep a promise: success, or nothing to do. */
const GOOD: ReadonlySet<string> = new Set(['success', 'skipped']);

export function createSla(api: pg.Pool): SlaStore {
  return {
    async promise({ runId, scope, workflowKey, terms }) {
      await rowsOf(api, sql.promise, [
        runId,
        scope.tenantKey,
        scope.projectKey,
        scope.environmentKey,
        workflowKey,
        plain(terms.map(({ taskNo }) => taskNo)),
        quoted(terms.map(({ kind }) => kind)),
        quoted(terms.map(({ at }) => instant(at))),
      ]);
    },

    async takeDueSla(limit) {
      return ((await rowsOf(api, sql.takeDueSla, [limit])) as unknown as DueRow[]).map(toDue);
    },

    async settleSla(settlements) {
      const rows = await rowsOf(api, sql.settleSla, [
        plain(settlements.map(({ runId }) => runId)),
        plain(settlements.map(({ taskNo }) => taskNo)),
        quoted(settlements.map(({ kind }) => kind)),
        quoted(settlements.map(({ outcome }) => outcome)),
        quoted(settlements.map(({ dueAt }) => instant(dueAt))),
        quoted(settlements.map(({ step }) => step)),
      ]);
      const count = (outcome: string): number => rows.filter((row) => row[0] === outcome).length;
      return { missed: count('missed'), atRisk: count('at_risk') };
    },

    async pruneSla({ duty, term, owner }) {
      await rowsOf(api, sql.pruneSla, [duty, term, owner]);
    },

    async longRunning(factor, limit) {
      const rows = await rowsOf(api, longRunning, [factor, limit]);
      return (rows as unknown as [string, number, number, number, number, number][]).map(
        ([runId, taskNo, attempt, versionKey, usualMs, elapsedMs]) => ({
          runId,
          taskNo,
          attempt,
          versionKey,
          usualMs,
          elapsedMs,
        }),
      );
    },

    async noteLongRunning({ runId, taskNo, attempt, step }) {
      return (await rowsOf(api, sql.noteLongRunning, [runId, taskNo, attempt, step])).length > 0;
    },
  };
}

function toDue(row: DueRow): DueSla {
  const [runId, taskNo, kind, at, usualMs, isPredicted, now, versionKey, startedAt, endedAt, code, createdAt] = row;
  const state = taskNo === OF_RUN ? runStateOf(code ?? 2) : taskStateOf(code ?? 0);
  return {
    runId,
    taskNo,
    kind,
    at,
    now,
    state,
    isPredicted,
    createdAt,
    versionKey: versionKey ?? undefined,
    usualMs: usualMs ?? undefined,
    startedAt: startedAt ?? undefined,
    endedAt: endedAt ?? undefined,
    isGood: (code ?? 0) >= FIRST_FINAL_CODE && GOOD.has(state),
  };
}
