/**
 * Brings queues into force. Queues are shared by all tenants and must fit beside each other, so they change one apply
 * at a time; servers hear of it with the commit. A queue belongs to the tenant that made it.
 */
import {
  type Applied,
  CarillonError,
  compileQueue,
  type NewQueue,
  type QueueDocument,
  queuesFault,
  type TenantScope,
  said,
} from '@carillon/core';
import { readQueues } from '../queues/queue-rows.ts';
import type { Reader } from '../reader.ts';
import { ensureProject } from './ensure-project.ts';

/** Readers go on meanwhile. */
const LOCK_QUEUES = { name: 'lock_queues', text: 'lock table queue in share row exclusive mode' };
const FIND = {
  name: 'find_queue',
  text: `select tenant_key, number, encode(hash, 'hex') hash from queue where name = $1`,
};
const PUT = {
  name: 'put_queue',
  text: `insert into queue (tenant_key, project_key, name, number, hash, document, author, message)
    values ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8)
    on conflict (name) do update set project_key = excluded.project_key, number = excluded.number, hash = excluded.hash,
      document = excluded.document, author = excluded.author, message = excluded.message, updated_at = now()`,
};
export const QUEUES_CHANGED = { name: 'queues_changed', text: `select pg_notify('carillon_hint', 'queue')` };

/** `before`: its number until now. */
type Change = Applied & { readonly before: number | undefined };

export async function applyQueues(
  reader: Reader,
  scope: TenantScope,
  queues: readonly NewQueue[],
): Promise<readonly Change[]> {
  if (queues.length === 0) return [];
  await reader.rows(LOCK_QUEUES, []);
  const changes: Change[] = [];
  for (const queue of queues) changes.push(await applyOne(reader, scope, queue));
  const standing = await readQueues(reader);
  const fault = queuesFault(standing.map(({ document }) => compileQueue(document, false)));
  if (fault)
    throw new CarillonError({
      code: 'CONFLICT_STATE',
      message: said`${fault.message}`,
      hint: said`Another queue came into force meanwhile; see carillon queue list.`,
    });
  await reader.rows(QUEUES_CHANGED, []);
  return changes;
}

async function applyOne(reader: Reader, scope: TenantScope, next: NewQueue): Promise<Change> {
  const { name, project } = next.document;
  const [before] = await reader.rows<{ tenant_key: number; number: number; hash: string }>(FIND, [name]);
  if (before && before.tenant_key !== scope.tenantKey) throw belongsToOther(next.document);
  if (before?.hash === next.hash)
    return { kind: 'Queue', project, name, version: before.number, outcome: 'unchanged', before: before.number };
  const version = (before?.number ?? 0) + 1;
  const projectKey = await ensureProject(reader, scope, project);
  const { hash, document, author, message } = next;
  await reader.rows(PUT, [scope.tenantKey, projectKey, name, version, hash, JSON.stringify(document), author, message]);
  return {
    kind: 'Queue',
    project,
    name,
    version,
    outcome: before ? 'updated' : 'created',
    before: before?.number,
  };
}

const belongsToOther = ({ name }: QueueDocument): CarillonError =>
  new CarillonError({
    code: 'PERMISSION_DENIED',
    message: said`the queue "${name}" belongs to another tenant`,
    hint: said`Its tenant changes it; choose another name for one of your own.`,
  });
