export {
  type Obstacle,
  OBSTACLES,
  RUN_COMMANDS,
  type RunCommand,
  runObstacle,
  TASK_RUN_COMMANDS,
  type TaskRunCommand,
  type TaskRunStanding,
  taskRunObstacle,
  TEST_TRIGGER,
} from './obstacles.ts';
export {
  type ComparableTask,
  type ComparedTask,
  type ComparedValue,
  compareTasks,
  compareValues,
  TASK_DIFFERENCES,
  type TaskDifference,
} from './compare-runs.ts';
export {
  LEAST_USUAL_RUNS,
  type TaskTime,
  USUAL_RUNS,
  type UsualTime,
  type UsualTimes,
  usualTimes,
} from './usual-times.ts';
export { expressionFailed } from './expression-failed.ts';
export { fillTemplate } from './fill-template.ts';
export { problemReason, userError } from './problem-reason.ts';
export { reasonText } from './reason-text.ts';
export {
  judgeSla,
  LONG_RUNNING_FACTOR,
  OF_RUN,
  SLA_KINDS,
  type SlaDocument,
  type SlaKind,
  type SlaPromise,
  type SlaTerm,
  slaTerms,
} from './sla.ts';
export {
  comesBefore,
  endOfStop,
  mayCompensate,
  nextPhase,
  phaseCode,
  phaseOf,
  type RunEndState,
} from './phases.ts';
export { decideRetry, unitHash } from './retry.ts';
export {
  ATTEMPT_STATE_CODES,
  ATTEMPT_STATES,
  type AttemptState,
  attemptStateOf,
  FIRST_FINAL_CODE,
  isFinalRunState,
  isFinalTaskState,
  type Reason,
  REASON_FAULTS,
  type ReasonCode,
  RUN_STATE_CODES,
  RUN_STATES,
  type RunState,
  runStateOf,
  TASK_RUN_STATES,
  WORKER_STATES,
  type WorkerState,
  isGoneWorker,
  TRIGGER_KINDS,
  type TriggerKind,
  TASK_STATE_CODES,
  type TaskRunState,
  taskStateOf,
} from './states.ts';
export {
  answerTo,
  next,
  RUN_TRANSITIONS,
  runEdges,
  TASK_TRANSITIONS,
  type TaskEventName,
  taskMoves,
  taskStatesBefore,
} from './transitions.ts';
export { errorFingerprint, type Failure, type FailureGroup, groupFailures } from './failure-groups.ts';
