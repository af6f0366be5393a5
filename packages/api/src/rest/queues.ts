/** Queues with what they use and what waits in them; their pause. */
import { CarillonError, type Json, type Principal, type QueueStanding, queueStandings, said } from '@carillon/core';
import { Queue, QueueCommand } from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { auditOrigin } from '../audit/audit-note.ts';
import { principalOf } from '../http/access-hooks.ts';
import { orNothing, pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { given } from './query.ts';
import { actionView } from './views.ts';

const ByName = Type.Object({ name: Type.String({ maxLength: 63 }) });
const tags = ['queues'];

type OfQueue = { Params: Static<typeof ByName> };

export function addQueueRoutes(app: App, { queues }: ApiContext): void {
  const read = { access: { action: 'queue.read', resource: 'queue' } } as const;

  const standings = async (): Promise<readonly QueueStanding[]> => {
    const [records, fleet, backlogs] = await Promise.all([queues.queues(), queues.fleet(), queues.backlogs()]);
    const running = await queues.lanes([...new Set(fleet.flatMap((worker) => [...worker.running.keys()]))]);
    return queueStandings({ queues: records, fleet, lanes: running }, backlogs);
  };

  const find = async (principal: Principal, name: string): Promise<Queue> => {
    const standing = (await standings()).find(({ spec }) => spec.name === name);
    if (!standing) throw notFound('queue');
    return queueView(standing, principal);
  };

  const command = async (
    request: FastifyRequest<OfQueue & { Body: QueueCommand | null }>,
    act: 'pauseQueue' | 'resumeQueue',
  ): Promise<Queue> => {
    const principal = principalOf(request);
    const { name } = request.params;
    const by = { actor: principal.name, reason: request.body?.reason, audit: auditOrigin(request) };
    const isDone = await queues[act](principal, name, by);
    if (!isDone) throw await whyNot(principal, name);
    return find(principal, name);
  };

  const whyNot = async (principal: Principal, name: string): Promise<CarillonError> => {
    const { described } = await find(principal, name);
    return described
      ? new CarillonError({
          code: 'PERMISSION_DENIED',
          message: said`the queue "${name}" belongs to another tenant`,
          hint: said`Ask whoever runs the platform.`,
        })
      : new CarillonError({
          code: 'CONFLICT_STATE',
          message: said`nobody has described the queue "${name}" yet`,
          hint: said`Apply a document first: kind: Queue, name: ${name}.`,
        });
  };

  app.get('/queues', {
    config: read,
    schema: { tags, summary: 'Queues, by name', response: { 200: pageRef('QueuePage') } },
    handler: async (request) => {
      const principal = principalOf(request);
      return { items: (await standings()).map((standing) => queueView(standing, principal)) };
    },
  });

  app.get<OfQueue>('/queues/:name', {
    config: read,
    schema: { tags, summary: 'A queue', params: ByName, response: { 200: ref(Queue) } },
    handler: async (request) => {
      const principal = principalOf(request);
      const { name } = request.params;
      const [queue, document] = await Promise.all([find(principal, name), queues.queueDocument(principal, name)]);
      return { ...queue, ...given({ document: document as unknown as Record<string, Json> | undefined }) };
    },
  });

  app.post<OfQueue & { Body: QueueCommand | null }>('/queues/:name/pause', {
    config: { access: { action: 'queue.pause', resource: 'queue' } },
    schema: {
      tags,
      summary: 'Give nothing of it, and of queues below it, to workers; what runs goes on',
      params: ByName,
      body: orNothing(QueueCommand),
      response: { 200: ref(Queue) },
    },
    handler: (request) => command(request, 'pauseQueue'),
  });

  app.post<OfQueue & { Body: QueueCommand | null }>('/queues/:name/resume', {
    config: { access: { action: 'queue.resume', resource: 'queue' } },
    schema: {
      tags,
      summary: 'Let it go on',
      params: ByName,
      body: orNothing(QueueCommand),
      response: { 200: ref(Queue) },
    },
    handler: (request) => command(request, 'resumeQueue'),
  });
}

const STATES = { open: 'open', paused: 'paused', max_share: 'full' } as const;

/** Other tenants' names are theirs. */
function queueView(standing: QueueStanding, principal: Principal): Queue {
  const { spec, record, gate, used, running, ready, oldestReadyAt, holders } = standing;
  const action = (name: 'pause' | 'resume') => {
    const isSo = (name === 'pause') === spec.isPaused;
    const obstacle = !record ? 'QUEUE_NOT_DESCRIBED' : spec.isPaused ? 'QUEUE_PAUSED' : 'QUEUE_NOT_PAUSED';
    return actionView(principal, `queue.${name}`, record && !isSo ? undefined : { code: obstacle });
  };
  return {
    apiVersion: 'carillon/v1',
    kind: 'Queue',
    name: spec.name,
    described: record !== undefined,
    state: STATES[gate.kind],
    weight: spec.weight,
    used,
    minShare: spec.minShare,
    maxShare: spec.maxShare,
    running,
    ready,
    holders: holders
      .filter((one) => one.tenant === principal.tenant)
      .map((one) => ({ project: one.project, running: one.running })),
    ...given({
      parent: spec.parent,
      title: record?.document.title,
      oldestReadyAt: oldestReadyAt?.toISOString(),
      pausedAt: record?.pausedAt?.toISOString(),
      pausedBy: record?.pausedBy,
      pauseReason: record?.pauseReason,
    }),
    actions: {
      set: actionView(principal, 'document.apply', undefined),
      pause: action('pause'),
      resume: action('resume'),
    },
  };
}
