/** Runs × tasks of a workflow: what failed when, at one look. */
import { formatId } from '@carillon/core';
import { RunMatrix } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { ref } from '../http/schemas.ts';
import type { ApiContext, App } from './context.ts';
import { Place } from './query.ts';

const DEFAULT_RUNS = 50;
const MAX_RUNS = 100;
const Named = Type.Object({ project: Type.String({ maxLength: 63 }), name: Type.String({ maxLength: 63 }) });
const Query = Type.Object({
  ...Place.properties,
  runs: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_RUNS, default: DEFAULT_RUNS })),
});

export function addMatrixRoutes(app: App, { queries, lookups }: ApiContext): void {
  app.get<{ Params: Static<typeof Named>; Querystring: Static<typeof Query> }>('/workflows/:project/:name/matrix', {
    config: { access: { action: 'run.read', resource: 'run' } },
    schema: {
      tags: ['workflows'],
      summary: 'The newest runs by the states of their tasks',
      params: Named,
      querystring: Query,
      response: { 200: ref(RunMatrix) },
    },
    handler: async (request): Promise<RunMatrix> => {
      const { project, name } = request.params;
      const { environment, runs: limit = DEFAULT_RUNS } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      await lookups.liveVersion(place, project, name);
      const { items } = await queries.runs(place, { project, workflow: name, limit });
      const states = await queries.taskStates(items);
      const tasks = [...new Set(states.flatMap((each) => each.map(({ task }) => task)))];
      return {
        tasks,
        runs: items.map(({ id, version, state, createdAt, logicalDate }, position) => {
          const byTask = new Map(states[position]?.map((each) => [each.task, each.state]));
          return {
            id: formatId('run', id),
            version,
            state,
            createdAt: createdAt.toISOString(),
            logicalDate,
            states: tasks.map((task) => byTask.get(task) ?? ''),
          };
        }),
      };
    },
  });
}
