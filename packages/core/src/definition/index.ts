export type { DatasetDocument, ProducedDataset } from './dataset-document.ts';
export { FRESHNESS, type Freshness, freshnessOf } from './dataset-freshness.ts';
export { compensatedBy, compensationOf } from './compensations.ts';
export { definitionOf } from './definition-of.ts';
export {
  type DocumentTask,
  documentTasks,
  isPhase,
  type Phase,
  PHASES,
  TASK_MAPS,
  type TaskMap,
} from './document-tasks.ts';
export {
  type BatchDocument,
  type ConcurrencyDocument,
  type DebounceDocument,
  LIMIT_COUNTS,
  type LimitCounts,
  type LimitRuleDocument,
  ON_DUPLICATE,
  ON_LIMIT,
  type OnDuplicate,
  type OnLimit,
  type RateDocument,
  type StartsDocument,
  type UniqueDocument,
} from './limit-document.ts';
export { ENTRY, tasksInline } from './group-tasks.ts';
export { asGroup, MAP_REDUCE_TASKS, mapReduceFields } from './map-reduce.ts';
export {
  type CalendarDates,
  type CalendarDocument,
  type FreezeWindow,
  HOLIDAY_TYPES,
  type HolidaySource,
  type HolidayType,
  type Weekday,
  WEEKDAYS,
} from './calendar-document.ts';
export { LIFECYCLES, takesRuns } from './lifecycle.ts';
export { canonicalJson } from './canonical-json.ts';
export { documentZone, schedulesOf } from './document-zone.ts';
export {
  type DocumentFiles,
  type FailureStrategy,
  type Given,
  type GivenTask,
  type Json,
  type JsonObject,
  type OutputType,
  type Param,
  PARAM_FORMATS,
  PARAM_TYPES,
  type ParamFormat,
  type ParamSchema,
  type ParamType,
  type TaskDocument,
  type WorkflowDocument,
} from './document.ts';
export {
  type CalendarRule,
  type DstPolicy,
  MISFIRE_POLICIES,
  type MisfirePolicy,
  OVERLAP_POLICIES,
  type OverlapPolicy,
  SCHEDULE_KINDS,
  type ScheduleDocument,
  scheduleKind,
  type ScheduleKind,
} from './schedule-document.ts';
export { PLANNED_TASK_TYPES, TASK_TYPES, type TaskType } from './task-types.ts';
export { parseDuration, parseSize } from './units.ts';
export { DEFAULT_QUEUE, type QueueDocument } from './queue-document.ts';
