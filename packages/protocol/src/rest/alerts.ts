/** What failed, by cause; how noisy it is; who is told, and what nobody is told of for a while. */
import { type Static, Type } from 'typebox';
import { Count, Id, Instant, Name, Opt } from './fields.ts';
import { Action, Reason, SaidText } from './problem.ts';

const API = { apiVersion: Type.Literal('carillon/v1') };
const SEVERITIES = ['critical', 'warning', 'info'] as const;
const Severity = Type.Enum([...SEVERITIES]);
const Task = Type.String({ maxLength: 200, description: 'empty: the run ended by itself' });
const Duration = Type.String({ pattern: '^[0-9]{1,12}(ms|s|m|h|d)$' });
const Text = Type.String({ minLength: 1, maxLength: 2000 });

const ALERT = {
  ...API,
  kind: Type.Literal('Alert'),
  id: Id('alr'),
  fingerprint: Type.String({ description: 'of workflow, task and error; equal where they are' }),
  project: Name,
  environment: Name,
  workflow: Name,
  task: Task,
  reason: Reason,
  severity: Severity,
  state: Type.Enum(['open', 'recovered'], { description: '`recovered`: a run of the workflow has succeeded since' }),
  failures: Count,
  openings: Type.Integer({ minimum: 0, description: 'the first failure, and each that came after a recovery' }),
  notified: Type.Integer({ minimum: 0, description: 'notices, each counted once for all receivers' }),
  muted: Type.Integer({ minimum: 0, description: 'notices that a silence kept back' }),
  firstAt: Instant,
  openedAt: Instant,
  lastAt: Instant,
  lastRunId: Id('run'),
  recoveredAt: Opt(Instant),
  acknowledged: Opt(Type.Object({ at: Instant, by: Type.String(), note: Opt(Type.String()) })),
  silencedUntil: Opt(Instant),
  told: Type.Array(Type.String(), { description: 'channels that were told of this opening' }),
  holdsOthers: Opt(
    Type.Boolean({
      description: 'it stands for all errors of its task and its code beyond as many causes as are told apart',
    }),
  ),
  actions: Type.Object({ acknowledge: Action, silence: Action }),
};

export const Alert = Type.Object(ALERT, { $id: 'Alert', description: 'one cause of failed runs' });
export type Alert = Static<typeof Alert>;

export const AlertNotice = Type.Object(
  {
    ...API,
    kind: Type.Literal('AlertNotice'),
    id: Id('evt'),
    type: Type.Enum(['failure', 'worse', 'recovery', 'test']),
    channel: Opt(Type.String()),
    at: Instant,
    dueAt: Opt({ ...Instant, description: 'when it is sent, or tried again' }),
    state: Type.Enum(['pending', 'delivered', 'given_up', 'withdrawn', 'muted'], {
      description: '`withdrawn`: the cause recovered while the notice was held',
    }),
    tries: Count,
    endedAt: Opt(Instant),
    error: Opt(Type.String({ description: 'why it did not arrive, where it did not' })),
    errorSaid: Opt(SaidText),
    actions: Type.Object({ retry: Action }),
  },
  { $id: 'AlertNotice' },
);
export type AlertNotice = Static<typeof AlertNotice>;

export const AlertDetail = Type.Object(
  {
    ...ALERT,
    hours: Type.Array(Type.Object({ hour: Instant, failures: Count, notified: Count, muted: Count }), {
      description: 'hours of the last month in which something happened, oldest first',
    }),
    runs: Type.Array(Type.Object({ runId: Id('run'), at: Instant }), { description: 'at most 20, newest first' }),
    notices: Type.Array(AlertNotice, { description: 'at most 50, newest first' }),
  },
  { $id: 'AlertDetail' },
);
export type AlertDetail = Static<typeof AlertDetail>;

export const AcknowledgeAlert = Type.Object(
  { note: Opt(Text) },
  { $id: 'AcknowledgeAlert', additionalProperties: false },
);
export type AcknowledgeAlert = Static<typeof AcknowledgeAlert>;

const Share = Type.Number({ minimum: 0, maximum: 1 });
export const NoisyTask = Type.Object(
  {
    project: Name,
    workflow: Name,
    task: Task,
    notified: Count,
    muted: Count,
    causes: Count,
    failures: Count,
    perCause: Type.Number({ description: 'notifications for each distinct cause' }),
    flapRate: { ...Share, description: 'share of its openings that came after a recovery' },
    ignoredShare: { ...Share, description: 'share of its openings that nobody acknowledged' },
    alertId: { ...Id('alr'), description: 'its loudest cause' },
  },
  { $id: 'NoisyTask' },
);
export type NoisyTask = Static<typeof NoisyTask>;

const SCOPE = {
  environment: Opt({ ...Name, description: 'default: dev' }),
  cause: Opt(Id('alr')),
  project: Opt(Name),
  workflow: Opt(Name),
  task: Opt(Task),
};
const ForHowLong = Type.String({
  pattern: '^[0-9]{1,12}(ms|s|m|h|d)$',
  description: 'how long, at most 30d: no silence is for ever',
});

