/** Workers as the platform sees them. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Opt } from './fields.ts';
import { Action } from './problem.ts';

const WorkerResources = Type.Record(Type.String(), Type.Number(), {
  description: 'cpu in cores, memory and disk in bytes, gpu; what is missing it has not',
});

export const Worker = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Worker'),
    id: Id('wrk'),
    name: Type.String(),
    group: Type.String(),
    state: Type.String(),
    capabilities: Type.Array(Type.String()),
    labels: Type.Record(Type.String(), Type.String()),
    resources: WorkerResources,
    used: WorkerResources,
    slots: Type.Integer(),
    busy: Type.Integer(),
    version: Type.String(),
    host: Type.String(),
    connectedAt: Instant,
    leaseUntil: Instant,
    actions: Opt(Type.Object({ drain: Action, resume: Action })),
  },
  { $id: 'Worker' },
);
export type Worker = Static<typeof Worker>;

export const WorkerCommand = Type.Object(
  { reason: Opt(Type.String({ maxLength: 2000, description: 'kept in the audit' })) },
  { $id: 'WorkerCommand', additionalProperties: false },
);
export type WorkerCommand = Static<typeof WorkerCommand>;
