/** Backfills, and the plans that come before them: what is previewed is what is carried out. */
import { type Static, Type } from 'typebox';
import { CalendarDate, Count, Id, Instant, Name, Opt, Values } from './fields.ts';
import { Action, Reason } from './problem.ts';

const Order = Type.Union([Type.Literal('oldest_first'), Type.Literal('newest_first')]);
const Only = Type.Union([Type.Literal('missing'), Type.Literal('failed'), Type.Literal('all')]);
const ItemAction = Type.Union([Type.Literal('create'), Type.Literal('rerun'), Type.Literal('skip')]);
const Parallelism = Type.Integer({ minimum: 1, maximum: 100, description: 'dates under way at a time, 4 by default' });
const Priority = Type.Integer({
  minimum: 0,
  maximum: 100,
  description: '20 by default: below the 50 that other runs have',
});

/** What a backfill is asked to do; a plan and a backfill repeat it with the defaults filled in. */
const asked = {
  from: Type.String({ format: 'date', description: 'first logical date' }),
  to: Type.String({ format: 'date', description: 'last logical date, itself included' }),
};

export const CreatePlan = Type.Object(
  {
    kind: Type.Literal('backfill'),
    project: Opt(Name),
    workflow: Name,
    ...asked,
    only: Opt(Only),
    order: Opt(Order),
    parallelism: Opt(Parallelism),
    version: Opt(Type.Integer({ minimum: 1, description: 'the live one when absent' })),
    params: Opt(Values),
    downstream: Opt(
      Type.Array(Name, {
        maxItems: 20,
        uniqueItems: true,
        description: 'workflows of the project that run for the same date, one after the other, once it succeeded',
      }),
    ),
    priority: Opt(Priority),
  },
  { $id: 'CreatePlan', additionalProperties: false },
);
export type CreatePlan = Static<typeof CreatePlan>;

export const PlanItem = Type.Object(
  {
    logicalTime: Instant,
    logicalDate: CalendarDate,
    action: ItemAction,
    reason: Reason,
    runId: Opt(Id('run')),
  },
  { $id: 'PlanItem' },
);
export type PlanItem = Static<typeof PlanItem>;

const settled = {
  project: Name,
  environment: Name,
  workflow: Name,
  version: Type.Integer(),
  ...asked,
  only: Only,
  order: Order,
  parallelism: Parallelism,
  priority: Priority,
  params: Values,
  downstream: Type.Array(Name),
};

export const Plan = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Plan'),
    id: Id('pln'),
    planKind: Type.Literal('backfill'),
    ...settled,
    items: Type.Array(PlanItem, { description: 'the first 400 in the order of their start; all under /items' }),
    totals: Type.Object({
      create: Count,
      rerun: Count,
      skip: Count,
      runs: Type.Integer({ description: 'runs that will be started, those of downstream workflows included' }),
    }),
    estimate: Opt(
      Type.Object(
        { p50Ms: Type.Integer(), p95Ms: Type.Integer() },
        { description: 'how long all of it takes, from recent successful runs; absent where there are none' },
      ),
    ),
    confirmCount: Opt(Type.Integer({ description: 'what apply must be given as confirmCount: above 100 runs' })),
    actor: Type.String(),
    createdAt: Instant,
    expiresAt: Instant,
    appliedAt: Opt(Instant),
    backfillId: Opt(Id('bf')),
    actions: Type.Object({ apply: Action }),
  },
  { $id: 'Plan' },
);
export type Plan = Static<typeof Plan>;

export const ApplyPlan = Type.Object(
  {
    reason: Opt(Type.String({ maxLength: 2000 })),
    confirmCount: Opt(Type.Integer({ minimum: 0, description: 'the number of runs; needed above 100' })),
  },
  { $id: 'ApplyPlan', additionalProperties: false },
);
export type ApplyPlan = Static<typeof ApplyPlan>;

const BackfillState = Type.Enum(['planned', 'running', 'paused', 'success', 'failed', 'cancelled']);
const BackfillDateState = Type.Enum(['planned', 'running', 'success', 'failed', 'stopped', 'skipped', 'cancelled']);

export const Backfill = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Backfill'),
    id: Id('bf'),
    ...settled,
    state: BackfillState,
    reason: Opt(Reason),
    actor: Type.String({ description: 'who started it' }),
    message: Opt(Type.String({ description: 'why, as they said' })),
    totals: Type.Object({
      planned: Count,
      running: Count,
      success: Count,
      failed: Count,
      stopped: Count,
      skipped: Count,
      cancelled: Count,
    }),
    createdAt: Instant,
    startedAt: Opt(Instant),
    endedAt: Opt(Instant),
    etaMs: Opt(Type.Integer({ description: 'until the last date has ended, as far as can be told' })),
    actions: Type.Object({ pause: Action, resume: Action, cancel: Action, retry: Action, set: Action }),
  },
  { $id: 'Backfill' },
);
export type Backfill = Static<typeof Backfill>;

export const BackfillDate = Type.Object(
  {
    logicalTime: Instant,
    logicalDate: CalendarDate,
    action: ItemAction,
    state: BackfillDateState,
    reason: Opt(Reason),
    runId: Opt(Id('run')),
    downstream: Opt(Type.Array(Type.Object({ workflow: Name, runId: Opt(Id('run')) }))),
    startedAt: Opt(Instant),
    endedAt: Opt(Instant),
  },
  { $id: 'BackfillDate' },
);
export type BackfillDate = Static<typeof BackfillDate>;

/** A logical date of a workflow, by the newest run of each of its logical times, whoever started it. */
export const WorkflowDate = Type.Object(
  {
    date: CalendarDate,
    planned: Type.Integer({ minimum: 0, description: 'logical times that are still to come' }),
    held: Count,
    missing: Type.Integer({ minimum: 0, description: 'logical times that are over and have no run' }),
    runs: Type.Object({ success: Count, failed: Count, stopped: Count, open: Count }),
  },
  { $id: 'WorkflowDate' },
);
export type WorkflowDate = Static<typeof WorkflowDate>;
export const WorkflowDates = Type.Object({ items: Type.Array(WorkflowDate) }, { $id: 'WorkflowDates' });
export type WorkflowDates = Static<typeof WorkflowDates>;

/** Body of pause, resume and retry. */
export const ChangeBackfill = Type.Object(
  { reason: Opt(Type.String({ maxLength: 2000 })) },
  { $id: 'ChangeBackfill', additionalProperties: false },
);
export type ChangeBackfill = Static<typeof ChangeBackfill>;

export const CancelBackfill = Type.Object(
  {
    reason: Opt(Type.String({ maxLength: 2000 })),
    stopRuns: Opt(Type.Boolean({ description: 'also stop the runs that are open; they finish by default' })),
  },
  { $id: 'CancelBackfill', additionalProperties: false },
);
export type CancelBackfill = Static<typeof CancelBackfill>;

export const SetBackfill = Type.Object(
  { parallelism: Parallelism },
  { $id: 'SetBackfill', additionalProperties: false },
);
export type SetBackfill = Static<typeof SetBackfill>;
