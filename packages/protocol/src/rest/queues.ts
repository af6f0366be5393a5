/** Queues: what they use of the workers, what is guaranteed to them, and what waits in them. */
import { type Static, Type } from 'typebox';
import { Count, Instant, Name, Opt, Values } from './fields.ts';
import { Action } from './problem.ts';

const Share = (description: string) => Type.Number({ minimum: 0, description });

export const Queue = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Queue'),
    name: Name,
    parent: Opt(Name),
    title: Opt(Type.String()),
    described: Type.Boolean({ description: 'False: nobody applied a document; it has all defaults' }),
    state: Type.Enum(['open', 'paused', 'full'], { description: '`full`: it has its maximum' }),
    weight: Type.Number(),
    used: Share('of all that the workers have, in the resource of which it uses most; 0.25 is a quarter'),
    minShare: Share('guaranteed'),
    maxShare: Share('never passed'),
    running: Count,
    ready: Type.Integer({ minimum: 0, description: 'own task runs that wait for a worker; at most 10 000 of a lane' }),
    oldestReadyAt: Opt(Instant),
    holders: Type.Array(Type.Object({ project: Type.String(), running: Count }), {
      description: 'projects of the tenant that have its task runs, most first; what is missing others have',
    }),
    pausedAt: Opt(Instant),
    pausedBy: Opt(Type.String()),
    pauseReason: Opt(Type.String()),
    document: Opt({ ...Values, description: 'of one queue, for the tenant that made it: as it was applied' }),
    actions: Type.Object({ set: Action, pause: Action, resume: Action }),
  },
  { $id: 'Queue' },
);
export type Queue = Static<typeof Queue>;

export const QueueCommand = Type.Object(
  { reason: Opt(Type.String({ maxLength: 2000, description: 'kept with the pause and in the audit' })) },
  { $id: 'QueueCommand', additionalProperties: false },
);
export type QueueCommand = Static<typeof QueueCommand>;
