/**
 * What stands in the way of a person's command, from the state alone: what a state allows is the transition
 * table's to say. Lists and buttons show it; the engine has the last word, under the run's lock.
 */
import {
  isFinalRunState,
  isFinalTaskState,
  type Reason,
  type ReasonCode,
  type RunState,
  type TaskRunState,
  type TriggerKind,
} from './states.ts';
import { answerTo, next, RUN_TRANSITIONS, TASK_TRANSITIONS } from './transitions.ts';

export const RUN_COMMANDS = ['stop', 'pause', 'resume', 'rerun'] as const;
export type RunCommand = (typeof RUN_COMMANDS)[number];
export const TASK_RUN_COMMANDS = ['pause', 'resume', 'retry', 'clear', 'mark', 'skip'] as const;
export type TaskRunCommand = (typeof TASK_RUN_COMMANDS)[number];

/** Codes, which clients translate, and their English. */
export const OBSTACLES = {
  RUN_ENDED: 'The run has ended.',
  RUN_OPEN: 'The run has not ended. Stop it first, or clear single tasks of it.',
  RUN_IS_PART: 'The run is a part of another one. Rerun that from what failed.',
  RUN_IS_TEST: 'The run is a test of one task. Test the task again.',
  RUN_STOPPING: 'The run is stopping already.',
  RUN_HELD: 'The run has not been let begin yet.',
  RUN_PAUSED: 'The run is paused already.',
  RUN_NOT_PAUSED: 'The run is not paused.',
  TASK_ENDED: 'The task has ended.',
  TASK_NOT_ENDED: 'The task has not ended.',
  TASK_LIVE: 'An attempt is under way. It must end first.',
  TASK_STOPPING: 'The attempt is stopping.',
  TASK_PAUSED: 'The task is paused already.',
  TASK_NOT_PAUSED: 'The task is not paused.',
  NO_BACKOFF: 'The task does not wait for a further attempt.',
  CLEANUP_TASK: 'Tasks of onFailure and finally run again with their run only.',
} as const;
export type Obstacle = keyof typeof OBSTACLES;

export interface RunStanding {
  readonly state: RunState;
  readonly reason: Reason | undefined;
  readonly parent?: { readonly isPart: boolean } | undefined;
  readonly triggerKind?: string;
}

/** Kind of the trigger of a run that tries one task. */
export const TEST_TRIGGER = 'test' satisfies TriggerKind;

/** Why a run that was accepted may not begin. */
const HOLDS: ReadonlySet<ReasonCode | undefined> = new Set(['OVERLAP', 'CATCH_UP']);

const SO_ALREADY = { stop: 'RUN_STOPPING', pause: 'RUN_PAUSED', resume: 'RUN_NOT_PAUSED' } as const;

export function runObstacle(command: RunCommand, run: RunStanding): Obstacle | undefined {
  const { state, reason, parent, triggerKind } = run;
  if (command === 'rerun' && triggerKind === TEST_TRIGGER) return 'RUN_IS_TEST';
  if (command === 'rerun' && parent?.isPart) return 'RUN_IS_PART';
  if (command === 'rerun') return isFinalRunState(state) ? undefined : 'RUN_OPEN';
  if (isFinalRunState(state)) return 'RUN_ENDED';
  // Only a held run is stored as queued: another is as good as running before its first task begins.
  const stored = state === 'queued' && !HOLDS.has(reason?.code) ? 'running' : state;
  const answer = answerTo(RUN_TRANSITIONS, stored, command);
  if (answer === 'moves') return undefined;
  if (answer === 'unchanged') return SO_ALREADY[command];
  if (state === 'stopping') return 'RUN_STOPPING';
  return command === 'pause' ? 'RUN_HELD' : 'RUN_NOT_PAUSED';
}

export interface TaskRunStanding {
  readonly run: RunState;
  readonly state: TaskRunState;
  /** A person paused this task run itself; its live attempt goes on. */
  readonly isPaused: boolean;
  /** Of `onFailure` or `finally`. */
  readonly isCleanup: boolean;
}

export function taskRunObstacle(command: TaskRunCommand, task: TaskRunStanding): Obstacle | undefined {
  if (isFinalRunState(task.run)) return obstacleAfterwards(command, task);
  switch (command) {
    case 'pause':
      return obstacleToPause(task);
    case 'resume':
      if (isFinalTaskState(task.state)) return 'TASK_ENDED';
      return task.isPaused ? undefined : 'TASK_NOT_PAUSED';
    case 'retry':
      return task.state === 'retrying' ? undefined : 'NO_BACKOFF';
    case 'clear':
      return isFinalTaskState(task.state) ? changeObstacle(task) : 'TASK_NOT_ENDED';
    case 'mark':
    case 'skip':
      return changeObstacle(task);
  }
}

/** What these commands do to a finished run, they do in a new one. */
function obstacleAfterwards(command: TaskRunCommand, { isCleanup }: TaskRunStanding): Obstacle | undefined {
  if (command === 'pause' || command === 'resume' || command === 'retry') return 'RUN_ENDED';
  return isCleanup ? 'CLEANUP_TASK' : undefined;
}

function obstacleToPause({ run, state, isPaused }: TaskRunStanding): Obstacle | undefined {
  if (isPaused) return 'TASK_PAUSED';
  if (run === 'stopping') return 'RUN_STOPPING';
  // What is held with its run may be paused itself, too, and stays so when the run is resumed.
  if (state === 'paused' || next(TASK_TRANSITIONS, state, 'pause') !== undefined) return undefined;
  if (next(TASK_TRANSITIONS, state, 'retry_paused') !== undefined) return undefined;
  return isFinalTaskState(state) ? 'TASK_ENDED' : 'TASK_STOPPING';
}

function changeObstacle({ run, state }: TaskRunStanding): Obstacle | undefined {
  if (run === 'stopping') return 'RUN_STOPPING';
  if (next(TASK_TRANSITIONS, state, 'mark_success') !== undefined) return undefined;
  return isFinalTaskState(state) ? 'TASK_ENDED' : 'TASK_LIVE';
}
