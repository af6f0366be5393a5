/** What will fire: the heat map of a week, the firings of a cell, and both as downloads. */
import { Readable } from 'node:stream';
import { CarillonError, said } from '@carillon/core';
import { csvLine } from '@carillon/core/csv';
import { Upcoming, type UpcomingFiring } from '@carillon/protocol';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { principalOf } from '../../http/access-hooks.ts';
import { InputError } from '../../http/problem.ts';
import { pageRef, ref } from '../../http/schemas.ts';
import type { ApiContext, App, Place } from '../context.ts';
import { tooMany } from './firing-walk.ts';
import { icalendar } from './icalendar.ts';
import { given, Paging, Place as PlaceQuery } from '../query.ts';
import { READ_SCHEDULES, tags } from './schedule.ts';
import {
  type Firing,
  type FiringKey,
  firstFirings,
  keyOf,
  type Span,
  upcomingCells,
  upcomingFiringView,
} from './upcoming.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 7;
const MAX_DAYS = 31;
const MAX_EXPORTED = 20_000;
/** How long an event of a download is where no run has shown how long it takes. */
const UNKNOWN_LENGTH_MS = 60_000;

const Instant = Type.Optional(Type.String({ format: 'date-time', description: 'now where absent' }));
const Word = Type.Optional(Type.String({ maxLength: 200 }));
const filters = {
  project: Type.Optional(Type.String({ maxLength: 63 })),
  text: Type.Optional(Type.String({ maxLength: 200, description: 'part of the name of the workflow or schedule' })),
  tag: Word,
  owner: Word,
  queue: Type.Optional(Type.String({ maxLength: 200, description: 'of workflows that use this queue' })),
};
const Map = Type.Object({
  ...PlaceQuery.properties,
  ...filters,
  from: Instant,
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DAYS, default: DEFAULT_DAYS })),
});
const List = Type.Object({
  ...PlaceQuery.properties,
  ...filters,
  ...Paging,
  from: Instant,
  to: Type.Optional(Type.String({ format: 'date-time', description: '7 days later where absent' })),
  format: Type.Optional(
    Type.Union([Type.Literal('json'), Type.Literal('ics'), Type.Literal('csv')], {
      description: 'ics and csv are downloads of all of it',
    }),
  ),
});

export function addUpcomingRoutes(app: App, context: ApiContext): void {
  const { lookups, clock, schedules } = context;

  app.get<{ Querystring: Static<typeof Map> }>('/schedules/upcoming', {
    config: READ_SCHEDULES,
    schema: {
      tags,
      summary: 'How much fires, in cells of 15 minutes',
      querystring: Map,
      response: { 200: ref(Upcoming) },
    },
    handler: async (request) => {
      const { environment, from, days = DEFAULT_DAYS, ...filter } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      const start = from === undefined ? clock.now() : Date.parse(from);
      return upcomingCells(context, place, given(filter), { from: start, to: start + days * DAY_MS });
    },
  });

  app.get<{ Querystring: Static<typeof List> }>('/schedules/upcoming/firings', {
    config: READ_SCHEDULES,
    schema: {
      tags,
      summary: 'What fires, in the order of its times',
      querystring: List,
      response: { 200: pageRef('UpcomingFiringPage') },
    },
    handler: async (request, reply) => {
      const { environment, from, to, format = 'json', limit = 50, cursor, ...rest } = request.query;
      const place = await lookups.place(principalOf(request), environment);
      const span = spanOf(from, to, clock.now());
      const filter = given(rest);
      if (format !== 'json') {
        const all = await firstFirings(context, place, filter, { ...span, behind: undefined, most: MAX_EXPORTED + 1 });
        if (all.length > MAX_EXPORTED) throw tooMany(MAX_EXPORTED);
        return download(reply, format, await views(place, all), new Date(clock.now()));
      }
      const behind = cursor === undefined ? undefined : readCursor(cursor);
      const found = await firstFirings(context, place, filter, { ...span, behind, most: limit + 1 });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items: await views(place, items), ...(last && { nextCursor: writeCursor(keyOf(last)) }) };
    },
  });

  async function views(place: Place, firings: readonly Firing[]): Promise<readonly UpcomingFiring[]> {
    const workflows = new Set(firings.map(({ schedule }) => schedule.workflowKey));
    const durations = await schedules.durations(place, [...workflows]);
    return firings.map((firing) => upcomingFiringView(firing, durations));
  }
}

