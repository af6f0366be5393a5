/** Small facts the engine caches. */
import type { Statement } from '../database.ts';

export const version: Statement = {
  name: 'engine_version',
  text: `
select v.key, v.id, v.workflow_key, v.number, encode(v.hash, 'hex'), v.document, v.files, v.author, v.message, v.created_at,
  p.name, w.name, t.name, p.key
from workflow_version v join workflow w on w.key = v.workflow_key join project p on p.key = w.project_key join tenant t on t.key = w.tenant_key
where v.key = $1`,
};

export const environmentName: Statement = {
  name: 'environment_name',
  text: `select name from environment where key = $1`,
};

/** Narrower scopes win: platform < tenant < project < environment. */
export const variables: Statement = {
  name: 'engine_variables',
  text: `
select name, value from variable
where (tenant_key is null or tenant_key = $1) and (project_key is null or project_key = $2) and (environment_key is null or environment_key = $3)
order by tenant_key nulls first, environment_key nulls first, project_key nulls first`,
};
