/** From the names of a level to the store's keys. */
import { CarillonError, type LevelOf, said } from '@carillon/core';
import type { Reader } from '../reader.ts';

const LEVEL = {
  name: 'level_keys',
  text: `select p.key project_key, e.key environment_key from (select 1) one
    left join project p on p.tenant_key = $1 and p.name = $2
    left join environment e on e.tenant_key = $1 and e.name = $3`,
};

export interface LevelKeys {
  readonly tenantKey: number;
  readonly projectKey: number | null;
  readonly environmentKey: number | null;
}

/** @throws CarillonError NOT_FOUND */
export async function levelKeys(reader: Reader, { tenantKey, project, environment }: LevelOf): Promise<LevelKeys> {
  const [row] = await reader.rows<{ project_key: number | null; environment_key: number | null }>(LEVEL, [
    tenantKey,
    project ?? null,
    environment ?? null,
  ]);
  const projectKey = row?.project_key ?? null;
  const environmentKey = row?.environment_key ?? null;
  if (project !== undefined && projectKey === null) throw unknown('project', project);
  if (environment !== undefined && environmentKey === null) throw unknown('environment', environment);
  return { tenantKey, projectKey, environmentKey };
}

function unknown(what: string, name: string): CarillonError {
  return new CarillonError({ code: 'NOT_FOUND', message: said`there is no ${what} "${name}"` });
}
