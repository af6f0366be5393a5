/** Silences: a cause, a task or a workflow that nobody is told of for a while, and why. */
import {
  CarillonError,
  formatId,
  MAX_SILENCE_MS,
  MAX_SILENCES,
  parseId,
  type Principal,
  type SilenceRecord,
  type SilenceResult,
  type SilenceScope,
  said,
  type Said,
} from '@carillon/core';
import { formatDuration, parseDuration } from '@carillon/core/units';
import { CreateSilence, PreviewSilence, Silence, SilencePreview } from '@carillon/protocol';
import { newUuid } from '@carillon/runtime';
import { type Static, Type } from 'typebox';
import { principalOf } from '../../http/access-hooks.ts';
import { pageRef, ref } from '../../http/schemas.ts';
import { type ApiContext, type App, notFound } from '../context.ts';
import { IdempotencyHeader, idempotencyOf, keyReused } from '../idempotency.ts';
import { given, Place } from '../query.ts';
import { actionView, API, instant } from '../views.ts';

const DAYS = 7;
const SHOWN = 500;
const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Filter = Type.Object({
  ...Place.properties,
  project: Type.Optional(Type.String({ maxLength: 63 })),
  active: Type.Optional(Type.Boolean({ description: 'true: those that have not ended; false: those that have' })),
});
const tags = ['alerts'];

export function addSilenceRoutes(app: App, { alerts, lookups }: Pick<ApiContext, 'alerts' | 'lookups'>): void {
  /** A cause says itself where it is. */
  const placeOf = async (principal: Principal, { environment }: PreviewSilence, scope: SilenceScope) => {
    const cause = scope.alertId === undefined ? undefined : (await alerts.alert(principal, scope.alertId))?.alert;
    if (scope.alertId !== undefined && !cause) throw notFound('alert');
    return lookups.place(principal, cause?.environment ?? environment);
  };

  app.get<{ Querystring: Static<typeof Filter> }>('/silences', {
    config: { access: { action: 'silence.read', resource: 'silence' } },
    schema: {
      tags,
      summary: `Silences of the last month, newest first, at most ${SHOWN}`,
      querystring: Filter,
      response: { 200: pageRef('SilencePage') },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { environment, project, active: isActive } = request.query;
      const place = await lookups.place(principal, environment);
      const silences = await alerts.silences(place, { project, isActive, limit: SHOWN });
      return { items: silences.map((silence) => silenceView(silence, principal)) };
    },
  });

  app.post<{ Body: PreviewSilence }>('/silences/preview', {
    config: { access: { action: 'silence.preview', resource: 'silence' } },
    schema: {
      tags,
      summary: 'Say what a silence would have muted',
      body: ref(PreviewSilence),
      response: { 200: ref(SilencePreview) },
    },
    handler: async (request) => {
      const { days = DAYS } = request.body;
      const scope = scopeOf(request.body);
      const place = await placeOf(principalOf(request), request.body, scope);
      const preview = await alerts.previewSilence(place, scope, days);
      if (!preview) throw nothingKnown();
      return { ...API, kind: 'SilencePreview', days, ...preview };
    },
  });

  app.post<{ Body: CreateSilence }>('/silences', {
    config: { access: { action: 'silence.create', resource: 'silence' } },
    schema: {
      tags,
      summary: 'Tell nobody of the causes that are known, until it is over; a new cause is told of all the same',
      headers: IdempotencyHeader,
      body: ref(CreateSilence),
      response: { 201: ref(Silence) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { reason, unlessWorse = false } = request.body;
      const forMs = lengthOf(request.body.for);
      const scope = scopeOf(request.body);
      const place = await placeOf(principal, request.body, scope);
      const idempotency = idempotencyOf(request, principal, 'POST /silences');
      const silence = { id: newUuid(), reason, forMs, unlessWorse, idempotency, ...scope };
      const result = await alerts.addSilence(place, silence, { actor: principal.name });
      const made = silenceOf(result);
      if (result.kind === 'replayed') reply.header('idempotency-replayed', 'true');
      request.audit.object = { id: formatId('sil', made.id), name: nameOf(made) };
      request.audit.after = { for: request.body.for, unlessWorse, causes: made.causes };
      return reply.code(201).send(silenceView(made, principal));
    },
  });

  app.delete<{ Params: Static<typeof ById> }>('/silences/:id', {
    config: { access: { action: 'silence.remove', resource: 'silence' } },
    schema: {
      tags,
      summary: 'End a silence before its time; it is kept with who ended it',
      params: ById,
      response: { 200: ref(Silence) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const id = parseId('sil', request.params.id);
      const before = id === undefined ? undefined : await alerts.silence(principal, id);
      if (!before) throw notFound('silence');
      request.audit.object = { name: nameOf(before) };
      await alerts.endSilence(principal, before.id, { actor: principal.name });
      return silenceView((await alerts.silence(principal, before.id)) ?? before, principal);
    },
  });
}

function scopeOf({ cause, project = 'default', workflow, task }: PreviewSilence): SilenceScope {
  const wrong = (message: Said, hint: Said) => new CarillonError({ code: 'VALIDATION_REQUEST', message, hint });
  if (cause !== undefined && (workflow !== undefined || task !== undefined))
    throw wrong(said`a silence is of a cause, or of a workflow and its tasks`, said`Give cause, or workflow and task.`);
  if (cause !== undefined) {
    const alertId = parseId('alr', cause);
    if (alertId === undefined) throw notFound('alert');
    return { alertId };
  }
  if (workflow === undefined)
    throw wrong(
      said`a silence needs a cause or a workflow`,
      said`Give cause: alr_…, or workflow: name. Nothing wider.`,
    );
  return { project, workflow, ...given({ task }) };
}

function lengthOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= MAX_SILENCE_MS) return ms;
  throw new CarillonError({
    code: 'VALIDATION_REQUEST',
    message: said`a silence cannot last ${text}`,
    hint: said`Write a time up to ${formatDuration(MAX_SILENCE_MS)}, as 4h or 2d: no silence is for ever.`,
  });
}

