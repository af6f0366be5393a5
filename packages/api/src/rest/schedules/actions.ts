/** Pausing, resuming and firing a schedule: state beside its document. */
import {
  CarillonError,
  formatId,
  type JsonObject,
  type ScheduleChange,
  type ScheduleRecord,
  said,
} from '@carillon/core';
import { FireSchedule, PauseSchedule, ResumeSchedule, Run, Schedule } from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../../http/access-hooks.ts';
import { ref } from '../../http/schemas.ts';
import { type ApiContext, type App, notFound } from '../context.ts';
import { idempotencyOf, keyReused } from '../idempotency.ts';
import { given } from '../query.ts';
import { timeToCome } from '../time-to-come.ts';
import { scheduleView } from './views.ts';
import { ById, findSchedule, type OfSchedule, tags } from './schedule.ts';
import { runView } from '../run-views.ts';

const orNothing = (schema: object) => ({ anyOf: [ref(schema), { type: 'null' }] });

export function addScheduleActions(app: App, context: ApiContext): void {
  const { control, queries, clock } = context;

  /** The schedule that is asked for, also for the audit. */
  const asked = async (request: FastifyRequest<OfSchedule>): Promise<ScheduleRecord> => {
    const schedule = await findSchedule(context, principalOf(request), request.params.id);
    const { project, environment, workflow, name, state } = schedule;
    const object = { id: request.params.id, name: `${workflow}/${name}` };
    Object.assign(request.audit, { object, project, environment, before: { state } });
    return schedule;
  };

  const changed = async (request: FastifyRequest, schedule: ScheduleRecord, change: ScheduleChange) => {
    const principal = principalOf(request);
    if (change === 'not_found') throw notFound('schedule');
    if (change === 'ended') {
      throw new CarillonError({
        code: 'CONFLICT_STATE',
        message: said`the schedule has ended: it has nothing more to fire`,
      });
    }
    const view = scheduleView(await findSchedule(context, principal, formatId('sch', schedule.id)), principal);
    request.audit.after = { state: view.state };
    return view;
  };

  app.post<OfSchedule & { Body: PauseSchedule | null }>('/schedules/:id/pause', {
    config: { access: { action: 'schedule.pause', resource: 'schedule' } },
    schema: {
      tags,
      summary: 'Let nothing fire until it is resumed, or until a time',
      params: ById,
      body: orNothing(PauseSchedule),
      response: { 200: ref(Schedule) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const schedule = await asked(request);
      const { reason, resumeAt } = request.body ?? {};
      const by = { actor: principal.name, ...given({ reason, resumeAt: timeToCome(clock, resumeAt) }) };
      return changed(request, schedule, await control.pause(principal, schedule.id, by));
    },
  });

  app.post<OfSchedule & { Body: ResumeSchedule | null }>('/schedules/:id/resume', {
    config: { access: { action: 'schedule.resume', resource: 'schedule' } },
    schema: {
      tags,
      summary: 'Let it fire again; also gives a quarantined schedule another chance',
      params: ById,
      body: orNothing(ResumeSchedule),
      response: { 200: ref(Schedule) },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const schedule = await asked(request);
      const by = { actor: principal.name, ...given({ catchUp: request.body?.catchUp }) };
      return changed(request, schedule, await control.resume(principal, schedule.id, by));
    },
  });

  app.post<OfSchedule & { Body: FireSchedule | null }>('/schedules/:id/fire', {
    config: { access: { action: 'schedule.fire', resource: 'schedule' } },
    schema: {
      tags,
      summary: 'Start a run now, with the parameters of the schedule',
      params: ById,
      body: orNothing(FireSchedule),
      response: { 201: ref(Run) },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const schedule = await asked(request);
      const params = request.body?.params as JsonObject | undefined;
      const idempotency = idempotencyOf(request, principal, `POST /schedules/${schedule.id}/fire`);
      const by = { actor: principal.name, ...given({ params, idempotency }) };
      const fired = await control.fire(principal, schedule.id, by);
      if (fired.kind === 'key_reused') throw keyReused();
      if (fired.kind === 'invalid')
        throw new CarillonError({ code: 'VALIDATION_PARAMS', message: said`${fired.message}` });
      const run = fired.kind === 'not_found' ? undefined : await queries.run(principal, fired.runId);
      if (!run) throw notFound('schedule');
      request.audit.after = { runId: formatId('run', run.id) };
      if (fired.kind === 'replayed') reply.header('idempotency-replayed', 'true');
      return reply.code(201).send(runView(run, { principal, publicUrl: context.publicUrl() }));
    },
  });
}
