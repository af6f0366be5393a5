/** Waits that stand in the store: begun, looked at, woken, over. */
import {
  type JsonObject,
  runStateOf,
  type Scope,
  type SpanRun,
  type TimeSpan,
  type WaitAnswer,
  type WaitEngineStore,
  type WaitKind,
} from '@carillon/core';
import type pg from 'pg';
import { lowestIdAt } from '../id-bounds.ts';
import * as runSql from '../sql/awaited-run.ts';
import { newestUpdate } from '../sql/dataset-update.ts';
import * as sql from '../sql/wait.ts';
import { type Row, rowsOf } from './rows.ts';
import { inTransaction } from './transaction.ts';

/** What both PostgreSQL's instants and the first 48 bits of an id can say. */
const BEGINNING = new Date(0);
const END = new Date('9999-12-31T00:00:00Z');

type Waits = Omit<WaitEngineStore, 'signalRun' | 'sendEvent' | 'untakenSignals' | 'takeSignal'>;

export function createWaits(api: pg.Pool): Waits {
  return {
    async beginWait({ runId, taskNo, task, scope, kind, topics, spec, expiresMs }) {
      const { tenantKey, projectKey, environmentKey } = scope;
      const where = [runId, taskNo, tenantKey, projectKey, environmentKey];
      await rowsOf(api, sql.beginWait, [...where, task, kind, JSON.stringify(spec), topics, expiresMs]);
    },

    async waitOf({ runId, taskNo }) {
      const [row] = await rowsOf(api, sql.waitOf, [runId, taskNo]);
      if (!row) return undefined;
      type W = [string, number, number, number, WaitKind, JsonObject, Date, Date | null, boolean, number, Date | null];
      const [task, tenantKey, projectKey, environmentKey, kind, spec, since, expiresAt, isExpired, checks, checkedAt] =
        row as unknown as W;
      const [answer, met] = row.slice(11) as [WaitAnswer | null, JsonObject | null];
      const scope: Scope = { tenantKey, projectKey, environmentKey };
      return {
        runId,
        taskNo,
        task,
        scope,
        kind,
        spec,
        since,
        isExpired,
        checks,
        expiresAt: expiresAt ?? undefined,
        checkedAt: checkedAt ?? undefined,
        answer: answer ?? undefined,
        met: met ?? undefined,
      };
    },

    async postponeWait({ runId, taskNo }, answer, nextMs) {
      await rowsOf(api, sql.postponeWait, [runId, taskNo, answer && JSON.stringify(answer), Math.ceil(nextMs)]);
    },

    async forgetWait({ runId, taskNo }, since) {
      await rowsOf(api, sql.forgetWait, [runId, taskNo, since]);
    },

    wakeWaits: ({ environmentKey }, topics) => wakeTopics(api, environmentKey, topics),

    wakeForRuns: (runIds) =>
      inTransaction(api, async (client) => (await rowsOf(client, sql.wakeForRuns, [[...runIds]])).length),

    async awaitedWorkflows() {
      return (await rowsOf(api, sql.awaitedWorkflows, [])).map(([key]) => key as number);
    },

    async pruneWaits({ duty, term, owner }) {
      const within = [duty, term, owner];
      const waits = await rowsOf(api, sql.pruneWaits, within);
      return waits.length + (await rowsOf(api, sql.pruneSignals, within)).length;
    },

    async newestRunsOf({ tenantKey, environmentKey }, { project, workflow }, spans, asking) {
      const bounds = spans.map(boundsOf);
      const rows = await rowsOf(api, runSql.newestRunsOf, [
        tenantKey,
        environmentKey,
        project,
        workflow,
        bounds.map(([from]) => from),
        bounds.map(([, to]) => to),
        bounds.map(([from]) => lowestIdAt(from)),
        bounds.map(([, to]) => lowestIdAt(to)),
        asking,
      ]);
      return rows.map(spanRunOf);
    },

    async expectedRun({ tenantKey, environmentKey }, { project, workflow }) {
      const [row] = await rowsOf(api, runSql.expectedRun, [tenantKey, environmentKey, project, workflow]);
      if (!row) return undefined;
      const [startsAt, usualMs] = row as [Date | null, number | null];
      return { startsAt: startsAt ?? undefined, usualMs: usualMs ?? undefined };
    },

    async newestUpdate({ tenantKey, environmentKey }, { project, name, partition }, since) {
      const [row] = await rowsOf(api, newestUpdate, [tenantKey, environmentKey, project, name, partition, since]);
      if (!row) return undefined;
      const [found, runId, at] = row as [string, string | null, Date];
      return { partition: found, runId: runId ?? undefined, at };
    },
  };
}

export const wakeTopics = (api: pg.Pool, environmentKey: number, topics: readonly string[]): Promise<number> =>
  inTransaction(api, async (client) => (await rowsOf(client, sql.wakeWaits, [environmentKey, [...topics]])).length);

const boundsOf = ({ from, to }: TimeSpan): readonly [Date, Date] => [
  Number.isFinite(from) ? new Date(from) : BEGINNING,
  Number.isFinite(to) ? new Date(to) : END,
];

function spanRunOf(row: Row): SpanRun {
  const [span, runId, state, endedAt, versionKey] = row as [number, string, number, Date | null, number];
  return { span, runId, state: runStateOf(state), endedAt: endedAt ?? undefined, versionKey };
}
