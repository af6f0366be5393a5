/** What a document that nobody has published would do, without doing it. */
import { type Static, Type } from 'typebox';
import { CalendarDate, Id, Instant, Name, Opt, Values } from './fields.ts';
import { FiringPreview } from './schedules.ts';
import { ProblemItem } from './problem.ts';
import { TaskMapName, TaskName } from './task-test.ts';

export const DryRunRequest = Type.Object(
  {
    text: Type.String({ maxLength: 5_242_880 }),
    files: Opt(Type.Record(Type.String({ maxLength: 1024 }), Type.String())),
    date: Opt({ ...CalendarDate, description: 'logical date; today in the workflow’s zone when absent' }),
    params: Opt(Values),
    in: Opt(TaskMapName),
    task: Opt({ ...TaskName, description: 'a task whose fields are to be told' }),
    run: Opt({ ...Id('run'), description: 'a former run, whose params and results are taken where none are given' }),
  },
  { $id: 'DryRunRequest', additionalProperties: false },
);
export type DryRunRequest = Static<typeof DryRunRequest>;

const PlannedTask = Type.Object({
  in: Type.Enum(['tasks', 'onFailure', 'finally']),
  task: Name,
  type: Type.String(),
  step: Type.Integer({ description: 'from 1; tasks of one step may run at once' }),
  inline: Type.Boolean({ description: 'the server carries it out; it takes no worker' }),
  queue: Opt(Type.String()),
  workers: Type.Array(Type.String(), { description: 'connected workers that could be given it, at most 20' }),
  workerCount: Type.Integer(),
});

export const DryRun = Type.Object(
  {
    errors: Type.Array(ProblemItem, { description: 'the rest is empty when one of them is an error' }),
    logicalDate: Opt(CalendarDate),
    logicalTime: Opt(Instant),
    params: Values,
    tasks: Type.Array(PlannedTask),
    fields: Opt(
      Type.Array(
        Type.Object({
          at: Type.Array(Type.String(), { description: 'from the task: with, url' }),
          value: Opt(Type.Unknown()),
          error: Opt(Type.String({ description: 'in place of the value' })),
        }),
        { description: 'of the task that was named, what its expressions come to' },
      ),
    ),
    firings: Type.Array(Type.Object({ schedule: Type.String(), ...FiringPreview.properties }), {
      description: 'the next five of each schedule',
    }),
  },
  { $id: 'DryRun' },
);
export type DryRun = Static<typeof DryRun>;
