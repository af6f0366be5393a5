export {
  BACKFILL_COMMANDS,
  BACKFILL_DATE_STATES,
  BACKFILL_STATES,
  type BackfillCommand,
  type BackfillDateState,
  backfillObstacle,
  type BackfillState,
} from './backfill-state.ts';
export { backfillCap } from './cap.ts';
export { downstreamTimes } from './downstream-times.ts';
export { backfillEta, type Durations, estimateBackfill } from './estimate.ts';
export { type LogicalTime, logicalTimesIn, MAX_BACKFILL_DATES, type TimesOf } from './logical-times.ts';
export {
  BACKFILL_ONLY,
  BACKFILL_ORDERS,
  type BackfillAction,
  type BackfillItem,
  type BackfillOnly,
  type BackfillOrder,
  type BackfillTotals,
  backfillTotals,
  type NewestRun,
  planBackfill,
} from './plan-backfill.ts';
export { planChanges } from './plan-changes.ts';
