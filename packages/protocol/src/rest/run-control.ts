/** What a person may do with runs and task runs, and what comes of it. */
import { type Static, Type } from 'typebox';
import { Opt, Values } from './fields.ts';
import { Run } from './runs.ts';

const reason = Opt(Type.String({ maxLength: 2000, description: 'why: kept in the audit' }));
const expected = Opt(
  Type.Array(Type.String(), {
    maxItems: 100_000,
    description: 'the tasks that run (again) by a preview: with others it is refused as PLAN_STALE',
  }),
);

/** Pausing, resuming, retrying now. */
export const ChangeRun = Type.Object({ reason }, { $id: 'ChangeRun', additionalProperties: false });
export type ChangeRun = Static<typeof ChangeRun>;

export const ClearTaskRun = Type.Object({ reason, expected }, { $id: 'ClearTaskRun', additionalProperties: false });
export type ClearTaskRun = Static<typeof ClearTaskRun>;

export const MarkTaskRun = Type.Object(
  { as: Type.Union([Type.Literal('success'), Type.Literal('failed')]), reason, expected },
  { $id: 'MarkTaskRun', additionalProperties: false },
);
export type MarkTaskRun = Static<typeof MarkTaskRun>;

export const RerunRun = Type.Object(
  {
    scope: Opt(
      Type.Union([Type.Literal('all'), Type.Literal('failed'), Type.Literal('tasks')], {
        description: 'all of it (default), what did not succeed with what depends on it, or `tasks`',
      }),
    ),
    tasks: Opt(Type.Array(Type.String({ maxLength: 63 }), { minItems: 1, maxItems: 10_000, uniqueItems: true })),
    downstream: Opt(Type.Boolean({ description: 'with all that depends on `tasks`' })),
    version: Opt(
      Type.Union([Type.Literal('same'), Type.Literal('latest'), Type.Integer({ minimum: 1 })], {
        description: 'that of the old run (default), the live one, or the one of this number',
      }),
    ),
    params: Opt(Type.Record(Type.String(), Type.Unknown(), { description: 'in place of those of the old run' })),
    reason,
    expected,
  },
  { $id: 'RerunRun', additionalProperties: false },
);
export type RerunRun = Static<typeof RerunRun>;

export const TaskChange = Type.Object(
  {
    task: Type.String(),
    state: Opt(Type.String({ description: 'as it stood before' })),
    effect: Type.Union([Type.Literal('run'), Type.Literal('keep'), Type.Literal('mark')], {
      description: '`run`: runs (again); `keep`: its result counts on; `mark`: counts as `as` without running',
    }),
    as: Opt(Type.Union([Type.Literal('success'), Type.Literal('failed'), Type.Literal('skipped')])),
  },
  { $id: 'TaskChange' },
);
export type TaskChange = Static<typeof TaskChange>;

export const RunChange = Type.Object(
  {
    dryRun: Type.Boolean({ description: 'nothing was done' }),
    newRun: Type.Boolean({ description: 'a finished run stays as it is: a new one goes on from it' }),
    run: Run,
    version: Type.Integer({ description: 'that the tasks run in' }),
    params: Values,
    tasks: Type.Array(TaskChange),
  },
  { $id: 'RunChange', description: '`run` is the one that goes on; of a preview the one it is about' },
);
export type RunChange = Static<typeof RunChange>;
