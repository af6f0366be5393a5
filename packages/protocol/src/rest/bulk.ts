/** One command for many runs: the plan that is looked at, which is then carried out run by run. */
import { type Static, Type } from 'typebox';
import { Count, Id, Instant, Name, Opt, RUN_STATES, WorkflowOrVersion } from './fields.ts';
import { Action } from './problem.ts';

export const BulkAction = Type.Enum(['stop', 'pause', 'resume', 'rerun', 'rerun_failed']);
const Rate = Type.Integer({ minimum: 1, maximum: 500, description: 'runs a second, 20 by default' });

const Words = (description: string) =>
  Type.Array(Type.String({ maxLength: 300 }), { minItems: 1, maxItems: 20, description });

/** Which runs; those that fit all that is given. */
export const BulkFilter = Type.Object(
  {
    project: Opt(Name),
    workflow: Opt(WorkflowOrVersion),
    state: Opt(Type.Array(Type.Enum(RUN_STATES), { minItems: 1, maxItems: 7, uniqueItems: true })),
    trigger: Opt(Words('kinds of what started it')),
    label: Opt(Words('name=value that its version is labelled with, or name; all of them')),
    input: Opt(Words('name=value of a param; all of them')),
    fingerprint: Opt(
      Type.String({ pattern: '^[0-9a-f]{4,16}$', description: 'of the cause that it failed of, or its beginning' }),
    ),
    createdAfter: Opt(Instant),
    createdBefore: Opt(Instant),
    endedAfter: Opt(Instant),
    endedBefore: Opt(Instant),
    slaMissed: Opt(Type.Boolean({ description: 'only runs that missed a promise' })),
    runs: Opt(
      Type.Array(Id('run'), {
        minItems: 1,
        maxItems: 10_000,
        uniqueItems: true,
        description: 'these, whatever else is given',
      }),
    ),
  },
  { $id: 'BulkFilter', additionalProperties: false, minProperties: 1 },
);
export type BulkFilter = Static<typeof BulkFilter>;

export const CreateBulkPlan = Type.Object(
  {
    kind: Type.Literal('bulk_runs'),
    action: BulkAction,
    filter: BulkFilter,
    ratePerSecond: Opt(Rate),
  },
  { $id: 'CreateBulkPlan', additionalProperties: false },
);
export type CreateBulkPlan = Static<typeof CreateBulkPlan>;

export const BulkItem = Type.Object(
  {
    runId: Id('run'),
    project: Name,
    workflow: Name,
    runAcceptedAt: Instant,
    runState: Type.Enum(RUN_STATES, { description: 'of the run, as the plan saw it' }),
    state: Type.Enum(['planned', 'running', 'done', 'failed', 'skipped', 'cancelled']),
    reason: Opt(
      Type.Object(
        { code: Opt(Type.String()), message: Type.String({ description: 'English; clients translate by code' }) },
        { description: 'why it is left out, or why it failed' },
      ),
    ),
    newRunId: Opt(Id('run')),
  },
  { $id: 'BulkItem' },
);
export type BulkItem = Static<typeof BulkItem>;

export const BulkPlan = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Plan'),
    id: Id('pln'),
    planKind: Type.Literal('bulk_runs'),
    environment: Name,
    action: BulkAction,
    filter: Type.Object(
      { ...BulkFilter.properties, runs: Opt(Type.Integer({ description: 'so many were named' })) },
      { description: 'as it was asked for' },
    ),
    ratePerSecond: Rate,
    state: Type.Enum(['planned', 'running', 'paused', 'success', 'failed', 'cancelled']),
    items: Type.Array(BulkItem, { description: 'the first 400 in the order of their turn; all under /items' }),
    totals: Type.Object({
      planned: Count,
      running: Count,
      done: Count,
      failed: Count,
      skipped: Count,
      cancelled: Count,
    }),
    confirmCount: Opt(Type.Integer({ description: 'what apply must be given as confirmCount: above 100 runs' })),
    actor: Type.String(),
    message: Opt(Type.String({ description: 'why, as the person said who applied it' })),
    createdAt: Instant,
    expiresAt: Instant,
    startedAt: Opt(Instant),
    endedAt: Opt(Instant),
    etaMs: Opt(Type.Integer({ description: 'until the last run has had its turn' })),
    actions: Type.Object({ apply: Action, pause: Action, resume: Action, cancel: Action }),
  },
  { $id: 'BulkPlan' },
);
export type BulkPlan = Static<typeof BulkPlan>;

/** Body of pause, resume and cancel. */
export const ChangeBulkPlan = Type.Object(
  { reason: Opt(Type.String({ maxLength: 2000 })) },
  { $id: 'ChangeBulkPlan', additionalProperties: false },
);
export type ChangeBulkPlan = Static<typeof ChangeBulkPlan>;
