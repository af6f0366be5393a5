/** Finished runs as new ones begin from them. */
import {
  formatId,
  type JsonObject,
  type PartialRerun,
  type RunControlStore,
  type RunEndState,
  runStateOf,
  TASK_STATE_CODES,
  taskStateOf,
} from '@carillon/core';
import type pg from 'pg';
import { keepOfRun } from '../sql/children.ts';
import { openRun } from '../sql/control.ts';
import * as sql from '../sql/rerun.ts';
import { holdForLimits } from './held-starts.ts';
import { instant, json, plain, quoted } from './literal.ts';
import { rowsOf } from './rows.ts';
import { inTransaction } from './transaction.ts';

export function createReruns(api: pg.Pool): Pick<RunControlStore, 'finishedRun' | 'startRerun'> {
  return {
    async finishedRun(scope, runId) {
      const [row] = await rowsOf(api, sql.finishedRun, [runId, scope.tenantKey]);
      if (!row) return (await rowsOf(api, openRun, [runId, scope.tenantKey])).length > 0 ? 'open' : undefined;
      type F = [number, number, number, number, number, JsonObject, Date | null, number, boolean, string | null];
      const [tenantKey, projectKey, environmentKey, workflowKey, versionKey, params, logicalTime, state, solo, partOf] =
        row as unknown as F;
      const end = runStateOf(state) as RunEndState;
      const ends = (await rowsOf(api, sql.endsOf, [runId])) as unknown as [number, number][];
      return {
        scope: { tenantKey, projectKey, environmentKey },
        workflowKey,
        versionKey,
        params,
        logicalTime: logicalTime ?? undefined,
        state: end,
        partOf: partOf ?? undefined,
        // A one-task run has no history but its own.
        ends: solo ? new Map([[0, end]]) : new Map(ends.map(([no, code]) => [no, taskStateOf(code)])),
      };
    },

    async startRerun({ run, plan, oldNumbers, lanes, resumed = new Map() }: PartialRerun) {
      const { request } = run;
      const rows = [
        ...plan.pending
          .filter((row) => row.need === 0 || row.ok + row.failed + row.upstreamFailed + row.skipped > 0)
          .map((row) => ({ ...row, state: TASK_STATE_CODES.pending as number })),
        ...plan.early.map(({ taskNo, state }) => ({
          taskNo,
          state: TASK_STATE_CODES[state],
          need: 0,
          ok: 0,
          failed: 0,
          upstreamFailed: 0,
          skipped: 0,
        })),
      ];
      const values = [
        run.id,
        request.versionKey,
        request.workflowKey,
        request.scope.tenantKey,
        request.scope.projectKey,
        request.scope.environmentKey,
        run.priority,
        run.runTimeoutMs,
        instant(request.logicalTime),
        request.triggerKind,
        request.actor,
        json(request.params),
        request.idempotency?.principal,
        request.idempotency?.route,
        request.idempotency?.key,
        request.idempotency && Buffer.from(request.idempotency.bodyHash),
        plan.open,
        plan.failed,
        request.rerunOf,
        plain(plan.kept.map((kept) => kept.taskNo)),
        plain(plan.kept.map((kept) => oldNumbers.get(kept.taskNo))),
        plain(plan.kept.map((kept) => TASK_STATE_CODES[kept.state])),
        quoted(plan.kept.map((kept) => kept.code)),
        plain(rows.map((row) => row.taskNo)),
        plain(rows.map((row) => row.state)),
        plain(rows.map((row) => row.need)),
        plain(rows.map((row) => row.ok)),
        plain(rows.map((row) => row.failed)),
        plain(rows.map((row) => row.upstreamFailed)),
        plain(rows.map((row) => row.skipped)),
        plain(rows.map((row) => lanes[row.taskNo])),
        request.rerunOf && formatId('run', request.rerunOf),
        run.held !== undefined,
      ];
      return inTransaction(api, async (client) => {
        await rowsOf(client, sql.startRerun, values);
        const made = (await rowsOf(client, openRun, [run.id, request.scope.tenantKey])).length > 0;
        if (made && resumed.size > 0)
          await rowsOf(client, keepOfRun, [
            run.id,
            request.rerunOf,
            plain([...resumed.keys()]),
            plain([...resumed.values()]),
          ]);
        if (made && run.held) await holdForLimits(client, [run]);
        return made;
      });
    },
  };
}
