/** Causes as people see them. */
import {
  type AlertDetail,
  type AlertFilter,
  type AlertHour,
  type AlertPlace,
  type AlertRecord,
  type AlertStore,
  isUuid,
  type NoticeRecord,
  type Page,
  saidAs,
  type TenantScope,
} from '@carillon/core';
import { decodeCursor, pageOf } from '../page-cursor.ts';
import type { Reader } from '../reader.ts';

/** The receiver of the installation has no name of its own. */
const OWN_RECEIVER = 'CARILLON_ALERT_WEBHOOK';

const SELECT = `select a.key, a.id, a.fingerprint, p.name project, e.name environment, w.name workflow, a.task, a.reason, a.severity, a.state,
    a.failures, a.openings, a.notified, a.muted, a.first_at, a.opened_at, a.last_at, a.last_run_id, a.recovered_at, a.acknowledged_at,
    a.acknowledged_by, a.acknowledge_note,
    (select max(s.expires_at) from silence_cause c join silence s on s.key = c.silence_key
      where c.alert_key = a.key and s.ended_at is null and s.expires_at > now()) silenced_until,
    array(select distinct coalesce(c.name, '${OWN_RECEIVER}') from alert_notice n left join alert_channel c on c.key = n.channel_key
      where n.alert_key = a.key and n.state = 'delivered' and n.at >= a.opened_at) told
  from alert a join project p on p.key = a.project_key join environment e on e.key = a.environment_key
    join workflow w on w.key = a.workflow_key`;

/** Walks index alert_newest. */
const LIST = {
  text: `${SELECT} where a.tenant_key = $1 and a.environment_key = $2 and (a.last_at, a.key) < ($3, $4)
      and ($5::text is null or p.name = $5) and ($6::text is null or w.name = $6) and ($7::text is null or a.state = $7)
      and ($8::text is null or a.severity = $8)
      and ($9::text is null or strpos(lower(concat_ws(' ', a.fingerprint, w.name, a.task, a.reason)), lower($9)) > 0)
    order by a.last_at desc, a.key desc limit $10`,
};
const ONE = { name: 'alert_one', text: `${SELECT} where a.tenant_key = $1 and a.id = $2` };
const HOURS = {
  name: 'alert_hours',
  text: `select hour, failures, notified, muted from alert_hour where alert_key = $1 and hour > now() - interval '31 days' order by hour`,
};
const RUNS = { name: 'alert_runs', text: 'select run_id, at from alert_run where alert_key = $1 order by run_id desc' };
export const NOTICE = `select n.id, n.kind, coalesce(c.name, case when n.channel_key is null then '${OWN_RECEIVER}' end) channel, n.at, n.due_at,
    n.state, n.tries, n.ended_at, n.error, n.error_said
  from alert_notice n left join alert_channel c on c.key = n.channel_key`;
const NOTICES = { name: 'alert_notices', text: `${NOTICE} where n.alert_key = $1 order by n.key desc limit 50` };

/** The hour of the opening remembers that somebody acted: once, whoever answers later. */
const ACKNOWLEDGE = {
  name: 'alert_acknowledge',
  text: `with before as (
      select key, acknowledged_at from alert where tenant_key = $1 and id = $2 and state = 'open' for no key update),
    a as (
      update alert set acknowledged_at = case when $3::text is not null then now() end, acknowledged_by = $3, acknowledge_note = $4
      from before where alert.key = before.key returning alert.key, alert.opened_at, before.acknowledged_at was),
    h as (
      insert into alert_hour (alert_key, hour, acted) select key, date_trunc('hour', opened_at), 1 from a
      where (was is null) = ($3::text is not null)
      on conflict (alert_key, hour) do update set
        acted = greatest(0, alert_hour.acted + case when $3::text is not null then 1 else -1 end))
    select 1 from a`,
};

interface AlertRow {
  readonly key: number;
  readonly id: string;
  readonly fingerprint: string;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly task: string;
  readonly reason: AlertRecord['reason'];
  readonly severity: AlertRecord['severity'];
  readonly state: AlertRecord['state'];
  readonly failures: number;
  readonly openings: number;
  readonly notified: number;
  readonly muted: number;
  readonly first_at: Date;
  readonly opened_at: Date;
  readonly last_at: Date;
  readonly last_run_id: string;
  readonly recovered_at: Date | null;
  readonly acknowledged_at: Date | null;
  readonly acknowledged_by: string | null;
  readonly acknowledge_note: string | null;
  readonly silenced_until: Date | null;
  readonly told: readonly string[];
}

