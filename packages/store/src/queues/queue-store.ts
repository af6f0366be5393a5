/** Queues and workers for their pages, and what holds them; each change stands in the audit. */
import type { QueueChange, QueueDocument, QueueStore, TenantScope } from '@carillon/core';
import type pg from 'pg';
import { appendAudit } from '../audit/index.ts';
import { QUEUES_CHANGED } from '../catalog/apply-queues.ts';
import { createReader } from '../reader.ts';
import { readFleet } from './fleet.ts';
import { readBacklogs, readLanes } from './lane-rows.ts';
import { readQueues } from './queue-rows.ts';

const DOCUMENT = {
  name: 'queue_document',
  text: 'select document from queue where tenant_key = $1 and name = $2',
};

/** Of the tenant that made it. A pause that stands keeps its reason. */
const PAUSE = {
  name: 'pause_queue',
  text: `update queue set paused_at = coalesce(paused_at, now()), paused_by = coalesce(paused_by, $3), pause_reason = coalesce(pause_reason, $4)
    where name = $2 and tenant_key = $1 returning name`,
};
const RESUME = {
  name: 'resume_queue',
  text: `update queue set paused_at = null, paused_by = null, pause_reason = null where name = $2 and tenant_key = $1 returning name`,
};

/** What it runs goes on; one that left, or was lost, is neither. */
const SET_WORKER = {
  name: 'set_worker',
  text: `update worker_session s set state = $2 from worker_lease l
    where s.id = $1 and l.session_key = s.key and s.state in ('online', 'draining') returning s.name`,
};

export function createQueueStore(pool: pg.Pool): QueueStore {
  const reader = createReader(pool);

  const change = (scope: TenantScope, name: string, by: QueueChange, isPaused: boolean): Promise<boolean> =>
    reader.transaction(async (inside) => {
      const values = [scope.tenantKey, name, ...(isPaused ? [by.actor, by.reason ?? null] : [])];
      const rows = await inside.rows(isPaused ? PAUSE : RESUME, values);
      if (rows.length === 0) return false;
      await inside.rows(QUEUES_CHANGED, []);
      await appendAudit(inside, scope, [
        {
          ...by.audit,
          action: isPaused ? 'queue.pause' : 'queue.resume',
          object: { kind: 'queue', name },
          outcome: 'done',
          ...(by.reason === undefined ? {} : { reason: by.reason }),
        },
      ]);
      return true;
    });

  const changeWorker = (
    scope: TenantScope,
    id: string,
    { reason, audit }: QueueChange,
    verb: 'drain' | 'resume',
  ): Promise<boolean> =>
    reader.transaction(async (inside) => {
      const [row] = await inside.rows<{ name: string }>(SET_WORKER, [id, verb === 'drain' ? 'draining' : 'online']);
      if (!row) return false;
      await inside.rows(QUEUES_CHANGED, []);
      await appendAudit(inside, scope, [
        {
          ...audit,
          action: `worker.${verb}`,
          object: { kind: 'worker', name: row.name },
          outcome: 'done',
          ...(reason === undefined ? {} : { reason }),
        },
      ]);
      return true;
    });

  return {
    queues: () => readQueues(reader),
    fleet: () => readFleet(reader),
    lanes: (keys) => readLanes(reader, keys),
    backlogs: () => readBacklogs(reader),
    queueDocument: async ({ tenantKey }, name) =>
      (await reader.rows<{ document: QueueDocument }>(DOCUMENT, [tenantKey, name]))[0]?.document,
    pauseQueue: (scope, name, by) => change(scope, name, by, true),
    resumeQueue: (scope, name, by) => change(scope, name, by, false),
    drainWorker: (scope, id, by) => changeWorker(scope, id, by, 'drain'),
    resumeWorker: (scope, id, by) => changeWorker(scope, id, by, 'resume'),
  };
}
