/** Limits: who has their slots and who waits, and those that projects and tenants set. */
import { type Static, Type } from 'typebox';
import { Count, Id, Instant, Name, Opt } from './fields.ts';
import { Action } from './problem.ts';

const LEVELS = ['task', 'workflow', 'project', 'tenant'];
const ON_LIMIT = ['queue', 'skip', 'cancel_running'];
const Key = Type.String({ minLength: 1, maxLength: 8_192 });
const Duration = Type.String({ pattern: '^[0-9]{1,12}(ms|s|m|h|d)$' });
const Reason = Type.String({ maxLength: 2000, description: 'for the audit' });
const Known = Type.Integer({
  minimum: 0,
  description: 'number of the version this is meant for, 0 where there must be none: refused when another stands',
});

const LimitParty = Type.Object({
  runId: Id('run'),
  workflow: Name,
  task: Opt(Type.String({ description: 'absent: the run as a whole' })),
  since: Instant,
});

export const Limit = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Limit'),
    id: Id('lim'),
    level: Type.Enum(LEVELS),
    name: Type.String({ description: 'of the rule; of a task or workflow, its own' }),
    project: Opt(Name),
    key: Type.String({ description: 'the value that counts by itself; empty where there is one count for all' }),
    max: Opt(Type.Integer({ description: 'so many at once; absent: it is a rate' })),
    intervalMs: Opt(Type.Number({ description: 'between two grants of a rate' })),
    burst: Opt(Type.Integer()),
    onLimit: Type.Enum(ON_LIMIT),
    held: Count,
    waiting: Count,
    freeAt: Opt({ ...Instant, description: 'when a rate grants again' }),
    holders: Opt(Type.Array(LimitParty, { description: 'the oldest first, at most 50' })),
    line: Opt(Type.Array(LimitParty, { description: 'who waits, in the order of their turn, at most 50' })),
  },
  { $id: 'Limit', description: 'one value of the key of one limit, as long as somebody has it or wants it' },
);
export type Limit = Static<typeof Limit>;

const Figures = {
  counts: Opt(
    Type.Enum(['task_runs', 'runs'], {
      description: 'runs: as a whole, but those that another run started',
      default: 'task_runs',
    }),
  ),
  concurrency: Opt(
    Type.Object(
      {
        max: Type.Integer({ minimum: 1, maximum: 10_000 }),
        key: Opt(Key),
        onLimit: Opt(Type.Enum(ON_LIMIT)),
      },
      { additionalProperties: false },
    ),
  ),
  rate: Opt(
    Type.Object(
      {
        limit: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
        per: Duration,
        key: Opt(Key),
        burst: Opt(Type.Integer({ minimum: 1, maximum: 10_000 })),
      },
      { additionalProperties: false },
    ),
  ),
  when: Opt(Type.String({ minLength: 1, maxLength: 8_192, description: 'a condition; all when absent' })),
};

export const LimitRule = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('LimitRule'),
    name: Name,
    project: Opt({ ...Name, description: 'absent: the whole tenant' }),
    number: Type.Integer({ description: 'counts its versions' }),
    ...Figures,
    author: Type.String(),
    createdAt: Instant,
    actions: Type.Object({ set: Action, remove: Action }),
  },
  { $id: 'LimitRule', description: 'a limit on the task runs, or the runs, of a project or a tenant' },
);
export type LimitRule = Static<typeof LimitRule>;

export const SetLimitRule = Type.Object(
  { name: Name, project: Opt(Name), number: Opt(Known), ...Figures, reason: Opt(Reason) },
  { $id: 'SetLimitRule', additionalProperties: false },
);
export type SetLimitRule = Static<typeof SetLimitRule>;

export const RemoveLimitRule = Type.Object(
  { name: Name, project: Opt(Name), number: Opt(Known), reason: Opt(Reason) },
  { $id: 'RemoveLimitRule', additionalProperties: false },
);
export type RemoveLimitRule = Static<typeof RemoveLimitRule>;
