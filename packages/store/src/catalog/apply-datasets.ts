/** Declares datasets. One that tasks have named before gets its document; the newest document counts. */
import type { DatasetDocument, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';
import type { Change } from './apply-calendars.ts';
import { ensureProject } from './ensure-project.ts';

/** Undefined rows: it was so already. The row is locked either way, in the order of names. */
const PUT = {
  name: 'put_dataset',
  text: `insert into dataset as d (tenant_key, project_key, name, version, document) values ($1, $2, $3, 1, $4::jsonb)
    on conflict (project_key, name) do update set version = d.version + 1, document = excluded.document, updated_at = now()
    where d.document is distinct from excluded.document
    returning version`,
};
const VERSION = { name: 'dataset_version', text: 'select version from dataset where project_key = $1 and name = $2' };

export async function applyDatasets(
  reader: Reader,
  scope: TenantScope,
  documents: readonly DatasetDocument[],
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  const inOrder = documents.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const document of inOrder) {
    const { project, name } = document;
    const projectKey = await ensureProject(reader, scope, project);
    const values = [scope.tenantKey, projectKey, name, JSON.stringify(document)];
    const [put] = await reader.rows<{ version: number }>(PUT, values);
    const version =
      put?.version ?? (await reader.rows<{ version: number }>(VERSION, [projectKey, name]))[0]?.version ?? 0;
    const before = put ? version - 1 : version;
    const outcome = !put ? 'unchanged' : version === 1 ? 'created' : 'updated';
    changes.push({ kind: 'Dataset', project, name, version, outcome, before: before === 0 ? undefined : before });
  }
  return changes;
}

const keyOf = ({ project, name }: DatasetDocument): string => `${project}/${name}`;
