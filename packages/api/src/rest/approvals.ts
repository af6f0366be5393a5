/** Approvals: what tasks ask, and what people answer. An answer is given once. */
import {
  APPROVAL_STATES,
  type ApprovalAnswer,
  type ApprovalRecord,
  CarillonError,
  formatId,
  type JsonObject,
  parseId,
  type Principal,
  type Refusal,
  resolveParams,
  taskRunId,
  said,
} from '@carillon/core';
import { Approval, Approve, Reject } from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { InputError } from '../http/problem.ts';
import { orNothing, pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound, runIdOf } from './context.ts';
import { given, knownNames, Paging, Place } from './query.ts';
import { actionView, pageView } from './views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Filter = Type.Object({
  ...Place.properties,
  ...Paging,
  project: Type.Optional(Type.String({ maxLength: 63 })),
  run: Type.Optional(Type.String({ maxLength: 64 })),
  state: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20, description: 'repeated, or with commas between' }),
  ),
});
const tags = ['approvals'];

type OfApproval = { Params: Static<typeof ById> };

export function addApprovalRoutes(app: App, context: ApiContext): void {
  const { approvals, controller, lookups } = context;
  const read = { access: { action: 'approval.read', resource: 'approval' } } as const;

  const find = async (principal: Principal, text: string): Promise<ApprovalRecord> => {
    const id = parseId('apr', text);
    const approval = id === undefined ? undefined : await approvals.approval(principal, id);
    if (!approval) throw notFound('approval');
    return approval;
  };

  const answer = async (
    request: FastifyRequest<OfApproval>,
    answerTo: (approval: ApprovalRecord) => Omit<ApprovalAnswer, 'actor'>,
  ): Promise<Approval> => {
    const principal = principalOf(request);
    const before = await find(principal, request.params.id);
    request.audit.project = before.project;
    request.audit.environment = before.environment;
    request.audit.object = { name: `${before.workflow}/${before.task}` };
    if (before.state !== 'open') throw notOpen(before);
    const given = { ...answerTo(before), actor: principal.name };
    const isTaken = await controller.answer(principal, before.id, given);
    const after = await find(principal, request.params.id);
    if (!isTaken) throw notOpen(after);
    request.audit.before = { state: before.state };
    request.audit.after = { state: after.state, input: given.input };
    return approvalView(after, principal);
  };

  app.get<{ Querystring: Static<typeof Filter> }>('/approvals', {
    config: read,
    schema: {
      tags,
      summary: 'Approvals, newest first',
      querystring: Filter,
      response: { 200: pageRef('ApprovalPage') },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { environment, limit = 50, project, run, state, cursor } = request.query;
      const place = await lookups.place(principal, environment);
      const runId = run === undefined ? undefined : runIdOf(run);
      const filter = given({ project, cursor, runId, states: knownNames('state', state, APPROVAL_STATES) });
      return pageView(await approvals.approvals(place, { limit, ...filter }), (one) => approvalView(one, principal));
    },
  });

  app.get<OfApproval>('/approvals/:id', {
    config: read,
    schema: { tags, summary: 'An approval', params: ById, response: { 200: ref(Approval) } },
    handler: async (request) => {
      const principal = principalOf(request);
      return approvalView(await find(principal, request.params.id), principal);
    },
  });

  app.post<OfApproval & { Body: Approve | null }>('/approvals/:id/approve', {
    config: { access: { action: 'approval.approve', resource: 'approval' } },
    schema: {
      tags,
      summary: 'Let the task go on; what is given becomes its outputs',
      params: ById,
      body: orNothing(Approve),
      response: { 200: ref(Approval) },
    },
    handler: (request) =>
      answer(request, (approval) => ({
        state: 'approved',
        input: inputOf(approval, (request.body?.input ?? {}) as JsonObject),
        ...given({ comment: request.body?.comment }),
      })),
  });

  app.post<OfApproval & { Body: Reject | null }>('/approvals/:id/reject', {
    config: { access: { action: 'approval.reject', resource: 'approval' } },
    schema: {
      tags,
      summary: 'Fail the task',
      params: ById,
      body: orNothing(Reject),
      response: { 200: ref(Approval) },
    },
    handler: (request) =>
      answer(request, () => ({ state: 'rejected', input: {}, ...given({ comment: request.body?.comment }) })),
  });
}

function inputOf({ params }: ApprovalRecord, input: JsonObject): JsonObject {
  const resolved = resolveParams(params, input);
  if (resolved.ok) return resolved.values;
  const errors = resolved.errors.map((error) => ({ ...error, pointer: `/input${error.pointer}` }));
  throw new InputError('VALIDATION_REQUEST', undefined, errors);
}

function approvalView(approval: ApprovalRecord, principal: Principal): Approval {
  const {
    id,
    runId,
    taskNo,
    requestedAt,
    expiresAt,
    answeredAt,
    params,
    title,
    message,
    actor,
    comment,
    input,
    ...rest
  } = approval;
  const action = (name: 'approve' | 'reject') =>
    actionView(principal, `approval.${name}`, approval.state === 'open' ? undefined : closedBy(approval));
  return {
    apiVersion: 'carillon/v1',
    kind: 'Approval',
    id: formatId('apr', id),
    ...rest,
    runId: formatId('run', runId),
    taskRunId: formatId('tr', taskRunId(runId, taskNo)),
    ...given({ title, message, actor, comment, input, answeredAt: answeredAt?.toISOString() }),
    params: params as unknown as Approval['params'],
    requestedAt: requestedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    actions: { approve: action('approve'), reject: action('reject') },
  };
}

const closedBy = ({ state }: ApprovalRecord): Refusal =>
  state === 'expired' ? { code: 'APPROVAL_OVER' } : { code: 'APPROVAL_ANSWERED', params: { approvalState: state } };

function notOpen(approval: ApprovalRecord): CarillonError {
  return new CarillonError({
    code: 'CONFLICT_STATE',
    message: said`the approval is not open`,
    refusal: closedBy(approval),
  });
}
