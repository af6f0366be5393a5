/** Backfills: lists, one of them with its dates, and what people do with it while it runs. */
import {
  BACKFILL_STATES,
  type BackfillChange,
  type BackfillRecord,
  backfillObstacle,
  CarillonError,
  explainBackfill,
  parseId,
  type Principal,
  type Reason,
  type ReasonCode,
  said,
} from '@carillon/core';
import { Backfill, CancelBackfill, ChangeBackfill, Explanation, SetBackfill } from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { orNothing, pageRef, ref } from '../http/schemas.ts';
import { backfillDateView, backfillView } from './backfill-views.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { explanationView } from './explain.ts';
import { given, knownNames, Paging, Place } from './query.ts';
import { pageView } from './views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Filter = Type.Object({
  ...Place.properties,
  ...Paging,
  project: Type.Optional(Type.String({ maxLength: 63 })),
  workflow: Type.Optional(Type.String({ maxLength: 63 })),
  state: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20, description: 'repeated, or with commas between' }),
  ),
});
const MAX_DATES = 1_000;
const DatePage = Type.Object({
  cursor: Paging.cursor,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DATES, default: 400 })),
});
const tags = ['backfills'];

type OfBackfill = { Params: Static<typeof ById> };

export function addBackfillRoutes(app: App, context: ApiContext): void {
  const { backfills, lookups } = context;
  const read = { access: { action: 'backfill.read', resource: 'backfill' } } as const;

  const find = async (principal: Principal, text: string): Promise<BackfillRecord> => {
    const id = parseId('bf', text);
    const backfill = id === undefined ? undefined : await backfills.backfill(principal, id);
    if (!backfill) throw notFound('backfill');
    return backfill;
  };

  const change = async (request: FastifyRequest<OfBackfill>, wanted: BackfillChange) => {
    const principal = principalOf(request);
    const before = await find(principal, request.params.id);
    const done = await backfills.command(principal, before.id, wanted);
    const after = await find(principal, request.params.id);
    request.audit.project = after.project;
    request.audit.object = { name: after.workflow };
    request.audit.before = { state: before.state, parallelism: before.parallelism };
    request.audit.after = { state: after.state, parallelism: after.parallelism };
    if (done) return backfillView(after, principal);
    const unsuccessful = after.totals.failed + after.totals.stopped;
    const obstacle = backfillObstacle(wanted.command, { state: after.state, unsuccessful });
    throw new CarillonError({
      code: 'CONFLICT_STATE',
      message: said`the backfill cannot take "${wanted.command}" now`,
      ...(obstacle && { refusal: obstacle }),
    });
  };

  app.get<{ Querystring: Static<typeof Filter> }>('/backfills', {
    config: read,
    schema: {
      tags,
      summary: 'Backfills, newest first',
      querystring: Filter,
      response: { 200: pageRef('BackfillPage') },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { environment, limit = 50, project, workflow, state, cursor } = request.query;
      const place = await lookups.place(principal, environment);
      const filter = given({ project, workflow, cursor, states: knownNames('state', state, BACKFILL_STATES) });
      return pageView(await backfills.backfills(place, { limit, ...filter }), (one) => backfillView(one, principal));
    },
  });

  app.get<OfBackfill>('/backfills/:id', {
    config: read,
    schema: { tags, summary: 'A backfill', params: ById, response: { 200: ref(Backfill) } },
    handler: async (request) => {
      const principal = principalOf(request);
      return backfillView(await find(principal, request.params.id), principal);
    },
  });

  app.get<OfBackfill>('/backfills/:id/explain', {
    config: read,
    schema: { tags, summary: 'Why it starts no further date now', params: ById, response: { 200: ref(Explanation) } },
    handler: async (request) => {
      const backfill = await find(principalOf(request), request.params.id);
      return explanationView(backfill.state, explainBackfill(backfill));
    },
  });

  app.get<OfBackfill & { Querystring: Static<typeof DatePage> }>('/backfills/:id/dates', {
    config: read,
    schema: {
      tags,
      summary: 'Its dates, in the order of their start',
      params: ById,
      querystring: DatePage,
      response: { 200: pageRef('BackfillDatePage') },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { id, downstream } = await find(principal, request.params.id);
      const { limit = 400, cursor } = request.query;
      const page = await backfills.dates(principal, id, { limit, ...given({ cursor }) });
      return pageView(page, (date) => backfillDateView(date, downstream));
    },
  });

  app.post<OfBackfill & { Body: ChangeBackfill | null }>('/backfills/:id/pause', {
    config: { access: { action: 'backfill.pause', resource: 'backfill' } },
    schema: {
      tags,
      summary: 'Start nothing more until it is resumed; what runs goes on',
      params: ById,
      body: orNothing(ChangeBackfill),
      response: { 200: ref(Backfill) },
    },
    handler: (request) => change(request, { command: 'pause', reason: reasonOf(request, 'PAUSED_BY_USER') }),
  });

  app.post<OfBackfill & { Body: ChangeBackfill | null }>('/backfills/:id/resume', {
    config: { access: { action: 'backfill.resume', resource: 'backfill' } },
    schema: {
      tags,
      summary: 'Go on with it',
      params: ById,
      body: orNothing(ChangeBackfill),
      response: { 200: ref(Backfill) },
    },
    handler: (request) => change(request, { command: 'resume' }),
  });

  app.post<OfBackfill & { Body: CancelBackfill | null }>('/backfills/:id/cancel', {
    config: { access: { action: 'backfill.cancel', resource: 'backfill' } },
    schema: {
      tags,
      summary: 'Start none of the rest; what runs finishes, or is stopped on request',
      params: ById,
      body: orNothing(CancelBackfill),
      response: { 200: ref(Backfill) },
    },
    handler: (request) =>
      change(request, {
        command: 'cancel',
        reason: reasonOf(request, 'CANCELLED_BY_USER'),
        stopRuns: request.body?.stopRuns ?? false,
      }),
  });

  app.post<OfBackfill & { Body: ChangeBackfill | null }>('/backfills/:id/retry', {
    config: { access: { action: 'backfill.retry', resource: 'backfill' } },
    schema: {
      tags,
      summary: 'Try the dates again that failed or were stopped',
      params: ById,
      body: orNothing(ChangeBackfill),
      response: { 200: ref(Backfill) },
    },
    handler: (request) => change(request, { command: 'retry' }),
  });

  app.post<OfBackfill & { Body: SetBackfill }>('/backfills/:id/set', {
    config: { access: { action: 'backfill.set', resource: 'backfill' } },
    schema: {
      tags,
      summary: 'Change how many dates are under way at a time',
      params: ById,
      body: ref(SetBackfill),
      response: { 200: ref(Backfill) },
    },
    handler: (request) => change(request, { command: 'set', parallelism: request.body.parallelism }),
  });
}

function reasonOf(request: FastifyRequest<{ Body: ChangeBackfill | null }>, code: ReasonCode): Reason {
  const message = request.body?.reason;
  const actor = principalOf(request).name;
  return { code, params: { actor, ...(message === undefined ? {} : { message }) } };
}
