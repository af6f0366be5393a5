/** The runs that a task of a run was carried out by: of other workflows, and of the items of a loop. */
import { RUN_STATES, said } from '@carillon/core';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { pageRef } from '../http/schemas.ts';
import type { InputError } from '../http/problem.ts';
import { wrongInput } from '../http/problem.ts';
import { type ApiContext, type App, notFound, runIdOf } from './context.ts';
import { given, knownNames, Paging } from './query.ts';
import { pageView } from './views.ts';
import { runView } from './run-views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Filter = Type.Object({
  ...Paging,
  task: Type.Optional(Type.String({ maxLength: 200, description: 'of this task alone' })),
  state: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20, description: 'repeated, or with commas between' }),
  ),
});

export function addRunChildrenRoutes(app: App, context: ApiContext): void {
  const { queries } = context;

  app.get<{ Params: Static<typeof ById>; Querystring: Static<typeof Filter> }>('/runs/:id/children', {
    config: { access: { action: 'run.read', resource: 'run' } },
    schema: {
      tags: ['runs'],
      summary: 'The runs that tasks of the run were carried out by, in the order of their places',
      params: ById,
      querystring: Filter,
      response: { 200: pageRef('RunPage') },
    },
    handler: async (request) => {
      const [principal, id] = [principalOf(request), runIdOf(request.params.id)];
      const { limit = 50, cursor, state, task } = request.query;
      const tasks = await queries.taskRuns(principal, id);
      if (!tasks) throw notFound('run');
      const named = task === undefined ? undefined : tasks.find((one) => one.task === task);
      if (task !== undefined && !named) throw unknownTask(task, tasks);
      const filter = { taskNo: named?.taskNo, cursor, states: knownNames('state', state, RUN_STATES) };
      const page = await queries.children(principal, id, { limit, ...given(filter) });
      return pageView(page, (run) => runView(run, { principal, publicUrl: context.publicUrl() }));
    },
  });
}

function unknownTask(task: string, tasks: readonly { readonly task: string }[]): InputError {
  const message = said`the run has no task "${task}"; it has ${tasks.map((one) => one.task).join(', ')}`;
  return wrongInput('/querystring/task', message);
}
