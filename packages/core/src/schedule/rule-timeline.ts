/** The firings of a recurrence rule with its DTSTART, UNTIL and exceptions. */
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { type Bounds, bounded } from './bounds.ts';
import type { Timeline } from './firing-time.ts';
import { parseRule, type RuleText } from './rrule-fields.ts';
import { rulePattern } from './rrule.ts';
import { said } from '../said.ts';
import { ScheduleError } from './schedule-error.ts';
import type { TimeText } from './time-text.ts';
import { instantOfLocal, type WallPattern, wallTimeline } from './wall-clock.ts';
import { zoneOf } from './zones.ts';

const DAY_MS = 86_400_000;

/** @throws ScheduleError */
export function ruleTimeline(definition: ScheduleDocument, zone: string, { start }: Bounds): Timeline {
  const rule = parseRule(definition.rrule as string);
  if (rule.zone !== undefined && rule.zone.toLowerCase() !== zone.toLowerCase())
    throw new ScheduleError('rrule', said`TZID=${rule.zone} is not the zone of the schedule, ${zone}`, {
      hint: said`Write timezone: ${rule.zone}, and leave TZID out.`,
    });
  const local = startOf(
    definition,
    rule,
    start === undefined ? undefined : localOf({ kind: 'instant', at: start }, zone),
  );
  const pattern = rulePattern(rule.fields, local === undefined ? 0 : localOf(local, zone));
  const { until } = rule.fields;
  const wall = within(pattern, until, rule.except, zone);
  return bounded(wallTimeline(wall, zone, definition.dst), {
    start: local?.kind === 'instant' ? local.at : local && instantOfLocal(local.local, zone),
    end: until?.kind === 'instant' ? until.at : undefined,
  });
}

/** DTSTART; undefined where the rule needs none: then it counts from the local midnight of 1 January 1970. */
function startOf(
  definition: ScheduleDocument,
  { start, fields }: RuleText,
  local: number | undefined,
): TimeText | undefined {
  if (start && local !== undefined)
    throw new ScheduleError('start', said`the rule has a DTSTART of its own`, {
      hint: said`Leave one of the two out.`,
    });
  if (start) return start;
  if (local !== undefined) return { kind: 'local', local };
  const { frequency, interval, count, days, monthDays } = fields;
  const needs =
    count !== undefined
      ? said`COUNT counts from a start`
      : interval > 1
        ? said`INTERVAL counts from a start`
        : days.length === 0 && monthDays.length === 0 && ['WEEKLY', 'MONTHLY', 'YEARLY'].includes(frequency)
          ? said`FREQ=${frequency} alone takes its day from a start`
          : undefined;
  if (needs === undefined) return undefined;
  throw new ScheduleError('rrule', said`${needs}, and there is none`, { hint: said`Add start: 2026-05-09T08:00.` });
}

function localOf(time: TimeText, zone: string): number {
  return time.kind === 'instant' ? time.at + zoneOf(zone).pieceAt(time.at).offset : time.local;
}

/** UNTIL and EXDATE where they are local times; a date stands for the whole of it. */
function within(
  pattern: WallPattern,
  until: TimeText | undefined,
  except: readonly TimeText[],
  zone: string,
): WallPattern {
  const end = until === undefined || until.kind === 'instant' ? undefined : lastOf(until);
  const days = new Set(except.flatMap((time) => (time.kind === 'date' ? [time.local] : [])));
  const times = new Set(except.flatMap((time) => (time.kind === 'date' ? [] : [localOf(time, zone)])));
  if (end === undefined && except.length === 0) return pattern;
  return {
    fixedTime: pattern.fixedTime,
    next(from, before) {
      const limit = end === undefined ? before : Math.min(before, end + 1);
      let found = pattern.next(from, limit);
      while (found !== undefined && (times.has(found) || days.has(Math.floor(found / DAY_MS) * DAY_MS)))
        found = pattern.next(found + 1, limit);
      return found;
    },
  };
}

const lastOf = (time: { readonly kind: 'local' | 'date'; readonly local: number }): number =>
  time.kind === 'date' ? time.local + DAY_MS - 1 : time.local;
