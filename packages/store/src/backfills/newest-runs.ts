/** "The run of a date": of each logical time the newest run, open or ended. */
import { type NewestRun, runStateOf, type TenantScope } from '@carillon/core';
import { GRAPH_STATE, SOLO_STATE } from '../queries/run-row.ts';
import type { Reader } from '../reader.ts';

/**
 * $1 tenant, $2 environment, $3 workflow, $4 and $5 the span. One statement, so that a run on its way to history
 * is seen once. History is reached by run_history_logical; the hot tables are read whole, which is as much as
 * there is work in progress.
 */
export const NEWEST_RUNS = {
  text: `select distinct on (logical_time) logical_time, id, state from (
    select r.logical_time, r.id, ${GRAPH_STATE} state from run r
      where r.tenant_key = $1 and r.environment_key = $2 and r.workflow_key = $3 and r.logical_time between $4 and $5 and r.part is null
    union all
    select t.logical_time, t.run_id, ${SOLO_STATE} from task_run t
      where t.version_key is not null and t.task_no = 0 and t.tenant_key = $1 and t.environment_key = $2 and t.workflow_key = $3
        and t.logical_time between $4 and $5 and t.part is null
    union all
    select h.logical_time, h.id, h.state from run_history h
      where h.workflow_key = $3 and h.logical_time between $4 and $5 and h.tenant_key = $1 and h.environment_key = $2 and h.part is null
  ) found order by logical_time, id desc`,
};

export async function newestRuns(
  reader: Reader,
  place: TenantScope & { readonly environmentKey: number },
  workflowKey: number,
  span: { readonly from: Date; readonly to: Date },
): Promise<ReadonlyMap<number, NewestRun>> {
  const rows = await reader.rows<{ readonly logical_time: Date; readonly id: string; readonly state: number }>(
    NEWEST_RUNS,
    [place.tenantKey, place.environmentKey, workflowKey, span.from, span.to],
  );
  return new Map(rows.map(({ logical_time, id, state }) => [logical_time.getTime(), { id, state: runStateOf(state) }]));
}
