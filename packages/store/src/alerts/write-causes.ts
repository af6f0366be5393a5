/** Writes what core made of a page of ends: a handful of statements, however many runs it held. */
import { newUuid } from '@carillon/runtime';
import type { Reader } from '../reader.ts';
import type { FollowedCause } from './follow-causes.ts';

/** Of each cause, newest first; notices that wait are not counted. */
const KEPT_RUNS = 20;
const KEPT_NOTICES = 50;

const PUT = {
  name: 'alert_put',
  text: `insert into alert (id, tenant_key, project_key, environment_key, workflow_key, task, fingerprint, reason, severity, state, failures,
      openings, notified, muted, told, told_at, held_until, first_at, opened_at, last_at, last_run_id, recovered_at)
    select id, tenant_key, project_key, environment_key, workflow_key, task, fingerprint, reason, severity, state, failures,
      openings, notified, muted, told, told_at, held_until, first_at, opened_at, last_at, last_run_id, recovered_at
    from jsonb_populate_recordset(null::alert, $1)
    on conflict (environment_key, fingerprint) do update set reason = case when excluded.reason = '{}' then alert.reason else excluded.reason end,
      severity = excluded.severity, state = excluded.state, failures = excluded.failures, openings = excluded.openings,
      notified = excluded.notified, muted = excluded.muted, told = excluded.told, told_at = excluded.told_at,
      held_until = excluded.held_until, opened_at = excluded.opened_at, last_at = excluded.last_at, last_run_id = excluded.last_run_id,
      recovered_at = excluded.recovered_at,
      acknowledged_at = case when excluded.openings = alert.openings then alert.acknowledged_at end,
      acknowledged_by = case when excluded.openings = alert.openings then alert.acknowledged_by end,
      acknowledge_note = case when excluded.openings = alert.openings then alert.acknowledge_note end
    returning key, environment_key, fingerprint`,
};
const COUNT = {
  name: 'alert_count',
  text: `insert into alert_hour as h (alert_key, hour, failures, openings, notified, muted)
    select alert_key, hour, failures, openings, notified, muted from jsonb_populate_recordset(null::alert_hour, $1)
    on conflict (alert_key, hour) do update set failures = h.failures + excluded.failures, openings = h.openings + excluded.openings,
      notified = h.notified + excluded.notified, muted = h.muted + excluded.muted`,
};
const ADD_RUNS = {
  name: 'alert_add_runs',
  text: 'insert into alert_run select * from jsonb_populate_recordset(null::alert_run, $1) on conflict do nothing',
};
const TRIM_RUNS = {
  name: 'alert_trim_runs',
  text: `delete from alert_run r using unnest($1::int8[]) touched(key) where r.alert_key = touched.key
    and r.run_id <= (select run_id from alert_run where alert_key = touched.key order by run_id desc offset ${KEPT_RUNS} limit 1)`,
};
const WITHDRAW = {
  name: 'alert_withdraw',
  text: `update alert_notice set state = 'withdrawn', ended_at = now() where alert_key = any($1) and state = 'pending' and tries = 0`,
};
const ADD_NOTICES = {
  name: 'alert_add_notices',
  text: `insert into alert_notice (id, alert_key, channel_key, kind, run_id, at, due_at)
    select id, alert_key, channel_key, kind, run_id, at, due_at from jsonb_populate_recordset(null::alert_notice, $1)`,
};
const TRIM_NOTICES = {
  name: 'alert_trim_notices',
  text: `delete from alert_notice n using unnest($1::int8[]) touched(key) where n.alert_key = touched.key and n.state <> 'pending'
    and n.key <= (select key from alert_notice where alert_key = touched.key and state <> 'pending' order by key desc offset ${KEPT_NOTICES} limit 1)`,
};
const PUT_SILENCES = {
  name: 'alert_put_silences',
  text: `update silence_cause c set day = w.day, failures = w.failures, muted = w.muted
    from jsonb_populate_recordset(null::silence_cause, $1) w where c.silence_key = w.silence_key and c.alert_key = w.alert_key`,
};
const BREAK_SILENCES = {
  name: 'alert_break_silences',
  text: `update silence set ended_at = now(), end_reason = 'worse' where key = any($1) and ended_at is null`,
};

