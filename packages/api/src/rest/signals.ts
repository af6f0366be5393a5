/** Signals to one run, and events to all that wait for them. */
import {
  CarillonError,
  formatId,
  type JsonObject,
  type NewSignal,
  type Principal,
  type SignalResult,
  said,
} from '@carillon/core';
import { SendEvent, SendSignal, Signal } from '@carillon/protocol';
import { newUuid } from '@carillon/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound, runIdOf } from './context.ts';
import { assertAwaited } from './declared-signals.ts';
import { IdempotencyHeader, idempotencyOf, keyReused } from './idempotency.ts';
import { given, Place } from './query.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });

export function addSignalRoutes(app: App, context: ApiContext): void {
  const { queries, catalog, controller, lookups } = context;

  app.post<{ Params: Static<typeof ById>; Body: SendSignal }>('/runs/:id/signal', {
    config: { access: { action: 'run.signal', resource: 'run' } },
    schema: {
      tags: ['runs'],
      summary: 'Tell a run what one of its tasks waits for; kept until it does',
      params: ById,
      headers: IdempotencyHeader,
      body: ref(SendSignal),
      response: { 201: ref(Signal) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { body } = request;
      const run = await queries.run(principal, runIdOf(request.params.id));
      if (!run) throw notFound('run');
      request.audit.project = run.project;
      request.audit.environment = run.environment;
      request.audit.object = { name: run.workflow };
      // A run that is a part of another has no version of its own to look into.
      const version = await catalog.version(principal, run.project, run.workflow, run.version);
      if (version) assertAwaited(version.document, body.name, (body.payload ?? {}) as JsonObject);
      const signal = signalOf(request, principal, 'POST /runs/{id}/signal');
      const { id, woken } = accepted(await controller.signal(principal, run.id, signal), reply);
      request.audit.after = given({ signal: body.name, key: body.key });
      return reply.code(201).send(viewOf(signal, { id, woken, runId: run.id }));
    },
  });

  app.post<{ Body: SendEvent; Querystring: Place }>('/events', {
    config: { access: { action: 'event.send', resource: 'event' } },
    schema: {
      tags: ['runs'],
      summary: 'Tell all runs of a project what tasks of them wait for',
      querystring: Place,
      headers: IdempotencyHeader,
      body: ref(SendEvent),
      response: { 201: ref(Signal) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const { project = 'default' } = request.body;
      const { environment } = await lookups.place(principal, request.query.environment);
      const scope = await catalog.scopeOf(principal, project, environment);
      if (!scope) throw notFound('project');
      request.audit.project = project;
      request.audit.environment = environment;
      request.audit.object = { name: request.body.name };
      const signal = signalOf(request, principal, 'POST /events');
      const { id, woken } = accepted(await controller.sendEvent(scope, signal), reply);
      request.audit.after = given({ event: request.body.name, key: request.body.key, woken });
      return reply.code(201).send(viewOf(signal, { id, woken }));
    },
  });
}

function signalOf(request: FastifyRequest, principal: Principal, route: string): NewSignal {
  const { name, key, payload = {} } = request.body as SendSignal;
  const idempotency = idempotencyOf(request, principal, route);
  return {
    id: newUuid(),
    name,
    key,
    payload: payload as JsonObject,
    actor: principal.name,
    idempotencyKey: idempotency && `${idempotency.principal} ${idempotency.key}`,
  };
}

/** @throws CarillonError where it was not taken */
function accepted(result: SignalResult, reply: FastifyReply): { readonly id: string; readonly woken: number } {
  switch (result.kind) {
    case 'replayed':
      reply.header('idempotency-replayed', 'true');
      return result;
    case 'sent':
      return result;
    case 'not_found':
      throw notFound('run');
    case 'already_final':
      throw new CarillonError({
        code: 'CONFLICT_STATE',
        message: said`the run has ended`,
        hint: said`Nothing waits in it any more.`,
      });
    case 'key_reused':
      throw keyReused();
    case 'full':
      throw new CarillonError({
        code: 'LIMIT_SIGNALS',
        message: said`the run keeps ${result.limit} signals that no task has taken`,
        hint: said`Send the next ones when tasks wait for them.`,
      });
  }
}

const viewOf = (
  { name, key }: NewSignal,
  { id, woken, runId }: { readonly id: string; readonly woken: number; readonly runId?: string },
): Signal => ({
  apiVersion: 'carillon/v1',
  kind: 'Signal',
  id: formatId('evt', id),
  name,
  ...given({ key, runId: runId && formatId('run', runId) }),
  woken,
});
