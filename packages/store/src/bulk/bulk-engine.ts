/** What carries commands to many runs out: the share of each second, and what became of each run. */
import { type AuditEntry, type BulkAction, type BulkEngineStore, formatId, type SettledBulkRun } from '@carillon/core';
import type pg from 'pg';
import { appendAudit } from '../audit/append.ts';
import { createReader } from '../reader.ts';

/**
 * Of each command that is due, as many runs as it may take in a second. The row lock of the command makes nodes take
 * turns; a run that somebody took a minute ago and did not settle is taken again. Index bulk_run_open.
 */
const TAKE = {
  name: 'bulk_take',
  text: `with b as materialized (
      select key, id, tenant_key, action, actor, message, rate from bulk
      where state = 'running' and next_at <= (select clock_timestamp()) order by next_at limit 20 for update skip locked),
    n as (update bulk set next_at = clock_timestamp() + interval '1 second' where key in (select key from b)),
    i as materialized (
      select b.key, r.position from b cross join lateral (
        select position from bulk_run
        where bulk_key = b.key and state in ('planned', 'running')
          and (state = 'planned' or taken_at < clock_timestamp() - interval '1 minute')
        order by position limit b.rate) r)
    update bulk_run r set state = 'running', taken_at = now()
    from i join b on b.key = i.key where r.bulk_key = i.key and r.position = i.position
    returning b.id, b.key, r.position, r.run_id, b.tenant_key, b.action, b.actor, b.message`,
};
const SETTLE = {
  name: 'bulk_settle',
  text: `update bulk_run r set state = x.state, reason = x.reason, new_run_id = x.new_run_id
    from unnest($1::int4[], $2::int4[], $3::text[], $4::text[], $5::uuid[]) x (bulk_key, position, state, reason, new_run_id)
    where r.bulk_key = x.bulk_key and r.position = x.position and r.state = 'running' returning r.bulk_key, r.position`,
};
const END = {
  name: 'bulk_end',
  text: `update bulk b set ended_at = now(), state = case
        when exists (select 1 from bulk_run where bulk_key = b.key and state = 'failed') then 'failed' else 'success' end
    where state = 'running' and not exists (
      select 1 from bulk_run where bulk_key = b.key and state in ('planned', 'running')) returning 1`,
};
const PRUNE = {
  name: 'bulk_prune',
  text: `delete from bulk where state = 'planned' and expires_at < now() returning 1`,
};

const AUDITED: Readonly<Record<BulkAction, string>> = {
  stop: 'run.stop',
  pause: 'run.pause',
  resume: 'run.resume',
  rerun: 'run.rerun',
  rerun_failed: 'run.rerun',
};

interface TakenRow {
  readonly id: string;
  readonly key: number;
  readonly position: number;
  readonly run_id: string;
  readonly tenant_key: number;
  readonly action: BulkAction;
  readonly actor: string;
  readonly message: string | null;
}

export function createBulkEngine(pool: pg.Pool): BulkEngineStore {
  const reader = createReader(pool);
  return {
    async takeBulkRuns() {
      const rows = await reader.rows<TakenRow>(TAKE, []);
      return rows.map((row) => ({
        bulkId: row.id,
        bulkKey: row.key,
        position: row.position,
        runId: row.run_id,
        tenantKey: row.tenant_key,
        action: row.action,
        actor: row.actor,
        message: row.message ?? undefined,
      }));
    },

    async settleBulkRuns(settled) {
      await reader.transaction(async (inside) => {
        const rows = await inside.rows<{ bulk_key: number; position: number }>(SETTLE, [
          settled.map(({ run }) => run.bulkKey),
          settled.map(({ run }) => run.position),
          settled.map(({ state }) => state),
          settled.map(({ reason }) => reason ?? null),
          settled.map(({ newRunId }) => newRunId ?? null),
        ]);
        // What another node has settled meanwhile has its row of the audit.
        const written = new Set(rows.map((row) => `${row.bulk_key}/${row.position}`));
        const told = settled.filter(
          ({ run, state }) => state !== 'skipped' && written.has(`${run.bulkKey}/${run.position}`),
        );
        for (const tenantKey of new Set(told.map(({ run }) => run.tenantKey))) {
          const own = told.filter(({ run }) => run.tenantKey === tenantKey);
          await appendAudit(inside, { tenantKey }, own.map(auditEntry));
        }
      });
    },

    endBulks: async () => (await reader.rows(END, [])).length,
    pruneBulks: async () => (await reader.rows(PRUNE, [])).length,
  };
}

function auditEntry({ run, state, reason, newRunId }: SettledBulkRun): AuditEntry {
  return {
    actor: run.actor,
    via: 'system',
    ...(run.message === undefined ? {} : { reason: run.message }),
    action: AUDITED[run.action],
    object: { kind: 'run', id: formatId('run', run.runId) },
    outcome: state === 'done' ? 'done' : 'failed',
    after: {
      plan: formatId('pln', run.bulkId),
      ...(newRunId === undefined ? {} : { run: formatId('run', newRunId) }),
      ...(reason === undefined ? {} : { message: reason }),
    },
  };
}
