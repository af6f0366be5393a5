import type { ScheduleDocument, ScheduleRecord, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';

interface ScheduleRow {
  readonly key: number;
  readonly id: string;
  readonly project: string;
  readonly workflow: string;
  readonly name: string;
  readonly definition: ScheduleDocument;
  readonly state: string;
  readonly next_fire_at: Date | null;
  readonly error: string | null;
}

const SCHEDULES = {
  name: 'schedules',
  text: `select s.key, s.id, p.name project, w.name workflow, s.name, s.definition, s.state, s.next_fire_at, s.error
    from schedule s join workflow w on w.key = s.workflow_key join project p on p.key = s.project_key
    where s.tenant_key = $1 and s.environment_key = $2
    order by s.next_fire_at nulls last, p.name, w.name, s.name`,
};

export async function listSchedules(
  reader: Reader,
  scope: TenantScope & { readonly environmentKey: number },
): Promise<readonly ScheduleRecord[]> {
  const rows = await reader.rows<ScheduleRow>(SCHEDULES, [scope.tenantKey, scope.environmentKey]);
  return rows.map(({ next_fire_at, error, ...row }) => ({
    ...row,
    nextFireAt: next_fire_at ?? undefined,
    error: error ?? undefined,
  }));
}
