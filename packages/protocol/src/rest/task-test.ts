/** Trying one task of a text that is not published. */
import { type Static, Type } from 'typebox';
import { CalendarDate, Id, Opt, Values } from './fields.ts';

/** `load`, or `load.stage` for a task of a group. */
export const TaskName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}(\\.[a-z][a-z0-9_]{0,62}){0,9}$' });
export const TaskMapName = Type.Enum(['tasks', 'onFailure', 'finally']);

export const GivenTask = Type.Object(
  {
    state: Opt(Type.Enum(['success', 'failed', 'upstream_failed', 'skipped', 'stopped'])),
    outputs: Opt(Values),
  },
  { additionalProperties: false },
);

export const TestTask = Type.Object(
  {
    text: Type.String({ maxLength: 5_242_880, description: 'the workflow, published or not' }),
    files: Opt(Type.Record(Type.String(), Type.String())),
    in: Opt(TaskMapName),
    task: TaskName,
    date: Opt({ ...CalendarDate, description: 'logical date; that of the former run, else today, when absent' }),
    params: Opt({ ...Values, description: 'of the workflow; those of the former run when absent' }),
    run: Opt({ ...Id('run'), description: 'a former run, whose params and results are taken where none are given' }),
    given: Opt(Type.Record(TaskName, GivenTask, { description: 'what the task reads of others, by their names' })),
    item: Opt(Type.Unknown({ description: 'of a task with forEach: what its one turn is for' })),
  },
  { $id: 'TestTask', additionalProperties: false },
);
export type TestTask = Static<typeof TestTask>;
