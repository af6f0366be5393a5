/** Which logical time a run by hand has (VOCABULARY §3). */
import {
  type CalendarStore,
  CarillonError,
  documentZone,
  firingsOfDate,
  type LiveVersion,
  logicalDateOf,
  scheduleKind,
  startOfDate,
  said,
  type Said,
} from '@carillon/core';
import { documentSchedules } from './document-schedules.ts';

export interface LogicalMoment {
  /** Undefined where only the date counts: today. */
  readonly time: Date | undefined;
  readonly date: string;
}

/** Today in the workflow's zone. */
export function momentNow({ document }: LiveVersion, now: number): LogicalMoment {
  return { time: undefined, date: logicalDateOf(new Date(now), documentZone(document)) };
}

/** The firing whose run is for a date; of a workflow without fixed times, the start of the date. @throws CarillonError VALIDATION_DATE */
export async function momentOfDate(
  calendars: CalendarStore,
  { scope, document }: LiveVersion,
  date: string,
): Promise<LogicalMoment> {
  const { zone, schedules } = await documentSchedules(calendars, scope, document);
  const timed = schedules.filter(({ definition }) => scheduleKind(definition) !== 'delay');
  if (timed.length === 0) return { time: startOfDate(date, zone), date };
  const times = timed.flatMap((schedule) => firingsOfDate(schedule, date, 2));
  const [time, another] = times;
  if (!time)
    throw badDate(
      said`the schedule of "${document.name}" has no firing of ${date}`,
      said`Choose a date that the schedule covers, or leave the date out.`,
    );
  if (another)
    throw badDate(
      said`the schedule of "${document.name}" has several firings of ${date}`,
      said`A date does not say which one is meant.`,
    );
  return { time, date };
}

function badDate(message: Said, hint: Said): CarillonError {
  return new CarillonError({ code: 'VALIDATION_DATE', message, hint });
}
