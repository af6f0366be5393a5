/** Runs: lists, one run with everything in it, and stopping. */
import {
  CarillonError,
  compilePlan,
  graphEdges,
  formatId,
  idsBeginning,
  type Page,
  runNotices,
  type RunRecord,
  taskRunId,
  type TaskRunRecord,
  said,
} from '@carillon/core';
import { Run, RunGraph, StopRun } from '@carillon/protocol';
import type * as rest from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound, runIdOf } from './context.ts';
import { given, MAX_PAGE, Paging, Place } from './query.ts';
import { RunQuery, runFilterOf, runIdsOf, timesOf } from './run-filter.ts';
import { artifactView, itemView, taskRunView } from './task-run-views.ts';
import { notesView } from './run-notes.ts';
import { eventView, familyView, runView } from './run-views.ts';
import { pageView } from './views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Filter = Type.Object({
  ...Place.properties,
  ...Paging,
  project: Type.Optional(Type.String({ maxLength: 63 })),
  ...RunQuery,
  id: Type.Optional(
    Type.Array(Type.String({ maxLength: 64 }), { maxItems: MAX_PAGE, description: 'only among these; repeated' }),
  ),
  idPrefix: Type.Optional(
    Type.String({ pattern: '^run_[0-9A-Za-z]{0,26}$', description: 'what the id begins with, as far as it is known' }),
  ),
  createdAfter: Type.Optional(Type.String({ format: 'date-time' })),
  createdBefore: Type.Optional(Type.String({ format: 'date-time' })),
  endedAfter: Type.Optional(Type.String({ format: 'date-time', description: 'then or later; none that is open' })),
  endedBefore: Type.Optional(Type.String({ format: 'date-time' })),
  slaMissed: Type.Optional(Type.Boolean({ description: 'only runs that missed a promise' })),
  children: Type.Optional(Type.Boolean({ description: 'also runs that are a part of another one' })),
  stats: Type.Optional(Type.Boolean({ description: 'with how long runs of each one’s workflow usually take' })),
});
const ITEMS = Type.Object({
  items: Type.Optional(
    Type.Boolean({ description: `with the first ${MAX_PAGE} items that tasks were split into, behind each task` }),
  ),
});
const USUAL = Type.Object({
  usual: Type.Optional(Type.Boolean({ description: 'with how the last successful runs of the workflow went' })),
});
const MAX_EVENTS = 1_000;
const EventPage = Type.Object({
  cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$', description: 'seq of the last event that is known' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_EVENTS, default: MAX_EVENTS })),
});

const READ = { access: { action: 'run.read', resource: 'run' } } as const;
const NO_RUNS: Page<RunRecord> = { items: [], nextCursor: undefined };
const tags = ['runs'];

type OfRun = { Params: Static<typeof ById> };

