export type { Check, CheckVerdict, Evidence, Explanation } from './check.ts';
export { boundAnswer, MAX_TOLD } from './bound-answer.ts';
export { type ExplainedRun, groupWaits, type WaitGroup } from './wait-groups.ts';
export { explainBackfill } from './explain-backfill.ts';
export { explainSchedule } from './explain-schedule.ts';
export { explainRun, explainTask, type RunExplanation, type TaskExplanation } from './explain-run.ts';
export {
  type HoldFacts,
  type ChildrenFacts,
  type HolderFacts,
  type LineFacts,
  MAX_AHEAD,
  type RunFacts,
  type TaskFacts,
  type WorkerFacts,
} from './facts.ts';
export type { WaitFacts } from './awaits-check.ts';
export type { LimitFacts } from './limit-checks.ts';
export { type Fix, FIX_ACTIONS } from './fixes.ts';
export { sentenceOf, WAIT_CODES, type WaitCode } from './wait-codes.ts';
export type { QueueFacts } from './queue-checks.ts';
