/** Plans: what would be done, shown first and then carried out as it was shown. */
import {
  type BulkCommand,
  type BulkRecord,
  CarillonError,
  formatId,
  parseId,
  type PlanRecord,
  type Principal,
  type WorkflowPlanRecord,
  said,
} from '@carillon/core';
import {
  ApplyPlan,
  Backfill,
  BulkPlan,
  ChangeBulkPlan,
  CreateBulkPlan,
  CreatePlan,
  CreateWorkflowPlan,
  Plan,
  WorkflowPlan,
} from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { originOf } from '../audit/audit-note.ts';
import { orNothing, pageRef, ref } from '../http/schemas.ts';
import { assertFresh, makePlan } from './backfill-planner.ts';
import { backfillView, confirmCountOf, planItemView, planView } from './backfill-views.ts';
import { assertBulkConfirmed, bulkItemView, bulkPlanView, commandBulk, makeBulkPlan } from './bulk-plans.ts';
import { assertCountConfirmed } from './confirm-count.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { given, Paging, Place } from './query.ts';
import { applyWorkflowPlan } from './workflow-plans/apply.ts';
import { makeWorkflowPlan } from './workflow-plans/make.ts';
import { workflowPlanView } from './workflow-plans/view.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
/** Of a plan that comes with its first items. */
const SHOWN_ITEMS = 400;
const MAX_ITEMS = 1_000;
const ItemPage = Type.Object({
  cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,9}$', description: 'how many items are known' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ITEMS, default: SHOWN_ITEMS })),
});
const Listed = Type.Object({ ...Place.properties, ...Paging });
const AnyPlan = { anyOf: [ref(Plan), ref(BulkPlan), ref(WorkflowPlan)] };
const tags = ['plans'];

const Shown = Type.Object({
  items: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_ITEMS, description: 'how many of its first items' })),
});

type OfPlan = { Params: Static<typeof ById> };
/** What a plan is of, and the plan. */
type Found =
  | { readonly of: 'backfill'; readonly plan: PlanRecord }
  | { readonly of: 'runs'; readonly bulk: BulkRecord }
  | { readonly of: 'workflows'; readonly plan: WorkflowPlanRecord };