export function addRunRoutes(app: App, context: ApiContext): void {
  const { queries, lookups, controller, notes } = context;
  const viewerOf = (request: FastifyRequest) => ({ principal: principalOf(request), publicUrl: context.publicUrl() });

  app.get<{ Querystring: Static<typeof Filter> }>('/runs', {
    config: READ,
    schema: {
      tags,
      summary: 'Runs, newest first',
      description:
        'Trigger, version, label, fingerprint and input are looked for among a bounded number of runs a page: it may hold fewer than its limit, or none, and still have a cursor.',
      querystring: Filter,
      response: { 200: pageRef('RunPage') },
    },
    handler: async (request) => {
      const { environment, limit = 50, project, cursor, children, slaMissed, stats, id, idPrefix } = request.query;
      const idRange = idPrefix === undefined ? undefined : idsBeginning('run', idPrefix);
      const filter = {
        ...runFilterOf(request.query),
        ...given({ project, cursor, children, slaMissed, ids: id && runIdsOf(id), idRange }),
        ...timesOf(request.query),
      };
      const place = await lookups.place(principalOf(request), environment);
      const none = idPrefix !== undefined && !idRange;
      const page = none ? NO_RUNS : await queries.runs(place, { limit, ...filter });
      const keys = new Set(stats ? page.items.map(({ workflowKey }) => workflowKey) : []);
      const usual = await queries.usualDurations(place, [...keys]);
      const viewer = viewerOf(request);
      return pageView(page, (run) => ({
        ...runView(run, viewer),
        ...given({ usualMs: usual.get(run.workflowKey) }),
      }));
    },
  });

  app.get<OfRun>('/runs/:id', {
    config: READ,
    schema: { tags, summary: 'A run', params: ById, response: { 200: ref(Run) } },
    handler: async (request) => {
      const [principal, id] = [principalOf(request), runIdOf(request.params.id)];
      const [run, family, written] = await Promise.all([
        queries.run(principal, id),
        queries.family(principal, id),
        notes.notes(principal, id),
      ]);
      if (!run) throw notFound('run');
      return {
        ...runView(run, viewerOf(request), runNotices(run)),
        ...(family.length > 1 ? { family: familyView(family) } : {}),
        ...notesView(written),
      };
    },
  });

  app.get<OfRun & { Querystring: Static<typeof ITEMS> }>('/runs/:id/tasks', {
    config: READ,
    schema: {
      tags,
      summary: 'Every task of the run, also those that have not begun',
      params: ById,
      querystring: ITEMS,
      response: { 200: pageRef('TaskRunPage') },
    },
    handler: async (request) => {
      const [principal, id] = [principalOf(request), runIdOf(request.params.id)];
      const tasks = await queries.taskRuns(principal, id);
      if (!tasks) throw notFound('run');
      const splits = request.query.items && tasks.some((task) => task.children);
      const { items } = splits ? await queries.children(principal, id, { partsOnly: true, limit: MAX_PAGE }) : NO_RUNS;
      const itemsOf = (task: TaskRunRecord) => items.filter(({ parent }) => parent?.taskNo === task.taskNo);
      return {
        items: tasks.flatMap((task) => [taskRunView(task), ...itemsOf(task).map((item) => itemView(item, task.type))]),
      };
    },
  });

  app.get<OfRun & { Querystring: Static<typeof USUAL> }>('/runs/:id/graph', {
    config: READ,
    schema: {
      tags,
      summary: 'The run as a graph, with states',
      params: ById,
      querystring: USUAL,
      response: { 200: ref(RunGraph) },
    },
    handler: async (request): Promise<rest.RunGraph> => {
      const id = runIdOf(request.params.id);
      const [run, tasks] = await Promise.all([
        queries.run(principalOf(request), id),
        queries.taskRuns(principalOf(request), id),
      ]);
      if (!run || !tasks) throw notFound('run');
      const usual = request.query.usual ? await queries.usualTimes(principalOf(request), run) : undefined;
      return {
        ...(usual && { usual: { runs: usual.runs, tasks: Object.fromEntries(usual.tasks) } }),
        nodes: tasks.map((task) => {
          const title = run.document.tasks[task.task]?.title;
          const taskId = formatId('tr', taskRunId(id, task.taskNo));
          return {
            task: task.task,
            type: task.type,
            state: task.state,
            attempt: task.attempt,
            taskRunId: taskId,
            ...given({ title }),
          };
        }),
        edges: [...graphEdges(compilePlan(run.document))],
      };
    },
  });

  app.get<OfRun & { Querystring: Static<typeof EventPage> }>('/runs/:id/events', {
    config: READ,
    schema: {
      tags,
      summary: 'What happened to the run, oldest first',
      params: ById,
      querystring: EventPage,
      response: { 200: pageRef('RunEventPage') },
    },
    handler: async (request) => {
      const id = runIdOf(request.params.id);
      const { cursor, limit = MAX_EVENTS } = request.query;
      const events = await queries.events(principalOf(request), id, { afterSeq: cursor, limit: limit + 1 });
      if (events.length === 0 && !(await queries.run(principalOf(request), id))) throw notFound('run');
      const items = events.slice(0, limit);
      return pageView({ items, nextCursor: events.length > limit ? items.at(-1)?.seq : undefined }, eventView);
    },
  });

  app.get<OfRun>('/runs/:id/artifacts', {
    config: { access: { action: 'artifact.read', resource: 'run' } },
    schema: { tags, summary: 'What the run’s attempts kept', params: ById, response: { 200: pageRef('ArtifactPage') } },
    handler: async (request) => {
      const artifacts = await queries.artifacts(principalOf(request), runIdOf(request.params.id));
      if (!artifacts) throw notFound('run');
      return { items: artifacts.map(artifactView) };
    },
  });

  app.post<OfRun & { Body: StopRun | null }>('/runs/:id/stop', {
    config: { access: { action: 'run.stop', resource: 'run' } },
    schema: {
      tags,
      summary: 'Ask the run to end',
      params: ById,
      body: { anyOf: [ref(StopRun), { type: 'null' }] },
      response: { 202: ref(Run) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const id = runIdOf(request.params.id);
      const message = request.body?.reason;
      const reason = { code: 'STOPPED_BY_USER', params: { actor: principal.name, ...given({ message }) } } as const;
      const uncompensated = request.body?.compensate === false;
      const result = await controller.stop(principal, id, { actor: principal.name, reason, uncompensated });
      const run = result === 'not_found' ? undefined : await queries.run(principal, id);
      if (!run) throw notFound('run');
      if (result === 'already_final') {
        throw new CarillonError({
          code: 'CONFLICT_STATE',
          message: said`the run has ended (${run.state}) and cannot be stopped`,
        });
      }
      return reply.code(202).send(runView(run, viewerOf(request)));
    },
  });
}
