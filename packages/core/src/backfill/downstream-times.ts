/** Which logical time a downstream workflow's run has for a date of a backfill. */
import { said } from '../said.ts';
import { CarillonError } from '../errors.ts';
import { firingsOfDate, startOfDate } from '../schedule/logical-date.ts';
import { type LogicalTime, timedSchedules, type TimesOf } from './logical-times.ts';

/**
 * One for each of `times`: the firing of that very instant, else the only one of the date, else, without a
 * schedule, the beginning of the date: a logical time taken over as it stands could belong to another date there.
 * @throws CarillonError VALIDATION_DATE naming the first date that has none, or no single one
 */
export function downstreamTimes(downstream: TimesOf, times: readonly LogicalTime[]): readonly number[] {
  const perDate = new Map<string, number>();
  for (const { date } of times) perDate.set(date, (perDate.get(date) ?? 0) + 1);
  return times.map((time) => {
    const isOnlyOfDate = perDate.get(time.date) === 1;
    const at = timeOf(downstream, time, isOnlyOfDate);
    if (at === undefined) throw notOnce(downstream.workflow, time.date, isOnlyOfDate);
    return at;
  });
}

function timeOf({ zone, schedules }: TimesOf, time: LogicalTime, isOnlyOfDate: boolean): number | undefined {
  const timed = timedSchedules(schedules);
  if (timed.some((schedule) => schedule.next(time.at - 1)?.at === time.at)) return time.at;
  if (!isOnlyOfDate) return undefined;
  if (timed.length === 0) return startOfDate(time.date, zone).getTime();
  const [only, another] = timed.flatMap((schedule) => firingsOfDate(schedule, time.date, 2));
  return another === undefined ? only?.getTime() : undefined;
}

function notOnce(workflow: string, date: string, isOnlyOfDate: boolean): CarillonError {
  const message = isOnlyOfDate
    ? said`the downstream workflow "${workflow}" has no single firing of ${date}`
    : said`${date} has several logical times, and the downstream workflow "${workflow}" does not fire at each of them`;
  return new CarillonError({
    code: 'VALIDATION_DATE',
    message,
    hint: said`Backfill it on its own, or leave it out of the downstream workflows.`,
  });
}
