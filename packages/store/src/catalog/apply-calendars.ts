/**
 * Brings versions of calendars into force, and has the schedules that use them planned anew in the same
 * transaction: a crash leaves either the old days with the old times, or the new ones and nothing planned.
 * Calendars of a tenant change one apply at a time, since a calendar may be built from any other.
 */
import {
  type Applied,
  type CalendarChanges,
  CarillonError,
  type NewCalendarVersion,
  type TenantScope,
  said,
} from '@carillon/core';
import type { Reader } from '../reader.ts';
import { ensureProject, keyOf } from './ensure-project.ts';

type Place = TenantScope & { readonly environmentKey: number };

/** `before`: the newest version until now. */
export interface Change extends Applied {
  readonly before: number | undefined;
}

/** Inserts of rows that belong to the tenant go on meanwhile. */
const LOCK_CALENDARS = { name: 'lock_calendars', text: 'select key from tenant where key = $1 for no key update' };

export const CALENDARS_BASIS = {
  name: 'calendars_basis',
  text: `select md5(coalesce(string_agg(d.calendar_key || ':' || d.version_key, ',' order by d.calendar_key), '')) basis
    from calendar_deployment d join calendar c on c.key = d.calendar_key where c.tenant_key = $1 and d.environment_key = $2`,
};

const ENSURE_CALENDAR = {
  name: 'ensure_calendar',
  text: `with made as (insert into calendar (tenant_key, project_key, name) values ($1, $2, $3)
      on conflict (tenant_key, project_key, name) do nothing returning key)
    select key from made union all
    select key from calendar where tenant_key = $1 and project_key is not distinct from $2 and name = $3 limit 1`,
};

const NEWEST_VERSION = {
  name: 'newest_calendar_version',
  text: `select key, number, encode(hash, 'hex') hash from calendar_version where calendar_key = $1 order by number desc limit 1`,
};

const ADD_VERSION = {
  name: 'add_calendar_version',
  text: `insert into calendar_version (calendar_key, number, hash, document, days, author, message)
    values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7) returning key`,
};

/** Returns a row only when another version is in force from now on. */
const DEPLOY = {
  name: 'deploy_calendar',
  text: `insert into calendar_deployment as d (calendar_key, environment_key, version_key) values ($1, $2, $3)
    on conflict (calendar_key, environment_key) do update set version_key = excluded.version_key, updated_at = now()
    where d.version_key <> excluded.version_key
    returning version_key`,
};

/**
 * Without a next time a schedule is planned from its floor when it is next looked at, which is at once; so are
 * those that had ended, since there may be open days again, and quarantined ones, which the calendar may have failed.
 * A fixed delay whose run is open waits for that.
 * A name without a project counts for all of them: too many are planned anew rather than too few.
 */
const PLAN_ANEW = {
  name: 'plan_schedules_anew',
  text: `update schedule s set next_fire_at = null, claimed_until = '-infinity', updated_at = now(),
      due_at = case when s.due_at is null and s.definition ? 'delay' then null else clock_timestamp() end,
      state = case when s.state = 'paused' then s.state else 'enabled' end
    where s.tenant_key = $1 and s.environment_key = $2 and s.calendars <> '{}' and s.calendars && $4::text[]
      and exists (select 1 from unnest($3::int4[], $4::text[]) c(project_key, name)
        where c.name = any(s.calendars) and (c.project_key is null or c.project_key = s.project_key))`,
};

const SHARED_PROJECT = 'default';

/** @throws CarillonError CONFLICT_BUSY when other calendars are in force than those it was compiled with */
export async function applyCalendars(
  reader: Reader,
  scope: Place,
  { basis, versions }: CalendarChanges,
): Promise<readonly Change[]> {
  if (versions.length === 0) return [];
  await reader.rows(LOCK_CALENDARS, [scope.tenantKey]);
  const [now] = await reader.rows<{ basis: string }>(CALENDARS_BASIS, [scope.tenantKey, scope.environmentKey]);
  if (now?.basis !== basis)
    throw new CarillonError({
      code: 'CONFLICT_BUSY',
      message: said`other calendars came into force meanwhile`,
      hint: said`Try again.`,
    });
  const changes: Change[] = [];
  const projects: (number | null)[] = [];
  for (const version of versions) {
    const { project } = version;
    const projectKey = project === undefined ? null : await ensureProject(reader, scope, project);
    changes.push(await applyOne(reader, scope, projectKey, version));
    projects.push(project === SHARED_PROJECT ? null : projectKey);
  }
  const names = versions.map(({ document }) => document.name);
  await reader.rows(PLAN_ANEW, [scope.tenantKey, scope.environmentKey, projects, names]);
  return changes;
}

async function applyOne(
  reader: Reader,
  { tenantKey, environmentKey }: Place,
  projectKey: number | null,
  next: NewCalendarVersion,
): Promise<Change> {
  const { name } = next.document;
  const calendarKey = await keyOf(reader, ENSURE_CALENDAR, [tenantKey, projectKey, name]);
  const [newest] = await reader.rows<{ key: number; number: number; hash: string }>(NEWEST_VERSION, [calendarKey]);
  const version = (newest?.number ?? 0) + 1;
  const live =
    newest?.hash === next.hash
      ? newest
      : { key: await addVersion(reader, calendarKey, version, next), number: version };
  const moved = await reader.rows(DEPLOY, [calendarKey, environmentKey, live.key]);
  const outcome = moved.length === 0 ? 'unchanged' : newest ? 'updated' : 'created';
  return { kind: 'Calendar', project: next.project, name, version: live.number, outcome, before: newest?.number };
}

function addVersion(reader: Reader, calendarKey: number, number: number, next: NewCalendarVersion): Promise<number> {
  const { years, freezes, marks } = next.table;
  return keyOf(reader, ADD_VERSION, [
    calendarKey,
    number,
    next.hash,
    JSON.stringify(next.document),
    JSON.stringify({ years, freezes, marks }),
    next.author,
    next.message,
  ]);
}
