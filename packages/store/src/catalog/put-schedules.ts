/** Schedules of a workflow in an environment become exactly those of its new version. */
import { calendarNames, type NewSchedule, type Scope } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import type { Reader } from '../reader.ts';

/** What fired stays in the ledger; a schedule that vanished has nothing more to fire. */
const REMOVE_VANISHED = {
  name: 'remove_vanished_schedules',
  text: 'delete from schedule where workflow_key = $1 and environment_key = $2 and name <> all($3::text[])',
};

/**
 * A changed definition starts afresh, except that the floor only rises (G1: nothing at or below it fires again, nor
 * does what lies before the edit) and that what a person paused stays paused. The ticker plans it at once, and ends
 * it where nothing is left to fire. An unchanged one is not touched: its times are the ticker's.
 */
const PUT_SCHEDULES = {
  name: 'put_schedules',
  text: `insert into schedule as s (id, tenant_key, project_key, environment_key, workflow_key, name, definition, next_fire_at, due_at, calendars, workflow_paused)
    select id, $1, $2, $3, $4, name, definition, next_fire_at, clock_timestamp(),
      coalesce(string_to_array(nullif(calendars, ''), ','), '{}'),
      coalesce((select paused from deployment d where d.workflow_key = $4 and d.environment_key = $3), false)
    from unnest($5::uuid[], $6::text[], $7::jsonb[], $8::timestamptz[], $9::text[]) new(id, name, definition, next_fire_at, calendars)
    on conflict (workflow_key, environment_key, name) do update set
      definition = excluded.definition,
      next_fire_at = excluded.next_fire_at,
      due_at = excluded.due_at,
      floor = greatest(s.floor, clock_timestamp()),
      calendars = excluded.calendars,
      passed_until = null,
      state = case when s.state = 'paused' then s.state else 'enabled' end,
      failures = 0, error = null, error_said = null, claimed_until = '-infinity', updated_at = now()
    where s.definition <> excluded.definition`,
};

export async function putSchedules(
  reader: Reader,
  scope: Scope,
  workflowKey: number,
  schedules: readonly NewSchedule[],
): Promise<void> {
  const names = schedules.map((schedule) => schedule.name);
  await reader.rows(REMOVE_VANISHED, [workflowKey, scope.environmentKey, names]);
  if (schedules.length === 0) return;
  await reader.rows(PUT_SCHEDULES, [
    scope.tenantKey,
    scope.projectKey,
    scope.environmentKey,
    workflowKey,
    schedules.map(() => newUuid()),
    names,
    schedules.map((schedule) => JSON.stringify(schedule.definition)),
    schedules.map((schedule) => schedule.nextFireAt ?? null),
    // Names have no comma; an array of arrays must not be ragged.
    schedules.map((schedule) => calendarNames(schedule.definition).join(',')),
  ]);
}
