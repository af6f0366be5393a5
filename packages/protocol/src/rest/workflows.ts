/** Workflows and their versions, and what publishes them. */
import { type Static, Type } from 'typebox';
import { Count, Id, Instant, Name, Opt, RUN_STATES, Values } from './fields.ts';
import { Action, ProblemItem } from './problem.ts';
import { ScheduleReason } from './schedules.ts';

export const ApplyRequest = Type.Object(
  {
    documents: Type.Array(Type.Object({ path: Type.String({ maxLength: 1024 }), text: Type.String() }), {
      minItems: 1,
      maxItems: 500,
    }),
    files: Opt(Type.Record(Type.String({ maxLength: 1024 }), Type.String())),
    message: Opt(Type.String({ maxLength: 2000 })),
    dryRun: Opt(Type.Boolean()),
    basedOn: Opt(
      Type.Record(Type.String({ maxLength: 130 }), Type.Integer({ minimum: 0, maximum: 2_147_483_647 }), {
        description: 'newest version that was known, by project/name; 0: none; 409 when there is a newer one',
      }),
    ),
  },
  { $id: 'ApplyRequest', additionalProperties: false },
);
export type ApplyRequest = Static<typeof ApplyRequest>;

export const ApplyResult = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        kind: Type.String(),
        project: Type.String(),
        name: Type.String(),
        version: Type.Integer(),
        outcome: Type.Enum(['created', 'updated', 'unchanged']),
      }),
    ),
    warnings: Opt(Type.Array(ProblemItem)),
  },
  { $id: 'ApplyResult' },
);
export type ApplyResult = Static<typeof ApplyResult>;

export const ValidateResult = Type.Object(
  { valid: Type.Boolean(), errors: Type.Array(ProblemItem) },
  { $id: 'ValidateResult' },
);
export type ValidateResult = Static<typeof ValidateResult>;

export const WorkflowFacets = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('WorkflowFacets'),
    owners: Type.Array(Type.String()),
    tags: Type.Array(Type.String()),
  },
  { $id: 'WorkflowFacets', description: 'what workflows can be filtered by' },
);
export type WorkflowFacets = Static<typeof WorkflowFacets>;

export const Workflow = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Workflow'),
    id: Id('wf'),
    project: Name,
    name: Name,
    title: Opt(Type.String()),
    description: Opt(Type.String()),
    owner: Opt(Type.String()),
    tags: Type.Array(Type.String()),
    lifecycle: Type.String(),
    version: Type.Integer(),
    tasks: Type.Integer(),
    schedules: Type.Array(
      Type.Object({
        name: Type.String(),
        type: Type.String({ description: '`cron`, `every` …' }),
        expression: Type.String({ description: 'what says when, as it was written' }),
        timezone: Type.String(),
      }),
    ),
    nextFireAt: Opt(Instant),
    hasDraft: Opt(Type.Boolean({ description: 'true: somebody has changed it in the editor and not published that' })),
    paused: Opt(Type.Boolean({ description: 'true, by itself: none of its schedules fires' })),
    pause: Opt(Type.Omit(ScheduleReason, ['code'], { description: 'who paused it, since when, why and until when' })),
    lastRuns: Type.Array(Type.Object({ id: Id('run'), state: Type.Enum(RUN_STATES) })),
    stats: Opt(
      Type.Object(
        { ended: Count, success: Count, p50Ms: Opt(Count), p95Ms: Opt(Count) },
        { description: 'where asked for: ends of seven days, and durations, of the last 100 runs' },
      ),
    ),
    updatedAt: Instant,
    actions: Type.Object({
      start: Action,
      pause: Action,
      resume: Action,
      publish: Action,
    }),
  },
  { $id: 'Workflow' },
);
export type Workflow = Static<typeof Workflow>;

export const WorkflowVersion = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('WorkflowVersion'),
    id: Id('ver'),
    project: Name,
    workflow: Name,
    number: Type.Integer(),
    hash: Type.String(),
    author: Type.String(),
    message: Type.String(),
    createdAt: Instant,
    document: Values,
    source: Type.String({ description: 'the text as it was applied' }),
    files: Type.Record(Type.String(), Type.String()),
  },
  { $id: 'WorkflowVersion' },
);
export type WorkflowVersion = Static<typeof WorkflowVersion>;
