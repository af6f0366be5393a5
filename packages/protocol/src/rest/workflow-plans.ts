/** One command for many workflows: the plan that is looked at, which is then carried out as it is. */
import { type Static, Type } from 'typebox';
import { Count, Id, Instant, Name, Opt } from './fields.ts';
import { Action } from './problem.ts';

const WorkflowAction = Type.Enum(['pause', 'resume', 'start']);
const With = {
  resumeAt: Opt(Type.String({ format: 'date-time', description: 'of a pause: it resumes by itself then' })),
  catchUp: Opt(
    Type.Boolean({ description: 'of a resumption: treat what was paused as missed; it is left out otherwise' }),
  ),
};
const Filter = {
  project: Opt(Name),
  text: Opt(Type.String({ maxLength: 200 })),
  owner: Opt(Type.String({ maxLength: 200 })),
  tag: Opt(Type.String({ maxLength: 200 })),
  paused: Opt(Type.Boolean()),
  lifecycle: Opt(Type.Array(Type.String(), { minItems: 1, maxItems: 6 })),
  lastResult: Opt(Type.Enum(['success', 'failed', 'stopped'])),
  hasDraft: Opt(Type.Boolean()),
};

export const CreateWorkflowPlan = Type.Object(
  {
    kind: Type.Literal('workflows'),
    action: WorkflowAction,
    filter: Type.Object(
      {
        ...Filter,
        workflows: Opt(
          Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}/[a-z][a-z0-9_-]{0,62}$' }), {
            minItems: 1,
            maxItems: 1_000,
            uniqueItems: true,
            description: 'these, project/name each, whatever else is given',
          }),
        ),
      },
      { additionalProperties: false, minProperties: 1, description: 'those that fit all that is given' },
    ),
    ...With,
  },
  { $id: 'CreateWorkflowPlan', additionalProperties: false },
);
export type CreateWorkflowPlan = Static<typeof CreateWorkflowPlan>;

export const WorkflowPlanItem = Type.Object(
  {
    project: Name,
    name: Name,
    version: Type.Integer({ description: 'that was live when the plan was made' }),
    state: Type.Enum(['planned', 'done', 'failed', 'skipped']),
    reason: Opt(
      Type.Object(
        { code: Opt(Type.String()), message: Type.String({ description: 'English; clients translate by code' }) },
        { description: 'why it is left out, or why it failed' },
      ),
    ),
    runId: Opt(Id('run')),
  },
  { $id: 'WorkflowPlanItem' },
);
export type WorkflowPlanItem = Static<typeof WorkflowPlanItem>;

export const WorkflowPlan = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Plan'),
    id: Id('pln'),
    planKind: Type.Literal('workflows'),
    environment: Name,
    action: WorkflowAction,
    filter: Type.Object(
      { ...Filter, workflows: Opt(Type.Integer({ description: 'so many were named' })) },
      { description: 'as it was asked for' },
    ),
    ...With,
    items: Type.Array(WorkflowPlanItem, { description: 'by project and name' }),
    totals: Type.Object({ planned: Count, done: Count, failed: Count, skipped: Count }),
    confirmCount: Opt(Type.Integer({ description: 'what apply must be given as confirmCount: above 100 workflows' })),
    actor: Type.String(),
    createdAt: Instant,
    expiresAt: Instant,
    appliedAt: Opt(Instant),
    actions: Type.Object({ apply: Action }),
  },
  { $id: 'WorkflowPlan' },
);
export type WorkflowPlan = Static<typeof WorkflowPlan>;
