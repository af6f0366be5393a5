/** Asking people, and taking their answers. */
import type { ApprovalAnswer, ApprovalEngineStore, ApprovalState, JsonObject, TenantScope } from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/approval.ts';
import { rowsOf } from './rows.ts';
import { inTransaction } from './transaction.ts';

export function createApprovals(api: pg.Pool): ApprovalEngineStore {
  return {
    async requestApproval(request) {
      const { tenantKey, projectKey, environmentKey } = request.scope;
      const [row] = await rowsOf(api, sql.requestApproval, [
        request.id,
        request.runId,
        request.taskNo,
        tenantKey,
        projectKey,
        environmentKey,
        request.workflowKey,
        request.task,
        request.title,
        request.message,
        JSON.stringify(request.params),
        request.expiresMs,
      ]);
      return row?.[0] as string;
    },

    async settleApproval(runId, taskNo, over) {
      const [row] = (await rowsOf(api, sql.settleApproval, [runId, taskNo, over])) as unknown as [
        ApprovalState,
        string | null,
        string | null,
        JsonObject | null,
      ][];
      if (!row) return undefined;
      const [state, actor, comment, input] = row;
      return { state, actor: actor ?? undefined, comment: comment ?? undefined, input: input ?? undefined };
    },

    answerApproval: (tenant, id, answer) => inTransaction(api, (client) => answerWithin(client, tenant, id, answer)),
  };
}

async function answerWithin(
  client: pg.PoolClient,
  { tenantKey }: TenantScope,
  id: string,
  { state, actor, comment, input }: ApprovalAnswer,
): Promise<boolean> {
  const [task] = await rowsOf(client, sql.approvalTask, [id, tenantKey]);
  if (!task || (await rowsOf(client, sql.lockWaiting, task)).length === 0) return false;
  const answered = await rowsOf(client, sql.answerApproval, [id, state, actor, comment, JSON.stringify(input)]);
  return answered.length > 0;
}
