/**
 * A person's hand in one task run. In an open run it changes that run; clear, mark and skip of a finished one make
 * a new run that goes on from it (VOCABULARY §2).
 */
import type { ControlResult, MarkState, RerunSelection, TaskRunCommand, TaskRunRecord } from '@carillon/core';
import { isFinalRunState } from '@carillon/core';
import { ChangeRun, ClearTaskRun, MarkTaskRun, RunChange, TaskRun } from '@carillon/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { orNothing, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound, taskRunOf } from './context.ts';
import { IdempotencyHeader } from './idempotency.ts';
import { given } from './query.ts';
import { runAgain } from './rerun.ts';
import { assertExpected, assertTaskChanged, type KnownRun, openChanges, sendChange } from './run-change.ts';
import { DryRun } from './run-control.ts';
import { taskRunWithActions } from './task-run-views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
const tags = ['task runs'];
const NOW = {
  pause: { method: 'pauseTask', summary: 'Begin no further attempt of it; a live one finishes' },
  resume: { method: 'resumeTask', summary: 'Go on where it was paused' },
  retry: { method: 'retryNow', summary: 'Skip what is left of the wait before the next attempt' },
} as const;

type OfTask = { Params: Static<typeof ById> };
type Looking = { Querystring: Static<typeof DryRun> };

interface Wanted {
  readonly command: TaskRunCommand;
  /** Undefined: it is tried again. */
  readonly as: MarkState | undefined;
}

export function addTaskRunControlRoutes(app: App, context: ApiContext): void {
  const { queries, controller } = context;

  const find = async (request: FastifyRequest<OfTask>) => {
    const principal = principalOf(request);
    const { runId, taskNo } = taskRunOf(request.params.id);
    const [run, task] = await Promise.all([queries.run(principal, runId), queries.taskRun(principal, runId, taskNo)]);
    if (!run || !task) throw notFound('task run');
    request.audit.object = { name: `${run.workflow}/${task.task}` };
    return { run, task };
  };
  const by = (request: FastifyRequest<{ Body: ChangeRun | null }>) => ({
    actor: principalOf(request).name,
    ...given({ message: request.body?.reason }),
  });

  for (const [command, { method, summary }] of Object.entries(NOW) as [keyof typeof NOW, (typeof NOW)['pause']][]) {
    app.post<OfTask & { Body: ChangeRun | null }>(`/task-runs/:id/${command}`, {
      config: { access: { action: `task_run.${command}`, resource: 'task_run' } },
      schema: { tags, summary, params: ById, body: orNothing(ChangeRun), response: { 200: ref(TaskRun) } },
      handler: async (request) => {
        const principal = principalOf(request);
        const { run: before, task } = await find(request);
        const result = await controller[method](principal, before.id, task.taskNo, by(request));
        const after = await find(request);
        assertTaskChanged(result, command, after.run, after.task);
        request.audit.project = after.run.project;
        request.audit.environment = after.run.environment;
        request.audit.after = { state: after.task.state };
        return taskRunWithActions(after.task, after.run, principal);
      },
    });
  }

  /** In the open run itself. */
  const changeOpen = async (
    request: FastifyRequest<OfTask & Looking & { Body: ClearTaskRun | null }>,
    { run, task }: { readonly run: KnownRun; readonly task: TaskRunRecord },
    { command, as }: Wanted,
  ) => {
    const principal = principalOf(request);
    const { dryRun = false } = request.query;
    const tasks = openChanges(run, (await queries.taskRuns(principal, run.id)) ?? [], {
      taskNo: task.taskNo,
      command,
      ...given({ as }),
    });
    assertExpected(tasks, request.body?.expected);
    const changed = { dryRun, isNew: false, version: run.version, params: run.params, tasks };
    if (dryRun) return { ...changed, run };
    const result: ControlResult = as
      ? await controller.mark(principal, run.id, task.taskNo, as, by(request))
      : await controller.reopen(principal, run.id, task.taskNo, by(request));
    const after = await find(request);
    assertTaskChanged(result, command, after.run, after.task);
    return { ...changed, run: after.run };
  };

  const change = async (
    request: FastifyRequest<OfTask & Looking & { Body: ClearTaskRun | null }>,
    reply: FastifyReply,
    wanted: Wanted,
  ): Promise<FastifyReply> => {
    const { dryRun = false } = request.query;
    const found = await find(request);
    const { task } = found.task;
    const selection: RerunSelection = wanted.as
      ? { kind: 'mark', task, as: wanted.as }
      : { kind: 'tasks', tasks: [task], downstream: true };
    const changed = isFinalRunState(found.run.state)
      ? await runAgain(context, request, {
          old: found.run,
          selection,
          dryRun,
          ...given({ expected: request.body?.expected }),
        })
      : await changeOpen(request, found, wanted);
    return sendChange(request, reply, changed, { principal: principalOf(request), publicUrl: context.publicUrl() });
  };

  const changeRoute = (body: object) => ({
    tags,
    params: ById,
    querystring: DryRun,
    headers: IdempotencyHeader,
    body,
    response: { 200: ref(RunChange), 201: ref(RunChange) },
  });

  app.post<OfTask & Looking & { Body: ClearTaskRun | null }>('/task-runs/:id/clear', {
    config: { access: { action: 'task_run.clear', resource: 'task_run' } },
    schema: {
      ...changeRoute(orNothing(ClearTaskRun)),
      summary: 'Run it again with all that depends on it: in its run while that is open, else in a new one',
    },
    handler: (request, reply) => change(request, reply, { command: 'clear', as: undefined }),
  });

  app.post<OfTask & Looking & { Body: MarkTaskRun }>('/task-runs/:id/mark', {
    config: { access: { action: 'task_run.mark', resource: 'task_run' } },
    schema: {
      ...changeRoute(ref(MarkTaskRun)),
      summary: 'Let it count as succeeded or failed; what depends on it follows at once',
    },
    handler: (request, reply) => change(request, reply, { command: 'mark', as: request.body.as }),
  });

  app.post<OfTask & Looking & { Body: ClearTaskRun | null }>('/task-runs/:id/skip', {
    config: { access: { action: 'task_run.skip', resource: 'task_run' } },
    schema: {
      ...changeRoute(orNothing(ClearTaskRun)),
      summary: 'Let it count as skipped; what depends on it follows at once',
    },
    handler: (request, reply) => change(request, reply, { command: 'skip', as: 'skipped' }),
  });
}
