/** Plans: what would be done, shown first and then carried out as it was shown. */
import { CarillonError, formatId, parseId, type PlanRecord, type Principal } from '@carillon/core';
import { ApplyPlan, Backfill, CreatePlan, Plan } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { InputError } from '../http/problem.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { assertFresh, makePlan } from './backfill-planner.ts';
import { backfillView, confirmCountOf, planItemView, planView } from './backfill-views.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { Place } from './query.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const MAX_ITEMS = 1_000;
const ItemPage = Type.Object({
  cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$', description: 'how many items are known' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ITEMS, default: 400 })),
});
const tags = ['backfills'];

type OfPlan = { Params: Static<typeof ById> };

export function addPlanRoutes(app: App, context: ApiContext): void {
  const { backfills, lookups, clock } = context;

  const find = async (principal: Principal, text: string): Promise<PlanRecord> => {
    const id = parseId('pln', text);
    const plan = id === undefined ? undefined : await backfills.plan(principal, id);
    if (!plan) throw notFound('plan');
    return plan;
  };

  app.post<{ Body: CreatePlan; Querystring: Place }>('/plans', {
    config: { access: { action: 'plan.create', resource: 'plan' } },
    schema: {
      tags,
      summary: 'What a backfill would do; kept for an hour, to be applied as it is',
      querystring: Place,
      body: ref(CreatePlan),
      response: { 201: ref(Plan) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const place = await lookups.place(principal, request.query.environment);
      const { kind: _, ...asked } = request.body;
      const plan = await makePlan(context, place, principal, asked);
      const record = await backfills.addPlan(principal, plan, principal.name);
      return reply.code(201).send(planView(record, principal, clock.now()));
    },
  });

  app.get<OfPlan>('/plans/:id', {
    config: { access: { action: 'plan.read', resource: 'plan' } },
    schema: { tags, summary: 'A plan with its first items', params: ById, response: { 200: ref(Plan) } },
    handler: async (request) => {
      const principal = principalOf(request);
      return planView(await find(principal, request.params.id), principal, clock.now());
    },
  });

  app.get<OfPlan & { Querystring: Static<typeof ItemPage> }>('/plans/:id/items', {
    config: { access: { action: 'plan.read', resource: 'plan' } },
    schema: {
      tags,
      summary: 'All items of a plan, in the order of their start',
      params: ById,
      querystring: ItemPage,
      response: { 200: pageRef('PlanItemPage') },
    },
    handler: async (request) => {
      const { items } = await find(principalOf(request), request.params.id);
      const { cursor = '0', limit = 400 } = request.query;
      const end = Number(cursor) + limit;
      const page = items.slice(Number(cursor), end).map(planItemView);
      return { items: page, ...(end < items.length ? { nextCursor: String(end) } : {}) };
    },
  });

  app.post<OfPlan & { Body: ApplyPlan | null }>('/plans/:id/apply', {
    config: { access: { action: 'plan.apply', resource: 'plan' } },
    schema: {
      tags,
      summary: 'Carry a plan out: once, however often it is asked for',
      params: ById,
      body: { anyOf: [ref(ApplyPlan), { type: 'null' }] },
      response: { 201: ref(Backfill) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const plan = await find(principal, request.params.id);
      const { reason, confirmCount } = request.body ?? {};
      // A plan that was applied before is answered with its backfill; the world has moved since by its own doing.
      if (!plan.appliedAt) {
        assertConfirmed(plan, confirmCount);
        await assertFresh(context, principal, plan);
      }
      const id = await backfills.apply(principal, plan, { actor: principal.name, message: reason });
      if (id === undefined) throw expired();
      const backfill = await backfills.backfill(principal, id);
      if (!backfill) throw notFound('backfill');
      request.audit.project = backfill.project;
      request.audit.after = {
        backfill: formatId('bf', id),
        workflow: backfill.workflow,
        totals: { ...backfill.totals },
      };
      return reply.code(201).send(backfillView(backfill, principal));
    },
  });
}

function assertConfirmed(plan: PlanRecord, confirmed: number | undefined): void {
  const expected = confirmCountOf(plan);
  if (expected === undefined || confirmed === expected) return;
  const message =
    confirmed === undefined
      ? `this starts ${expected} runs, which must be confirmed`
      : `this starts ${expected} runs, and ${confirmed} were confirmed`;
  const item = { pointer: '/confirmCount', code: 'VALIDATION_CONFIRM', message: `give ${expected} as confirmCount` };
  throw new InputError('VALIDATION_CONFIRM', message, [item]);
}

const expired = (): CarillonError =>
  new CarillonError({ code: 'PLAN_STALE', message: 'the plan is older than an hour', hint: 'Make a new one.' });
