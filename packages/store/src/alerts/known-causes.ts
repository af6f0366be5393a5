/** What is known of the causes that a page of ends concerns: they themselves, their silences, rules and receivers. */
import {
  type Cause,
  type CauseSilence,
  causeFingerprint,
  MAX_CAUSES_OF_TASK,
  otherCausesFingerprint,
  type RunEnded,
  type ScopedAlertRule,
} from '@carillon/core';
import type { Reader } from '../reader.ts';

export interface KnownCause {
  readonly key: number;
  readonly environmentKey: number;
  readonly workflowKey: number;
  readonly task: string;
  readonly fingerprint: string;
  readonly cause: Cause;
  readonly silences: readonly CauseSilence[];
}

export interface ProjectChannel {
  readonly key: number;
  readonly name: string;
}

export interface KnownCauses {
  readonly causes: readonly KnownCause[];
  readonly rulesOf: (projectKey: number) => readonly ScopedAlertRule[];
  readonly channelsOf: (projectKey: number) => readonly ProjectChannel[];
  /** The cause that a failure counts to. */
  readonly fingerprintOf: (ended: RunEnded) => string;
}

/** Locked in one order: two commands that touch several wait for each other, and never in a ring. */
const CAUSES = {
  name: 'alert_known',
  text: `select key, environment_key, workflow_key, task, fingerprint, state, failures, openings, notified, muted, told, told_at, held_until,
      first_at, opened_at, last_at, last_run_id, recovered_at, acknowledged_at is not null acknowledged
    from alert where (environment_key, fingerprint) in (select * from unnest($1::int4[], $2::text[]))
      or state = 'open' and (project_key, environment_key, workflow_key) in (select * from unnest($3::int4[], $4::int4[], $5::int4[]))
    order by key for no key update`,
};
const SILENCES = {
  name: 'alert_known_silences',
  text: `select c.alert_key, c.silence_key, s.created_at, s.expires_at, s.unless_worse, c.usual, c.day, c.failures, c.muted
    from silence_cause c join silence s on s.key = c.silence_key
    where c.alert_key = any($1) and s.ended_at is null and s.expires_at > now() order by c.silence_key for no key update of s`,
};
const RULES = {
  name: 'alert_known_rules',
  text: 'select project_key, workflow, task, severity, hold_ms, every_failure, tell_recovery, channels from alert_rule where project_key = any($1)',
};
const CHANNELS = {
  name: 'alert_known_channels',
  text: 'select project_key, key, name from alert_channel where project_key = any($1) and enabled order by key',
};
const SEEN = {
  name: 'alert_seen',
  text: 'select environment_key, fingerprint from alert where (environment_key, fingerprint) in (select * from unnest($1::int4[], $2::text[]))',
};
const COUNTS = {
  name: 'alert_known_counts',
  text: `select w.environment_key, w.workflow_key, w.task, (select count(*) from alert a where a.environment_key = w.environment_key
      and a.workflow_key = w.workflow_key and a.task = w.task)::int4 causes
    from unnest($1::int4[], $2::int4[], $3::text[]) w (environment_key, workflow_key, task)`,
};

interface CauseRow {
  readonly key: number;
  readonly environment_key: number;
  readonly workflow_key: number;
  readonly task: string;
  readonly fingerprint: string;
  readonly state: Cause['state'];
  readonly failures: number;
  readonly openings: number;
  readonly notified: number;
  readonly muted: number;
  readonly told: Cause['told'];
  readonly told_at: Date | null;
  readonly held_until: Date | null;
  readonly first_at: Date;
  readonly opened_at: Date;
  readonly last_at: Date;
  readonly last_run_id: string;
  readonly recovered_at: Date | null;
  readonly acknowledged: boolean;
}

interface SilenceRow {
  readonly alert_key: number;
  readonly silence_key: number;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly unless_worse: boolean;
  readonly usual: number;
  readonly day: number;
  readonly failures: number;
  readonly muted: number;
}

interface RuleRow {
  readonly project_key: number;
  readonly workflow: string;
  readonly task: string;
  readonly severity: ScopedAlertRule['severity'] | null;
  readonly hold_ms: number | null;
  readonly every_failure: boolean | null;
  readonly tell_recovery: boolean | null;
  readonly channels: readonly string[] | null;
}

