/** Runs: what they are, what they came from, what happened in them. */
import { type Static, Type } from 'typebox';
import { Count, Id, Instant, Name, Opt, RUN_STATES, Values } from './fields.ts';
import { Action, Reason } from './problem.ts';
import { Accepted } from './start-run.ts';

export const FamilyMember = Type.Object(
  { id: Id('run'), rerunOf: Opt(Id('run')), state: Type.Enum(RUN_STATES), actor: Type.String(), createdAt: Instant },
  { $id: 'FamilyMember' },
);
export type FamilyMember = Static<typeof FamilyMember>;

/** The task run that a run was started for, and its place among its like. */
export const RunParent = Type.Object(
  {
    runId: Id('run'),
    taskRunId: Id('tr'),
    task: Type.String(),
    isPart: Type.Boolean({ description: 'a part of the same workflow, such as a turn of a loop' }),
    round: Type.Integer({ description: 'from 0' }),
    index: Type.Integer({ description: 'from 0, in its round' }),
    key: Opt(Type.String()),
    item: Opt(Type.Unknown()),
  },
  { $id: 'RunParent' },
);
export type RunParent = Static<typeof RunParent>;

export const ChildTotals = Type.Object(
  {
    of: Opt(Type.Integer({ description: 'how many there will be in this round, where it is known' })),
    rounds: Type.Integer({ description: 'that have begun' }),
    open: Type.Integer(),
    success: Type.Integer(),
    failed: Type.Integer(),
    stopped: Type.Integer(),
  },
  { $id: 'ChildTotals' },
);
export type ChildTotals = Static<typeof ChildTotals>;

/** What somebody wrote down about a run. */
export const RunNote = Type.Object(
  { id: Type.String(), text: Type.String(), author: Type.String(), at: Instant },
  { $id: 'RunNote' },
);
export type RunNote = Static<typeof RunNote>;

export const AddRunNote = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4_000, pattern: '\\S' }) },
  { $id: 'AddRunNote', additionalProperties: false },
);
export type AddRunNote = Static<typeof AddRunNote>;

export const Run = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Run'),
    id: Id('run'),
    project: Name,
    environment: Name,
    workflow: Name,
    version: Type.Integer(),
    state: Type.Enum(RUN_STATES),
    reason: Opt(Reason),
    trigger: Type.Object({ kind: Type.String(), actor: Type.String() }),
    params: Values,
    outputs: Opt(Values),
    logicalTime: Opt(Instant),
    logicalDate: Opt(Type.String({ format: 'date' })),
    createdAt: Instant,
    startedAt: Opt(Instant),
    endedAt: Opt(Instant),
    url: Type.String({ description: 'console page' }),
    accepted: Opt(Accepted),
    rerunOf: Opt(Id('run')),
    slaMissed: Opt(Type.Boolean({ description: 'it did not begin or succeed by the time that was promised' })),
    retries: Opt(
      Type.Integer({ description: 'attempts that ended without ending their task, up to 1 000; none where absent' }),
    ),
    labels: Opt(Type.Record(Type.String(), Type.String(), { description: 'of its version' })),
    usualMs: Opt(
      Type.Integer({
        description: 'in a list with `stats`: how long the last ten successful runs of the workflow took, p50',
      }),
    ),
    notices: Opt(Type.Array(Reason, { description: 'of one run alone: what is near a limit of the platform' })),
    parent: Opt(RunParent),
    family: Opt(
      Type.Array(FamilyMember, {
        description: 'of one run alone: itself with the runs it was made of and those made of it, newest first',
      }),
    ),
    notes: Opt(Type.Array(RunNote, { description: 'of one run alone: the newest first' })),
    actions: Type.Object({ stop: Action, pause: Action, resume: Action, rerun: Action }),
  },
  { $id: 'Run' },
);
export type Run = Static<typeof Run>;

export const RunEvent = Type.Object(
  {
    runId: Id('run'),
    seq: Type.String(),
    at: Instant,
    actor: Opt(Type.String()),
    runState: Opt(Type.Enum(RUN_STATES)),
    transitions: Type.Array(
      Type.Object({ task: Opt(Type.String()), attempt: Opt(Type.Integer()), to: Type.String(), reason: Opt(Reason) }),
    ),
  },
  { $id: 'RunEvent' },
);
export type RunEvent = Static<typeof RunEvent>;

/** Everything the graph view needs in one answer. */
export const RunGraph = Type.Object(
  {
    nodes: Type.Array(
      Type.Object({
        task: Type.String(),
        title: Opt(Type.String()),
        type: Type.String(),
        state: Type.String(),
        attempt: Type.Integer(),
        taskRunId: Id('tr'),
      }),
    ),
    edges: Type.Array(Type.Object({ from: Type.String(), to: Type.String() })),
    usual: Opt(
      Type.Object(
        {
          runs: Type.Integer(),
          tasks: Type.Record(Type.String(), Type.Object({ startMs: Count, durationMs: Count })),
        },
        {
          description:
            'where asked for: medians of the last successful runs before it; absent while they are fewer than 5',
        },
      ),
    ),
  },
  { $id: 'RunGraph' },
);
export type RunGraph = Static<typeof RunGraph>;

export const StopRun = Type.Object(
  {
    reason: Opt(Type.String({ maxLength: 2000 })),
    compensate: Opt(Type.Boolean({ default: true, description: 'false: what had succeeded is not undone' })),
  },
  { $id: 'StopRun', additionalProperties: false },
);
export type StopRun = Static<typeof StopRun>;