/** @throws InputError for a span that is backwards or too long */
function spanOf(from: string | undefined, to: string | undefined, now: number): Span {
  const start = from === undefined ? now : Date.parse(from);
  const end = to === undefined ? start + DEFAULT_DAYS * DAY_MS : Date.parse(to);
  const fault =
    end < start
      ? said`must not be before from`
      : end - start > MAX_DAYS * DAY_MS && said`must be at most ${MAX_DAYS} days after from`;
  if (!fault) return { from: start, to: end };
  throw new InputError('VALIDATION_REQUEST', said`${'to'} ${fault}`, [
    { pointer: '/querystring/to', code: 'VALIDATION_SCHEMA', message: fault },
  ]);
}

const writeCursor = ({ at, scheduleKey }: FiringKey): string => `${at.toString(36)}-${scheduleKey.toString(36)}`;

function readCursor(cursor: string): FiringKey {
  const [, at, key] = /^([0-9a-z]{1,11})-([0-9a-z]{1,7})$/.exec(cursor) ?? [];
  if (at === undefined || key === undefined) {
    throw new CarillonError({
      code: 'VALIDATION_CURSOR',
      message: said`the cursor was not given out by this list`,
      hint: said`Start again without a cursor.`,
    });
  }
  return { at: Number.parseInt(at, 36), scheduleKey: Number.parseInt(key, 36) };
}

function download(
  reply: FastifyReply,
  format: 'ics' | 'csv',
  firings: readonly UpcomingFiring[],
  now: Date,
): FastifyReply {
  const [type, body] =
    format === 'ics' ? ['text/calendar', icalendar(events(firings), 'Carillon', now)] : ['text/csv', csv(firings)];
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="firings.${format}"`)
    .send(Readable.from(body));
}

function* events(firings: readonly UpcomingFiring[]) {
  for (const firing of firings) {
    const start = new Date(firing.startsAt);
    const lengthMs = firing.expectedMs?.p50 ?? UNKNOWN_LENGTH_MS;
    const { held, notes } = firing;
    const remarks = [held && `held${held.until ? ` until ${held.until}` : ''}`, held?.reason, ...notes];
    yield {
      uid: `${firing.scheduleId}-${Date.parse(firing.logicalTime)}@carillon`,
      start,
      end: new Date(start.getTime() + lengthMs),
      summary: `${firing.project}/${firing.workflow}`,
      description: [`${firing.schedule}: ${firing.localTime} ${firing.timezone}`, ...remarks]
        .filter(Boolean)
        .join('\n'),
    };
  }
}

function* csv(firings: readonly UpcomingFiring[]): Generator<string> {
  yield csvLine(Object.keys(CSV));
  for (const firing of firings) yield csvLine(Object.values(CSV).map((cellOf) => String(cellOf(firing) ?? '')));
}

const CSV: Readonly<Record<string, (firing: UpcomingFiring) => string | number | undefined>> = {
  logicalTime: ({ logicalTime }) => logicalTime,
  localTime: ({ localTime }) => localTime,
  startsAt: ({ startsAt }) => startsAt,
  timezone: ({ timezone }) => timezone,
  project: ({ project }) => project,
  workflow: ({ workflow }) => workflow,
  schedule: ({ schedule }) => schedule,
  p50Ms: ({ expectedMs }) => expectedMs?.p50,
  p95Ms: ({ expectedMs }) => expectedMs?.p95,
  heldUntil: ({ held }) => held && (held.until ?? 'unknown'),
  notes: ({ notes }) => notes.join(' '),
  scheduleId: ({ scheduleId }) => scheduleId,
};