export interface NoticeRow {
  readonly id: string;
  readonly kind: NoticeRecord['kind'];
  readonly channel: string | null;
  readonly at: Date;
  readonly due_at: Date;
  readonly state: NoticeRecord['state'];
  readonly tries: number;
  readonly ended_at: Date | null;
  readonly error: string | null;
  readonly error_said: unknown;
}

const isInstant = (part: string): boolean => !Number.isNaN(Date.parse(part));
const isKey = (part: string): boolean => /^\d+$/.test(part);

export async function listAlerts(reader: Reader, place: AlertPlace, filter: AlertFilter): Promise<Page<AlertRecord>> {
  const [before, key] =
    filter.cursor === undefined ? ['infinity', '0'] : decodeCursor(filter.cursor, [isInstant, isKey]);
  const rows = await reader.rows<AlertRow>(LIST, [
    place.tenantKey,
    place.environmentKey,
    before,
    key,
    filter.project ?? null,
    filter.workflow ?? null,
    filter.state ?? null,
    filter.severity ?? null,
    filter.text ?? null,
    filter.limit + 1,
  ]);
  const { items, nextCursor } = pageOf(rows, filter.limit, (row) => [row.last_at.toISOString(), String(row.key)]);
  return { items: items.map(toAlert), nextCursor };
}

export async function alertDetail(
  reader: Reader,
  { tenantKey }: TenantScope,
  id: string,
): Promise<AlertDetail | undefined> {
  if (!isUuid(id)) return undefined;
  const [row] = await reader.rows<AlertRow>(ONE, [tenantKey, id]);
  if (!row) return undefined;
  const [hours, runs, notices] = await Promise.all([
    reader.rows<AlertHour>(HOURS, [row.key]),
    reader.rows<{ run_id: string; at: Date }>(RUNS, [row.key]),
    reader.rows<NoticeRow>(NOTICES, [row.key]),
  ]);
  return {
    alert: toAlert(row),
    hours,
    runs: runs.map(({ run_id: runId, at }) => ({ runId, at })),
    notices: notices.map(toNotice),
  };
}

export async function acknowledgeAlert(
  reader: Reader,
  { tenantKey }: TenantScope,
  id: string,
  by: Parameters<AlertStore['acknowledge']>[2],
): Promise<boolean> {
  return (await reader.rows(ACKNOWLEDGE, [tenantKey, id, by?.actor ?? null, by?.note ?? null])).length > 0;
}

const toAlert = (row: AlertRow): AlertRecord => ({
  id: row.id,
  fingerprint: row.fingerprint,
  project: row.project,
  environment: row.environment,
  workflow: row.workflow,
  task: row.task,
  reason: row.reason,
  severity: row.severity,
  state: row.state,
  failures: row.failures,
  openings: row.openings,
  notified: row.notified,
  muted: row.muted,
  firstAt: row.first_at,
  openedAt: row.opened_at,
  lastAt: row.last_at,
  lastRunId: row.last_run_id,
  recoveredAt: row.recovered_at ?? undefined,
  acknowledgedAt: row.acknowledged_at ?? undefined,
  acknowledgedBy: row.acknowledged_by ?? undefined,
  acknowledgeNote: row.acknowledge_note ?? undefined,
  silencedUntil: row.silenced_until ?? undefined,
  told: row.told,
});

export const toNotice = (row: NoticeRow): NoticeRecord => ({
  id: row.id,
  kind: row.kind,
  channel: row.channel ?? undefined,
  at: row.at,
  dueAt: row.due_at,
  state: row.state,
  tries: row.tries,
  endedAt: row.ended_at ?? undefined,
  ...errorOf(row),
});

/** A program from before sentences were kept may have written another error since. */
export const errorOf = ({
  error,
  error_said,
}: Pick<NoticeRow, 'error' | 'error_said'>): Pick<NoticeRecord, 'error' | 'errorSaid'> => ({
  error: error ?? undefined,
  errorSaid: error === null ? undefined : saidAs(error, error_said),
});
