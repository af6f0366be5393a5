/**
 * The domain: what a run is, when it may move, when it fires, what starts next. Pure: no clock, no
 * randomness, no I/O, so that the same code decides in the server, the CLI and the browser, and whole
 * clusters can be simulated. Decisions return values; others act on them.
 */
export * from './alert/index.ts';
export * from './audit/index.ts';
export * from './backfill/index.ts';
export * from './bulk/index.ts';
export * from './dag/index.ts';
export * from './definition/index.ts';
export { CarillonError, type ErrorCode, errorKind, isErrorCode } from './errors.ts';
export * from './explain/index.ts';
export * from './health/index.ts';
export {
  formatId,
  idsBeginning,
  isUuid,
  MAX_TASK_NO,
  newRunId,
  parseId,
  runIdInBatch,
  splitTaskRunId,
  taskRunId,
  uuidv7,
} from './ids.ts';
export * from './incident/index.ts';
export * from './limits/index.ts';
export * from './log/index.ts';
export * from './params/index.ts';
export * from './placement/index.ts';
export * from './ports/index.ts';
export * from './queue/index.ts';
export { type Refusal, type RefusalCode, REFUSALS, refusalText } from './refusals.ts';
export * from './run/index.ts';
export * from './schedule/index.ts';
export {
  fillSaid,
  Said,
  said,
  saidAll,
  saidAny,
  saidAs,
  SaidError,
  saidList,
  SaidRangeError,
  type SaidText,
  type SaidValue,
} from './said.ts';
export { sha256 } from './sha256.ts';
export * from './wait/index.ts';
