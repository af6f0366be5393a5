/** One search over everything that has a name, and runs by their ids. */
import { formatId, parseId } from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef } from '../http/schemas.ts';
import type { ApiContext, App } from './context.ts';
import { given, Place } from './query.ts';

/** Of each kind. */
const MOST = 8;
const MOST_TITLES = 5_000;

const Where = { ...Place.properties, project: Type.Optional(Type.String({ maxLength: 63 })) };
const Filter = Type.Object({
  ...Where,
  text: Type.String({ minLength: 1, maxLength: 200, description: 'part of a name or title, or the id of a run' }),
});
const TitleFilter = Type.Object(Where);

const READ = { access: { action: 'workflow.read', resource: 'workflow' } } as const;
const tags = ['search'];
type Hits = rest.PageOf<rest.SearchHit>;

export function addSearchRoutes(app: App, context: ApiContext): void {
  const { catalog, calendars, datasets, lookups, queries, queues } = context;

  app.get<{ Querystring: Static<typeof Filter> }>('/search', {
    config: READ,
    schema: {
      tags,
      summary: `Workflows, datasets, calendars, queues and workers by name, at most ${MOST} of each, and a run by its id`,
      querystring: Filter,
      response: { 200: pageRef('SearchHitPage') },
    },
    handler: async (request): Promise<Hits> => {
      const { environment, project, text } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      const filter = { text, limit: MOST, ...given({ project }) };
      const has = (name: string): boolean => name.toLowerCase().includes(text.toLowerCase());
      const runId = parseId('run', text);
      const [run, workflows, dataset, calendar, queue, workers] = await Promise.all([
        runId === undefined ? undefined : queries.run(place, runId),
        catalog.workflowNames(place, filter),
        datasets.datasets(place, filter),
        calendars.list(place, filter),
        queues.queues(),
        queries.workers(place),
      ]);
      const items: rest.SearchHit[] = [];
      if (run)
        items.push({
          kind: 'run',
          project: run.project,
          name: run.workflow,
          id: formatId('run', run.id),
          state: run.state,
        });
      items.push(
        ...workflows.map((workflow) => ({ kind: 'workflow' as const, ...workflow })),
        ...dataset.items.map(({ document, ...each }) => ({
          kind: 'dataset' as const,
          project: each.project,
          name: each.name,
          ...given({ title: document?.title }),
        })),
        ...calendar.items.map(({ name, project: of }) => ({
          kind: 'calendar' as const,
          name,
          ...given({ project: of }),
        })),
        ...queue
          .filter(({ document }) => has(document.name))
          .slice(0, MOST)
          .map(({ document: { name, title } }) => ({ kind: 'queue' as const, name, ...given({ title }) })),
        ...workers
          .filter(({ name }) => has(name))
          .slice(0, MOST)
          .map(({ name, id, state }) => ({ kind: 'worker' as const, name, id: formatId('wrk', id), state })),
      );
      return { items };
    },
  });

  app.get<{ Querystring: Static<typeof TitleFilter> }>('/search/titles', {
    config: READ,
    schema: {
      tags,
      summary: `Titles that are not in Latin letters, at most ${MOST_TITLES}: for clients that match them by their sound`,
      querystring: TitleFilter,
      response: { 200: pageRef('SearchHitPage') },
    },
    handler: async (request): Promise<Hits> => {
      const { environment, project } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      const filter = { inOtherScripts: true, limit: MOST_TITLES, ...given({ project }) };
      const names = await catalog.workflowNames(place, filter);
      return { items: names.map((workflow) => ({ kind: 'workflow', ...workflow })) };
    },
  });
}