export const Silence = Type.Object(
  {
    ...API,
    kind: Type.Literal('Silence'),
    id: Id('sil'),
    project: Name,
    environment: Name,
    workflow: Name,
    task: Opt({ ...Task, description: 'absent: any of the workflow' }),
    cause: Opt({ ...Id('alr'), description: 'absent: all that were known when it was made' }),
    fingerprint: Opt(Type.String()),
    causes: Type.Integer({ minimum: 0, description: 'that it keeps quiet' }),
    muted: Type.Integer({ minimum: 0, description: 'notices that it kept back' }),
    reason: Type.String(),
    unlessWorse: Type.Boolean({ description: 'ends when a cause fails more than three times as often as usual' }),
    createdBy: Type.String(),
    createdAt: Instant,
    expiresAt: Instant,
    state: Type.Enum(['active', 'expired', 'removed', 'worse']),
    endedAt: Opt(Instant),
    endedBy: Opt(Type.String()),
    actions: Type.Object({ remove: Action }),
  },
  { $id: 'Silence', description: 'a cause that was not known when it was made is told of all the same' },
);
export type Silence = Static<typeof Silence>;

export const CreateSilence = Type.Object(
  { ...SCOPE, for: ForHowLong, reason: Text, unlessWorse: Opt(Type.Boolean({ default: false })) },
  { $id: 'CreateSilence', additionalProperties: false, description: 'a cause, or a workflow, or a task of it' },
);
export type CreateSilence = Static<typeof CreateSilence>;

export const PreviewSilence = Type.Object(
  { ...SCOPE, days: Opt(Type.Integer({ minimum: 1, maximum: 30, default: 7 })) },
  { $id: 'PreviewSilence', additionalProperties: false },
);
export type PreviewSilence = Static<typeof PreviewSilence>;

export const SilencePreview = Type.Object(
  {
    ...API,
    kind: Type.Literal('SilencePreview'),
    days: Count,
    notified: Type.Integer({ minimum: 0, description: 'notifications that it would have muted' }),
    causes: Type.Integer({ minimum: 0, description: 'that were told of' }),
    acted: Type.Integer({ minimum: 0, description: 'causes that somebody acknowledged' }),
    holdsOthers: Type.Boolean({
      description: 'new errors of its code are kept quiet as well: a task has as many causes as are told apart',
    }),
  },
  { $id: 'SilencePreview' },
);
export type SilencePreview = Static<typeof SilencePreview>;

const RULE_SCOPE = {
  project: Name,
  workflow: Opt({ ...Name, description: 'absent: all of the project' }),
  task: Opt({ ...Name, description: 'absent: all of the workflow' }),
};
const RULE_FIELDS = {
  severity: Opt(Severity),
  hold: Opt({ ...Duration, description: 'so long a cause may recover by itself before anybody is told; at most 24h' }),
  everyFailure: Opt(Type.Boolean({ description: 'false: one notice per cause, until it has recovered' })),
  tellRecovery: Opt(Type.Boolean()),
  channels: Opt(Type.Array(Name, { maxItems: 50, description: 'absent: all of the project' })),
};

export const AlertRule = Type.Object(
  {
    ...API,
    kind: Type.Literal('AlertRule'),
    ...RULE_SCOPE,
    ...RULE_FIELDS,
    setBy: Opt(Type.String({ description: 'absent: the default, which nobody set' })),
    setAt: Opt(Instant),
  },
  { $id: 'AlertRule', description: 'fields that are absent are those of the wider rule' },
);
export type AlertRule = Static<typeof AlertRule>;

export const SetAlertRule = Type.Object(
  { ...RULE_SCOPE, ...RULE_FIELDS },
  { $id: 'SetAlertRule', additionalProperties: false },
);
export type SetAlertRule = Static<typeof SetAlertRule>;

export const RemoveAlertRule = Type.Object(RULE_SCOPE, { $id: 'RemoveAlertRule', additionalProperties: false });
export type RemoveAlertRule = Static<typeof RemoveAlertRule>;

const CHANNEL_FIELDS = {
  url: Opt(Type.String({ minLength: 1, maxLength: 2000, description: 'where notices are sent by POST' })),
  urlSecret: Opt({ ...Name, description: 'a secret that holds the address, instead of `url`' }),
  signingSecret: Opt({ ...Name, description: 'a secret that requests are signed with, as Standard Webhooks do' }),
};

export const Channel = Type.Object(
  {
    ...API,
    kind: Type.Literal('Channel'),
    id: Id('chn'),
    project: Name,
    name: Name,
    type: Type.Enum(['webhook']),
    ...CHANNEL_FIELDS,
    enabled: Type.Boolean(),
    setBy: Type.String(),
    setAt: Instant,
    deliveredAt: Opt({ ...Instant, description: 'the newest notice that arrived' }),
    failedAt: Opt(Instant),
    error: Opt(Type.String({ description: 'of the newest try, where it failed' })),
    errorSaid: Opt(SaidText),
    failures: Type.Integer({ minimum: 0, description: 'in a row' }),
    waiting: Type.Integer({ minimum: 0, description: 'notices that were not sent yet' }),
  },
  { $id: 'Channel' },
);
export type Channel = Static<typeof Channel>;

export const SetChannel = Type.Object(
  {
    project: Name,
    name: Name,
    type: Opt(Type.String({ maxLength: 63, default: 'webhook' })),
    ...CHANNEL_FIELDS,
    enabled: Opt(Type.Boolean({ default: true })),
  },
  { $id: 'SetChannel', additionalProperties: false },
);
export type SetChannel = Static<typeof SetChannel>;
