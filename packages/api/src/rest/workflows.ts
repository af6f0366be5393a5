/** Workflows and their versions. */
import { CarillonError, type WorkflowStats, said } from '@carillon/core';
import { Workflow, WorkflowFacets, WorkflowVersion } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound, unknownWorkflow } from './context.ts';
import { given, Paging, Place } from './query.ts';
import { API, pageView, versionView, workflowView } from './views.ts';
import { WorkflowQuery, workflowFilterOf } from './workflow-filter.ts';

const Named = Type.Object({ project: Type.String({ maxLength: 63 }), name: Type.String({ maxLength: 63 }) });
const Numbered = Type.Object({ ...Named.properties, number: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) });
const Filter = Type.Object({
  ...Place.properties,
  ...Paging,
  ...WorkflowQuery,
  prefix: Type.Optional(
    Type.String({ maxLength: 127, description: 'what the name begins with, or project/name: what a shell completes' }),
  ),
  stats: Type.Optional(Type.Boolean({ description: 'with how the last runs of each went' })),
});
const FacetFilter = Type.Object({
  ...Place.properties,
  project: Type.Optional(Type.String({ maxLength: 63 })),
});
const One = Type.Object({
  ...Place.properties,
  stats: Type.Optional(Type.Boolean({ description: 'with how its last runs went' })),
});
const Page = Type.Object(Paging);

const READ = { access: { action: 'workflow.read', resource: 'workflow' } } as const;
const tags = ['workflows'];

export function addWorkflowRoutes(app: App, context: ApiContext): void {
  const { catalog, lookups } = context;

  app.get<{ Querystring: Static<typeof Filter> }>('/workflows', {
    config: READ,
    schema: {
      tags,
      summary: 'Workflows of an environment, by name',
      querystring: Filter,
      response: { 200: pageRef('WorkflowPage') },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { environment, limit = 50, stats, cursor, prefix } = request.query;
      const place = await lookups.place(principal, environment);
      const filter = { ...workflowFilterOf(request.query), ...given({ cursor, prefix }) };
      const page = await catalog.workflows(place, { limit, ...filter });
      const keys = page.items.map(({ key }) => key);
      const statsOf = stats ? await catalog.workflowStats(place, keys) : new Map<number, WorkflowStats>();
      const viewer = { principal, publicUrl: context.publicUrl() };
      return pageView(page, (workflow) => ({
        ...workflowView(workflow, viewer),
        ...given({ stats: statsView(statsOf.get(workflow.key)) }),
      }));
    },
  });

  app.get<{ Querystring: Static<typeof FacetFilter> }>('/workflows/facets', {
    config: READ,
    schema: {
      tags,
      summary: 'Owners and tags that the workflows of an environment have',
      querystring: FacetFilter,
      response: { 200: ref(WorkflowFacets) },
    },
    handler: async (request) => {
      const { environment, project } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      const { owners, tags: all } = await catalog.workflowFacets(place, given({ project }));
      return { kind: 'WorkflowFacets', owners: [...owners], tags: [...all], ...API };
    },
  });

  app.get<{ Params: Static<typeof Named>; Querystring: Static<typeof One> }>('/workflows/:project/:name', {
    config: READ,
    schema: {
      tags,
      summary: 'A workflow with its live version',
      params: Named,
      querystring: One,
      response: { 200: ref(Workflow) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { project, name } = request.params;
      const place = await lookups.place(principal, request.query.environment);
      const workflow = await catalog.workflow(place, project, name);
      if (!workflow) throw await unknownWorkflow(catalog, place, project, name);
      const stats = request.query.stats ? await catalog.workflowStats(place, [workflow.key]) : undefined;
      return {
        ...workflowView(workflow, { principal, publicUrl: context.publicUrl() }),
        ...given({ stats: statsView(stats?.get(workflow.key)) }),
      };
    },
  });

  app.get<{ Params: Static<typeof Named>; Querystring: Static<typeof Page> }>('/workflows/:project/:name/versions', {
    config: READ,
    schema: {
      tags,
      summary: 'Versions, newest first',
      params: Named,
      querystring: Page,
      response: { 200: pageRef('WorkflowVersionPage') },
    },
    handler: async (request) => {
      const { limit = 50, cursor } = request.query;
      const { project, name } = request.params;
      const page = await catalog.versions(principalOf(request), project, name, { limit, ...given({ cursor }) });
      if (!page) throw notFound('workflow');
      return pageView(page, versionView);
    },
  });

  app.get<{ Params: Static<typeof Numbered> }>('/workflows/:project/:name/versions/:number', {
    config: READ,
    schema: { tags, summary: 'A version as it was applied', params: Numbered, response: { 200: ref(WorkflowVersion) } },
    handler: async (request) => {
      const { project, name, number } = request.params;
      const version = await catalog.version(principalOf(request), project, name, number);
      if (!version)
        throw new CarillonError({ code: 'NOT_FOUND', message: said`there is no version ${number} of this workflow` });
      return versionView(version);
    },
  });
}

const statsView = (stats: WorkflowStats | undefined) =>
  stats && { ended: stats.ended, success: stats.success, ...given({ p50Ms: stats.p50Ms, p95Ms: stats.p95Ms }) };
