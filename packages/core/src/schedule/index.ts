export {
  addOpenDays,
  type CalendarTable,
  type CalendarTables,
  dateOfDay,
  dayIn,
  dayNumberOf,
  encodeYear,
  firstDayOf,
  type FreezeSpan,
  knownUntil,
  nthOpenDayOfMonth,
  yearOf,
} from './calendar-table.ts';
export { diffFirings } from './firing-diff.ts';
export { type FiringPreview, heldText, localTimeText, previewFirings, previewOf } from './firing-preview.ts';
export { firingAt } from './firing-at.ts';
export {
  FIRING_REASONS,
  type FiringDecision,
  type FiringOutcome,
  type FiringReason,
} from './firing-decision.ts';
export { FIRING_NOTES, type FiringNote, type FiringTime } from './firing-time.ts';
export { freezeSpan, freezeSpans } from './freeze-windows.ts';
export { type Interval, intervalOf, logicalDate } from './intervals.ts';
export { firingsOfDate, startOfDate } from './logical-date.ts';
export { decideOverlap, type OverlapState } from './overlap.ts';
export { type FiringPlan, type FiringQuestion, LATE_MS, planFirings } from './plan-firings.ts';
export { runInterval, runLogicalDate } from './run-period.ts';
export { momentIn } from './moment.ts';
export { ScheduleError } from './schedule-error.ts';
export { findScheduleProblems, type ScheduleProblem } from './schedule-problems.ts';
export {
  calendarNames,
  compileSchedule,
  NO_CALENDARS,
  type Schedule,
  type ScheduleContext,
  zoneNameOf,
} from './schedule.ts';
export { createWheel } from './wheel.ts';
export { isTimeZone } from './zones.ts';
