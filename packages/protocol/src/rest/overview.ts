/** How an environment stands. */
import { type Static, Type } from 'typebox';
import { Count, Id, Instant, Name, Opt, RUN_STATES } from './fields.ts';
import { Check } from './explain.ts';
import { Reason } from './problem.ts';

const RunCounts = Type.Object({
  counts: Type.Record(Type.String(), Count, { description: `by state: ${RUN_STATES.join(', ')}` }),
  isPartial: Type.Boolean({ description: 'there are more; the newest were counted' }),
});

export const FailureGroup = Type.Object(
  {
    project: Name,
    workflow: Name,
    task: Type.String({ description: 'that failed first; empty: the run ended by itself' }),
    reason: Reason,
    fingerprint: Type.String({ description: 'of the cause: lists of runs and silences take it' }),
    runs: Count,
    isPartial: Type.Boolean({ description: 'there are more; the newest were counted' }),
    newestRunId: Id('run'),
    cascade: Type.Integer({ minimum: 0, description: 'tasks that never ran for it' }),
    since: Instant,
    last: Instant,
  },
  { $id: 'FailureGroup' },
);
export type FailureGroup = Static<typeof FailureGroup>;

export const PromiseAtRisk = Type.Object(
  {
    project: Name,
    workflow: Name,
    runId: Id('run'),
    task: Opt(Type.String({ description: 'absent: of the run as a whole' })),
    kind: Type.Enum(['start_by', 'finish_by']),
    term: Instant,
    predictedAt: Opt(Instant),
    missedAt: Opt(Instant),
  },
  { $id: 'PromiseAtRisk' },
);
export type PromiseAtRisk = Static<typeof PromiseAtRisk>;

export const Overview = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Overview'),
    at: Instant,
    since: Instant,
    open: RunCounts,
    ended: RunCounts,
    failures: Type.Array(FailureGroup, { description: 'root causes of the newest 500 failed runs, the last first' }),
    promises: Type.Array(PromiseAtRisk, { description: 'at risk now, or broken since' }),
    workers: Type.Object({ online: Count, slots: Count, busy: Count }),
    lag: Type.Object(
      { schedulesMs: Count, timersMs: Count },
      { description: 'how long the schedule and the retry or time limit that are due for the longest time are due' },
    ),
  },
  { $id: 'Overview' },
);
export type Overview = Static<typeof Overview>;

export const WaitGroup = Type.Object(
  {
    code: Type.String(),
    runs: Count,
    tasks: Count,
    since: Instant,
    project: Name,
    workflow: Name,
    runId: Id('run'),
    task: Opt(Type.String()),
    answer: Check,
  },
  { $id: 'WaitGroup' },
);
export type WaitGroup = Static<typeof WaitGroup>;
