/** Core's port for commands to many runs, on the ordinary pool. */
import {
  BULK_COMMANDS,
  BULK_RUN_STATES,
  type BulkRecord,
  type BulkRunRecord,
  type BulkRunState,
  type BulkStore,
  isUuid,
} from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import type pg from 'pg';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import { createReader } from '../reader.ts';
import { HIGHEST_ID } from '../id-bounds.ts';

const ADD = {
  name: 'bulk_add',
  text: `insert into bulk (id, tenant_key, environment_key, action, filter, rate, actor, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, now() + interval '1 hour') returning key`,
};
const ADD_RUNS = {
  name: 'bulk_add_runs',
  text: `insert into bulk_run (bulk_key, position, run_id, project, workflow, run_state, state, reason)
    select $1, position - 1, run_id, project, workflow, run_state, case when skip is null then 'planned' else 'skipped' end, skip
    from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
      with ordinality x (run_id, project, workflow, run_state, skip, position)`,
};
const COLUMNS = `b.id, b.action, e.name environment, b.filter, b.rate, b.state, b.actor, b.message, b.created_at, b.expires_at,
    b.started_at, b.ended_at,
    (select jsonb_object_agg(state, count) from (select state, count(*) from bulk_run where bulk_key = b.key group by 1) t) totals`;
const GET = {
  name: 'bulk_get',
  text: `select ${COLUMNS} from bulk b join environment e on e.key = b.environment_key where b.tenant_key = $1 and b.id = $2`,
};
const LIST = {
  name: 'bulk_list',
  text: `select ${COLUMNS} from bulk b join environment e on e.key = b.environment_key
    where b.tenant_key = $1 and b.environment_key = $2 and b.state <> 'planned' and b.id < $3 order by b.id desc limit $4`,
};
const RUNS = {
  name: 'bulk_runs',
  text: `select r.run_id, r.project, r.workflow, r.run_state, r.state, r.reason, r.new_run_id
    from bulk b join bulk_run r on r.bulk_key = b.key
    where b.tenant_key = $1 and b.id = $2 and r.position >= $3 order by r.position limit $4`,
};
/** $3 is the command's part of the table of states; a plan that has run out is not applied. */
const CHANGE = {
  name: 'bulk_change',
  text: `update bulk set state = $3::jsonb ->> state, message = coalesce($4, message), next_at = now(),
      started_at = coalesce(started_at, now()), ended_at = case when $3::jsonb ->> state = 'cancelled' then now() end
    where tenant_key = $1 and id = $2 and $3::jsonb ? state and (state <> 'planned' or expires_at > now())
    returning key, state`,
};
const CANCEL_RUNS = {
  name: 'bulk_cancel_runs',
  text: `update bulk_run set state = 'cancelled' where bulk_key = $1 and state = 'planned'`,
};

interface Row {
  readonly id: string;
  readonly action: BulkRecord['action'];
  readonly environment: string;
  readonly filter: BulkRecord['filter'];
  readonly rate: number;
  readonly state: BulkRecord['state'];
  readonly actor: string;
  readonly message: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly totals: Readonly<Partial<Record<BulkRunState, number>>> | null;
}

interface RunRow {
  readonly run_id: string;
  readonly project: string;
  readonly workflow: string;
  readonly run_state: string;
  readonly state: BulkRunState;
  readonly reason: string | null;
  readonly new_run_id: string | null;
}

export function createBulkStore(pool: pg.Pool): BulkStore {
  const reader = createReader(pool);
  return {
    async add(place, { action, filter, rate, actor, runs }) {
      const id = newUuid();
      await reader.transaction(async (inside) => {
        const values = [id, place.tenantKey, place.environmentKey, action, JSON.stringify(filter), rate, actor];
        const [row] = await inside.rows<{ key: number }>(ADD, values);
        await inside.rows(ADD_RUNS, [
          row?.key,
          runs.map((run) => run.runId),
          runs.map((run) => run.project),
          runs.map((run) => run.workflow),
          runs.map((run) => run.runState),
          runs.map((run) => run.skip ?? null),
        ]);
      });
      return id;
    },

    async get(tenant, id) {
      const [row] = await reader.rows<Row>(GET, [tenant.tenantKey, id]);
      return row && toRecord(row);
    },

    async list(place, { limit, cursor }) {
      const [before] = cursor === undefined ? [HIGHEST_ID] : decodeCursor(cursor, [isUuid]);
      const rows = await reader.rows<Row>(LIST, [place.tenantKey, place.environmentKey, before, limit + 1]);
      return pageOf(rows.map(toRecord), limit, (bulk) => [bulk.id]);
    },

    async runs(tenant, id, from, limit) {
      return (await reader.rows<RunRow>(RUNS, [tenant.tenantKey, id, from, limit])).map(toRun);
    },

    async command(tenant, id, command, { message }) {
      const states = JSON.stringify(BULK_COMMANDS[command]);
      return reader.transaction(async (inside) => {
        const [changed] = await inside.rows<{ key: number }>(CHANGE, [tenant.tenantKey, id, states, message ?? null]);
        if (changed && command === 'cancel') await inside.rows(CANCEL_RUNS, [changed.key]);
        return changed !== undefined;
      });
    },
  };
}

function toRecord(row: Row): BulkRecord {
  return {
    id: row.id,
    action: row.action,
    environment: row.environment,
    filter: row.filter,
    rate: row.rate,
    state: row.state,
    actor: row.actor,
    message: row.message ?? undefined,
    totals: Object.fromEntries(
      BULK_RUN_STATES.map((state) => [state, row.totals?.[state] ?? 0]),
    ) as BulkRecord['totals'],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
  };
}

const toRun = (row: RunRow): BulkRunRecord => ({
  runId: row.run_id,
  project: row.project,
  workflow: row.workflow,
  runState: row.run_state,
  state: row.state,
  reason: row.reason ?? undefined,
  newRunId: row.new_run_id ?? undefined,
});
