/** What other backfills of a workflow will still do: a second one must not do it as well. */
import type { TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';

/** A workflow has few backfills; their dates are reached by the primary key. */
const TIMES_UNDER_WAY = {
  name: 'backfill_times_under_way',
  text: `select distinct d.logical_time from backfill b join backfill_date d on d.backfill_key = b.key
    where b.tenant_key = $1 and b.environment_key = $2 and b.workflow_key = $3 and d.logical_time between $4 and $5 and d.state in ('planned', 'running')`,
};

export async function timesUnderWay(
  reader: Reader,
  place: TenantScope & { readonly environmentKey: number },
  workflowKey: number,
  span: { readonly from: Date; readonly to: Date },
): Promise<ReadonlySet<number>> {
  const values = [place.tenantKey, place.environmentKey, workflowKey, span.from, span.to];
  const rows = await reader.rows<{ readonly logical_time: Date }>(TIMES_UNDER_WAY, values);
  return new Set(rows.map(({ logical_time }) => logical_time.getTime()));
}
