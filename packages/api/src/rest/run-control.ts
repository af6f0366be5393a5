/** Pausing and resuming runs, and running finished ones again. */
import { ChangeRun, RerunRun, Run, RunChange } from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { orNothing, ref } from '../http/schemas.ts';
import { type ApiContext, type App, notFound, runIdOf } from './context.ts';
import { IdempotencyHeader } from './idempotency.ts';
import { given } from './query.ts';
import { runAgain, selectionOf } from './rerun.ts';
import { assertRunChanged, sendChange } from './run-change.ts';
import { runView } from './run-views.ts';

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) });
export const DryRun = Type.Object({
  dryRun: Type.Optional(Type.Boolean({ default: false, description: 'only say what it would do' })),
});
const tags = ['runs'];

type OfRun = { Params: Static<typeof ById> };

export function addRunControlRoutes(app: App, context: ApiContext): void {
  const { queries, controller } = context;
  const viewerOf = (request: FastifyRequest) => ({ principal: principalOf(request), publicUrl: context.publicUrl() });

  const change = async (
    request: FastifyRequest<OfRun & { Body: ChangeRun | null }>,
    command: 'pause' | 'resume',
  ): Promise<Run> => {
    const principal = principalOf(request);
    const id = runIdOf(request.params.id);
    const by = { actor: principal.name, ...given({ message: request.body?.reason }) };
    const result = await controller[command](principal, id, by);
    const run = await queries.run(principal, id);
    if (!run) throw notFound('run');
    assertRunChanged(result, command, run);
    request.audit.after = { state: run.state };
    return runView(run, viewerOf(request));
  };

  app.post<OfRun & { Body: ChangeRun | null }>('/runs/:id/pause', {
    config: { access: { action: 'run.pause', resource: 'run' } },
    schema: {
      tags,
      summary: 'Begin no further attempts; live ones finish, what falls due waits',
      params: ById,
      body: orNothing(ChangeRun),
      response: { 200: ref(Run) },
    },
    handler: (request) => change(request, 'pause'),
  });

  app.post<OfRun & { Body: ChangeRun | null }>('/runs/:id/resume', {
    config: { access: { action: 'run.resume', resource: 'run' } },
    schema: {
      tags,
      summary: 'Go on where the run was paused',
      params: ById,
      body: orNothing(ChangeRun),
      response: { 200: ref(Run) },
    },
    handler: (request) => change(request, 'resume'),
  });

  app.post<OfRun & { Body: RerunRun | null; Querystring: Static<typeof DryRun> }>('/runs/:id/rerun', {
    config: { access: { action: 'run.rerun', resource: 'run' } },
    schema: {
      tags,
      summary: 'Run a finished run again, as a new run that keeps what is not to run',
      params: ById,
      querystring: DryRun,
      headers: IdempotencyHeader,
      body: orNothing(RerunRun),
      response: { 200: ref(RunChange), 201: ref(RunChange) },
    },
    handler: async (request, reply) => {
      const { dryRun = false } = request.query;
      const body = request.body ?? {};
      const old = await queries.run(principalOf(request), runIdOf(request.params.id));
      if (!old) throw notFound('run');
      const changed = await runAgain(context, request, { old, selection: selectionOf(body), ...body, dryRun });
      return sendChange(request, reply, changed, viewerOf(request));
    },
  });
}
