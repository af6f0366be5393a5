/** Causes of failures: who was told, and who sees to them. */
import {
  ALERT_SEVERITIES,
  type AlertDetail as AlertDetailRecord,
  type AlertRecord,
  formatId,
  holdsOtherCauses,
  type NoisyTask as NoisyTaskRecord,
  type NoticeRecord,
  parseId,
  type Principal,
  type Refusal,
} from '@carillon/core';
import { AcknowledgeAlert, Alert, AlertDetail, type AlertNotice, type NoisyTask } from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../../http/access-hooks.ts';
import { orNothing, pageRef, ref } from '../../http/schemas.ts';
import { type ApiContext, type App, notFound } from '../context.ts';
import { given, Paging, Place } from '../query.ts';
import { actionView, API, instant, pageView, present, reasonView } from '../views.ts';

const DAYS = 7;
const NOISIEST = 100;

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Project = { project: Type.Optional(Type.String({ maxLength: 63 })) };
const Filter = Type.Object({
  ...Place.properties,
  ...Paging,
  ...Project,
  workflow: Type.Optional(Type.String({ maxLength: 63 })),
  state: Type.Optional(Type.Enum(['open', 'recovered'])),
  severity: Type.Optional(Type.Enum([...ALERT_SEVERITIES])),
  q: Type.Optional(
    Type.String({ maxLength: 200, description: 'part of the fingerprint, the workflow, the task or the error' }),
  ),
});
const NoiseFilter = Type.Object({
  ...Place.properties,
  ...Project,
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, default: DAYS, description: 'how far to look back' })),
});
const tags = ['alerts'];
const READ = { access: { action: 'alert.read', resource: 'alert' } } as const;
const ACKNOWLEDGE = { access: { action: 'alert.acknowledge', resource: 'alert' } } as const;

type OfAlert = { Params: Static<typeof ById> };

