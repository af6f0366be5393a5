/** Pausing and resuming a workflow: all of its schedules rest, each keeping its own state; runs are started by hand as before. */
import type { ScheduleChange } from '@carillon/core';
import { PauseWorkflow, ResumeWorkflow, Workflow } from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../http/access-hooks.ts';
import { orNothing, ref } from '../http/schemas.ts';
import { type ApiContext, type App, type Place, unknownWorkflow } from './context.ts';
import { given, Place as PlaceQuery } from './query.ts';
import { timeToCome } from './time-to-come.ts';
import { instant, workflowView } from './views.ts';

const Named = Type.Object({ project: Type.String({ maxLength: 63 }), name: Type.String({ maxLength: 63 }) });
const tags = ['workflows'];

type OfWorkflow = { Params: Static<typeof Named>; Querystring: Static<typeof PlaceQuery> };
type Change = (at: { readonly workflowKey: number; readonly environmentKey: number }) => Promise<ScheduleChange>;

export function addWorkflowPauseRoutes(app: App, context: ApiContext): void {
  const { catalog, control, lookups } = context;

  /** The workflow as it is after the change; one that was like this already is no error. */
  async function changed(request: FastifyRequest<OfWorkflow>, change: Change): Promise<Workflow> {
    const principal = principalOf(request);
    const { project, name } = request.params;
    const place: Place = await lookups.place(principal, request.query.environment);
    const before = await catalog.workflow(place, project, name);
    const live = await catalog.liveVersion(place, project, name);
    if (!before || !live) throw await unknownWorkflow(catalog, place, project, name);
    const object = { id: `${project}/${name}`, name };
    Object.assign(request.audit, { object, project, before: { paused: before.pause !== undefined } });
    await change({ workflowKey: live.workflowKey, environmentKey: place.environmentKey });
    const after = (await catalog.workflow(place, project, name)) ?? before;
    request.audit.after = { paused: after.pause !== undefined, ...given({ resumeAt: instant(after.pause?.resumeAt) }) };
    return workflowView(after, { principal, publicUrl: context.publicUrl() });
  }

  app.post<OfWorkflow & { Body: PauseWorkflow | null }>('/workflows/:project/:name/pause', {
    config: { access: { action: 'workflow.pause', resource: 'workflow' } },
    schema: {
      tags,
      summary: 'Let none of its schedules fire until it is resumed, or until a time',
      params: Named,
      querystring: PlaceQuery,
      body: orNothing(PauseWorkflow),
      response: { 200: ref(Workflow) },
    },
    handler: (request) => {
      const principal = principalOf(request);
      const { reason, resumeAt } = request.body ?? {};
      const by = { actor: principal.name, ...given({ reason, resumeAt: timeToCome(context.clock, resumeAt) }) };
      return changed(request, (at) => control.pauseWorkflow(principal, at, by));
    },
  });

  app.post<OfWorkflow & { Body: ResumeWorkflow | null }>('/workflows/:project/:name/resume', {
    config: { access: { action: 'workflow.resume', resource: 'workflow' } },
    schema: {
      tags,
      summary: 'Let its schedules fire again, but for those that are paused themselves',
      params: Named,
      querystring: PlaceQuery,
      body: orNothing(ResumeWorkflow),
      response: { 200: ref(Workflow) },
    },
    handler: (request) => {
      const principal = principalOf(request);
      const by = { actor: principal.name, ...given({ catchUp: request.body?.catchUp }) };
      return changed(request, (at) => control.resumeWorkflow(principal, at, by));
    },
  });
}
