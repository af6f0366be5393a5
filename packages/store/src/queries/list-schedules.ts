/**
 * Schedules by project, workflow and name. The order is that of indexes (workflow by project and name,
 * schedule by workflow and environment), so that a page of a million schedules sorts no more than those of
 * one workflow.
 */
import { isUuid, type Page, type ScheduleFilter, type ScheduleRecord, type TenantScope } from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';
import { FIRING_COLUMNS, type ScheduleRow, toScheduleRecord } from './schedule-row.ts';

const COLUMNS = `s.key, s.id, s.tenant_key, s.project_key, s.environment_key, s.workflow_key, w.name workflow, s.name,
      s.definition, s.state, s.workflow_paused, s.next_fire_at, s.due_at, s.paused_at, s.paused_by, s.pause_reason, s.resume_at, s.error`;

/** The newest row of the ledger, for the rows of `page` alone: one probe per month of the ledger each. */
const WITH_LAST_FIRING = `select page.*, p.name project, e.name environment, ${FIRING_COLUMNS}
  from page
  join project p on p.key = page.project_key
  join environment e on e.key = page.environment_key
  left join lateral (select * from firing where schedule_key = page.key order by logical_time desc limit 1) f on true`;

/** The `offset 0` keeps the walk of the index on the outside; a join would be sorted as a whole. */
const SCHEDULES = {
  text: `with page as materialized (
    select ${COLUMNS}
    from (select key, project_key, name from workflow
        where tenant_key = $1 and (project_key, name) >= ($3::int4, $4::text)
          and ($6::text is null or project_key = (select key from project where tenant_key = $1 and name = $6))
          and ($7::text is null or name = $7)
        order by project_key, name) w
      cross join lateral (select * from schedule s
        where s.workflow_key = w.key and s.environment_key = $2
          and ((w.project_key, w.name) <> ($3::int4, $4::text) or s.name > $5::text)
          and ($8::text is null or strpos(lower(w.name), lower($8)) > 0 or strpos(lower(s.name), lower($8)) > 0)
          and ($9::text[] is null or s.state = any($9))
          and ($10::text[] is null or s.definition ?| $10)
          and ($11::text is null or $11 = any(s.calendars))
        offset 0) s
    order by w.project_key, w.name, s.name limit $12)
  ${WITH_LAST_FIRING}
  order by page.project_key, page.workflow, page.name`,
};

const SCHEDULE = {
  name: 'schedule',
  text: `with page as materialized (
    select ${COLUMNS} from schedule s join workflow w on w.key = s.workflow_key where s.id = $2 and s.tenant_key = $1)
  ${WITH_LAST_FIRING}`,
};

const isKey = (part: string): boolean => /^\d{1,10}$/.test(part);
const isName = (part: string): boolean => part.length <= 63;

export async function listSchedules(
  reader: Reader,
  scope: TenantScope & { readonly environmentKey: number },
  { project, workflow, text, states, kinds, calendar, limit, cursor }: ScheduleFilter,
): Promise<Page<ScheduleRecord>> {
  const behind = cursor === undefined ? ['0', '', ''] : decodeCursor(cursor, [isKey, isName, isName]);
  const rows = await reader.rows<ScheduleRow>(SCHEDULES, [
    scope.tenantKey,
    scope.environmentKey,
    ...behind,
    project ?? null,
    workflow ?? null,
    text ?? null,
    states ?? null,
    kinds ?? null,
    calendar ?? null,
    limit + 1,
  ]);
  return pageOf(rows.map(toScheduleRecord), limit, ({ scope, workflow, name }) => [
    String(scope.projectKey),
    workflow,
    name,
  ]);
}

export async function findSchedule(
  reader: Reader,
  scope: TenantScope,
  id: string,
): Promise<ScheduleRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const [row] = await reader.rows<ScheduleRow>(SCHEDULE, [scope.tenantKey, id]);
  return row && toScheduleRecord(row);
}
