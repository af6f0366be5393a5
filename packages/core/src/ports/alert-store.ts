/** Alerts as people see them: causes, how noisy they are, rules, silences, channels. */
import type { AlertState, NoticeKind } from '../alert/cause.ts';
import type { AlertRuleFields, AlertSeverity, ScopedAlertRule } from '../alert/rule.ts';
import type { AuditOrigin } from '../audit/audit-record.ts';
import type { Reason } from '../run/states.ts';
import type { SaidText } from '../said.ts';
import type { Idempotency, MadeOnce } from './idempotency.ts';
import type { TenantScope } from './scope.ts';
import type { Page } from './catalog.ts';

export type AlertPlace = TenantScope & { readonly environmentKey: number };
type By = Pick<AuditOrigin, 'actor'>;

/** Channels of a project; more than anybody can answer for. */
export const MAX_CHANNELS = 50;
/** Silences that have not ended, of a project. */
export const MAX_SILENCES = 500;
export const MAX_ALERT_RULES = 500;

export interface AlertRecord {
  readonly id: string;
  readonly fingerprint: string;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  readonly task: string;
  readonly reason: Reason;
  readonly severity: AlertSeverity;
  readonly state: AlertState;
  readonly failures: number;
  readonly openings: number;
  readonly notified: number;
  readonly muted: number;
  readonly firstAt: Date;
  readonly openedAt: Date;
  readonly lastAt: Date;
  readonly lastRunId: string;
  readonly recoveredAt: Date | undefined;
  readonly acknowledgedAt: Date | undefined;
  readonly acknowledgedBy: string | undefined;
  readonly acknowledgeNote: string | undefined;
  /** Of the silence that keeps it quiet for the longest time. */
  readonly silencedUntil: Date | undefined;
  /** Whom the newest notice went to, by name. */
  readonly told: readonly string[];
}

export interface AlertHour {
  readonly hour: Date;
  readonly failures: number;
  readonly notified: number;
  readonly muted: number;
}

export interface NoticeRecord {
  readonly id: string;
  readonly kind: NoticeKind | 'test';
  /** Undefined: the receiver of the installation. */
  readonly channel: string | undefined;
  readonly at: Date;
  readonly dueAt: Date;
  readonly state: 'pending' | 'delivered' | 'given_up' | 'withdrawn' | 'muted';
  readonly tries: number;
  readonly endedAt: Date | undefined;
  readonly error: string | undefined;
  readonly errorSaid: SaidText | undefined;
}

export interface AlertDetail {
  readonly alert: AlertRecord;
  /** Hours in which something happened, oldest first. */
  readonly hours: readonly AlertHour[];
  /** Newest first. */
  readonly runs: readonly { readonly runId: string; readonly at: Date }[];
  /** Newest first. */
  readonly notices: readonly NoticeRecord[];
}

export interface AlertFilter {
  readonly limit: number;
  readonly cursor?: string;
  readonly project?: string;
  readonly workflow?: string;
  readonly state?: AlertState;
  readonly severity?: AlertSeverity;
  /** Part of a cause's fingerprint, workflow, task or error. */
  readonly text?: string;
}

/** A task by how much it says and how little of it matters. */
export interface NoisyTask {
  readonly project: string;
  readonly workflow: string;
  readonly task: string;
  readonly notified: number;
  readonly muted: number;
  readonly causes: number;
  readonly failures: number;
  readonly openings: number;
  /** Openings that somebody acknowledged. */
  readonly acted: number;
  /** Its loudest cause. */
  readonly alertId: string;
}

export interface SilenceScope {
  /** One cause. */
  readonly alertId?: string | undefined;
  /** All known causes of a workflow, or of a task. */
  readonly project?: string | undefined;
  readonly workflow?: string | undefined;
  readonly task?: string | undefined;
}

/** What a silence would have done had there been one. */
export interface SilencePreview {
  readonly notified: number;
  readonly causes: number;
  readonly acted: number;
  /** A task that it is of has as many causes as are told apart: what is new of a code counts to one of them, and is muted with it. */
  readonly holdsOthers: boolean;
}

export interface NewSilence extends SilenceScope {
  readonly id: string;
  readonly reason: string;
  readonly forMs: number;
  readonly unlessWorse: boolean;
  readonly idempotency?: Idempotency | undefined;
}

