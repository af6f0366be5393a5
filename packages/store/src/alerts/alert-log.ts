/** Core's port of the alerter. What is written names the leader's term; the decisions are core's. */
import type { AlertLog, DueNotice, NoticeAlert, NoticeOutcome } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { inTerm } from '../sql/maintain.ts';
import { readCauses } from './known-causes.ts';
import { followCauses } from './follow-causes.ts';
import { writeCauses } from './write-causes.ts';

/** The lock keeps another leader's first write behind this one. */
const TERM = { name: 'alert_term', text: `with ${inTerm(1)} select 1 from l` };
const MOVE_CURSOR = {
  name: 'alert_cursor',
  text: 'update event_cursor set xid = greatest(xid, $2::int8) where consumer = $1',
};

/**
 * Order holds between kinds of a cause and receiver: a recovery is not told before its failure. One that was held waits a
 * little longer: a recovery just before its time may not have been read yet. Index alert_notice_due.
 */
const DUE = {
  name: 'alert_due',
  text: `select n.id, n.kind, n.at, n.run_id, n.tries, c.key channel_key, c.name channel, c.kind channel_kind, c.url, c.url_secret,
      c.signing_secret, coalesce(a.tenant_key, c.tenant_key) tenant_key, coalesce(a.project_key, c.project_key) project_key,
      coalesce(a.environment_key, (select min(key) from environment where tenant_key = c.tenant_key)) environment_key,
      p.name project, a.id alert_id, a.fingerprint, a.severity, e.name environment, w.name workflow, a.task, a.reason, a.failures,
      a.opened_at, (select v.number from run_history h join workflow_version v on v.key = h.version_key where h.id = n.run_id) version
    from alert_notice n left join alert a on a.key = n.alert_key left join alert_channel c on c.key = n.channel_key
      join project p on p.key = coalesce(a.project_key, c.project_key)
      left join environment e on e.key = a.environment_key left join workflow w on w.key = a.workflow_key
    where n.state = 'pending' and n.due_at <= now() and (n.due_at <= n.at or n.tries > 0 or n.due_at <= now() - interval '5 s')
      and (c.key is null or c.retry_at <= now())
      and not exists (select from alert_notice b where b.alert_key = n.alert_key and b.state = 'pending' and b.key < n.key and b.kind <> n.kind
        and b.channel_key is not distinct from n.channel_key)
    order by n.due_at, n.key limit $1`,
};

/** Ten failures in a row open the circuit: then one try in half a minute finds out whether it is back (GUARANTEES 9.3). */
const SETTLE = {
  name: 'alert_settle',
  text: `with ${inTerm(6)},
    n as (
      update alert_notice set state = $2, tries = tries + 1, error = $3, error_said = $9, due_at = now() + make_interval(secs => $4 / 1000.0),
        ended_at = case when $2 <> 'pending' then now() end
      where id = $1 and state = 'pending' and exists (select from l)),
    c as (
      update alert_channel set
        failures = case when $2 = 'delivered' then 0 else failures + 1 end,
        retry_at = case when $2 <> 'delivered' and failures >= 9 then now() + interval '30 s' else '-infinity' end,
        delivered_at = case when $2 = 'delivered' then now() else delivered_at end,
        failed_at = case when $2 = 'delivered' then failed_at else now() end, error = $3, error_said = $9
      where key = $5 and exists (select from l))
    select 1 from l`,
};

/** Hours are kept for a month, as are notices; of each cause only the newest of those; causes until a quarter after they failed last. */
const PRUNES = [
  `delete from alert_hour where exists (select from l) and ctid = any(array(
    select ctid from alert_hour where hour < now() - interval '31 days' limit 5000)) returning 1`,
  `delete from alert_notice where exists (select from l) and ctid = any(array(
    select ctid from alert_notice where state <> 'pending' and ended_at < now() - interval '31 days' limit 5000)) returning 1`,
  `delete from silence where exists (select from l) and ctid = any(array(
    select ctid from silence where least(expires_at, ended_at) < now() - interval '31 days' limit 1000)) returning 1`,
  `delete from alert where exists (select from l) and ctid = any(array(
    select ctid from alert where last_at < now() - interval '90 days' limit 1000)) returning 1`,
].map((text, i) => ({ name: `alert_prune_${i}`, text: `with ${inTerm(1)} ${text}` }));

interface DueRow {
  readonly id: string;
  readonly kind: DueNotice['kind'];
  readonly at: Date;
  readonly run_id: string | null;
  readonly tries: number;
  readonly channel_key: number | null;
  readonly channel: string;
  readonly channel_kind: string;
  readonly url: string | null;
  readonly url_secret: string | null;
  readonly signing_secret: string | null;
  readonly tenant_key: number;
  readonly project_key: number;
  readonly environment_key: number;
  readonly project: string;
  readonly alert_id: string | null;
  readonly fingerprint: string;
  readonly severity: NoticeAlert['severity'];
  readonly environment: string;
  readonly workflow: string;
  readonly task: string;
  readonly reason: NoticeAlert['reason'];
  readonly failures: number;
  readonly opened_at: Date;
  readonly version: number | null;
}

export function createAlertLog(pool: pg.Pool): AlertLog {
  const reader = createReader(pool);
  return {
    record: (ended, options, { duty, term, owner }) =>
      reader.transaction(async (inside) => {
        const [isLeader] = await inside.rows(TERM, [duty, term, owner]);
        if (!isLeader) return false;
        if (ended.length > 0) {
          const known = await readCauses(inside, ended);
          await writeCauses(inside, followCauses(ended, known, options));
        }
        await inside.rows(MOVE_CURSOR, [options.consumer, options.cursor]);
        return true;
      }),
    dueNotices: async (limit) => (await reader.rows<DueRow>(DUE, [limit])).map(toNotice),
    async settle({ id, channel }, outcome, { duty, term, owner }) {
      const error = outcome.state === 'delivered' ? undefined : outcome.error;
      const values = [
        id,
        outcome.state,
        error && String(error),
        retryMsOf(outcome),
        channel?.key,
        duty,
        term,
        owner,
        error && JSON.stringify(error),
      ];
      return (await reader.rows(SETTLE, values)).length > 0;
    },
    async prune({ duty, term, owner }) {
      let pruned = 0;
      for (const statement of PRUNES) pruned += (await reader.rows(statement, [duty, term, owner])).length;
      return pruned;
    },
  };
}

const retryMsOf = (outcome: NoticeOutcome): number => (outcome.state === 'pending' ? outcome.retryMs : 0);

function toNotice(row: DueRow): DueNotice {
  return {
    id: row.id,
    kind: row.kind,
    at: row.at,
    runId: row.run_id ?? undefined,
    tries: row.tries,
    channel:
      row.channel_key === null
        ? undefined
        : {
            key: row.channel_key,
            name: row.channel,
            kind: row.channel_kind,
            url: row.url ?? undefined,
            urlSecret: row.url_secret ?? undefined,
            signingSecret: row.signing_secret ?? undefined,
          },
    alert:
      row.alert_id === null
        ? undefined
        : {
            id: row.alert_id,
            fingerprint: row.fingerprint,
            severity: row.severity,
            environment: row.environment,
            workflow: row.workflow,
            task: row.task,
            reason: row.reason,
            failures: row.failures,
            openedAt: row.opened_at,
            version: row.version ?? undefined,
          },
    scope: { tenantKey: row.tenant_key, projectKey: row.project_key, environmentKey: row.environment_key },
    project: row.project,
  };
}
