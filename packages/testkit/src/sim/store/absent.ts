/**
 * Features that no history has yet, as their loops ask for them: nothing is there, so they have nothing to do. A call
 * that would make something of one of them is not among them, and fails with its name.
 */
import type { Operations } from './operation.ts';

type Absent =
  | 'openBackfills'
  | 'settleDates'
  | 'followedRuns'
  | 'runsToStop'
  | 'prunePlans'
  | 'takeBulkRuns'
  | 'settleBulkRuns'
  | 'endBulks'
  | 'pruneBulks'
  | 'toReach'
  | 'parents'
  | 'countEnded'
  | 'waitingTasks'
  | 'overLimits'
  | 'sweepLimits'
  | 'closeWindows'
  | 'grantedRuns'
  | 'limitRules'
  | 'queuedRuns'
  | 'awaitedWorkflows'
  | 'wakeForRuns'
  | 'pruneWaits'
  | 'grantedReruns'
  | 'longRunning'
  | 'pruneSla'
  | 'uncounted'
  | 'unreached'
  | 'noteClockStep'
  | 'witnessClock'
  | 'endClockStep'
  | 'leaveClock';

export const ABSENT: Operations<Absent> = {
  openBackfills: () => [],
  settleDates: () => 0,
  followedRuns: () => [],
  runsToStop: () => [],
  prunePlans: () => 0,
  takeBulkRuns: () => [],
  settleBulkRuns: () => undefined,
  endBulks: () => 0,
  pruneBulks: () => 0,
  toReach: () => [],
  parents: () => [],
  countEnded: () => [],
  waitingTasks: () => [],
  overLimits: () => [],
  sweepLimits: () => 0,
  closeWindows: () => 0,
  grantedRuns: () => [],
  limitRules: () => undefined,
  queuedRuns: () => 0,
  awaitedWorkflows: () => [],
  wakeForRuns: () => 0,
  pruneWaits: () => 0,
  grantedReruns: () => [],
  longRunning: () => [],
  pruneSla: () => undefined,
  uncounted: () => [],
  unreached: () => [],
  // The clock of a history never steps by more than is borne.
  noteClockStep: () => undefined,
  witnessClock: () => undefined,
  endClockStep: () => undefined,
  leaveClock: () => undefined,
};
