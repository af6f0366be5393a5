/** Lineage: what leads to a dataset or a workflow and what comes of it, or all of it, within bounds. */
import { type DatasetRecord, freshnessOf, type LiveWorkflow } from '@carillon/core';
import { Lineage, type LineageNode } from '@carillon/protocol';
import type { LineageThing } from '@carillon/spec';
import { type Static, Type } from 'typebox';
import { createExpiringCache } from '../expiring-cache.ts';
import { principalOf } from '../http/access-hooks.ts';
import { ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { datasetUpdateView } from './datasets.ts';
import { lineageAround, lineageId, type LineageLinks, linksOf, wholeLineage } from './lineage-graph.ts';
import { given, Place } from './query.ts';

const DEPTH = 2;
const MAX_DEPTH = 10;
const NODES = 200;
const MAX_NODES = 500;
/** Whose documents are read. */
const MAX_WORKFLOWS = 2_000;
/** Everybody who looks at a graph asks anew every few seconds. What is kept is of these live versions alone. */
const LINKS_TTL_MS = 600_000;
const KEPT = 50;
const DEFAULT_PROJECT = 'default';

const Asked = Type.Object({
  ...Place.properties,
  project: Type.Optional(
    Type.String({
      maxLength: 63,
      description: 'with `of`, its project, default when absent; else what it has to do with',
    }),
  ),
  of: Type.Optional(
    Type.String({
      pattern: '^(dataset|workflow):[a-z][a-z0-9_-]{0,62}$',
      description: 'dataset:name or workflow:name; all of it when absent',
    }),
  ),
  depth: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_DEPTH, default: DEPTH, description: 'of `of`: so many steps each way' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_NODES, default: NODES, description: 'nodes at most' })),
});

interface Known extends LineageLinks {
  readonly isPartial: boolean;
}

export function addLineageRoute(app: App, context: Pick<ApiContext, 'clock' | 'datasets' | 'lookups'>): void {
  const { clock, datasets, lookups } = context;
  const cache = createExpiringCache<Known>({ ttlMs: LINKS_TTL_MS, capacity: KEPT, clock });

  app.get<{ Querystring: Static<typeof Asked> }>('/lineage', {
    config: { access: { action: 'dataset.read', resource: 'dataset' } },
    schema: {
      tags: ['datasets'],
      summary: `What comes before what among datasets, files and workflows, as live versions say it, of at most ${MAX_WORKFLOWS}`,
      querystring: Asked,
      response: { 200: ref(Lineage) },
    },
    handler: async (request): Promise<Lineage> => {
      const { environment, project, of, depth = DEPTH, limit = NODES } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      // What is loaded is never nothing.
      const first = of === undefined ? project : (project ?? DEFAULT_PROJECT);
      const live = await datasets.liveFingerprint(place);
      const links = (await cache.get([place.tenantKey, place.environmentKey, first, live].join('/'), async () => {
        const read = await datasets.linkedWorkflows(place, { project: first, limit: MAX_WORKFLOWS + 1 });
        return { ...linksOf(read.slice(0, MAX_WORKFLOWS)), isPartial: read.length > MAX_WORKFLOWS };
      })) as Known;
      const root = of === undefined ? undefined : rootOf(of, project ?? DEFAULT_PROJECT);
      const rootId = root && lineageId(root);
      const part =
        rootId === undefined ? wholeLineage(links, project, limit) : lineageAround(links, rootId, { depth, limit });
      // Only what it is around may be linked to nothing.
      const things = part.ids.map((id) => links.things.get(id) ?? (root as LineageThing));
      const named = (kind: LineageThing['kind']) =>
        things.flatMap((thing) => (thing.kind === kind && thing.kind !== 'file' ? [thing] : []));
      const facts: Facts = {
        datasets: byName(await datasets.datasetsNamed(place, named('dataset')), ({ project, name }) => [project, name]),
        // Those whose own tasks lead nowhere are named by others alone.
        workflows: byName(await datasets.liveWorkflows(place, named('workflow')), ({ project, workflow }) => [
          project,
          workflow,
        ]),
      };
      if (root && rootId !== undefined && !links.things.has(rootId)) {
        const { size } = root.kind === 'dataset' ? facts.datasets : facts.workflows;
        if (size === 0) throw notFound(root.kind);
      }
      const now = clock.now();
      const shown = new Set(part.ids);
      return {
        apiVersion: 'carillon/v1',
        kind: 'Lineage',
        ...given({ of: rootId }),
        nodes: things.map((thing) => nodeView(thing, facts, now)),
        edges: links.edges.filter(({ from, to }) => shown.has(from) && shown.has(to)),
        isCut: part.isCut,
        isPartial: links.isPartial,
      };
    },
  });
}

interface Facts {
  readonly datasets: ReadonlyMap<string, DatasetRecord>;
  readonly workflows: ReadonlyMap<string, LiveWorkflow>;
}

const byName = <T>(records: readonly T[], nameOf: (record: T) => readonly [project: string, name: string]) =>
  new Map(records.map((record) => [nameOf(record).join('/'), record]));

function nodeView(thing: LineageThing, facts: Facts, now: number): LineageNode {
  const { kind, name } = thing;
  const shared = { id: lineageId(thing), kind, name };
  if (thing.kind === 'file') return shared;
  const { project } = thing;
  if (kind === 'workflow') {
    const { title, version } = facts.workflows.get(`${project}/${name}`) ?? {};
    return { ...shared, project, ...given({ title, version }) };
  }
  // One that tasks name is there, though none of them has run yet.
  const { document, lastUpdate } = facts.datasets.get(`${project}/${name}`) ?? {};
  return {
    ...shared,
    project,
    freshness: freshnessOf(lastUpdate?.at, document?.fresh, now),
    ...given({ title: document?.title, lastUpdate: lastUpdate && datasetUpdateView(lastUpdate) }),
  };
}

function rootOf(of: string, project: string) {
  const [kind, name = ''] = of.split(':');
  return { kind: kind === 'workflow' ? 'workflow' : 'dataset', project, name } as const;
}
