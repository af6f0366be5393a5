/** Values that expressions read as `vars`. The narrower place wins. */
import type { Json, JsonObject, Scope, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';

const VARIABLES = {
  name: 'variables',
  text: `select name, value from variable
    where tenant_key = $1 and (project_key is null or project_key = $2) and (environment_key is null or environment_key = $3)
    order by environment_key nulls first, project_key nulls first`,
};
const SET_VARIABLE = {
  name: 'set_variable',
  text: `insert into variable (tenant_key, name, value) values ($1, $2, $3)
    on conflict (tenant_key, project_key, environment_key, name) do update set value = excluded.value, updated_at = now()`,
};

export async function readVariables(reader: Reader, scope: Scope): Promise<JsonObject> {
  const rows = await reader.rows<{ name: string; value: Json }>(VARIABLES, [
    scope.tenantKey,
    scope.projectKey,
    scope.environmentKey,
  ]);
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

export async function setVariable(reader: Reader, tenant: TenantScope, name: string, value: Json): Promise<void> {
  await reader.rows(SET_VARIABLE, [tenant.tenantKey, name, JSON.stringify(value)]);
}