export function addAlertRoutes(app: App, { alerts, lookups }: Pick<ApiContext, 'alerts' | 'lookups'>): void {
  const find = async (principal: Principal, text: string): Promise<AlertDetailRecord> => {
    const id = parseId('alr', text);
    const found = id === undefined ? undefined : await alerts.alert(principal, id);
    if (!found) throw notFound('alert');
    return found;
  };

  /** Acknowledging what recovered meanwhile changes nothing: whoever asks sees that it has. */
  const acknowledge = async (request: FastifyRequest<OfAlert>, by: Parameters<typeof alerts.acknowledge>[2]) => {
    const principal = principalOf(request);
    const { alert } = await find(principal, request.params.id);
    request.audit.project = alert.project;
    request.audit.environment = alert.environment;
    request.audit.object = { name: `${alert.workflow}/${alert.task}` };
    request.audit.after = { acknowledged: by !== undefined, ...(by?.note !== undefined && { note: by.note }) };
    await alerts.acknowledge(principal, alert.id, by);
    return alertView((await find(principal, request.params.id)).alert, principal);
  };

  app.get<{ Querystring: Static<typeof Filter> }>('/alerts', {
    config: READ,
    schema: {
      tags,
      summary: 'Causes of failed runs, the one that failed last first',
      querystring: Filter,
      response: { 200: pageRef('AlertPage') },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { environment, limit = 50, project, workflow, state, severity, q: text, cursor } = request.query;
      const place = await lookups.place(principal, environment);
      const filter = given({ project, workflow, state, severity, text, cursor });
      return pageView(await alerts.alerts(place, { limit, ...filter }), (alert) => alertView(alert, principal));
    },
  });

  app.get<{ Querystring: Static<typeof NoiseFilter> }>('/alerts/noise', {
    config: READ,
    schema: {
      tags,
      summary: 'Tasks by notifications for each distinct cause, the noisiest first',
      querystring: NoiseFilter,
      response: { 200: pageRef('NoisyTaskPage') },
    },
    handler: async (request) => {
      const { environment, project, days = DAYS } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      return { items: (await alerts.noise(place, { project, days, limit: NOISIEST })).map(noisyView) };
    },
  });

  app.get<OfAlert>('/alerts/:id', {
    config: READ,
    schema: {
      tags,
      summary: 'A cause with its failures by the hour, its newest runs and notices',
      params: ById,
      response: { 200: ref(AlertDetail) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      return detailView(await find(principal, request.params.id), principal);
    },
  });

  app.post<OfAlert & { Body: AcknowledgeAlert | null }>('/alerts/:id/acknowledge', {
    config: ACKNOWLEDGE,
    schema: {
      tags,
      summary: 'Say that somebody sees to it, until it has recovered',
      params: ById,
      body: orNothing(AcknowledgeAlert),
      response: { 200: ref(Alert) },
    },
    handler: (request) => acknowledge(request, { actor: principalOf(request).name, note: request.body?.note }),
  });

  app.post<OfAlert>('/alerts/:id/unacknowledge', {
    config: ACKNOWLEDGE,
    schema: { tags, summary: 'Take that back', params: ById, response: { 200: ref(Alert) } },
    handler: (request) => acknowledge(request, undefined),
  });
}

function alertView(record: AlertRecord, principal: Principal): Alert {
  const { acknowledgedAt, acknowledgedBy, acknowledgeNote, reason, told, ...alert } = record;
  const closed = alert.state === 'open' ? undefined : ({ code: 'ALERT_RECOVERED' } as const);
  return present({
    ...API,
    kind: 'Alert' as const,
    ...alert,
    id: formatId('alr', alert.id),
    lastRunId: formatId('run', alert.lastRunId),
    reason: reasonView(reason) ?? { code: reason.code },
    firstAt: alert.firstAt.toISOString(),
    openedAt: alert.openedAt.toISOString(),
    lastAt: alert.lastAt.toISOString(),
    recoveredAt: instant(alert.recoveredAt),
    silencedUntil: instant(alert.silencedUntil),
    acknowledged:
      acknowledgedAt && acknowledgedBy
        ? present({ at: acknowledgedAt.toISOString(), by: acknowledgedBy, note: acknowledgeNote })
        : undefined,
    told: [...told],
    holdsOthers: holdsOtherCauses(record) || undefined,
    actions: {
      acknowledge: actionView(principal, 'alert.acknowledge', closed),
      silence: actionView(principal, 'silence.create', undefined),
    },
  }) as Alert;
}

const detailView = ({ alert, hours, runs, notices }: AlertDetailRecord, principal: Principal): AlertDetail => ({
  ...alertView(alert, principal),
  hours: hours.map(({ hour, ...counts }) => ({ hour: hour.toISOString(), ...counts })),
  runs: runs.map(({ runId, at }) => ({ runId: formatId('run', runId), at: at.toISOString() })),
  notices: notices.map((notice) => noticeView(notice, principal)),
});

export function noticeView(notice: NoticeRecord, principal: Principal): AlertNotice {
  const { id, kind, channel, at, dueAt, state, tries, endedAt, error, errorSaid } = notice;
  const obstacle = state === 'given_up' ? undefined : noticeObstacle(state);
  return {
    ...API,
    kind: 'AlertNotice',
    id: formatId('evt', id),
    type: kind,
    at: at.toISOString(),
    state,
    tries,
    ...given({
      channel,
      dueAt: state === 'pending' ? dueAt.toISOString() : undefined,
      endedAt: instant(endedAt),
      error,
      errorSaid,
    }),
    actions: { retry: actionView(principal, 'alert.retry_notice', obstacle) },
  };
}

/** Only one that was given up is sent again; one that is pending is tried by itself. */
export const noticeObstacle = (state: NoticeRecord['state']): Refusal => ({
  code: 'NOTICE_STATE',
  params: { noticeState: state },
});

function noisyView({ openings, acted, alertId, ...task }: NoisyTaskRecord): NoisyTask {
  const again = Math.max(0, openings - task.causes);
  return {
    ...task,
    perCause: task.notified / task.causes,
    flapRate: openings === 0 ? 0 : again / openings,
    ignoredShare: openings === 0 ? 1 : 1 - Math.min(openings, acted) / openings,
    alertId: formatId('alr', alertId),
  };
}
