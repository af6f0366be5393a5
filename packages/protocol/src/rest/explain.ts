/** "Why is it waiting?": the questions that the engine asks before something goes on, and how each was answered. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Opt, RUN_STATES, Values } from './fields.ts';
import { SaidText } from './problem.ts';

export const Evidence = Type.Object(
  {
    kind: Type.Enum(['task', 'worker', 'run', 'schedule', 'backfill', 'fact']),
    name: Type.String(),
    is: Type.String({ description: 'its state, or the verdict on it: `running`, `lacks_capability`, `full` …' }),
    params: Opt(Values),
  },
  { $id: 'Evidence' },
);
export type Evidence = Static<typeof Evidence>;

export const Fix = Type.Object(
  {
    action: Type.String(),
    api: Opt(Type.String({ description: 'method and path below `/api/v1`' })),
    command: Type.String(),
  },
  { $id: 'Fix' },
);
export type Fix = Static<typeof Fix>;

export const Check = Type.Object(
  {
    code: Type.String(),
    verdict: Type.Enum(['pass', 'block', 'unknown']),
    params: Values,
    sentence: Type.String({ description: 'English; clients translate by code and params' }),
    said: Opt(SaidText),
    evidence: Type.Array(Evidence),
    since: Opt(Instant),
    /** When it is expected to be over. */
    eta: Opt(Instant),
    fix: Opt(Fix),
  },
  { $id: 'Check', description: '`said` is what `params.message` says' },
);
export type Check = Static<typeof Check>;

const explained = {
  state: Type.String(),
  /** The first check that blocks; of what does not wait, that it runs or has ended. */
  answer: Check,
};

/** Of a schedule or a backfill. */
export const Explanation = Type.Object(
  { state: Type.String(), answer: Check, checks: Type.Array(Check) },
  { $id: 'Explanation' },
);
export type Explanation = Static<typeof Explanation>;

export const TaskRunExplanation = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('TaskRunExplanation'),
    id: Id('tr'),
    runId: Id('run'),
    task: Type.String(),
    ...explained,
    checks: Type.Array(Check, { description: 'in the order in which the engine asks' }),
  },
  { $id: 'TaskRunExplanation' },
);
export type TaskRunExplanation = Static<typeof TaskRunExplanation>;

export const RunExplanation = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('RunExplanation'),
    id: Id('run'),
    state: Type.Enum(RUN_STATES),
    /** What holds the run as a whole. */
    answer: Opt(Check),
    items: Type.Array(Type.Object({ id: Id('tr'), task: Type.String(), ...explained }), {
      description:
        'open task runs that wait, in the order of the document: 200 at most, the first of each code among them',
    }),
    rest: Opt(
      Type.Array(Type.Object({ code: Type.String(), count: Type.Integer() }), {
        description: 'how many wait beside `items`, by code; absent: none. `/task-runs/{id}/explain` tells each',
      }),
    ),
  },
  { $id: 'RunExplanation' },
);
export type RunExplanation = Static<typeof RunExplanation>;