export async function readCauses(inside: Reader, ended: readonly RunEnded[]): Promise<KnownCauses> {
  const failures = await foldRareCauses(inside, ended);
  const succeeded = ended.filter(({ state }) => state === 'success');
  const rows = await inside.rows<CauseRow>(CAUSES, [
    [...failures].map(([{ environmentKey }]) => environmentKey),
    [...failures.values()],
    succeeded.map(({ projectKey }) => projectKey),
    succeeded.map(({ environmentKey }) => environmentKey),
    succeeded.map(({ workflowKey }) => workflowKey),
  ]);
  const silences = await inside.rows<SilenceRow>(SILENCES, [rows.map(({ key }) => key)]);
  const projects = [...new Set(ended.map(({ projectKey }) => projectKey))];
  const rules = await inside.rows<RuleRow>(RULES, [projects]);
  const channels = await inside.rows<ProjectChannel & { readonly project_key: number }>(CHANNELS, [projects]);
  return {
    causes: rows.map((row) => toKnown(row, silences)),
    rulesOf: (projectKey) => rules.filter((rule) => rule.project_key === projectKey).map(toRule),
    channelsOf: (projectKey) => channels.filter((channel) => channel.project_key === projectKey),
    fingerprintOf: (each) => failures.get(each) ?? '',
  };
}

/** The fingerprint that each failure counts to: errors that are never the same twice are told apart only so far. */
async function foldRareCauses(inside: Reader, ended: readonly RunEnded[]): Promise<ReadonlyMap<RunEnded, string>> {
  const own = new Map<RunEnded, string>();
  for (const each of ended) if (each.reason) own.set(each, causeFingerprint(each, each.reason));
  const fingerprints = [...own.values()];
  const environments = [...own.keys()].map(({ environmentKey }) => environmentKey);
  const seen = await inside.rows<{ environment_key: number; fingerprint: string }>(SEEN, [environments, fingerprints]);
  const known = new Set(seen.map(({ environment_key, fingerprint }) => `${environment_key} ${fingerprint}`));
  const news = [...own].filter(([each, fingerprint]) => !known.has(`${each.environmentKey} ${fingerprint}`));
  if (news.length === 0) return own;

  const counts = await inside.rows<{ environment_key: number; workflow_key: number; task: string; causes: number }>(
    COUNTS,
    [
      news.map(([{ environmentKey }]) => environmentKey),
      news.map(([{ workflowKey }]) => workflowKey),
      news.map(([{ task }]) => task),
    ],
  );
  const causes = new Map(counts.map((row) => [`${row.environment_key} ${row.workflow_key} ${row.task}`, row.causes]));
  for (const [each, fingerprint] of news) {
    const cause = `${each.environmentKey} ${fingerprint}`;
    if (known.has(cause)) continue;
    const task = `${each.environmentKey} ${each.workflowKey} ${each.task}`;
    const count = causes.get(task) ?? 0;
    if (count >= MAX_CAUSES_OF_TASK) {
      own.set(each, otherCausesFingerprint(each, each.reason ?? { code: 'TASK_FAILED' }));
      continue;
    }
    known.add(cause);
    causes.set(task, count + 1);
  }
  return own;
}

function toKnown(row: CauseRow, silences: readonly SilenceRow[]): KnownCause {
  return {
    key: row.key,
    environmentKey: row.environment_key,
    workflowKey: row.workflow_key,
    task: row.task,
    fingerprint: row.fingerprint,
    cause: {
      state: row.state,
      failures: row.failures,
      openings: row.openings,
      notified: row.notified,
      muted: row.muted,
      told: row.told,
      toldAt: row.told_at ?? undefined,
      heldUntil: row.held_until ?? undefined,
      firstAt: row.first_at,
      openedAt: row.opened_at,
      lastAt: row.last_at,
      lastRunId: row.last_run_id,
      recoveredAt: row.recovered_at ?? undefined,
      isAcknowledged: row.acknowledged,
    },
    silences: silences.filter(({ alert_key }) => alert_key === row.key).map(toSilence),
  };
}

const toSilence = (row: SilenceRow): CauseSilence => ({
  silenceKey: row.silence_key,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  unlessWorse: row.unless_worse,
  usual: row.usual,
  day: row.day,
  failures: row.failures,
  muted: row.muted,
  isBroken: false,
});

const toRule = (row: RuleRow): ScopedAlertRule => ({
  workflow: row.workflow,
  task: row.task,
  severity: row.severity ?? undefined,
  holdMs: row.hold_ms ?? undefined,
  everyFailure: row.every_failure ?? undefined,
  tellRecovery: row.tell_recovery ?? undefined,
  channels: row.channels ?? undefined,
});
