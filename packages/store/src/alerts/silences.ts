/** Silences: made with the causes that are known, ended by a person, by time, or because it got worse. */
import {
  type AlertPlace,
  type AlertStore,
  type FailedTask,
  holdsOtherCauses,
  MAX_CAUSES_OF_TASK,
  MAX_SILENCES,
  type NewSilence,
  type Reason,
  type SilencePreview,
  type SilenceRecord,
  type SilenceResult,
  type SilenceScope,
} from '@carillon/core';
import { keyValues } from '../made-once.ts';
import type { Reader } from '../reader.ts';

/** The week before tells what is usual. A cause that is younger has its own age, a day at least. */
const USUAL = `(select coalesce(sum(h.failures), 0) from alert_hour h where h.alert_key = a.key and h.hour > now() - interval '7 days')
  / greatest(1, least(7, extract(epoch from now() - a.first_at) / 86400))`;

/** $1 tenant, $2 environment; $3 cause, or $4 project, $5 workflow and $6 task, each where it is given */
const MATCHING = `a.tenant_key = $1 and a.environment_key = $2 and ($3::uuid is null or a.id = $3)
  and ($4::text is null or a.project_key = (select key from project where tenant_key = $1 and name = $4))
  and ($5::text is null or a.workflow_key = (select w.key from workflow w join project p on p.key = w.project_key
    where p.tenant_key = $1 and p.name = $4 and w.name = $5))
  and ($6::text is null or a.task = $6)`;

const PREVIEW = {
  text: `select count(*)::int4 known, count(*) filter (where h.notified > 0)::int4 causes, coalesce(sum(h.notified), 0)::int4 notified,
      count(*) filter (where h.acted > 0)::int4 acted
    from alert a cross join lateral (
      select sum(notified) notified, sum(acted) acted from alert_hour
      where alert_key = a.key and hour > now() - make_interval(days => $7)) h
    where ${MATCHING}`,
};
/** Those of tasks that have as many as are told apart, the ones that hold others among them, as the alerter counts them. */
const OF_FULL_TASKS = {
  text: `with causes as (select a.* from alert a where ${MATCHING}),
    full_task as (
      select workflow_key, task from (select distinct workflow_key, task from causes) c
      where (select count(*) from alert a where a.environment_key = $2 and a.workflow_key = c.workflow_key and a.task = c.task)
        >= ${MAX_CAUSES_OF_TASK})
    select c.fingerprint, c.reason, p.name project, w.name workflow, c.task
    from causes c join full_task using (workflow_key, task) join workflow w on w.key = workflow_key join project p on p.key = c.project_key`,
};

const COLUMNS = `s.id, p.name project, e.name environment, w.name workflow, s.task, a.id alert_id, a.fingerprint, s.reason, s.unless_worse,
    s.created_by, s.created_at, s.expires_at, s.ended_at, s.ended_by, s.end_reason,
    (select count(*) from silence_cause c where c.silence_key = s.key)::int4 causes,
    (select coalesce(sum(muted), 0) from silence_cause c where c.silence_key = s.key)::int4 muted`;
const JOINS = `join project p on p.key = s.project_key join environment e on e.key = s.environment_key
    join workflow w on w.key = s.workflow_key left join alert a on a.key = s.alert_key`;

/**
 * What is held, or was never tried, is not sent any more: the silence is about it, too. With room left and no key, another
 * request with its idempotency key was first.
 */
const ADD = {
  name: 'silence_add',
  text: `with causes as (select a.* from alert a where ${MATCHING} order by key for no key update),
    place as (select min(project_key) project_key, min(workflow_key) workflow_key from causes having count(distinct workflow_key) = 1),
    room as (
      select (select count(*) from silence s where s.project_key = place.project_key and s.ended_at is null and s.expires_at > now())
        < ${MAX_SILENCES} "left" from place),
    s as (
      insert into silence (id, tenant_key, project_key, environment_key, workflow_key, task, alert_key, reason, unless_worse, created_by, expires_at,
        idempotency_key, body_hash)
      select $7, $1, project_key, $2, workflow_key, coalesce($6, (select min(task) from causes where $3::uuid is not null)),
        (select key from causes where $3::uuid is not null), $8, $9, $10, now() + make_interval(secs => $11 / 1000.0),
        $12, $13
      from place, room where room.left on conflict do nothing returning key),
    c as (insert into silence_cause (silence_key, alert_key, usual) select s.key, a.key, ${USUAL} from s cross join causes a returning alert_key),
    n as (
      update alert_notice set state = 'muted', ended_at = now() from c
      where alert_notice.alert_key = c.alert_key and state = 'pending' and tries = 0 returning alert_notice.alert_key),
    m as (
      update alert set told = 'muted', muted = muted + 1, notified = notified - 1
      where key in (select alert_key from n) returning key, told_at),
    h as (
      update alert_hour set notified = notified - 1, muted = alert_hour.muted + 1 from m
      where alert_key = m.key and hour = date_trunc('hour', m.told_at)),
    t as (select count(*) from m)
    select (select "left" from room) as "left", (select key from s) as key`,
};
/** Those muted at once are counted to it once it is there. */
const COUNT_MUTED = {
  name: 'silence_count_muted',
  text: `update silence_cause c set muted = 1 from alert_notice n
    where c.silence_key = $1 and n.alert_key = c.alert_key and n.state = 'muted' and n.ended_at = now()`,
};
const LIST = {
  text: `select ${COLUMNS} from silence s ${JOINS} where s.tenant_key = $1 and s.environment_key = $2
      and ($3::text is null or p.name = $3)
      and ($4::bool is null or $4 = (s.ended_at is null and s.expires_at > now()))
    order by s.key desc limit $5`,
};
const ONE = {
  name: 'silence_one',
  text: `select ${COLUMNS} from silence s ${JOINS} where s.tenant_key = $1 and s.id = $2`,
};
const SAME = {
  name: 'silence_same',
  text: 'select id, body_hash = $3 is_same from silence where tenant_key = $1 and idempotency_key = $2',
};
const END = {
  name: 'silence_end',
  text: `update silence set ended_at = now(), ended_by = $3, end_reason = 'removed'
    where tenant_key = $1 and id = $2 and ended_at is null and expires_at > now() returning key`,
};

