/** Owners and tags that live versions of an environment name, to choose from. */
import type { CatalogStore, WorkflowFacets } from '@carillon/core';
import type { Reader } from '../reader.ts';

/** Of both together; more than anybody reads through. */
const MOST = 2_000;

/** The catalogue is small and read whole. */
const FACETS = {
  text: `with live as (
      select v.document from workflow w
      join project p on p.key = w.project_key
      join deployment d on d.workflow_key = w.key and d.environment_key = $2
      join workflow_version v on v.key = d.version_key
      where w.tenant_key = $1 and ($3::text is null or p.name = $3))
    select 'owner' kind, document ->> 'owner' value from live where document ->> 'owner' <> ''
    union
    select 'tag', tag from live cross join lateral jsonb_array_elements_text(coalesce((document -> 'tags')::jsonb, '[]')) tag
    order by 1, 2 limit ${MOST}`,
};

export async function readWorkflowFacets(
  reader: Reader,
  { tenantKey, environmentKey }: Parameters<CatalogStore['workflowFacets']>[0],
  { project }: Parameters<CatalogStore['workflowFacets']>[1],
): Promise<WorkflowFacets> {
  const rows = await reader.rows<{ kind: 'owner' | 'tag'; value: string }>(FACETS, [
    tenantKey,
    environmentKey,
    project ?? null,
  ]);
  const of = (kind: 'owner' | 'tag') => rows.filter((row) => row.kind === kind).map(({ value }) => value);
  return { owners: of('owner'), tags: of('tag') };
}
