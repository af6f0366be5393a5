/** Schedules that will fire, page by page in the order of their keys, with what it takes to say when. */
import {
  DEFAULT_QUEUE,
  type ScheduleDocument,
  type ScheduleQueries,
  type TenantScope,
  type UpcomingSchedule,
} from '@carillon/core';
import type { Reader } from '../reader.ts';

/**
 * A paused schedule fires again from the end of its pause on, where that is known, and of that of its workflow. A quarantined
 * one gets another chance by itself. One without a next time is about to get it. A queue is that of the workflow, or of any
 * of its tasks, in groups too.
 */
const UPCOMING = {
  text: `select s.key, s.id, p.name project, s.project_key, w.name workflow, s.workflow_key, s.name, s.definition, s.next_fire_at,
      greatest(s.floor, case when s.state = 'paused' then s.resume_at end, case when s.workflow_paused then d.resume_at end) after
    from schedule s
    join workflow w on w.key = s.workflow_key
    join project p on p.key = s.project_key
    join deployment d on d.workflow_key = s.workflow_key and d.environment_key = s.environment_key
    join workflow_version v on v.key = d.version_key
    where s.tenant_key = $1 and s.environment_key = $2 and s.key > $3 and (not s.workflow_paused or d.resume_at <= $4)
      and (s.state in ('enabled', 'quarantined') and (s.next_fire_at is null or s.next_fire_at <= $4)
        or s.state = 'paused' and s.resume_at <= $4)
      and ($5::text is null or p.name = $5)
      and ($6::text is null or strpos(lower(w.name), lower($6)) > 0 or strpos(lower(s.name), lower($6)) > 0)
      and ($7::text is null or (v.document -> 'tags')::jsonb ? $7)
      and ($8::text is null or v.document ->> 'owner' = $8)
      and ($9::text is null
        or coalesce(v.document -> 'defaults' ->> 'queue', v.document ->> 'queue', '${DEFAULT_QUEUE}') = $9
        or jsonb_path_exists((v.document -> 'tasks')::jsonb, '$.** ? (exists (@.type)).queue ? (@ == $q)',
          jsonb_build_object('q', $9::text)))
    order by s.key limit $10`,
};

interface Row {
  readonly key: number;
  readonly id: string;
  readonly project: string;
  readonly project_key: number;
  readonly workflow: string;
  readonly workflow_key: number;
  readonly name: string;
  readonly definition: ScheduleDocument;
  readonly next_fire_at: Date | null;
  readonly after: Date;
}

export async function upcomingSchedules(
  reader: Reader,
  scope: TenantScope & { readonly environmentKey: number },
  { afterKey, before, limit, project, text, tag, owner, queue }: Parameters<ScheduleQueries['upcoming']>[1],
): Promise<readonly UpcomingSchedule[]> {
  const place = [scope.tenantKey, scope.environmentKey, afterKey, before];
  const filter = [project ?? null, text ?? null, tag ?? null, owner ?? null, queue ?? null];
  const rows = await reader.rows<Row>(UPCOMING, [...place, ...filter, limit]);
  return rows.map(({ project_key, workflow_key, next_fire_at, ...row }) => ({
    ...row,
    projectKey: project_key,
    workflowKey: workflow_key,
    nextFireAt: next_fire_at ?? undefined,
  }));
}
