/**
 * Versions that tests of single tasks run: no versions of their workflow, so each is a part of itself, which every list
 * leaves out like the parts of others. A workflow that was never published gets its row, and stays undeployed.
 */
import { type CatalogStore, type NewTest, secretsOf, type TenantScope, type TestVersion } from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import type { Reader } from '../reader.ts';
import { ENSURE_WORKFLOW } from './apply.ts';
import { ensureProject, keyOf } from './ensure-project.ts';

type Place = TenantScope & { readonly environmentKey: number };

const FIND_WORKFLOW = { name: 'test_workflow', text: 'select key from workflow where project_key = $1 and name = $2' };
/** It carries the number of the newest version, 0 where there is none. */
const ADD_TEST = {
  name: 'add_test_version',
  text: `with k as (select nextval(pg_get_serial_sequence('workflow_version', 'key'))::int4 key)
    insert into workflow_version (key, id, workflow_key, number, hash, document, files, author, secrets, part_of)
    overriding system value
    select k.key, $1, $2::int4, coalesce((select max(number) from workflow_version where workflow_key = $2 and part_of is null), 0),
      $3, $4, $5, $6, $7, k.key from k
    returning key, number`,
};

export function addTest(
  reader: Reader,
  scope: Place,
  { document, files, hash, author }: NewTest,
): ReturnType<CatalogStore['addTest']> {
  return reader.transaction(async (inside): Promise<TestVersion> => {
    const projectKey = await ensureProject(inside, scope, document.project);
    await inside.rows(ENSURE_WORKFLOW, [newUuid(), scope.tenantKey, projectKey, document.name]);
    const workflowKey = await keyOf(inside, FIND_WORKFLOW, [projectKey, document.name]);
    const [added] = await inside.rows<{ key: number; number: number }>(ADD_TEST, [
      newUuid(),
      workflowKey,
      Buffer.from(hash, 'hex'),
      JSON.stringify(document),
      JSON.stringify(files),
      author,
      secretsOf(document),
    ]);
    if (!added) throw new Error('a version was not added');
    const { key: versionKey, number } = added;
    return { scope: { ...scope, projectKey }, workflowKey, versionKey, number };
  });
}
