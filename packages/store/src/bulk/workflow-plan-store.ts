/** Core's port for plans of many workflows: a row each, beside those of backfills. */
import type { WorkflowPlan, WorkflowPlanStore } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import type pg from 'pg';
import { createReader } from '../reader.ts';

const ADD = {
  name: 'workflow_plan_add',
  text: `insert into plan (id, tenant_key, kind, payload, actor, expires_at) values ($1, $2, 'workflows', $3, $4, now() + interval '1 hour')`,
};
const GET = {
  name: 'workflow_plan_get',
  text: `select payload, actor, created_at, expires_at, applied_at from plan where tenant_key = $1 and id = $2 and kind = 'workflows'`,
};
const SETTLE = {
  name: 'workflow_plan_settle',
  text: `update plan set applied_at = now(), payload = payload || jsonb_build_object('items', $3::jsonb)
    where tenant_key = $1 and id = $2 and kind = 'workflows' and applied_at is null`,
};

interface Row {
  readonly payload: WorkflowPlan;
  readonly actor: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly applied_at: Date | null;
}

export function createWorkflowPlanStore(pool: pg.Pool): WorkflowPlanStore {
  const reader = createReader(pool);
  return {
    async add({ tenantKey }, plan, actor) {
      const id = newUuid();
      await reader.rows(ADD, [id, tenantKey, JSON.stringify(plan), actor]);
      return id;
    },
    async get({ tenantKey }, id) {
      const [row] = await reader.rows<Row>(GET, [tenantKey, id]);
      return (
        row && {
          ...row.payload,
          id,
          actor: row.actor,
          createdAt: row.created_at,
          expiresAt: row.expires_at,
          appliedAt: row.applied_at ?? undefined,
        }
      );
    },
    async settle({ tenantKey }, id, items) {
      await reader.rows(SETTLE, [tenantKey, id, JSON.stringify(items)]);
    },
  };
}
