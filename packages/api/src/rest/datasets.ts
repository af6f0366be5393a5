/** Datasets, what brought them up to date, and updates that somebody outside tells of. */
import {
  type DatasetRecord,
  type DatasetUpdate as UpdateRecord,
  type DatasetWorkflow,
  type DatasetWaitRecord,
  formatId,
  freshnessOf,
  type JsonObject,
  type Principal,
} from '@carillon/core';
import { Dataset, DatasetUpdate, type DatasetUse, type DatasetWait, UpdateDataset } from '@carillon/protocol';
import { newUuid } from '@carillon/runtime';
import { datasetReferences } from '@carillon/spec';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { orNothing, pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { IdempotencyHeader, idempotencyOf, onceMade } from './idempotency.ts';
import { given, Paging, Place } from './query.ts';
import { actionView, pageView } from './views.ts';

const ByName = Type.Object({ name: Type.String({ maxLength: 63 }) });
const InProject = Type.Object({
  ...Place.properties,
  project: Type.Optional(Type.String({ maxLength: 63, description: 'default when absent' })),
});
const Filter = Type.Object({
  ...Place.properties,
  ...Paging,
  project: Type.Optional(Type.String({ maxLength: 63 })),
  text: Type.Optional(Type.String({ maxLength: 200, description: 'a part of the name or title' })),
});
const Updates = Type.Object({
  ...InProject.properties,
  ...Paging,
  partition: Type.Optional(Type.String({ maxLength: 255 })),
});
const Waits = Type.Object({
  ...InProject.properties,
  partition: Type.Optional(
    Type.String({ maxLength: 255, description: 'those that an update of it lets go on; empty: of the whole' }),
  ),
});
const tags = ['datasets'];
const READ = { access: { action: 'dataset.read', resource: 'dataset' } } as const;
const DEFAULT_PROJECT = 'default';
const PAGE = 50;
/** Workflows that hold its name. */
const MAX_NAMING = 1_000;
const MAX_WAITS = 100;

type OfDataset = { Params: Static<typeof ByName> };

export function addDatasetRoutes(app: App, context: ApiContext): void {
  const { clock, datasets, lookups } = context;
  const viewFor = (principal: Principal) => (dataset: DatasetRecord) => datasetView(dataset, principal, clock.now());

  app.get<{ Querystring: Static<typeof Filter> }>('/datasets', {
    config: READ,
    schema: { tags, summary: 'Datasets by name', querystring: Filter, response: { 200: pageRef('DatasetPage') } },
    handler: async (request) => {
      const { environment, limit = PAGE, project, text, cursor } = request.query;
      const principal = principalOf(request);
      const place = await lookups.place(principal, environment);
      const page = await datasets.datasets(place, { limit, ...given({ project, text, cursor }) });
      return pageView(page, viewFor(principal));
    },
  });

  app.get<OfDataset & { Querystring: Static<typeof InProject> }>('/datasets/:name', {
    config: READ,
    schema: { tags, summary: 'A dataset', params: ByName, querystring: InProject, response: { 200: ref(Dataset) } },
    handler: async (request) => {
      const { environment, project = DEFAULT_PROJECT } = request.query;
      const principal = principalOf(request);
      const place = await lookups.place(principal, environment);
      const dataset = await datasets.dataset(place, project, request.params.name);
      if (!dataset) throw notFound('dataset');
      return viewFor(principal)(dataset);
    },
  });

  app.get<OfDataset & { Querystring: Static<typeof Updates> }>('/datasets/:name/updates', {
    config: READ,
    schema: {
      tags,
      summary: 'What brought a dataset up to date, newest first',
      params: ByName,
      querystring: Updates,
      response: { 200: pageRef('DatasetUpdatePage') },
    },
    handler: async (request) => {
      const { environment, project = DEFAULT_PROJECT, limit = PAGE, cursor, partition } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      const filter = { limit, ...given({ cursor, partition }) };
      const page = await datasets.updates(place, project, request.params.name, filter);
      if (!page) throw notFound('dataset');
      return pageView(page, datasetUpdateView);
    },
  });

  app.get<OfDataset & { Querystring: Static<typeof InProject> }>('/datasets/:name/lineage', {
    config: READ,
    schema: {
      tags,
      summary: `Tasks of live versions that bring a dataset up to date, or wait for it, of at most ${MAX_NAMING} workflows`,
      params: ByName,
      querystring: InProject,
      response: { 200: pageRef('DatasetUsePage') },
    },
    handler: async (request) => {
      const { environment, project = DEFAULT_PROJECT } = request.query;
      const { name } = request.params;
      const place = await lookups.place(principalOf(request), environment);
      const naming = await datasets.workflowsNaming(place, name, MAX_NAMING);
      const items = naming.flatMap((workflow) => usesIn(workflow, project, name));
      // One that tasks name is there, though none of them has run yet.
      if (items.length === 0 && !(await datasets.dataset(place, project, name))) throw notFound('dataset');
      return { items };
    },
  });

  app.get<OfDataset & { Querystring: Static<typeof Waits> }>('/datasets/:name/waits', {
    config: READ,
    schema: {
      tags,
      summary: `Task runs that wait for a dataset now and go on when it is updated, the longest wait first, at most ${MAX_WAITS}`,
      params: ByName,
      querystring: Waits,
      response: { 200: pageRef('DatasetWaitPage') },
    },
    handler: async (request) => {
      const { environment, project = DEFAULT_PROJECT, partition } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      const filter = { limit: MAX_WAITS, ...given({ partition }) };
      return { items: (await datasets.waitsFor(place, project, request.params.name, filter)).map(waitView) };
    },
  });

  app.post<OfDataset & { Body: UpdateDataset | null; Querystring: Static<typeof InProject> }>(
    '/datasets/:name/updates',
    {
      config: { access: { action: 'dataset.update', resource: 'dataset' } },
      schema: {
        tags,
        summary: 'Tell that a dataset was brought up to date; what waits for it goes on',
        params: ByName,
        querystring: InProject,
        headers: IdempotencyHeader,
        body: orNothing(UpdateDataset),
        response: { 201: ref(DatasetUpdate) },
      },
      handler: async (request, reply) => {
        const principal = principalOf(request);
        const { project = DEFAULT_PROJECT } = request.query;
        const place = await lookups.place(principal, request.query.environment);
        const { partition = '', metadata = {} } = request.body ?? {};
        const idempotency = idempotencyOf(request, principal, 'POST /datasets/{name}/updates');
        const asked = {
          id: newUuid(),
          partition,
          actor: principal.name,
          metadata: metadata as JsonObject,
          idempotency,
        };
        const result = await datasets.addUpdate(place, project, request.params.name, asked);
        if (!result) throw notFound('dataset');
        const { update, woken } = onceMade(result, reply);
        request.audit.project = project;
        request.audit.environment = place.environment;
        request.audit.object = { name: request.params.name };
        request.audit.after = { partition, woken };
        if (woken > 0) context.onWoken();
        return reply.code(201).send(datasetUpdateView(update));
      },
    },
  );
}

function usesIn({ document, ...version }: DatasetWorkflow, project: string, name: string): readonly DatasetUse[] {
  return [...datasetReferences(document)]
    .filter((one) => one.dataset === name && one.project === project)
    .map(({ task, use, partition }) => ({ ...version, task, use, ...given({ partition }) }));
}

const waitView = ({ runId, partition, since, ...wait }: DatasetWaitRecord): DatasetWait => ({
  ...wait,
  runId: formatId('run', runId),
  since: since.toISOString(),
  ...given({ partition }),
});

function datasetView(
  { project, name, version, document, lastUpdate }: DatasetRecord,
  principal: Principal,
  now: number,
): Dataset {
  return {
    apiVersion: 'carillon/v1',
    kind: 'Dataset',
    project,
    name,
    version,
    ...given({
      title: document?.title,
      description: document?.description,
      uri: document?.uri,
      owner: document?.owner,
      fresh: document?.fresh,
      lastUpdate: lastUpdate && datasetUpdateView(lastUpdate),
    }),
    freshness: freshnessOf(lastUpdate?.at, document?.fresh, now),
    tags: [...(document?.tags ?? [])],
    actions: { update: actionView(principal, 'dataset.update', undefined) },
  };
}

export const datasetUpdateView = ({
  id,
  partition,
  runId,
  task,
  actor,
  at,
  metadata,
}: UpdateRecord): DatasetUpdate => ({
  apiVersion: 'carillon/v1',
  kind: 'DatasetUpdate',
  id: formatId('evt', id),
  partition,
  ...given({ runId: runId && formatId('run', runId), task }),
  actor,
  at: at.toISOString(),
  metadata,
});
