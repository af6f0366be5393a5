export {
  type AwaitConditions,
  type AwaitedRun,
  type AwaitedRuns,
  awaitsOwnPeriod,
  type AwaitVerdict,
  type FoundRun,
  judgeAwaited,
  leavesOf,
  spansOf,
  verdictOnRun,
} from './awaited-runs.ts';
export { type FileConditions, type FileVerdict, judgeFile, saying } from './file-conditions.ts';
export { cycleSpans, DATE_CYCLES, type DateCycle, type TimeSpan } from './date-cycles.ts';
export { nextInWindow, type TimeWindow } from './time-window.ts';
export { datasetTopic, runTopic, signalTopic } from './topics.ts';
export {
  BESIDE,
  DEFAULT_POLL_MS,
  WAIT_SUBJECTS,
  type WaitKind,
  waitKind,
  waitOutputs,
  type WaitSubject,
  waitSubjects,
} from './wait-fields.ts';
