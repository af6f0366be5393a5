/** What is wrong with a definition beyond its fields: that it never fires, or says what nobody would mean. */
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { formatDuration } from '../definition/units.ts';
import { type Said, said } from '../said.ts';
import { calendarRuleOf } from './calendar-rule.ts';
import type { CalendarTables } from './calendar-table.ts';
import { checkFields } from './check-fields.ts';
import { BEGIN_OF_TIME } from './horizon.ts';
import { durationOf } from './kinds.ts';
import { impossibleDate } from './impossible-date.ts';
import { ScheduleError } from './schedule-error.ts';
import { compileSchedule, NO_CALENDARS, type Schedule } from './schedule.ts';

export interface ScheduleProblem {
  readonly field: keyof ScheduleDocument;
  readonly message: Said;
  readonly hint?: Said | undefined;
  readonly severity: 'error' | 'warning';
}

/** @param calendars undefined where they are not known: what needs them is not checked then */
export function findScheduleProblems(
  definition: ScheduleDocument,
  calendars?: CalendarTables,
): readonly ScheduleProblem[] {
  try {
    checkFields(definition);
    const { calendar: _, freeze: __, ...anyDay } = definition;
    const plain = compileSchedule(anyDay, { key: '', calendars: NO_CALENDARS });
    checkPatterns(anyDay);
    checkFires(plain);
    if (calendars) checkCalendar(compileSchedule(definition, { key: '', calendars }), plain, calendars);
    return jitterProblems(plain);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    const { field, said: message, hint } = error;
    return [{ field, message, hint, severity: 'error' }];
  }
}

/** Each pattern of a list has a time: the others would hide one that has none. */
function checkPatterns({ cron, syntax }: ScheduleDocument): void {
  for (const pattern of typeof cron === 'string' ? [cron] : (cron ?? [])) {
    const definition = { cron: pattern, ...(syntax === undefined ? {} : { syntax }) };
    if (firstOf(compileSchedule(definition, { key: '', calendars: NO_CALENDARS })) !== undefined) continue;
    throw new ScheduleError('cron', said`"${pattern}" never fires: ${impossibleDate(pattern, syntax)}`, {
      hint: said`Name a day and month that exist together; L is the last day of any month.`,
    });
  }
}

function checkFires(schedule: Schedule): void {
  if (firstOf(schedule) !== undefined) return;
  const { start, end, rrule } = schedule.definition;
  if (start !== undefined || end !== undefined) {
    const range =
      start === undefined
        ? said`until ${end}`
        : end === undefined
          ? said`from ${start}`
          : said`from ${start} until ${end}`;
    throw new ScheduleError(end === undefined ? 'start' : 'end', said`nothing fires ${range}`, {
      hint: said`Widen the range, or choose times within it.`,
    });
  }
  if (rrule !== undefined)
    throw new ScheduleError(
      'rrule',
      said`the rule never fires: its parts exclude each other, or end before they begin`,
    );
  throw new ScheduleError('at', said`the schedule never fires: the clock skips its times`, {
    hint: said`Choose another time, or dst: { gap: after }.`,
  });
}

const firstOf = (schedule: Schedule): number | undefined => schedule.next(BEGIN_OF_TIME - 1)?.at;

/** Of the years that have data, one at least has a time on a day of the calendar. */
function checkCalendar(schedule: Schedule, plain: Schedule, calendars: CalendarTables): void {
  const rule = calendarRuleOf(schedule.definition);
  const table = rule && calendars.get(rule.name);
  if (!rule || !table) return;
  const years = Object.keys(table.years)
    .map(Number)
    .sort((a, b) => a - b);
  const lastYear = Date.UTC(years.at(-1) ?? 0, 0, 1);
  const earliest = plain.next(Date.UTC(years[0] ?? 0, 0, 1) - 1)?.at ?? lastYear;
  // With less than a year of data behind it nobody can say that it never fires.
  if (rule.unknown === 'open' || earliest >= lastYear || firesIn(schedule, years)) return;
  throw new ScheduleError(
    'calendar',
    rule.day === undefined
      ? said`nothing fires: the schedule has no time on any day of ${rule.name}`
      : said`nothing fires: the schedule has no time on day ${rule.day} of any month of ${rule.name}`,
    { hint: said`Let the schedule have a time on every day and the calendar choose, or use otherwise: next.` },
  );
}

/** Whether a time lies in a year that has data. */
function firesIn(schedule: Schedule, years: readonly number[]): boolean {
  let [year] = years;
  while (year !== undefined) {
    const first = schedule.next(Date.UTC(year, 0, 2) - 1);
    if (first?.held?.until !== Number.POSITIVE_INFINITY) return first !== undefined;
    const unknown = new Date(first.at).getUTCFullYear();
    year = years.find((known) => known > unknown);
  }
  return false;
}

function jitterProblems(schedule: Schedule): readonly ScheduleProblem[] {
  const { jitter } = schedule.definition;
  const first = jitter === undefined ? undefined : schedule.next(BEGIN_OF_TIME - 1);
  const second = first && schedule.next(first.at);
  if (jitter === undefined || !first || !second || durationOf('jitter', jitter) <= second.at - first.at) return [];
  return [
    {
      field: 'jitter',
      message: said`jitter ${jitter} is longer than the ${formatDuration(second.at - first.at)} between two times`,
      hint: said`Starts are spread up to the next time only.`,
      severity: 'warning',
    },
  ];
}
