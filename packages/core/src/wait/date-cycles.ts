/**
 * Date cycles of dependencies between workflows: which spans of logical time a run waits for, seen from its own.
 * Spans are of the local calendar; each of them must have its run. Weeks begin on Monday; `this_week` and
 * `this_month` end with the day of the run itself.
 */
import { Temporal } from 'temporal-polyfill';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

export const DATE_CYCLES = [
  'current_hour',
  'last_1_hour',
  'last_2_hours',
  'last_3_hours',
  'last_24_hours',
  'today',
  'last_1_day',
  'last_2_days',
  'last_3_days',
  'last_7_days',
  'this_week',
  'last_week',
  'last_monday',
  'last_tuesday',
  'last_wednesday',
  'last_thursday',
  'last_friday',
  'last_saturday',
  'last_sunday',
  'this_month',
  'this_month_begin',
  'this_month_end',
  'last_month',
  'last_month_begin',
  'last_month_end',
] as const;
export type DateCycle = (typeof DATE_CYCLES)[number];

/** Milliseconds; `to` is excluded. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** In order of time. */
export function cycleSpans(cycle: DateCycle, base: Date, timeZone: string): readonly TimeSpan[] {
  const at = Temporal.Instant.fromEpochMilliseconds(base.getTime()).toZonedDateTimeISO(timeZone);
  const hours = /^last_(\d+)_hours?$/.exec(cycle)?.[1];
  if (hours !== undefined) return hoursBefore(at, Number(hours));
  if (cycle === 'current_hour') return [hourOf(at)];
  const [first, last] = daysOf(cycle, at.toPlainDate());
  const spans: TimeSpan[] = [];
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 }))
    spans.push({ from: startOf(day, timeZone), to: startOf(day.add({ days: 1 }), timeZone) });
  return spans;
}

function daysOf(cycle: DateCycle, day: Temporal.PlainDate): readonly [Temporal.PlainDate, Temporal.PlainDate] {
  const days = /^last_(\d+)_days?$/.exec(cycle)?.[1];
  if (days !== undefined) return [day.subtract({ days: Number(days) }), day.subtract({ days: 1 })];
  const monday = day.subtract({ days: day.dayOfWeek - 1 });
  const lastMonday = monday.subtract({ days: 7 });
  const weekday = WEEKDAYS.findIndex((name) => cycle === `last_${name}`);
  if (weekday >= 0) return only(lastMonday.add({ days: weekday }));
  const first = day.with({ day: 1 });
  const lastFirst = first.subtract({ months: 1 });
  switch (cycle) {
    case 'this_week':
      return [monday, day];
    case 'last_week':
      return [lastMonday, monday.subtract({ days: 1 })];
    case 'this_month':
      return [first, day];
    case 'this_month_begin':
      return only(first);
    case 'this_month_end':
      return only(first.add({ months: 1 }).subtract({ days: 1 }));
    case 'last_month':
      return [lastFirst, first.subtract({ days: 1 })];
    case 'last_month_begin':
      return only(lastFirst);
    case 'last_month_end':
      return only(first.subtract({ days: 1 }));
    default:
      return only(day);
  }
}

const only = (day: Temporal.PlainDate): readonly [Temporal.PlainDate, Temporal.PlainDate] => [day, day];
const startOf = (day: Temporal.PlainDate, timeZone: string): number =>
  day.toZonedDateTime({ timeZone }).epochMilliseconds;

function hourOf(at: Temporal.ZonedDateTime): TimeSpan {
  const from = at.round({ smallestUnit: 'hour', roundingMode: 'floor' });
  return { from: from.epochMilliseconds, to: from.add({ hours: 1 }).epochMilliseconds };
}

function hoursBefore(at: Temporal.ZonedDateTime, count: number): readonly TimeSpan[] {
  return Array.from({ length: count }, (_, i) => hourOf(at.subtract({ hours: count - i })));
}

/** True for spans that may hold the logical time that they are seen from: such waits can go in a circle. */
export const isOwnPeriod = (cycle: DateCycle): boolean =>
  ['current_hour', 'today', 'this_week', 'this_month', 'this_month_begin', 'this_month_end'].includes(cycle);
