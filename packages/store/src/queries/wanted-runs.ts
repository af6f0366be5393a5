/** Which walks the names in a filter need: names are of the catalogue, and the runs know keys. */
import type { RunFilter, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';

/** Beyond so many workflows a walk over all runs is shorter: the project is a large one and its runs are not rare. */
const MAX_WALKS = 50;

export interface WantedRuns {
  /** Keys to walk; undefined: the walk is over all runs. */
  readonly workflows: readonly number[] | undefined;
  /** Undefined: of any version. */
  readonly versions: readonly number[] | undefined;
}

/** One more than may be walked, to tell a large project. */
const WORKFLOWS = {
  name: 'wanted_workflows',
  text: `select w.key from workflow w join project p on p.key = w.project_key
    where w.tenant_key = $1 and ($2::text is null or p.name = $2) and ($3::text is null or w.name = $3) limit ${MAX_WALKS + 1}`,
};

/** $4 a number or null, $5 labels that their document has, a null stands for any value. Planned for what is given. */
const VERSIONS = {
  text: `select v.key, v.workflow_key from workflow w join project p on p.key = w.project_key join workflow_version v on v.workflow_key = w.key
    where w.tenant_key = $1 and ($2::text is null or p.name = $2) and ($3::text is null or w.name = $3)
      and ($4::int4 is null or v.number = $4)
      and not exists (select from jsonb_each_text($5) l
        where case when l.value is null then v.document -> 'labels' -> l.key is null
          else v.document -> 'labels' ->> l.key is distinct from l.value end)`,
};

export async function wantedRuns(
  reader: Reader,
  { tenantKey }: TenantScope,
  { project, workflow, version, labels }: RunFilter,
): Promise<WantedRuns> {
  const named = [tenantKey, project ?? null, workflow ?? null];
  if (version !== undefined || labels !== undefined) {
    const rows = await reader.rows<{ key: number; workflow_key: number }>(VERSIONS, [
      ...named,
      version ?? null,
      JSON.stringify(labels ?? {}),
    ]);
    const workflows = [...new Set(rows.map((row) => row.workflow_key))];
    return { workflows: workflows.length > MAX_WALKS ? undefined : workflows, versions: rows.map(({ key }) => key) };
  }
  if (project === undefined && workflow === undefined) return { workflows: undefined, versions: undefined };
  const rows = await reader.rows<{ key: number }>(WORKFLOWS, named);
  // A name stands once in a project: without one, more than the bound cannot be told from a large project.
  const isLarge = rows.length > MAX_WALKS && workflow === undefined;
  return { workflows: isLarge ? undefined : rows.map((row) => row.key), versions: undefined };
}
