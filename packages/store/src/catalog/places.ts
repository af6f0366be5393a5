/** Projects and environments: names for people, keys for the store. */
import type { Scope, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';

const SCOPE_OF = {
  name: 'scope_of',
  text: `select p.key project_key, e.key environment_key from project p join environment e on e.tenant_key = p.tenant_key
    where p.tenant_key = $1 and p.name = $2 and e.name = $3`,
};
const PROJECTS = { name: 'projects', text: 'select id, name from project where tenant_key = $1 order by name' };
const ENVIRONMENTS = {
  name: 'environments',
  text: 'select id, name, key from environment where tenant_key = $1 order by key',
};

export async function scopeOf(
  reader: Reader,
  tenant: TenantScope,
  project: string,
  environment: string,
): Promise<Scope | undefined> {
  const [row] = await reader.rows<{ project_key: number; environment_key: number }>(SCOPE_OF, [
    tenant.tenantKey,
    project,
    environment,
  ]);
  return row && { tenantKey: tenant.tenantKey, projectKey: row.project_key, environmentKey: row.environment_key };
}

export function listProjects(reader: Reader, tenant: TenantScope): Promise<{ id: string; name: string }[]> {
  return reader.rows(PROJECTS, [tenant.tenantKey]);
}

export function listEnvironments(
  reader: Reader,
  tenant: TenantScope,
): Promise<{ id: string; name: string; key: number }[]> {
  return reader.rows(ENVIRONMENTS, [tenant.tenantKey]);
}
