/**
 * Applies versions: all in one transaction or none. Workflows are locked one by one in the order of their
 * names, so that two callers with overlapping sets wait for each other and never deadlock. Crash half-way:
 * nothing happened.
 */
import type {
  Applied,
  ApplyOutcome,
  AuditChange,
  AuditEntry,
  AuditOrigin,
  NewVersion,
  Scope,
  TenantScope,
} from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import { appendAudit } from '../audit/index.ts';
import type { Reader } from '../reader.ts';
import { putSchedules } from './put-schedules.ts';

type Place = TenantScope & { readonly environmentKey: number };

const ENSURE_PROJECT = {
  name: 'ensure_project',
  text: `with made as (insert into project (id, tenant_key, name) values ($1, $2, $3) on conflict (tenant_key, name) do nothing returning key)
    select key from made union all select key from project where tenant_key = $2 and name = $3 limit 1`,
};
const ENSURE_WORKFLOW = {
  name: 'ensure_workflow',
  text: `insert into workflow (id, tenant_key, project_key, name) values ($1, $2, $3, $4) on conflict (project_key, name) do nothing`,
};
/** The lock under which version numbers are given out. */
const LOCK_WORKFLOW = {
  name: 'lock_workflow',
  text: 'select key from workflow where project_key = $1 and name = $2 for no key update',
};
const NEWEST_VERSION = {
  name: 'newest_version',
  text: 'select key, number, hash from workflow_version where workflow_key = $1 order by number desc limit 1',
};
const ADD_VERSION = {
  name: 'add_version',
  text: `insert into workflow_version (id, workflow_key, number, hash, document, files, source, author, message, secrets)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning key`,
};
/** Returns a row only when another version is live from now on. */
const DEPLOY = {
  name: 'deploy',
  text: `insert into deployment as d (workflow_key, environment_key, version_key) values ($1, $2, $3)
    on conflict (workflow_key, environment_key) do update set version_key = excluded.version_key, updated_at = now()
    where d.version_key <> excluded.version_key
    returning version_key`,
};

const ENVIRONMENT_NAME = { name: 'applied_environment', text: 'select name from environment where key = $1' };

export function applyVersions(
  reader: Reader,
  scope: Place,
  versions: readonly NewVersion[],
  by?: AuditOrigin,
): Promise<readonly Applied[]> {
  const order = versions
    .map((version, position) => ({ version, position }))
    .sort((a, b) => compare(nameOf(a.version), nameOf(b.version)));
  return reader.transaction(async (inside) => {
    const applied: Applied[] = [];
    const rows: AuditEntry[] = [];
    for (const { version, position } of order) {
      const { before, ...one } = await applyOne(inside, scope, version);
      applied[position] = one;
      if (by) rows.push({ ...by, ...(await changeOf(inside, scope, one, before)) });
    }
    await appendAudit(inside, scope, rows);
    return applied;
  });
}

/** `before`: the newest version until now. */
async function applyOne(
  reader: Reader,
  scope: Place,
  next: NewVersion,
): Promise<Applied & { readonly before: number | undefined }> {
  const { name, project } = next.document;
  const projectKey = await keyOf(reader, ENSURE_PROJECT, [newUuid(), scope.tenantKey, project]);
  await reader.rows(ENSURE_WORKFLOW, [newUuid(), scope.tenantKey, projectKey, name]);
  const workflowKey = await keyOf(reader, LOCK_WORKFLOW, [projectKey, name]);
  const [newest] = await reader.rows<{ key: number; number: number; hash: Buffer }>(NEWEST_VERSION, [workflowKey]);
  const isSame = newest?.hash.toString('hex') === next.hash;
  const live = newest && isSame ? newest : await addVersion(reader, workflowKey, (newest?.number ?? 0) + 1, next);
  const moved = await reader.rows(DEPLOY, [workflowKey, scope.environmentKey, live.key]);
  const at: Scope = { tenantKey: scope.tenantKey, projectKey, environmentKey: scope.environmentKey };
  await putSchedules(reader, at, workflowKey, next.schedules);
  const outcome: ApplyOutcome = moved.length === 0 ? 'unchanged' : newest ? 'updated' : 'created';
  return { project, name, version: live.number, outcome, before: newest?.number };
}

async function changeOf(
  reader: Reader,
  { environmentKey }: Place,
  { project, name, version, outcome }: Applied,
  before: number | undefined,
): Promise<AuditChange> {
  const [environment] = await reader.rows<{ name: string }>(ENVIRONMENT_NAME, [environmentKey]);
  return {
    action: 'document.apply',
    object: { kind: 'workflow', name },
    project,
    ...(environment && { environment: environment.name }),
    outcome: 'done',
    ...(before === undefined ? {} : { before: { version: before } }),
    after: { version, outcome },
  };
}

async function addVersion(
  reader: Reader,
  workflowKey: number,
  number: number,
  next: NewVersion,
): Promise<{ key: number; number: number }> {
  const key = await keyOf(reader, ADD_VERSION, [
    newUuid(),
    workflowKey,
    number,
    Buffer.from(next.hash, 'hex'),
    JSON.stringify(next.document),
    JSON.stringify(next.files),
    next.source,
    next.author,
    next.message,
    next.secrets ?? [],
  ]);
  return { key, number };
}

async function keyOf(
  reader: Reader,
  statement: { name: string; text: string },
  values: readonly unknown[],
): Promise<number> {
  const [row] = await reader.rows<{ key: number }>(statement, values);
  if (!row) throw new Error(`the statement ${statement.name} found no row`);
  return row.key;
}

const nameOf = (version: NewVersion): string => `${version.document.project}/${version.document.name}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
