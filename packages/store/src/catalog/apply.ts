/**
 * Applies documents: all in one transaction or none. Calendars go first, under a lock of their own: schedules
 * may use them. Workflows are locked one by one in the order of their
 * names, so that two callers with overlapping sets wait for each other and never deadlock. Crash half-way:
 * nothing happened.
 */
import {
  type Applied,
  type ApplyOutcome,
  type AuditOrigin,
  CarillonError,
  type CatalogStore,
  type NewVersion,
  type Scope,
  secretsOf,
  type TenantScope,
  said,
} from '@carillon/core';
import { newUuid } from '@carillon/runtime';
import { appendAudit } from '../audit/index.ts';
import { discardPublished } from '../drafts/index.ts';
import type { Reader } from '../reader.ts';
import { applyCalendars, type Change } from './apply-calendars.ts';
import { applyDatasets } from './apply-datasets.ts';
import { applyQueues } from './apply-queues.ts';
import { ensureProject, keyOf } from './ensure-project.ts';
import { putSchedules } from './put-schedules.ts';

type Place = TenantScope & { readonly environmentKey: number };

export const ENSURE_WORKFLOW = {
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
  text: 'select key, number, hash from workflow_version where workflow_key = $1 and part_of is null order by number desc limit 1',
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

type ApplyOptions = NonNullable<Parameters<CatalogStore['apply']>[2]>;

export function applyDocuments(
  reader: Reader,
  scope: Place,
  versions: readonly NewVersion[],
  { calendars, datasets = [], queues, basedOn, by }: ApplyOptions = {},
): Promise<readonly Applied[]> {
  const order = versions
    .map((version, position) => ({ version, position }))
    .sort((a, b) => compare(nameOf(a.version), nameOf(b.version)));
  return reader.transaction(async (inside) => {
    const first = calendars ? await applyCalendars(inside, scope, calendars) : [];
    const standing = await applyQueues(inside, scope, queues ?? []);
    const rest: Change[] = [];
    for (const { version, position } of order)
      rest[position] = await applyOne(inside, scope, version, basedOn?.get(nameOf(version)));
    await discardPublished(inside, scope, versions);
    const changes = [...first, ...standing, ...(await applyDatasets(inside, scope, datasets)), ...rest];
    if (by) await auditChanges(inside, scope, changes, by);
    return changes.map(({ kind, project, name, version, outcome }) => ({ kind, project, name, version, outcome }));
  });
}

async function auditChanges(reader: Reader, scope: Place, changes: readonly Change[], by: AuditOrigin): Promise<void> {
  const [environment] = await reader.rows<{ name: string }>(ENVIRONMENT_NAME, [scope.environmentKey]);
  const rows = changes.map(({ kind, project, name, version, outcome, before }) => ({
    ...by,
    action: 'document.apply',
    object: { kind: kind.toLowerCase(), name },
    ...(project !== undefined && { project }),
    ...(environment && { environment: environment.name }),
    outcome: 'done' as const,
    ...(before === undefined ? {} : { before: { version: before } }),
    after: { version, outcome },
  }));
  await appendAudit(reader, scope, rows);
}

/** @param basedOn the newest version that its author knew; 0: none */
async function applyOne(reader: Reader, scope: Place, next: NewVersion, basedOn: number | undefined): Promise<Change> {
  const { name, project } = next.document;
  const projectKey = await ensureProject(reader, scope, project);
  await reader.rows(ENSURE_WORKFLOW, [newUuid(), scope.tenantKey, projectKey, name]);
  const workflowKey = await keyOf(reader, LOCK_WORKFLOW, [projectKey, name]);
  const [newest] = await reader.rows<{ key: number; number: number; hash: Buffer }>(NEWEST_VERSION, [workflowKey]);
  const isSame = newest?.hash.toString('hex') === next.hash;
  if (basedOn !== undefined && !isSame && basedOn !== (newest?.number ?? 0))
    throw overtaken(next, basedOn, newest?.number);
  const live = newest && isSame ? newest : await addVersion(reader, workflowKey, (newest?.number ?? 0) + 1, next);
  const moved = await reader.rows(DEPLOY, [workflowKey, scope.environmentKey, live.key]);
  const at: Scope = { tenantKey: scope.tenantKey, projectKey, environmentKey: scope.environmentKey };
  await putSchedules(reader, at, workflowKey, next.schedules);
  const outcome: ApplyOutcome = moved.length === 0 ? 'unchanged' : newest ? 'updated' : 'created';
  return { kind: 'Workflow', project, name, version: live.number, outcome, before: newest?.number };
}

function overtaken(next: NewVersion, basedOn: number, newest: number | undefined): CarillonError {
  const message =
    newest === undefined
      ? said`${nameOf(next)} has no version ${basedOn}`
      : said`${nameOf(next)} has version ${newest} by now; the text was written on ${basedOn === 0 ? 'none' : `version ${basedOn}`}`;
  return new CarillonError({
    code: 'CONFLICT_STATE',
    message,
    hint: said`Merge what is new in it, and say that version.`,
  });
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
    secretsOf(next.document),
  ]);
  return { key, number };
}

const nameOf = (version: NewVersion): string => `${version.document.project}/${version.document.name}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