export async function writeCauses(inside: Reader, followed: readonly FollowedCause[]): Promise<void> {
  const put = await inside.rows<{ key: number; environment_key: number; fingerprint: string }>(PUT, [
    JSON.stringify(followed.map(rowOf)),
  ]);
  const keys = new Map(put.map((row) => [`${row.environment_key} ${row.fingerprint}`, row.key]));
  const keyed = followed.map((of) => ({ ...of, key: keys.get(`${of.ended.environmentKey} ${of.fingerprint}`) ?? 0 }));

  const write = async (statement: { name: string; text: string }, rows: readonly object[]): Promise<void> => {
    if (rows.length > 0) await inside.rows(statement, [JSON.stringify(rows)]);
  };
  const forKeys = async (statement: { name: string; text: string }, chosen: readonly number[]): Promise<void> => {
    if (chosen.length > 0) await inside.rows(statement, [chosen]);
  };
  await write(
    COUNT,
    keyed.flatMap(({ key, hours }) =>
      [...hours].map(([hour, counts]) => ({ alert_key: key, hour: new Date(hour), ...counts })),
    ),
  );
  await write(
    ADD_RUNS,
    keyed.flatMap(({ key, runs }) =>
      runs.slice(-KEPT_RUNS).map(({ runId, at }) => ({ alert_key: key, run_id: runId, at })),
    ),
  );
  await forKeys(
    TRIM_RUNS,
    keyed.filter(({ runs }) => runs.length > 0).map(({ key }) => key),
  );
  await forKeys(
    WITHDRAW,
    keyed.filter(({ isWithdrawn }) => isWithdrawn).map(({ key }) => key),
  );
  await write(
    ADD_NOTICES,
    keyed.flatMap(({ key, notices }) =>
      notices.map(({ channelKey, kind, runId, at, dueAt }) => ({
        id: newUuid(),
        alert_key: key,
        channel_key: channelKey ?? null,
        kind,
        run_id: runId,
        at,
        due_at: dueAt,
      })),
    ),
  );
  await forKeys(
    TRIM_NOTICES,
    keyed.filter(({ notices }) => notices.length > 0).map(({ key }) => key),
  );
  await write(
    PUT_SILENCES,
    keyed.flatMap(({ key, silences }) =>
      silences.map(({ silenceKey, day, failures, muted }) => ({
        silence_key: silenceKey,
        alert_key: key,
        day,
        failures,
        muted,
      })),
    ),
  );
  await forKeys(BREAK_SILENCES, [...new Set(keyed.flatMap(({ brokenSilences }) => [...brokenSilences]))]);
}

function rowOf({ ended, task, fingerprint, rule, cause }: FollowedCause): object {
  if (!cause) throw new Error(`the cause ${fingerprint} was not followed`);
  const { isAcknowledged: _kept, lastRunId, ...state } = cause;
  return {
    id: newUuid(),
    tenant_key: ended.tenantKey,
    project_key: ended.projectKey,
    environment_key: ended.environmentKey,
    workflow_key: ended.workflowKey,
    task,
    fingerprint,
    reason: ended.reason ?? {}, // of a success: that of the failures stays
    severity: rule.severity,
    state: state.state,
    failures: state.failures,
    openings: state.openings,
    notified: state.notified,
    muted: state.muted,
    told: state.told,
    told_at: state.toldAt,
    held_until: state.heldUntil,
    first_at: state.firstAt,
    opened_at: state.openedAt,
    last_at: state.lastAt,
    last_run_id: lastRunId,
    recovered_at: state.recoveredAt,
  };
}