interface SilenceRow {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly task: string | null;
  readonly alert_id: string | null;
  readonly fingerprint: string | null;
  readonly reason: string;
  readonly unless_worse: boolean;
  readonly created_by: string;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly ended_at: Date | null;
  readonly ended_by: string | null;
  readonly end_reason: SilenceRecord['endReason'] | null;
  readonly causes: number;
  readonly muted: number;
}

type PreviewRow = Omit<SilencePreview, 'holdsOthers'> & { readonly known: number };
type CauseOfFullTask = FailedTask & { readonly fingerprint: string; readonly reason: Reason };

type SilenceCommands = Pick<AlertStore, 'previewSilence' | 'addSilence' | 'silences' | 'silence' | 'endSilence'>;

const valuesOf = ({ tenantKey, environmentKey }: AlertPlace, { alertId, project, workflow, task }: SilenceScope) => [
  tenantKey,
  environmentKey,
  alertId ?? null,
  project ?? null,
  workflow ?? null,
  task ?? null,
];

export function silenceCommands(reader: Reader): SilenceCommands {
  const find: SilenceCommands['silence'] = async ({ tenantKey }, id) => {
    const [row] = await reader.rows<SilenceRow>(ONE, [tenantKey, id]);
    return row && toSilence(row);
  };
  /** Undefined: none has its idempotency key. */
  const askedBefore = async (place: AlertPlace, { idempotency }: NewSilence): Promise<SilenceResult | undefined> => {
    if (!idempotency) return undefined;
    const values = [place.tenantKey, ...keyValues(idempotency)];
    const [same] = await reader.rows<{ id: string; is_same: boolean }>(SAME, values);
    if (same && !same.is_same) return { kind: 'key_reused' };
    const silence = same && (await find(place, same.id));
    return silence && { kind: 'replayed', silence };
  };
  return {
    async previewSilence(place, scope, days) {
      const values = valuesOf(place, scope);
      const [row] = await reader.rows<PreviewRow>(PREVIEW, [...values, days]);
      if (!row || row.known === 0) return undefined;
      const { known: _, ...preview } = row;
      const causes = await reader.rows<CauseOfFullTask>(OF_FULL_TASKS, values);
      return { ...preview, holdsOthers: causes.some(holdsOtherCauses) };
    },
    async addSilence(place, silence, { actor }) {
      const before = await askedBefore(place, silence);
      if (before) return before;
      const { id, reason, unlessWorse, forMs, idempotency } = silence;
      const about = [id, reason, unlessWorse, actor, forMs, ...keyValues(idempotency)];
      const added = await reader.transaction(async (inside) => {
        const values = [...valuesOf(place, silence), ...about];
        const [row] = await inside.rows<{ left: boolean | null; key: number | null }>(ADD, values);
        if (!row || row.left === null) return 'nothing';
        if (row.key === null) return row.left ? 'asked_before' : 'full';
        await inside.rows(COUNT_MUTED, [row.key]);
        return 'made';
      });
      if (added === 'nothing' || added === 'full') return { kind: added };
      const made = added === 'made' ? await find(place, id) : undefined;
      const result = made ? ({ kind: 'made', silence: made } as const) : await askedBefore(place, silence);
      if (!result) throw new Error('the silence was not written');
      return result;
    },
    async silences({ tenantKey, environmentKey }, { project, isActive, limit }) {
      const values = [tenantKey, environmentKey, project ?? null, isActive ?? null, limit];
      return (await reader.rows<SilenceRow>(LIST, values)).map(toSilence);
    },
    silence: find,
    async endSilence({ tenantKey }, id, { actor }) {
      return (await reader.rows(END, [tenantKey, id, actor])).length > 0;
    },
  };
}

const toSilence = (row: SilenceRow): SilenceRecord => ({
  id: row.id,
  project: row.project,
  environment: row.environment,
  workflow: row.workflow,
  task: row.task ?? undefined,
  alertId: row.alert_id ?? undefined,
  fingerprint: row.fingerprint ?? undefined,
  causes: row.causes,
  muted: row.muted,
  reason: row.reason,
  unlessWorse: row.unless_worse,
  createdBy: row.created_by,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  endedAt: row.ended_at ?? undefined,
  endedBy: row.ended_by ?? undefined,
  endReason: row.end_reason ?? undefined,
});
