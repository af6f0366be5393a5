/** Plans, and the one backfill that each can become. */
import {
  type BackfillPlan,
  CarillonError,
  type PlannedItem,
  type PlanRecord,
  type TenantScope,
  said,
} from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import type { Reader } from '../reader.ts';

const PLAN_LIFE = '1 hour';

const ADD_PLAN = {
  name: 'plan_add',
  text: `insert into plan (id, tenant_key, kind, payload, actor, expires_at)
    values ($1, $2, 'backfill', $3, $4, now() + interval '${PLAN_LIFE}') returning created_at, expires_at`,
};
const PLAN = {
  name: 'plan',
  text: `select p.payload, p.actor, p.created_at, p.expires_at, p.applied_at, b.id backfill_id
    from plan p left join backfill b on b.plan_id = p.id where p.tenant_key = $1 and p.id = $2 and p.kind = 'backfill'`,
};
/** The row lock lets one apply through; those who waited for it find what it made. */
const TAKE_PLAN = {
  name: 'plan_take',
  text: 'update plan set applied_at = now() where tenant_key = $1 and id = $2 and applied_at is null and expires_at > now() returning 1',
};
/** Two plans of a workflow are applied one after the other: the second sees the dates of the first. */
const LOCK_WORKFLOW = {
  name: 'plan_lock_workflow',
  text: 'select 1 from workflow where key = $1 for no key update',
};
const SHARED_DATE = {
  name: 'plan_shared_date',
  text: `select 1 from backfill b join backfill_date d on d.backfill_key = b.key
    where b.workflow_key = $1 and b.environment_key = $2 and d.state in ('planned', 'running') and d.logical_time = any($3) limit 1`,
};
const BACKFILL_OF_PLAN = {
  name: 'plan_backfill',
  text: 'select id from backfill where tenant_key = $1 and plan_id = $2',
};
const ADD_BACKFILL = {
  name: 'backfill_add',
  text: `insert into backfill (id, plan_id, tenant_key, project_key, environment_key, workflow_key, version_key, from_date, to_date,
      only_dates, start_order, parallelism, priority, params, downstream, state, actor, message, date_ms)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'planned', $16, $17, $18) returning key`,
};
/** A date that is left out shows the run it has; one that is run again names it. */
const ADD_DATES = {
  name: 'backfill_add_dates',
  text: `insert into backfill_date (backfill_key, logical_time, position, logical_date, action, state, reason, run_ids, rerun_of, downstream_times)
    select $1, at, position, "logicalDate", action, case when action = 'skip' then 'skipped' else 'planned' end, reason,
      case when action = 'skip' and "runId" is not null then array["runId"] else '{}' end, case when action = 'rerun' then "runId" end,
      "downstreamTimes"
    from jsonb_to_recordset($2) x (at timestamptz, position int4, "logicalDate" date, action text, reason jsonb, "runId" uuid, "downstreamTimes" timestamptz[])`,
};

export async function addPlan(
  reader: Reader,
  tenant: TenantScope,
  plan: BackfillPlan,
  actor: string,
): Promise<PlanRecord> {
  const id = newUuid();
  const [row] = await reader.rows<{ created_at: Date; expires_at: Date }>(ADD_PLAN, [
    id,
    tenant.tenantKey,
    JSON.stringify(plan),
    actor,
  ]);
  if (!row) throw new Error('a plan was not written');
  return {
    ...plan,
    id,
    actor,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    appliedAt: undefined,
    backfillId: undefined,
  };
}

export async function findPlan(reader: Reader, tenant: TenantScope, id: string): Promise<PlanRecord | undefined> {
  interface Row {
    readonly payload: BackfillPlan;
    readonly actor: string;
    readonly created_at: Date;
    readonly expires_at: Date;
    readonly applied_at: Date | null;
    readonly backfill_id: string | null;
  }
  const [row] = await reader.rows<Row>(PLAN, [tenant.tenantKey, id]);
  if (!row) return undefined;
  return {
    ...row.payload,
    id,
    actor: row.actor,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    appliedAt: row.applied_at ?? undefined,
    backfillId: row.backfill_id ?? undefined,
  };
}

/** The id of the plan's backfill; undefined when the plan ran out before it was applied. */
export async function applyPlan(
  reader: Reader,
  tenant: TenantScope,
  plan: PlanRecord,
  by: { readonly actor: string; readonly message: string | undefined },
): Promise<string | undefined> {
  return reader.transaction(async (inside) => {
    const taken = await inside.rows(TAKE_PLAN, [tenant.tenantKey, plan.id]);
    if (taken.length === 0) {
      const [made] = await inside.rows<{ id: string }>(BACKFILL_OF_PLAN, [tenant.tenantKey, plan.id]);
      return made?.id;
    }
    await assertAlone(inside, plan);
    const id = newUuid();
    const { request } = plan;
    const [backfill] = await inside.rows<{ key: number }>(ADD_BACKFILL, [
      id,
      plan.id,
      request.scope.tenantKey,
      request.scope.projectKey,
      request.scope.environmentKey,
      request.workflow.workflowKey,
      request.workflow.versionKey,
      request.from,
      request.to,
      request.only,
      request.order,
      request.parallelism,
      request.priority,
      JSON.stringify(request.params),
      JSON.stringify(request.downstream),
      by.actor,
      by.message ?? null,
      plan.dateMs ?? null,
    ]);
    await inside.rows(ADD_DATES, [backfill?.key, JSON.stringify(plan.items.map(dateRow))]);
    return id;
  });
}

/** @throws CarillonError PLAN_STALE */
async function assertAlone(inside: Reader, { request, items }: PlanRecord): Promise<void> {
  const { workflowKey } = request.workflow;
  await inside.rows(LOCK_WORKFLOW, [workflowKey]);
  const times = items.filter(({ action }) => action !== 'skip').map(({ logicalTime }) => new Date(logicalTime));
  const shared = await inside.rows(SHARED_DATE, [workflowKey, request.scope.environmentKey, times]);
  if (shared.length === 0) return;
  throw new CarillonError({
    code: 'PLAN_STALE',
    message: said`another backfill of the workflow has just taken some of its dates`,
    hint: said`Make a new plan.`,
  });
}

const dateRow = ({ logicalTime, downstreamTimes, ...item }: PlannedItem, position: number): object => ({
  ...item,
  position,
  at: new Date(logicalTime).toISOString(),
  downstreamTimes: downstreamTimes.map((at) => new Date(at).toISOString()),
});
