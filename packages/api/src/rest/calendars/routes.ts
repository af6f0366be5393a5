/** Calendars as people and programs read them. They are written like every document. */
import { type CalendarRecord, CarillonError, yearOf, said } from '@carillon/core';
import { Calendar, CalendarDays } from '@carillon/protocol';
import { type Static, Type } from 'typebox';
import { principalOf } from '../../http/access-hooks.ts';
import { pageRef, ref } from '../../http/schemas.ts';
import type { ApiContext, App, Place } from '../context.ts';
import { type DateRange, datesOf } from '../date-range.ts';
import { given, Paging, Place as PlaceQuery } from '../query.ts';
import { pageView } from '../views.ts';
import { calendarDay, calendarDetail, calendarVersionView, calendarView } from './views.ts';
import { meant } from '../../http/problem.ts';

const Named = Type.Object({ project: Type.String({ maxLength: 63 }), name: Type.String({ maxLength: 63 }) });
const Filter = Type.Object({
  ...PlaceQuery.properties,
  ...Paging,
  project: Type.Optional(Type.String({ maxLength: 63 })),
  text: Type.Optional(Type.String({ maxLength: 200, description: 'part of the name or title' })),
});
const Page = Type.Object({ ...PlaceQuery.properties, ...Paging });
const Date = Type.String({ format: 'date' });
const Range = Type.Object({
  ...PlaceQuery.properties,
  from: Type.Optional({ ...Date, description: 'default: 1 January of this year' }),
  to: Type.Optional({ ...Date, description: 'included; default: 31 December of the year of from' }),
});

const DAY_MS = 86_400_000;
const MAX_DAYS = 1_500;
const READ = { access: { action: 'calendar.read', resource: 'calendar' } } as const;
const tags = ['calendars'];

export function addCalendarRoutes(app: App, context: ApiContext): void {
  const { calendars, lookups } = context;
  const today = (): number => Math.floor(context.clock.now() / DAY_MS);

  app.get<{ Querystring: Static<typeof Filter> }>('/calendars', {
    config: READ,
    schema: {
      tags,
      summary: 'Calendars in force, built-in ones in use among them, by project and name',
      querystring: Filter,
      response: { 200: pageRef('CalendarPage') },
    },
    handler: async (request) => {
      const { environment, limit = 50, project, text, cursor } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      const page = await calendars.list(place, { limit, ...given({ project, text, cursor }) });
      return pageView(page, (record) => calendarView(record, today()));
    },
  });

  app.get<{ Params: Static<typeof Named>; Querystring: PlaceQuery }>('/calendars/:project/:name', {
    config: READ,
    schema: {
      tags,
      summary: 'The calendar that a schedule of the project finds under the name',
      params: Named,
      querystring: PlaceQuery,
      response: { 200: ref(Calendar) },
    },
    handler: async (request) => {
      const place = await lookups.place(principalOf(request), request.query.environment);
      return calendarDetail(await calendarOf(context, place, request.params), today());
    },
  });

  app.get<{ Params: Static<typeof Named>; Querystring: Static<typeof Range> }>('/calendars/:project/:name/days', {
    config: READ,
    schema: {
      tags,
      summary: 'Its days: open, closed, or not known',
      params: Named,
      querystring: Range,
      response: { 200: ref(CalendarDays) },
    },
    handler: async (request) => {
      const { environment } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      const { version } = await calendarOf(context, place, request.params);
      const dates = datesOf(rangeOf(request.query, today()), MAX_DAYS);
      return { items: dates.map((date) => calendarDay(version.table, date)) };
    },
  });

  app.get<{ Params: Static<typeof Named>; Querystring: Static<typeof Page> }>('/calendars/:project/:name/versions', {
    config: READ,
    schema: {
      tags,
      summary: 'Its versions, newest first',
      params: Named,
      querystring: Page,
      response: { 200: pageRef('CalendarVersionPage') },
    },
    handler: async (request) => {
      const { environment, limit = 50, cursor } = request.query;
      const { project, name } = request.params;
      const place = await lookups.place(principalOf(request), environment);
      const page = await calendars.versions(place, project, name, { limit, ...given({ cursor }) });
      if (!page) throw await unknownCalendar(context, place, request.params);
      return pageView(page, calendarVersionView);
    },
  });
}

interface Named {
  readonly project: string;
  readonly name: string;
}

async function calendarOf(context: ApiContext, place: Place, { project, name }: Named): Promise<CalendarRecord> {
  const found = await context.calendars.get(place, project, name);
  if (!found) throw await unknownCalendar(context, place, { project, name });
  return found;
}

async function unknownCalendar(
  { calendars }: ApiContext,
  place: Place,
  { project, name }: Named,
): Promise<CarillonError> {
  const { items } = await calendars.list(place, { limit: 200 });
  const hint =
    meant(name, ['cn-workdays', ...items.map((calendar) => calendar.name)]) ??
    said`Apply its document first, or use a built-in one such as cn-workdays or de-by-workdays.`;
  return new CarillonError({
    code: 'NOT_FOUND',
    message: said`there is no calendar "${name}" for the project "${project}"`,
    hint,
  });
}

/** A calendar year, unless told otherwise. */
function rangeOf(query: { readonly from?: string; readonly to?: string }, today: number): DateRange {
  const from = query.from ?? `${yearOf(today)}-01-01`;
  return { from, to: query.to ?? `${from.slice(0, 4)}-12-31` };
}
