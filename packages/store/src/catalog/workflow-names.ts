/** Names and titles of the workflows of an environment, and nothing else: what a search box asks while somebody types. */
import type { CatalogStore } from '@carillon/core';
import type { Reader } from '../reader.ts';

/** The catalogue is small and read whole. What begins with the text comes first, then the shorter name. */
const NAMES = {
  text: `select p.name project, w.name, v.document ->> 'title' title
    from workflow w
    join project p on p.key = w.project_key
    join deployment d on d.workflow_key = w.key and d.environment_key = $2
    join workflow_version v on v.key = d.version_key
    where w.tenant_key = $1 and ($3::text is null or p.name = $3)
      and ($4::text is null or strpos(w.name, lower($4)) > 0 or strpos(lower(coalesce(v.document ->> 'title', '')), lower($4)) > 0)
      and (not $5::bool or v.document ->> 'title' ~ '[^\\x01-\\x7f]')
    order by starts_with(w.name, lower(coalesce($4, ''))) desc, length(w.name), w.name limit $6`,
};

export async function listWorkflowNames(
  reader: Reader,
  { tenantKey, environmentKey }: Parameters<CatalogStore['workflowNames']>[0],
  { project, text, inOtherScripts = false, limit }: Parameters<CatalogStore['workflowNames']>[1],
): ReturnType<CatalogStore['workflowNames']> {
  const values = [tenantKey, environmentKey, project ?? null, text ?? null, inOtherScripts, limit];
  const rows = await reader.rows<{ project: string; name: string; title: string | null }>(NAMES, values);
  return rows.map(({ title, ...name }) => ({ ...name, ...(title === null ? {} : { title }) }));
}
