/** How long runs of a workflow take, from their last ones. */
import type { ScheduleQueries, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { LOWEST_ID } from '../id-bounds.ts';

/** From acceptance to end, as who waits for the result counts. Walks (workflow_key, id) backwards. */
const DURATIONS = {
  name: 'run_durations',
  text: `select wanted.key workflow_key,
      percentile_disc(0.5) within group (order by ms)::int8 p50, percentile_disc(0.95) within group (order by ms)::int8 p95
    from unnest($3::int4[]) wanted(key) cross join lateral (
      select state, extract(epoch from ended_at - created_at) * 1000 ms from run_history h
      where (h.workflow_key, h.id) > (wanted.key, '${LOWEST_ID}') and (h.workflow_key, h.id) < (wanted.key + 1, '${LOWEST_ID}')
        and h.tenant_key = $1 and h.environment_key = $2 and h.part is null
      order by h.workflow_key desc, h.id desc limit 50) last
    where last.state = 10
    group by 1`,
};

export async function runDurations(
  reader: Reader,
  scope: TenantScope & { readonly environmentKey: number },
  workflowKeys: readonly number[],
): ReturnType<ScheduleQueries['durations']> {
  if (workflowKeys.length === 0) return new Map();
  interface Row {
    readonly workflow_key: number;
    readonly p50: number;
    readonly p95: number;
  }
  const rows = await reader.rows<Row>(DURATIONS, [scope.tenantKey, scope.environmentKey, workflowKeys]);
  return new Map(rows.map(({ workflow_key, p50, p95 }) => [workflow_key, { p50Ms: p50, p95Ms: p95 }]));
}
