/** A run, those it was made of and those made of it: up by primary keys, down by the index over `rerun_of`. */
import { type FamilyMember, runStateOf, type TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { GRAPH_STATE, SOLO_STATE } from './run-row.ts';

/** Generations each way, and members that are given. */
const MAX_DEPTH = 100;
const MAX_MEMBERS = 50;

const FAMILY = {
  name: 'run_family',
  text: `with recursive up as (
    select $2::uuid id, 0 depth
    union all
    select x.rerun_of, up.depth + 1 from up cross join lateral (
      select rerun_of from run where id = up.id and tenant_key = $1
      union all select rerun_of from task_run where run_id = up.id and task_no = 0 and tenant_key = $1
      union all select rerun_of from run_history where id = up.id and tenant_key = $1) x
    where x.rerun_of is not null and up.depth < ${MAX_DEPTH}
  ), down as (
    (select up.id, 0 depth from up order by up.depth desc limit 1)
    union all
    select x.id, down.depth + 1 from down cross join lateral (
      select id from run where rerun_of = down.id
      union all select run_id from task_run where rerun_of = down.id
      union all select id from run_history where rerun_of = down.id) x
    where down.depth < ${MAX_DEPTH}
  ), newest as (select distinct id from down order by id desc limit ${MAX_MEMBERS}),
  member as (
    select r.id, r.rerun_of, ${GRAPH_STATE} state, r.actor, r.created_at from newest n join run r on r.id = n.id where r.tenant_key = $1
    union all
    select t.run_id, t.rerun_of, ${SOLO_STATE}, t.actor, t.created_at from newest n join task_run t on t.run_id = n.id and t.task_no = 0
      where t.version_key is not null and t.tenant_key = $1
    union all
    select h.id, h.rerun_of, h.state, h.actor, h.created_at from newest n join run_history h on h.id = n.id where h.tenant_key = $1)
  select * from member order by id desc`,
};

interface MemberRow {
  readonly id: string;
  readonly rerun_of: string | null;
  readonly state: number;
  readonly actor: string;
  readonly created_at: Date;
}

export async function readFamily(
  reader: Reader,
  { tenantKey }: TenantScope,
  id: string,
): Promise<readonly FamilyMember[]> {
  const rows = await reader.rows<MemberRow>(FAMILY, [tenantKey, id]);
  return rows.map((row) => ({
    id: row.id,
    rerunOf: row.rerun_of ?? undefined,
    state: runStateOf(row.state),
    actor: row.actor,
    createdAt: row.created_at,
  }));
}
