/** Which logical time a run by hand has (VOCABULARY §3). */
import {
  CarillonError,
  compileSchedule,
  documentZone,
  firingsOfDate,
  logicalDateOf,
  NO_CALENDARS,
  schedulesOf,
  startOfDate,
  type WorkflowDocument,
} from '@carillon/core';

export interface LogicalMoment {
  /** Undefined where only the date counts: today. */
  readonly time: Date | undefined;
  readonly date: string;
}

/** @throws CarillonError VALIDATION_DATE */
export function logicalMoment(document: WorkflowDocument, date: string | undefined, now: number): LogicalMoment {
  const zone = documentZone(document);
  if (date === undefined) return { time: undefined, date: logicalDateOf(new Date(now), zone) };
  const schedules = schedulesOf(document);
  if (schedules.length === 0) return { time: startOfDate(date, zone), date };
  const times = schedules.flatMap(([name, schedule]) => {
    const context = { key: `${document.project}/${document.name}/${name}`, calendars: NO_CALENDARS };
    return firingsOfDate(compileSchedule({ ...schedule, timezone: schedule.timezone ?? zone }, context), date, 2);
  });
  const [time, another] = times;
  if (!time)
    throw badDate(
      `the schedule of "${document.name}" has no firing of ${date}`,
      'Choose a date that the schedule covers, or leave the date out.',
    );
  if (another)
    throw badDate(
      `the schedule of "${document.name}" has several firings of ${date}`,
      'A date does not say which one is meant.',
    );
  return { time, date };
}

function badDate(message: string, hint: string): CarillonError {
  return new CarillonError({ code: 'VALIDATION_DATE', message, hint });
}
