/** Whether the fields of a definition go together; what each of them says is checked where it is read. */
import {
  type CalendarRule,
  SCHEDULE_KINDS,
  type ScheduleDocument,
  type ScheduleKind,
} from '../definition/schedule-document.ts';
import { MAX_LIMIT } from './bounds.ts';
import { calendarRuleOf } from './calendar-rule.ts';
import { said } from '../said.ts';
import { ScheduleError } from './schedule-error.ts';
import { isTimeZone } from './zones.ts';

/** The kind of the schedule. @throws ScheduleError */
export function checkFields(definition: ScheduleDocument): ScheduleKind {
  const [kind, another] = SCHEDULE_KINDS.filter((name) => definition[name] !== undefined);
  if (kind === undefined)
    throw new ScheduleError('cron', said`the schedule does not say when`, {
      hint: said`Add one of ${SCHEDULE_KINDS.join(', ')}.`,
    });
  if (another !== undefined)
    throw new ScheduleError(another, said`the schedule has both ${kind} and ${another}`, {
      hint: said`Write two schedules, each with one of them; several patterns can stand in one list of cron.`,
    });
  const zone = definition.timezone ?? 'UTC';
  if (!isTimeZone(zone))
    throw new ScheduleError('timezone', said`"${zone}" is no time zone`, {
      hint: said`Use an IANA name such as UTC, Europe/Berlin or Asia/Shanghai.`,
    });
  if (definition.syntax !== undefined && kind !== 'cron')
    throw new ScheduleError('syntax', said`syntax is for cron, and this schedule has ${kind}`);
  checkLimit(definition, kind);
  checkCalendar(calendarRuleOf(definition), kind);
  return kind;
}

function checkLimit({ limit, start, rrule }: ScheduleDocument, kind: ScheduleKind): void {
  if (limit === undefined) return;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new ScheduleError('limit', said`${limit} is not a whole number from 1 to ${MAX_LIMIT}`);
  if (kind === 'delay')
    throw new ScheduleError('limit', said`a fixed delay has no times to count`, {
      hint: said`Give it an end instead.`,
    });
  const counts = kind === 'at' || kind === 'interval' || start !== undefined || /^DTSTART/im.test(rrule ?? '');
  if (!counts)
    throw new ScheduleError('limit', said`a limit counts from the start, and there is none`, {
      hint: said`Add start: 2026-05-09.`,
    });
}

function checkCalendar(rule: CalendarRule | undefined, kind: ScheduleKind): void {
  if (!rule) return;
  const { day, otherwise = 'skip' } = rule;
  if (day !== undefined && (!Number.isInteger(day) || day === 0 || Math.abs(day) > 31))
    throw new ScheduleError('calendar', said`day ${day} is not 1 to 31, or -31 to -1 from the end of the month`);
  if (day !== undefined && otherwise !== 'skip')
    throw new ScheduleError('calendar', said`day and otherwise: ${otherwise} exclude each other`, {
      hint: said`The nth calendar day is always one of the calendar: leave otherwise out.`,
    });
  if (kind === 'delay' && (day !== undefined || otherwise !== 'skip'))
    throw new ScheduleError('calendar', said`a fixed delay has no times that could move`, {
      hint: said`Use a calendar without day and otherwise, or a schedule of another kind.`,
    });
}
