/** The newest runs of a workflow by the states of their tasks. */
import { type Static, Type } from 'typebox';
import { CalendarDate, Id, Instant, Opt, RUN_STATES } from './fields.ts';

export const RunMatrix = Type.Object(
  {
    tasks: Type.Array(Type.String(), { description: 'of all these runs, in the order of the newest version' }),
    runs: Type.Array(
      Type.Object({
        id: Id('run'),
        version: Type.Integer(),
        state: Type.Enum(RUN_STATES),
        createdAt: Instant,
        logicalDate: Opt(CalendarDate),
        states: Type.Array(Type.String(), {
          description: 'of each of `tasks`; empty: the version of the run has no such task',
        }),
      }),
      { description: 'newest first' },
    ),
  },
  { $id: 'RunMatrix' },
);
export type RunMatrix = Static<typeof RunMatrix>;
