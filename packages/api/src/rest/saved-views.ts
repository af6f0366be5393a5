/** Saved views: whoever may look at workflows may save how, for everybody in the project. */
import {
  CarillonError,
  formatId,
  type JsonObject,
  MAX_SAVED_VIEWS,
  parseId,
  type SavedViewRecord,
  said,
} from '@carillon/core';
import { SavedView, SaveView } from '@carillon/protocol';
import { newUuid } from '@carillon/runtime';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound } from './context.ts';
import { given } from './query.ts';
import { API } from './views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Filter = Type.Object({
  project: Type.String({ maxLength: 63 }),
  page: Type.Optional(Type.Union([Type.Literal('workflows'), Type.Literal('runs')])),
});
const tags = ['saved views'];

export function addSavedViewRoutes(app: App, { savedViews }: Pick<ApiContext, 'savedViews'>): void {
  app.get<{ Querystring: Static<typeof Filter> }>('/saved-views', {
    config: { access: { action: 'saved_view.read', resource: 'saved_view' } },
    schema: {
      tags,
      summary: 'Views of lists, by name',
      querystring: Filter,
      response: { 200: pageRef('SavedViewPage') },
    },
    handler: async (request) => {
      const { project, page } = request.query;
      const views = await savedViews.list(principalOf(request), { project, ...given({ page }) });
      return { items: views.map(savedViewView) };
    },
  });

  app.post<{ Body: SaveView }>('/saved-views', {
    config: { access: { action: 'saved_view.set', resource: 'saved_view' } },
    schema: {
      tags,
      summary: 'Save a view under a name; one of that name is replaced',
      body: ref(SaveView),
      response: { 200: ref(SavedView) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const view = { ...request.body, search: request.body.search as JsonObject, id: newUuid() };
      const saved = await savedViews.save(principal, view, { actor: principal.name });
      if (saved === 'no_project') throw notFound('project');
      if (saved === 'full')
        throw new CarillonError({
          code: 'CONFLICT_STATE',
          message: said`the project "${view.project}" has ${MAX_SAVED_VIEWS} views, which is as many as it may have`,
          hint: said`Remove one that nobody uses.`,
        });
      return savedViewView(saved);
    },
  });

  app.delete<{ Params: Static<typeof ById> }>('/saved-views/:id', {
    config: { access: { action: 'saved_view.remove', resource: 'saved_view' } },
    schema: { tags, summary: 'Remove a view', params: ById, response: { 204: { type: 'null' } } },
    handler: async (request, reply) => {
      const id = parseId('viw', request.params.id);
      if (id === undefined || !(await savedViews.remove(principalOf(request), id))) throw notFound('saved view');
      return reply.code(204).send();
    },
  });
}

const savedViewView = ({ id, search, savedAt, ...view }: SavedViewRecord): SavedView => ({
  kind: 'SavedView',
  id: formatId('viw', id),
  ...view,
  search: { ...search },
  savedAt: savedAt.toISOString(),
  ...API,
});
