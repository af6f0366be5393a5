/** Schedules: the list, one of them, what it did and what it will do. */
import { explainSchedule, SCHEDULE_KINDS, zoneNameOf } from '@carillon/core';
import {
  Explanation,
  FIRING_OUTCOMES,
  FiringPreviews,
  SCHEDULE_STATES,
  Schedule,
  ScheduleDays,
} from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../../http/access-hooks.ts';
import { pageRef, ref } from '../../http/schemas.ts';
import type { ApiContext, App } from '../context.ts';
import type { DateRange } from '../date-range.ts';
import { dateOf, given, knownNames, Paging, Place } from '../query.ts';
import { explanationView } from '../explain.ts';
import { nextFirings } from './coming-firings.ts';
import { scheduleDays } from './days.ts';
import { ById, compiledOf, findSchedule, type OfSchedule, READ_SCHEDULES, tags } from './schedule.ts';
import { latenessView, ledgerView, scheduleView } from './views.ts';
import { pageView } from '../views.ts';

const Several = (description: string) =>
  Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 20, description }));
const Name = Type.Optional(Type.String({ maxLength: 63 }));
const Instant = Type.Optional(Type.String({ format: 'date-time' }));
const Filter = Type.Object({
  ...Place.properties,
  ...Paging,
  project: Name,
  workflow: Name,
  text: Type.Optional(Type.String({ maxLength: 200, description: 'part of the name of the workflow or schedule' })),
  state: Several(SCHEDULE_STATES.join(', ')),
  kind: Several(SCHEDULE_KINDS.join(', ')),
  calendar: Type.Optional(Type.String({ maxLength: 200, description: 'schedules that use this calendar' })),
  timezone: Type.Optional(
    Type.String({ maxLength: 64, description: 'schedules of this time zone, such as Asia/Shanghai' }),
  ),
});
const Next = Type.Object({
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 10 })),
  from: Instant,
});
const LedgerFilter = Type.Object({
  ...Paging,
  from: Instant,
  to: Instant,
  outcome: Several(FIRING_OUTCOMES.join(', ')),
});
const Days = Type.Object({ from: Type.String({ format: 'date' }), to: Type.String({ format: 'date' }) });

const LATENESS_OF_LAST = 200;

export function addScheduleRoutes(app: App, context: ApiContext): void {
  const { schedules, lookups, clock } = context;

  app.get<{ Querystring: Static<typeof Filter> }>('/schedules', {
    config: READ_SCHEDULES,
    schema: {
      tags,
      summary: 'Schedules by project, workflow and name',
      querystring: Filter,
      response: { 200: pageRef('SchedulePage') },
    },
    handler: async (request) => {
      const principal = principalOf(request);
      const { environment, limit = 50, state, kind, ...rest } = request.query;
      const states = knownNames('state', state, SCHEDULE_STATES);
      const kinds = knownNames('kind', kind, SCHEDULE_KINDS);
      const place = await lookups.place(principal, environment);
      const page = await schedules.list(place, { limit, ...given({ ...rest, states, kinds }) });
      return pageView(page, (schedule) => scheduleView(schedule, principal));
    },
  });

  app.get<OfSchedule>('/schedules/:id', {
    config: READ_SCHEDULES,
    schema: { tags, summary: 'A schedule, and how late it fires', params: ById, response: { 200: ref(Schedule) } },
    handler: async (request) => {
      const principal = principalOf(request);
      const schedule = await findSchedule(context, principal, request.params.id);
      const lateness = latenessView(await schedules.lastFired(schedule.key, LATENESS_OF_LAST));
      return { ...scheduleView(schedule, principal), ...given({ lateness }) };
    },
  });

  app.get<OfSchedule>('/schedules/:id/explain', {
    config: READ_SCHEDULES,
    schema: { tags, summary: 'Why it starts no run now', params: ById, response: { 200: ref(Explanation) } },
    handler: async (request) => {
      const schedule = await findSchedule(context, principalOf(request), request.params.id);
      return explanationView(schedule.state, explainSchedule(schedule, new Date(context.clock.now())));
    },
  });

  app.get<OfSchedule & { Querystring: Static<typeof Next> }>('/schedules/:id/next', {
    config: READ_SCHEDULES,
    schema: {
      tags,
      summary: 'The next firings of its definition',
      params: ById,
      querystring: Next,
      response: { 200: ref(FiringPreviews) },
    },
    handler: async (request) => {
      const schedule = await findSchedule(context, principalOf(request), request.params.id);
      const { count = 10, from } = request.query;
      const compiled = await compiledOf(context, schedule);
      return {
        items: nextFirings(schedule, compiled, { from: from === undefined ? clock.now() : Date.parse(from), count }),
      };
    },
  });

  app.get<OfSchedule & { Querystring: Static<typeof LedgerFilter> }>('/schedules/:id/firings', {
    config: READ_SCHEDULES,
    schema: {
      tags,
      summary: 'The firing ledger, newest first',
      params: ById,
      querystring: LedgerFilter,
      response: { 200: pageRef('LedgerRowPage') },
    },
    handler: async (request) => {
      const schedule = await findSchedule(context, principalOf(request), request.params.id);
      const { limit = 50, cursor, from, to, outcome } = request.query;
      const outcomes = knownNames('outcome', outcome, FIRING_OUTCOMES);
      const range = { from: dateOf(from), to: dateOf(to) };
      const page = await schedules.firings(schedule.key, { limit, ...given({ cursor, outcomes, ...range }) });
      return pageView(page, (firing) => ledgerView(firing, zoneNameOf(schedule.definition)));
    },
  });

  app.get<OfSchedule & { Querystring: DateRange }>('/schedules/:id/days', {
    config: READ_SCHEDULES,
    schema: {
      tags,
      summary: 'What happened and will happen by local dates, both ends included',
      params: ById,
      querystring: Days,
      response: { 200: ref(ScheduleDays) },
    },
    handler: async (request) => {
      const schedule = await findSchedule(context, principalOf(request), request.params.id);
      return { items: await scheduleDays(context, schedule, request.query) };
    },
  });
}
