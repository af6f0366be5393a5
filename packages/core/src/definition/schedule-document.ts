/**
 * The canonical form of a schedule (VOCABULARY §3): exactly one of `cron`, `every`, `delay`, `at`, `interval`
 * and `rrule` says when; everything else narrows it, moves it, or says what becomes of a time that is due.
 */
import type { Json } from './document.ts';

export const SCHEDULE_KINDS = ['cron', 'every', 'delay', 'at', 'interval', 'rrule'] as const;
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];

export interface ScheduleDocument {
  /** 5, 6 (seconds first) or 7 (year last) fields, or a nickname; several are a union. */
  readonly cron?: string | readonly string[];
  /** Fixed rate: multiples of a duration since `start`, else since the Unix epoch. Zones play no part. */
  readonly every?: string;
  /** Fixed delay after the end of the run before; the first is one delay after `start` or after enabling. */
  readonly delay?: string;
  /** RFC 3339 instants, or local date-times of the zone. */
  readonly at?: string | readonly string[];
  /** ISO 8601 repeating interval: `R5/2026-01-01T00:00:00+08:00/P1D`; months and years step on the wall clock. */
  readonly interval?: string;
  /** The subset of RFC 5545 that docs/reference/schedules.md names; DTSTART is `start` or a line of its own. */
  readonly rrule?: string;
  /** The dialect of `cron`. */
  readonly syntax?: 'quartz';
  readonly timezone?: string;
  /** First and last moment, both included: a date, a local date-time of the zone, or an instant. */
  readonly start?: string;
  readonly end?: string;
  /** At most so many logical times, counted from `start`. */
  readonly limit?: number;
  /** Starts are spread over this long by a hash, never past the next firing; logical times stay. */
  readonly jitter?: string;
  readonly calendar?: string | CalendarRule;
  /** Calendars whose freeze windows hold firings; those of `calendar` always do. */
  readonly freeze?: string | readonly string[];
  readonly overlap?: OverlapPolicy;
  readonly misfire?: { readonly policy?: MisfirePolicy; readonly window?: string };
  readonly dst?: DstPolicy;
  readonly covers?: 'previous' | 'same';
  readonly params?: Readonly<Record<string, Json>>;
}

export interface CalendarRule {
  readonly name: string;
  /** The nth day of the month that the calendar has, negative from its end. */
  readonly day?: number;
  /** What becomes of a firing on a day the calendar does not have. Default `skip`. */
  readonly otherwise?: 'skip' | 'next' | 'previous';
  /** How a year without published data counts. Default `hold`. */
  readonly unknown?: 'hold' | 'open' | 'closed';
}

/** For fixed-time patterns only (GUARANTEES 3.8). */
export interface DstPolicy {
  readonly gap?: 'after' | 'shift' | 'skip';
  readonly overlap?: 'first' | 'last' | 'both';
}

export const OVERLAP_POLICIES = [
  'skip',
  'allow',
  'queue_one',
  'queue_all',
  'cancel_running',
  'terminate_running',
] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

export const MISFIRE_POLICIES = ['fire_once', 'fire_all', 'ignore'] as const;
export type MisfirePolicy = (typeof MISFIRE_POLICIES)[number];

/** Undefined where the document names none or several, which checks refuse. */
export function scheduleKind(definition: ScheduleDocument): ScheduleKind | undefined {
  const kinds = SCHEDULE_KINDS.filter((kind) => definition[kind] !== undefined);
  return kinds.length === 1 ? kinds[0] : undefined;
}
