/** Values that expressions read as `vars`. The narrower level wins: platform, tenant, project, environment. */
import {
  type AuditChange,
  type AuditOrigin,
  type Json,
  type JsonObject,
  type Level,
  type LevelNames,
  levelOf,
  type Scope,
  type TenantScope,
  type VariableLevel,
  type VariableRecord,
} from '@carillon/core';
import { appendAudit } from '../audit/index.ts';
import type { Reader } from '../reader.ts';
import { levelKeys } from './levels.ts';

/** From the widest level to the narrowest; in an environment the project's own last. */
const WIDEST_FIRST = 'v.tenant_key nulls first, v.environment_key nulls first, v.project_key nulls first';

const VARIABLES = {
  name: 'variables',
  text: `select name, value from variable v
    where (tenant_key is null or tenant_key = $1) and (project_key is null or project_key = $2) and (environment_key is null or environment_key = $3)
    order by ${WIDEST_FIRST}`,
};

const RECORDS = `select v.name, v.value, v.tenant_key, p.name project, e.name environment, v.updated_at, v.updated_by
  from variable v left join project p on p.key = v.project_key left join environment e on e.key = v.environment_key
  where (v.tenant_key is null or v.tenant_key = $1)`;

const LIST = {
  text: `${RECORDS} and ($2::text is null or v.name = $2) and ($3::text is null or p.name = $3) and ($4::text is null or e.name = $4)
    order by v.name, ${WIDEST_FIRST}`,
};

const SEEN_FROM = {
  text: `${RECORDS} and (p.name is null or p.name = $2) and (e.name is null or e.name = $3) order by v.name, ${WIDEST_FIRST}`,
};

/** With the value before, locked, so that the audit tells what was really replaced. */
const BEFORE = {
  name: 'variable_before',
  text: `select value from variable where tenant_key is not distinct from $1 and project_key is not distinct from $2
    and environment_key is not distinct from $3 and name = $4 for update`,
};

const SET = {
  name: 'set_variable',
  text: `insert into variable (tenant_key, project_key, environment_key, name, value, updated_by) values ($1, $2, $3, $4, $5, $6)
    on conflict (tenant_key, project_key, environment_key, name) do update
    set value = excluded.value, updated_by = excluded.updated_by, updated_at = now()
    returning updated_at`,
};

const REMOVE = {
  name: 'remove_variable',
  text: `delete from variable where tenant_key is not distinct from $1 and project_key is not distinct from $2
    and environment_key is not distinct from $3 and name = $4 returning value`,
};

interface VariableRow {
  readonly name: string;
  readonly value: Json;
  readonly tenant_key: number | null;
  readonly project: string | null;
  readonly environment: string | null;
  readonly updated_at: Date;
  readonly updated_by: string;
}

export async function readVariables(reader: Reader, scope: Scope): Promise<JsonObject> {
  const rows = await reader.rows<{ name: string; value: Json }>(VARIABLES, [
    scope.tenantKey,
    scope.projectKey,
    scope.environmentKey,
  ]);
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

export async function listVariables(
  reader: Reader,
  { tenantKey }: TenantScope,
  { name, project, environment }: LevelNames & { readonly name?: string | undefined },
): Promise<readonly VariableRecord[]> {
  const values = [tenantKey, name ?? null, project ?? null, environment ?? null];
  return (await reader.rows<VariableRow>(LIST, values)).map(toRecord);
}

export async function variablesSeenFrom(
  reader: Reader,
  { tenantKey, project, environment }: TenantScope & Required<LevelNames>,
): Promise<readonly VariableRecord[]> {
  return (await reader.rows<VariableRow>(SEEN_FROM, [tenantKey, project, environment])).map(toRecord);
}

/** For the program itself, which is no person and leaves no row in the audit. */
export async function setOwnVariable(reader: Reader, tenant: TenantScope, name: string, value: Json): Promise<void> {
  await reader.rows(SET, [tenant.tenantKey, null, null, name, JSON.stringify(value), '']);
}

export function setVariable(
  reader: Reader,
  level: VariableLevel,
  { name, value }: { readonly name: string; readonly value: Json },
  by: AuditOrigin,
): Promise<VariableRecord> {
  return reader.transaction(async (inside) => {
    const place = await placeOf(inside, level);
    const [before] = await inside.rows<{ value: Json }>(BEFORE, [...place, name]);
    const [row] = await inside.rows<{ updated_at: Date }>(SET, [...place, name, JSON.stringify(value), by.actor]);
    const change = { ...changeOf('variable.set', name, level), ...(before && { before: before.value }), after: value };
    await appendAudit(inside, level, [{ ...by, ...change }]);
    const { project, environment } = level;
    return {
      name,
      level: level.isPlatform ? 'platform' : levelOf(level),
      value,
      project,
      environment,
      updatedAt: row?.updated_at ?? new Date(0),
      updatedBy: by.actor,
    };
  });
}

export function removeVariable(reader: Reader, level: VariableLevel, name: string, by: AuditOrigin): Promise<boolean> {
  return reader.transaction(async (inside) => {
    const [before] = await inside.rows<{ value: Json }>(REMOVE, [...(await placeOf(inside, level)), name]);
    if (!before) return false;
    const change = { ...changeOf('variable.remove', name, level), before: before.value };
    await appendAudit(inside, level, [{ ...by, ...change }]);
    return true;
  });
}

async function placeOf(reader: Reader, level: VariableLevel): Promise<readonly (number | null)[]> {
  if (level.isPlatform) return [null, null, null];
  const { tenantKey, projectKey, environmentKey } = await levelKeys(reader, level);
  return [tenantKey, projectKey, environmentKey];
}

function changeOf(action: string, name: string, { project, environment }: LevelNames): AuditChange {
  return {
    action,
    object: { kind: 'variable', name },
    ...(project === undefined ? {} : { project }),
    ...(environment === undefined ? {} : { environment }),
    outcome: 'done',
  };
}

function toRecord(row: VariableRow): VariableRecord {
  const names = { project: row.project ?? undefined, environment: row.environment ?? undefined };
  const level: Level = row.tenant_key === null ? 'platform' : levelOf(names);
  const { name, value, updated_at: updatedAt, updated_by: updatedBy } = row;
  return { name, level, value, ...names, updatedAt, updatedBy };
}
