/** Task runs, their attempts and what these keep. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Opt, Values } from './fields.ts';
import { Action, Reason } from './problem.ts';
import { ChildTotals } from './runs.ts';

export const TaskRun = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('TaskRun'),
    id: Id('tr'),
    runId: Id('run'),
    task: Type.String(),
    type: Type.String(),
    state: Type.String(),
    reason: Opt(Reason),
    paused: Opt(Type.Boolean({ description: 'true, by itself: what follows its live attempt waits' })),
    attempt: Type.Integer({ description: '0 before the first' }),
    worker: Opt(Type.String()),
    readyAt: Opt(Instant),
    dispatchedAt: Opt(Instant),
    startedAt: Opt(Instant),
    endedAt: Opt(Instant),
    dueAt: Opt(Instant),
    exitCode: Opt(Type.Integer()),
    input: Opt(Values),
    outputs: Opt(Values),
    children: Opt(ChildTotals),
    notices: Opt(Type.Array(Reason, { description: 'what is near a limit of the platform' })),
    index: Opt(Type.Integer({ description: 'of an item: its place, from 0' })),
    item: Opt(Type.Unknown()),
    definition: Opt(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'where asked for: the task as its run defines it, with the defaults of the workflow',
      }),
    ),
    round: Opt(Type.Integer({ description: 'of an item: its round, from 0' })),
    actions: Opt(
      Type.Object(
        { pause: Action, resume: Action, retry: Action, clear: Action, mark: Action, skip: Action },
        { description: 'of one task run alone' },
      ),
    ),
  },
  { $id: 'TaskRun' },
);
export type TaskRun = Static<typeof TaskRun>;

export const Attempt = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Attempt'),
    id: Id('att'),
    taskRunId: Id('tr'),
    attempt: Type.Integer(),
    state: Type.String(),
    reason: Opt(Reason),
    fence: Type.String(),
    worker: Opt(Type.String()),
    dispatchedAt: Opt(Instant),
    startedAt: Opt(Instant),
    endedAt: Opt(Instant),
    exitCode: Opt(Type.Integer()),
  },
  { $id: 'Attempt' },
);
export type Attempt = Static<typeof Attempt>;

export const Artifact = Type.Object(
  {
    taskRunId: Id('tr'),
    task: Type.String(),
    attempt: Type.Integer(),
    name: Type.String(),
    contentType: Type.String(),
    size: Type.Integer(),
    sha256: Type.String(),
    url: Type.String({ description: 'path of the download' }),
  },
  { $id: 'Artifact' },
);
export type Artifact = Static<typeof Artifact>;
