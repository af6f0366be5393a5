/** Projects and environments: short lists. */
import { formatId } from '@carillon/core';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef } from '../http/schemas.ts';
import type { ApiContext, App } from './context.ts';

export function addPlaceRoutes(app: App, { catalog }: ApiContext): void {
  app.get('/projects', {
    config: { access: { action: 'project.read', resource: 'project' } },
    schema: { tags: ['places'], summary: 'Projects by name', response: { 200: pageRef('NamedPage') } },
    handler: async (request) => ({
      items: (await catalog.projects(principalOf(request))).map(({ id, name }) => ({ id: formatId('prj', id), name })),
    }),
  });

  app.get('/environments', {
    config: { access: { action: 'environment.read', resource: 'environment' } },
    schema: { tags: ['places'], summary: 'Environments', response: { 200: pageRef('NamedPage') } },
    handler: async (request) => ({
      items: (await catalog.environments(principalOf(request))).map(({ id, name }) => ({
        id: formatId('env', id),
        name,
      })),
    }),
  });
}
