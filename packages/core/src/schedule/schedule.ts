/**
 * A schedule, compiled: the one thing that yields firings, for engine, API, command line and browser alike.
 * Pure, and the same on every node: what it says depends on the definition, its key and its calendars alone.
 *
 * In layers: the logical times of its kind, its bounds, its calendar, its limit; then jitter and freeze
 * windows, which move or hold starts and leave logical times alone.
 */
import type { ScheduleDocument, ScheduleKind } from '../definition/schedule-document.ts';
import { bounded, boundsOf, limited } from './bounds.ts';
import { onNthOpenDay, onOpenDays } from './calendar-filter.ts';
import { calendarRuleOf, calendarView, tableOf } from './calendar-rule.ts';
import { shifted } from './calendar-shift.ts';
import type { CalendarTables } from './calendar-table.ts';
import { checkFields } from './check-fields.ts';
import type { CalendarTime, FiringTime, Hold, Timeline } from './firing-time.ts';
import { holdAt } from './freeze.ts';
import { jitterOf } from './jitter.ts';
import { durationOf, KIND_TIMELINES } from './kinds.ts';
import { previousOf } from './previous.ts';
import { mergedNotes } from './union.ts';

export interface ScheduleContext {
  /** `project/workflow/schedule`, which seeds the jitter. */
  readonly key: string;
  /** Those of {@link calendarNames}. */
  readonly calendars: CalendarTables;
}

export interface Schedule {
  readonly definition: ScheduleDocument;
  readonly calendarNames: readonly string[];
  /** The first firing after an instant, of a fixed delay the end of the run before; undefined when none is left. */
  next(after: number): FiringTime | undefined;
  /** The last firing before an instant; a fixed delay cannot tell. */
  previous(before: number): FiringTime | undefined;
  /** In order, `until` included; of a fixed delay one, since the next depends on how long its run takes. */
  firings(after: number, until?: number): Generator<FiringTime>;
}

export const NO_CALENDARS: CalendarTables = new Map();

/** The zone a definition is read in. */
export function zoneNameOf(definition: ScheduleDocument): string {
  return definition.timezone ?? 'UTC';
}

/** The calendars to load before a definition is compiled. */
export function calendarNames(definition: ScheduleDocument): readonly string[] {
  const { freeze = [] } = definition;
  const own = calendarRuleOf(definition)?.name;
  return [...new Set([...(own === undefined ? [] : [own]), ...(typeof freeze === 'string' ? [freeze] : freeze)])];
}

/** @throws ScheduleError naming the field and the fix */
export function compileSchedule(definition: ScheduleDocument, { key, calendars }: ScheduleContext): Schedule {
  const kind = checkFields(definition);
  const logicalTimes = timelineOf(kind, definition, calendars);
  const decorate = decorationOf(definition, { key, calendars }, logicalTimes);
  const next: Schedule['next'] = (after) => {
    const time = logicalTimes.next(after);
    return time && decorate(time);
  };
  return {
    definition,
    calendarNames: calendarNames(definition),
    next,
    previous(before) {
      const time = kind === 'delay' ? undefined : previousOf(logicalTimes.next, before);
      return time && decorate(time);
    },
    *firings(after, until = Number.POSITIVE_INFINITY) {
      for (let firing = next(after); firing && firing.at <= until; firing = next(firing.at)) {
        yield firing;
        if (kind === 'delay') return;
      }
    },
  };
}

function timelineOf(kind: ScheduleKind, definition: ScheduleDocument, calendars: CalendarTables): Timeline {
  const zone = zoneNameOf(definition);
  const bounds = boundsOf(definition, zone);
  const { limit } = definition;
  const planned = bounded(KIND_TIMELINES[kind](definition, zone, bounds), bounds);
  const rule = calendarRuleOf(definition);
  if (!rule) return limit === undefined ? planned : limited(planned, limit);
  const view = calendarView(rule, calendars, { zone, dst: definition.dst });
  const { day, otherwise = 'skip' } = rule;
  const open =
    day !== undefined
      ? onNthOpenDay(planned, view, day)
      : otherwise === 'skip'
        ? onOpenDays(planned, view)
        : bounded(shifted(planned, view, otherwise), bounds);
  return limit === undefined ? open : limited(open, limit);
}

/** When the run of a logical time starts, and what holds it. */
function decorationOf(
  definition: ScheduleDocument,
  { key, calendars }: ScheduleContext,
  logicalTimes: Timeline,
): (time: CalendarTime) => FiringTime {
  const jitterMs = definition.jitter === undefined ? 0 : durationOf('jitter', definition.jitter);
  const own = calendarRuleOf(definition)?.name;
  const windows = calendarNames(definition)
    .flatMap((name) => tableOf(name === own ? 'calendar' : 'freeze', name, calendars).freezes)
    .sort((a, b) => a.from - b.from);
  const holdOf = ({ unknown }: CalendarTime, startAt: number): Hold | undefined =>
    unknown === undefined ? holdAt(windows, startAt) : { until: Number.POSITIVE_INFINITY, reason: unknown };
  return (time) => {
    const { at } = time;
    const delay = jitterMs === 0 ? 0 : jitterOf(key, { at, next: logicalTimes.next(at)?.at, jitterMs });
    const notes = delay === 0 ? time.notes : mergedNotes(time.notes, ['jitter']);
    const startAt = at + delay;
    const held = windows.length === 0 && time.unknown === undefined ? undefined : holdOf(time, startAt);
    return held ? { at, startAt, notes, held } : { at, startAt, notes };
  };
}