/** @throws CarillonError where none was made */
function silenceOf(result: SilenceResult): SilenceRecord {
  switch (result.kind) {
    case 'made':
    case 'replayed':
      return result.silence;
    case 'key_reused':
      throw keyReused();
    case 'nothing':
      throw nothingKnown();
    case 'full':
      throw new CarillonError({
        code: 'CONFLICT_STATE',
        message: said`the project has ${MAX_SILENCES} silences, which is as many as it may have`,
        hint: said`Silence a whole workflow instead of its causes, or remove silences that are not needed.`,
      });
  }
}

const nothingKnown = (): CarillonError =>
  new CarillonError({
    code: 'CONFLICT_STATE',
    message: said`nothing has failed there: there is no cause to silence`,
    hint: said`A silence is of causes that are known; see carillon alert list.`,
  });

const nameOf = ({ workflow, task }: SilenceRecord): string => (task === undefined ? workflow : `${workflow}/${task}`);

function stateOf({ endReason, expiresAt }: SilenceRecord): Silence['state'] {
  if (endReason) return endReason;
  return expiresAt.getTime() > Date.now() ? 'active' : 'expired';
}

function silenceView(record: SilenceRecord, principal: Principal): Silence {
  const {
    id,
    alertId,
    task,
    fingerprint,
    endedAt,
    endedBy,
    endReason: _told,
    createdAt,
    expiresAt,
    ...silence
  } = record;
  const state = stateOf(record);
  return {
    ...API,
    kind: 'Silence',
    id: formatId('sil', id),
    ...silence,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    state,
    ...given({
      task,
      fingerprint,
      endedBy,
      endedAt: instant(endedAt),
      cause: alertId === undefined ? undefined : formatId('alr', alertId),
    }),
    actions: {
      remove: actionView(principal, 'silence.remove', state === 'active' ? undefined : { code: 'SILENCE_ENDED' }),
    },
  };
}
