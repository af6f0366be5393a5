/** How the last runs of workflows went: a walk of (workflow_key, id) backwards that stops at a bound. */
import type { CatalogStore, WorkflowStats } from '@carillon/core';
import { HIGHEST_ID, LOWEST_ID } from '../id-bounds.ts';
import type { Reader } from '../reader.ts';

const WALKED = 100;
const DAYS = 7;

/** Durations are from acceptance to end, as who waits for the result counts. */
const STATS = {
  name: 'workflow_stats',
  text: `select wanted.key, count(*) filter (where recent)::int4 ended, count(*) filter (where recent and state = 10)::int4 success,
      (percentile_disc(0.5) within group (order by ms) filter (where state = 10))::int8 p50,
      (percentile_disc(0.95) within group (order by ms) filter (where state = 10))::int8 p95
    from unnest($3::int4[]) wanted(key) cross join lateral (
      select state, ended_at > now() - interval '${DAYS} days' recent, extract(epoch from ended_at - created_at) * 1000 ms
      from run_history h
      where (h.workflow_key, h.id) > (wanted.key, '${LOWEST_ID}') and (h.workflow_key, h.id) < (wanted.key, '${HIGHEST_ID}')
        and h.tenant_key = $1 and h.environment_key = $2 and h.part is null
      order by h.workflow_key desc, h.id desc limit ${WALKED}) last
    group by 1`,
};

interface Row {
  readonly key: number;
  readonly ended: number;
  readonly success: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

export async function workflowStats(
  reader: Reader,
  { tenantKey, environmentKey }: Parameters<CatalogStore['workflowStats']>[0],
  keys: readonly number[],
): ReturnType<CatalogStore['workflowStats']> {
  if (keys.length === 0) return new Map();
  const rows = await reader.rows<Row>(STATS, [tenantKey, environmentKey, keys]);
  return new Map(
    rows.map(({ key, ended, success, p50, p95 }): [number, WorkflowStats] => [
      key,
      { ended, success, p50Ms: p50 ?? undefined, p95Ms: p95 ?? undefined },
    ]),
  );
}
