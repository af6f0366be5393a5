/** Tasks by how much they say and how little of it matters: notifications for each cause, the noisiest first. */
import type { AlertPlace, AlertStore, NoisyTask } from '@carillon/core';
import type { Reader } from '../reader.ts';

const NOISE = {
  text: `with h as (
      select alert_key, sum(failures)::int4 failures, sum(openings)::int4 openings, sum(acted)::int4 acted, sum(notified)::int4 notified,
        sum(muted)::int4 muted
      from alert_hour where hour > now() - make_interval(days => $4) group by alert_key)
    select p.name project, w.name workflow, a.task, sum(h.notified)::int4 notified, sum(h.muted)::int4 muted, count(*)::int4 causes,
      sum(h.failures)::int4 failures, sum(h.openings)::int4 openings, sum(h.acted)::int4 acted,
      (array_agg(a.id order by h.notified + h.muted desc, h.failures desc))[1] alert_id
    from h join alert a on a.key = h.alert_key join project p on p.key = a.project_key join workflow w on w.key = a.workflow_key
    where a.tenant_key = $1 and a.environment_key = $2 and ($3::text is null or p.name = $3)
    group by p.name, w.name, a.task
    having sum(h.notified) + sum(h.muted) > 0
    order by sum(h.notified)::float8 / count(*) desc, sum(h.notified) desc, sum(h.muted) desc, w.name, a.task limit $5`,
};

export async function noisyTasks(
  reader: Reader,
  { tenantKey, environmentKey }: AlertPlace,
  { project, days, limit }: Parameters<AlertStore['noise']>[1],
): Promise<readonly NoisyTask[]> {
  const rows = await reader.rows<Omit<NoisyTask, 'alertId'> & { alert_id: string }>(NOISE, [
    tenantKey,
    environmentKey,
    project ?? null,
    days,
    limit,
  ]);
  return rows.map(({ alert_id: alertId, ...task }) => ({ ...task, alertId }));
}
