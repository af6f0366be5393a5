/** Workers, and who of them is given nothing more. */
import {
  CarillonError,
  formatId,
  formatResources,
  isGoneWorker,
  parseId,
  type Principal,
  type WorkerRecord,
  said,
  WORKER_STATES,
} from '@carillon/core';
import { Worker, WorkerCommand } from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { auditOrigin } from '../audit/audit-note.ts';
import { principalOf } from '../http/access-hooks.ts';
import { orNothing, pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { knownNames } from './query.ts';
import { actionView, API } from './views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Word = Type.Optional(Type.String({ maxLength: 200 }));
const Filter = Type.Object({
  state: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), {
      maxItems: 20,
      description: 'repeated, or with commas between; `silent,lost`: those that are not heard of',
    }),
  ),
  group: Word,
  capability: Word,
  version: Word,
});
const tags = ['workers'];

type OfWorker = { Params: Static<typeof ById>; Body: WorkerCommand | null };
type Verb = 'drain' | 'resume';

export function addWorkerRoutes(app: App, { queries, queues }: ApiContext): void {
  const list = async (principal: Principal): Promise<Worker[]> =>
    (await queries.workers(principal)).map((worker) => workerView(worker, principal));

  const command = async (request: FastifyRequest<OfWorker>, verb: Verb): Promise<Worker> => {
    const principal = principalOf(request);
    const id = parseId('wrk', request.params.id);
    if (id === undefined) throw notFound('worker');
    const by = { actor: principal.name, reason: request.body?.reason, audit: auditOrigin(request) };
    const isDone = await queues[`${verb}Worker`](principal, id, by);
    const worker = (await list(principal)).find((one) => one.id === formatId('wrk', id));
    if (!worker) throw notFound('worker');
    if (!isDone) throw new CarillonError({ code: 'CONFLICT_STATE', message: said`the worker ${worker.name} is gone` });
    return worker;
  };

  app.get<{ Querystring: Static<typeof Filter> }>('/workers', {
    config: { access: { action: 'worker.read', resource: 'worker' } },
    schema: {
      tags,
      summary: 'Connected workers, and those that left within a day',
      querystring: Filter,
      response: { 200: pageRef('WorkerPage') },
    },
    handler: async (request) => {
      const { group, capability, version } = request.query;
      const states: readonly string[] | undefined = knownNames('state', request.query.state, WORKER_STATES);
      const isWanted = (worker: Worker): boolean =>
        (states?.includes(worker.state) ?? true) &&
        (group === undefined || worker.group === group) &&
        (capability === undefined || worker.capabilities.includes(capability)) &&
        (version === undefined || worker.version === version);
      return { items: (await list(principalOf(request))).filter(isWanted) };
    },
  });

  app.post<OfWorker>('/workers/:id/drain', {
    config: { access: { action: 'worker.drain', resource: 'worker' } },
    schema: {
      tags,
      summary: 'Give it nothing more, until it is resumed or started anew; what it was given goes on',
      params: ById,
      body: orNothing(WorkerCommand),
      response: { 200: ref(Worker) },
    },
    handler: (request) => command(request, 'drain'),
  });

  app.post<OfWorker>('/workers/:id/resume', {
    config: { access: { action: 'worker.resume', resource: 'worker' } },
    schema: {
      tags,
      summary: 'Give it work again',
      params: ById,
      body: orNothing(WorkerCommand),
      response: { 200: ref(Worker) },
    },
    handler: (request) => command(request, 'resume'),
  });
}

function workerView(worker: WorkerRecord, principal: Principal): Worker {
  const isGone = isGoneWorker(worker.state);
  const action = (verb: Verb) => {
    const isDraining = worker.state === 'draining';
    const isSo = isDraining !== (verb === 'resume');
    const obstacle = isGone ? 'WORKER_GONE' : isDraining ? 'WORKER_DRAINING' : 'WORKER_NOT_DRAINING';
    return actionView(principal, `worker.${verb}`, isGone || isSo ? { code: obstacle } : undefined);
  };
  return {
    kind: 'Worker',
    id: formatId('wrk', worker.id),
    name: worker.name,
    group: worker.group,
    state: worker.state,
    capabilities: [...worker.capabilities],
    labels: { ...worker.labels },
    resources: { ...formatResources(worker.resources) },
    used: { ...formatResources(worker.used) },
    slots: worker.slots,
    busy: worker.busy,
    version: worker.version,
    host: worker.host,
    connectedAt: worker.connectedAt.toISOString(),
    leaseUntil: worker.leaseUntil.toISOString(),
    actions: { drain: action('drain'), resume: action('resume') },
    ...API,
  };
}
