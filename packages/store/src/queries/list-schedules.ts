/**
 * Schedules by project, workflow and name. The order is that of indexes (workflow by project and name,
 * schedule by workflow and environment), so that a page of a million schedules sorts no more than those of
 * one workflow.
 */
import { isUuid, type Page, type ScheduleFilter, type ScheduleRecord, type TenantScope } from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';
import { pauseColumn } from '../pause-column.ts';
import { FIRING_COLUMNS, type ScheduleRow, toScheduleRecord } from './schedule-row.ts';

const COLUMNS = `s.key, s.id, s.tenant_key, s.project_key, s.environment_key, s.workflow_key, w.name workflow, s.name,
      s.definition, s.state, s.workflow_paused, s.next_fire_at, s.due_at, ${pauseColumn('s', `s.state = 'paused'`)} pause, s.error, s.error_said`;

/** The newest row of the ledger, for the rows of `page` alone: one probe per month of the ledger each. */
const WITH_LAST_FIRING = `select page.*, p.name project, e.name environment, ${pauseColumn('d', 'page.workflow_paused')} workflow_pause,
    ${FIRING_COLUMNS}
  from page
  join project p on p.key = page.project_key
  join environment e on e.key = page.environment_key
  left join deployment d on d.workflow_key = page.workflow_key and d.environment_key = page.environment_key
  left join lateral (select * from firing where schedule_key = page.key order by logical_time desc limit 1) f on true`;

/** $8 text, $9 states, $10 kinds, $11 calendar, $14 time zone */
const FILTERS = `($8::text is null or strpos(lower(w.name), lower($8)) > 0 or strpos(lower(s.name), lower($8)) > 0)
          and ($9::text[] is null or s.state = any($9))
          and ($10::text[] is null or s.definition ?| $10)
          and ($11::text is null or $11 = any(s.calendars))
          and ($14::text is null or coalesce(s.definition ->> 'timezone', 'UTC') = $14)`;

/**
 * The `offset 0` keeps the walk of the index on the outside; a join would be sorted as a whole. One project is a
 * range of keys: with an equality the order of the walk would no longer be known to be that of the page.
 */
const SCHEDULES = {
  text: `with page as materialized (
    select ${COLUMNS}
    from (select key, project_key, name from workflow
        where tenant_key = $1 and (project_key, name) >= ($3::int4, $4::text)
          and project_key between $6::int4 and $13::int4
          and ($7::text is null or name = $7)
        order by project_key, name) w
      cross join lateral (select * from schedule s
        where s.workflow_key = w.key and s.environment_key = $2
          and ((w.project_key, w.name) <> ($3::int4, $4::text) or s.name > $5::text)
          and ${FILTERS}
        offset 0) s
    order by w.project_key, w.name, s.name limit $12)
  ${WITH_LAST_FIRING}
  order by page.project_key, page.workflow, page.name`,
};

/** Those that are not enabled are few among many: they are found first and sorted then. */
const RESTING_SCHEDULES = {
  text: `with page as materialized (
    select ${COLUMNS}
    from schedule s join workflow w on w.key = s.workflow_key
    where s.tenant_key = $1 and s.environment_key = $2 and (w.project_key, w.name, s.name) > ($3::int4, $4::text, $5::text)
      and w.project_key between $6::int4 and $13::int4 and ($7::text is null or w.name = $7) and ${FILTERS}
    order by w.project_key, w.name, s.name limit $12)
  ${WITH_LAST_FIRING}
  order by page.project_key, page.workflow, page.name`,
};

const PROJECT_KEY = { name: 'project_key', text: 'select key from project where tenant_key = $1 and name = $2' };

const SCHEDULE = {
  name: 'schedule',
  text: `with page as materialized (
    select ${COLUMNS} from schedule s join workflow w on w.key = s.workflow_key where s.id = $2 and s.tenant_key = $1)
  ${WITH_LAST_FIRING}`,
};

const HIGHEST_KEY = 2_147_483_647;
const isKey = (part: string): boolean => /^\d{1,10}$/.test(part);
const isName = (part: string): boolean => part.length <= 63;

export async function listSchedules(
  reader: Reader,
  scope: TenantScope & { readonly environmentKey: number },
  { project, workflow, text, states, kinds, calendar, timezone, limit, cursor }: ScheduleFilter,
): Promise<Page<ScheduleRecord>> {
  const [wanted] =
    project === undefined ? [] : await reader.rows<{ key: number }>(PROJECT_KEY, [scope.tenantKey, project]);
  if (project !== undefined && !wanted) return { items: [], nextCursor: undefined };
  const behind = cursor === undefined ? ['0', '', ''] : decodeCursor(cursor, [isKey, isName, isName]);
  const areFew = states !== undefined && !states.includes('enabled');
  const rows = await reader.rows<ScheduleRow>(areFew ? RESTING_SCHEDULES : SCHEDULES, [
    scope.tenantKey,
    scope.environmentKey,
    ...behind,
    wanted?.key ?? 0,
    workflow ?? null,
    text ?? null,
    states ?? null,
    kinds ?? null,
    calendar ?? null,
    limit + 1,
    wanted?.key ?? HIGHEST_KEY,
    timezone ?? null,
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