export function addPlanRoutes(app: App, context: ApiContext): void {
  const { backfills, bulks, workflowPlans, lookups, clock } = context;

  const find = async (principal: Principal, text: string): Promise<Found> => {
    const id = parseId('pln', text);
    if (id === undefined) throw notFound('plan');
    const plan = await backfills.plan(principal, id);
    if (plan) return { of: 'backfill', plan };
    const bulk = await bulks.get(principal, id);
    if (bulk) return { of: 'runs', bulk };
    const ofWorkflows = await workflowPlans.get(principal, id);
    if (ofWorkflows) return { of: 'workflows', plan: ofWorkflows };
    throw notFound('plan');
  };

  const viewOf = (found: Found, principal: Principal, shown?: number): Plan | WorkflowPlan | Promise<BulkPlan> => {
    switch (found.of) {
      case 'backfill':
        return planView(found.plan, { principal, now: clock.now(), shown: shown ?? SHOWN_ITEMS });
      case 'runs':
        return bulkPlanView(context, principal, found.bulk, { shown: shown ?? SHOWN_ITEMS });
      case 'workflows':
        return workflowPlanView(context, principal, found.plan, given({ shown }));
    }
  };

  // Without an idempotency key: a plan does nothing until it is applied, which it is once, and one too many is gone in an hour.
  app.post<{ Body: CreatePlan | CreateBulkPlan | CreateWorkflowPlan; Querystring: Place }>('/plans', {
    config: { access: { action: 'plan.create', resource: 'plan' } },
    schema: {
      tags,
      summary:
        'What a backfill, or a command for many runs or workflows, would do; kept for an hour, to be applied as it is',
      querystring: Place,
      // Not `anyOf`: what is wrong is said of the one that is meant.
      body: {
        if: { properties: { kind: { const: 'bulk_runs' } } },
        then: ref(CreateBulkPlan),
        else: {
          if: { properties: { kind: { const: 'workflows' } } },
          then: ref(CreateWorkflowPlan),
          else: ref(CreatePlan),
        },
      },
      response: { 201: AnyPlan },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const place = await lookups.place(principal, request.query.environment);
      if (request.body.kind === 'bulk_runs') {
        const id = await makeBulkPlan(context, place, principal, request.body);
        return reply.code(201).send(await viewOf(await find(principal, formatId('pln', id)), principal));
      }
      if (request.body.kind === 'workflows') {
        const id = await makeWorkflowPlan(context, place, principal, request.body);
        return reply.code(201).send(await viewOf(await find(principal, formatId('pln', id)), principal));
      }
      const { kind: _, ...asked } = request.body;
      const plan = await makePlan(context, place, principal, asked);
      const record = await backfills.addPlan(principal, plan, principal.name);
      return reply.code(201).send(planView(record, { principal, now: clock.now(), shown: SHOWN_ITEMS }));
    },
  });

  app.get<{ Querystring: Static<typeof Listed> }>('/plans', {
    config: { access: { action: 'plan.read', resource: 'plan' } },
    schema: {
      tags,
      summary: 'Commands for many runs that were applied, newest first',
      querystring: Listed,
      response: { 200: pageRef('BulkPlanPage') },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { environment, limit = 50, cursor } = request.query;
      const page = await bulks.list(await lookups.place(principal, environment), { limit, ...given({ cursor }) });
      const items = page.items.map((bulk) => bulkPlanView(context, principal, bulk, { shown: 0 }));
      return { items: await Promise.all(items), ...given({ nextCursor: page.nextCursor }) };
    },
  });

  app.get<OfPlan & { Querystring: Static<typeof Shown> }>('/plans/:id', {
    config: { access: { action: 'plan.read', resource: 'plan' } },
    schema: {
      tags,
      summary: 'A plan with its first items',
      params: ById,
      querystring: Shown,
      response: { 200: AnyPlan },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      return viewOf(await find(principal, request.params.id), principal, request.query.items);
    },
  });

  app.get<OfPlan & { Querystring: Static<typeof ItemPage> }>('/plans/:id/items', {
    config: { access: { action: 'plan.read', resource: 'plan' } },
    schema: {
      tags,
      summary: 'All items of a plan, in the order of their start',
      params: ById,
      querystring: ItemPage,
      response: { 200: { anyOf: [pageRef('PlanItemPage'), pageRef('BulkItemPage'), pageRef('WorkflowPlanItemPage')] } },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const found = await find(principal, request.params.id);
      const { cursor = '0', limit = SHOWN_ITEMS } = request.query;
      const [from, end] = [Number(cursor), Number(cursor) + limit];
      if (found.of === 'runs') {
        const runs = await bulks.runs(principal, found.bulk.id, from, limit + 1);
        const items = runs.slice(0, limit).map(bulkItemView);
        return { items, ...(runs.length > limit ? { nextCursor: String(end) } : {}) };
      }
      const items =
        found.of === 'backfill'
          ? found.plan.items.map(planItemView)
          : workflowPlanView(context, principal, found.plan).items;
      return { items: items.slice(from, end), ...(end < items.length ? { nextCursor: String(end) } : {}) };
    },
  });

  app.post<OfPlan & { Body: ApplyPlan | null }>('/plans/:id/apply', {
    config: { access: { action: 'plan.apply', resource: 'plan' } },
    schema: {
      tags,
      summary: 'Carry a plan out: once, however often it is asked for',
      params: ById,
      body: orNothing(ApplyPlan),
      response: { 201: { anyOf: [ref(Backfill), ref(BulkPlan), ref(WorkflowPlan)] } },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const found = await find(principal, request.params.id);
      const { reason, confirmCount } = request.body ?? {};
      if (found.of === 'runs') {
        assertBulkConfirmed(found.bulk, confirmCount);
        const bulk = await commandBulk(context, principal, found.bulk, 'apply', reason);
        request.audit.after = {
          planKind: 'runs',
          action: bulk.action,
          filter: bulk.filter,
          totals: { ...bulk.totals },
        };
        return reply.code(201).send(await bulkPlanView(context, principal, bulk, { shown: SHOWN_ITEMS }));
      }
      if (found.of === 'workflows') {
        const applied = await applyWorkflowPlan(context, principal, found.plan, {
          origin: originOf(request, reason),
          confirmed: confirmCount,
        });
        const view = workflowPlanView(context, principal, applied);
        request.audit.after = {
          planKind: 'workflows',
          action: view.action,
          filter: applied.filter,
          totals: view.totals,
        };
        return reply.code(201).send(view);
      }
      const { plan } = found;
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

  const addCommand = (command: Exclude<BulkCommand, 'apply'>, summary: string): void => {
    app.post<OfPlan & { Body: ChangeBulkPlan | null }>(`/plans/:id/${command}`, {
      config: { access: { action: 'plan.apply', resource: 'plan' } },
      schema: { tags, summary, params: ById, body: orNothing(ChangeBulkPlan), response: { 200: ref(BulkPlan) } },
      handler: async (request) => {
        const principal = principalOf(request);
        const found = await find(principal, request.params.id);
        if (found.of !== 'runs')
          throw new CarillonError({
            code: 'CONFLICT_STATE',
            message: said`a plan of ${found.of === 'backfill' ? said`a backfill` : said`workflows`} cannot take "${command}"`,
            hint: found.of === 'backfill' ? said`Name the backfill that it became.` : said`It is carried out at once.`,
          });
        const bulk = await commandBulk(context, principal, found.bulk, command, request.body?.reason);
        request.audit.after = {
          planKind: 'runs',
          action: bulk.action,
          command,
          state: bulk.state,
          totals: { ...bulk.totals },
        };
        return bulkPlanView(context, principal, bulk, { shown: 0 });
      },
    });
  };
  addCommand('pause', 'Give no further run its turn until it is resumed');
  addCommand('resume', 'Go on with a command for many runs');
  addCommand('cancel', 'Leave the runs that have not had their turn as they are');
}

function assertConfirmed(plan: PlanRecord, confirmed: number | undefined): void {
  assertCountConfirmed(confirmCountOf(plan), confirmed, (count) => said`this starts ${count} runs`);
}

const expired = (): CarillonError =>
  new CarillonError({ code: 'PLAN_STALE', message: said`the plan is older than an hour`, hint: said`Make a new one.` });
