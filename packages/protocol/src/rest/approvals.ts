/** Questions of tasks to people. */
import { type Static, Type } from 'typebox';
import { Id, Instant, Name, Opt, Values } from './fields.ts';
import { Action } from './problem.ts';

const Comment = Type.String({
  maxLength: 2000,
  description: 'kept with the approval, and the reason of a rejected task',
});

export const Approval = Type.Object(
  {
    apiVersion: Type.Literal('carillon/v1'),
    kind: Type.Literal('Approval'),
    id: Id('apr'),
    project: Name,
    environment: Name,
    workflow: Name,
    runId: Id('run'),
    task: Type.String(),
    taskRunId: Id('tr'),
    state: Type.Enum(['open', 'approved', 'rejected', 'expired'], {
      description: '`expired`: not answered in time, or the task ended otherwise; counts as rejected',
    }),
    title: Opt(Type.String()),
    message: Opt(Type.String()),
    params: Type.Record(Type.String(), Values, { description: 'what an answer gives, as the params of a workflow' }),
    requestedAt: Instant,
    expiresAt: Instant,
    answeredAt: Opt(Instant),
    actor: Opt(Type.String({ description: 'who answered' })),
    comment: Opt(Type.String()),
    input: Opt(Values),
    actions: Type.Object({ approve: Action, reject: Action }),
  },
  { $id: 'Approval' },
);
export type Approval = Static<typeof Approval>;

export const Approve = Type.Object(
  { input: Opt(Values), comment: Opt(Comment) },
  { $id: 'Approve', additionalProperties: false },
);
export type Approve = Static<typeof Approve>;

export const Reject = Type.Object({ comment: Opt(Comment) }, { $id: 'Reject', additionalProperties: false });
export type Reject = Static<typeof Reject>;
