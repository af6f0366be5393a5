/** The logical times of each kind of schedule, before bounds and calendars. */
import type { ScheduleDocument, ScheduleKind } from '../definition/schedule-document.ts';
import { parseDuration } from '../definition/units.ts';
import type { Bounds } from './bounds.ts';
import { CronError } from './cron-fields.ts';
import { parseCron } from './cron.ts';
import type { Timeline } from './firing-time.ts';
import { intervalTimeline } from './interval-steps.ts';
import { parseInterval } from './interval-text.ts';
import { momentsTimeline, rateTimeline } from './rate.ts';
import { ruleTimeline } from './rule-timeline.ts';
import { said } from '../said.ts';
import { ScheduleError } from './schedule-error.ts';
import { parseTimeText } from './time-text.ts';
import { unionOf } from './union.ts';
import { instantOfLocal, localTimes, wallTimeline } from './wall-clock.ts';
import { zoneOf } from './zones.ts';

type KindTimeline = (definition: ScheduleDocument, zone: string, bounds: Bounds) => Timeline;

export const KIND_TIMELINES: Readonly<Record<ScheduleKind, KindTimeline>> = {
  cron: cronTimeline,
  every: ({ every }, _zone, { start }) => rateTimeline(durationOf('every', every as string), start ?? 0),
  delay: delayTimeline,
  at: atTimeline,
  interval: isoTimeline,
  rrule: ruleTimeline,
};

const MIN_DURATION_MS = 1_000;
const MAX_DURATION_MS = 3_660 * 86_400_000;

/** @throws ScheduleError */
export function durationOf(field: 'every' | 'delay' | 'jitter', text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new ScheduleError(field, said`"${text}" is no duration`, { hint: said`Write 30s, 15m, 6h or 2d.` });
  if (ms >= MIN_DURATION_MS && ms <= MAX_DURATION_MS) return ms;
  throw new ScheduleError(field, said`${text} is not between 1s and 3660d`);
}

function cronTimeline({ cron, syntax, dst }: ScheduleDocument, zone: string): Timeline {
  const patterns = typeof cron === 'string' ? [cron] : (cron ?? []);
  if (patterns.length === 0) throw new ScheduleError('cron', said`the list of patterns is empty`);
  const compile = (pattern: string): Timeline => {
    try {
      return wallTimeline(parseCron(pattern, syntax), zone, dst);
    } catch (error) {
      if (!(error instanceof CronError)) throw error;
      throw new ScheduleError('cron', patterns.length > 1 ? said`"${pattern}": ${error.said}` : error.said, {
        cause: error,
      });
    }
  };
  return unionOf(patterns.map(compile));
}

/** After the end of the run before, which its caller gives; the first after the start. */
function delayTimeline({ delay }: ScheduleDocument, _zone: string, { start }: Bounds): Timeline {
  const ms = durationOf('delay', delay as string);
  return { next: (after) => ({ at: Math.max(after, start ?? after) + ms, notes: [] }) };
}

function atTimeline({ at, dst }: ScheduleDocument, zone: string): Timeline {
  const instants: number[] = [];
  const locals: number[] = [];
  for (const text of typeof at === 'string' ? [at] : (at ?? [])) {
    const time = parseTimeText(text);
    if (!time || time.kind === 'date')
      throw new ScheduleError('at', time ? said`${text} names no time of day` : said`"${text}" is no moment`, {
        hint: said`Write an instant (2026-05-09T08:00:00+08:00), or a local date-time of the zone (2026-05-09T08:00).`,
      });
    if (time.kind === 'instant') instants.push(time.at);
    else locals.push(time.local);
  }
  if (instants.length + locals.length === 0) throw new ScheduleError('at', said`the list of moments is empty`);
  const wall = localTimes(locals.sort((a, b) => a - b));
  return unionOf([
    ...(instants.length > 0 ? [momentsTimeline(instants)] : []),
    ...(locals.length > 0 ? [wallTimeline(wall, zone, dst)] : []),
  ]);
}

function isoTimeline({ interval, dst = {} }: ScheduleDocument, zone: string, bounds: Bounds): Timeline {
  const text = interval as string;
  const { count = Number.POSITIVE_INFINITY, start: own, step } = parseInterval(text);
  const start =
    own === undefined || own.kind === 'instant' ? (own?.at ?? bounds.start) : instantOfLocal(own.local, zone);
  if (start === undefined)
    throw own
      ? new ScheduleError('interval', said`the start of "${text}" does not exist in ${zone}`)
      : new ScheduleError('interval', said`"${text}" has no start`, {
          hint: said`Add start: 2026-05-09T08:00, or write R/2026-05-09T08:00:00Z/…`,
        });
  const local = own && own.kind !== 'instant' ? own.local : start + zoneOf(zone).pieceAt(start).offset;
  return intervalTimeline(step, { start, local, count, zone, dst });
}