export type SilenceResult =
  | { readonly kind: 'made'; readonly silence: SilenceRecord }
  /** The idempotency key was used before with the same body: the silence it made then, as it is now. */
  | { readonly kind: 'replayed'; readonly silence: SilenceRecord }
  /** The idempotency key was used before with another body. */
  | { readonly kind: 'key_reused' }
  /** No cause of that scope is known. */
  | { readonly kind: 'nothing' }
  /** The project has as many as it may. */
  | { readonly kind: 'full' };

export interface SilenceRecord {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly workflow: string;
  /** Undefined: any. */
  readonly task: string | undefined;
  /** Undefined: all that were known. */
  readonly alertId: string | undefined;
  readonly fingerprint: string | undefined;
  readonly causes: number;
  readonly muted: number;
  readonly reason: string;
  readonly unlessWorse: boolean;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | undefined;
  readonly endedBy: string | undefined;
  readonly endReason: 'removed' | 'worse' | undefined;
}

export type AlertRuleRecord = ScopedAlertRule & {
  readonly project: string;
  readonly setBy: string;
  readonly setAt: Date;
};

export interface AlertRuleName {
  readonly project: string;
  readonly workflow: string;
  readonly task: string;
}

export interface NewChannel {
  readonly id: string;
  readonly project: string;
  readonly name: string;
  readonly kind: string;
  readonly url: string | undefined;
  readonly urlSecret: string | undefined;
  readonly signingSecret: string | undefined;
  readonly enabled: boolean;
}

export interface ChannelRecord extends NewChannel {
  readonly setBy: string;
  readonly setAt: Date;
  readonly deliveredAt: Date | undefined;
  readonly failedAt: Date | undefined;
  readonly error: string | undefined;
  readonly errorSaid: SaidText | undefined;
  /** In a row. */
  readonly failures: number;
  readonly waiting: number;
}

export interface AlertStore {
  /** The one that failed last comes first. */
  alerts(place: AlertPlace, filter: AlertFilter): Promise<Page<AlertRecord>>;
  alert(tenant: TenantScope, id: string): Promise<AlertDetail | undefined>;
  /** Undefined as `by`: takes it back. False: there is no open one of that id. */
  acknowledge(
    tenant: TenantScope,
    id: string,
    by: { readonly actor: string; readonly note?: string | undefined } | undefined,
  ): Promise<boolean>;
  /** The noisiest first. */
  noise(
    place: AlertPlace,
    filter: { readonly project?: string | undefined; readonly days: number; readonly limit: number },
  ): Promise<readonly NoisyTask[]>;

  /** Undefined: there is nothing of that scope. */
  previewSilence(place: AlertPlace, scope: SilenceScope, days: number): Promise<SilencePreview | undefined>;
  addSilence(place: AlertPlace, silence: NewSilence, by: By): Promise<SilenceResult>;
  /** Newest first. */
  silences(
    place: AlertPlace,
    filter: { readonly project?: string | undefined; readonly isActive?: boolean | undefined; readonly limit: number },
  ): Promise<readonly SilenceRecord[]>;
  silence(tenant: TenantScope, id: string): Promise<SilenceRecord | undefined>;
  /** False: it has ended, or there is none. */
  endSilence(tenant: TenantScope, id: string, by: By): Promise<boolean>;

  rules(tenant: TenantScope, filter: { readonly project?: string | undefined }): Promise<readonly AlertRuleRecord[]>;
  setRule(
    tenant: TenantScope,
    name: AlertRuleName,
    fields: AlertRuleFields,
    by: By,
  ): Promise<AlertRuleRecord | 'no_project' | 'full'>;
  removeRule(tenant: TenantScope, name: AlertRuleName): Promise<boolean>;

  channels(tenant: TenantScope, filter: { readonly project?: string | undefined }): Promise<readonly ChannelRecord[]>;
  channel(tenant: TenantScope, id: string): Promise<ChannelRecord | undefined>;
  setChannel(tenant: TenantScope, channel: NewChannel, by: By): Promise<ChannelRecord | 'no_project' | 'full'>;
  removeChannel(tenant: TenantScope, id: string): Promise<boolean>;
  /** A notice that says only that it arrived. Undefined: there is no such channel. */
  testChannel(
    tenant: TenantScope,
    id: string,
    notice: { readonly id: string; readonly idempotency?: Idempotency | undefined },
  ): Promise<MadeOnce<{ readonly id: string }> | undefined>;
  /** What became of a notice. */
  notice(tenant: TenantScope, id: string): Promise<NoticeRecord | undefined>;
  /** Sends one that was given up from its first try on, with the same id. False: there is no such notice. */
  retryNotice(tenant: TenantScope, id: string): Promise<boolean>;
}
