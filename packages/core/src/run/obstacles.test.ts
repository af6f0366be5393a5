import { describe, expect, it } from 'vitest';
import {
  type Obstacle,
  RUN_COMMANDS,
  type RunCommand,
  runObstacle,
  TASK_RUN_COMMANDS,
  type TaskRunCommand,
  taskRunObstacle,
} from './obstacles.ts';
import { type Reason, type RunState, RUN_STATES, TASK_RUN_STATES, type TaskRunState } from './states.ts';

describe('a command to a run', () => {
  const allowed = (command: RunCommand, reason?: Reason): RunState[] =>
    RUN_STATES.filter((state) => runObstacle(command, { state, reason }) === undefined);

  it('is taken in the states that the table lets it leave', () => {
    expect(Object.fromEntries(RUN_COMMANDS.map((command) => [command, allowed(command)]))).toEqual({
      stop: ['queued', 'running', 'paused'],
      pause: ['queued', 'running'],
      resume: ['paused'],
      rerun: ['success', 'failed', 'stopped'],
    });
    expect(allowed('pause', { code: 'OVERLAP' })).toEqual(['running']);
  });

  it.each<[RunCommand, RunState, Obstacle]>([
    ['stop', 'stopping', 'RUN_STOPPING'],
    ['stop', 'failed', 'RUN_ENDED'],
    ['pause', 'paused', 'RUN_PAUSED'],
    ['pause', 'stopping', 'RUN_STOPPING'],
    ['resume', 'running', 'RUN_NOT_PAUSED'],
    ['resume', 'queued', 'RUN_NOT_PAUSED'],
    ['resume', 'success', 'RUN_ENDED'],
    ['rerun', 'paused', 'RUN_OPEN'],
  ])('%s of a run that is %s says %s', (command, state, obstacle) => {
    expect(runObstacle(command, { state, reason: undefined })).toBe(obstacle);
  });

  it('says that a held run has not begun', () => {
    expect(runObstacle('pause', { state: 'queued', reason: { code: 'CATCH_UP' } })).toBe('RUN_HELD');
  });
});

describe('a command to a task run', () => {
  const standing = { run: 'running', isPaused: false, isCleanup: false } as const;
  const allowed = (command: TaskRunCommand, run: RunState): TaskRunState[] =>
    TASK_RUN_STATES.filter((state) => taskRunObstacle(command, { ...standing, run, state }) === undefined);

  it('of an open run is taken in the states that the table lets it leave', () => {
    const idle = ['pending', 'queued', 'waiting', 'retrying', 'paused'];
    const ended = ['success', 'failed', 'stopped', 'upstream_failed', 'skipped'];
    expect(
      Object.fromEntries(TASK_RUN_COMMANDS.map((command) => [command, allowed(command, 'running').sort()])),
    ).toEqual({
      pause: [...idle, 'starting', 'running'].sort(),
      resume: [],
      retry: ['retrying'],
      clear: ended.sort(),
      mark: [...idle, ...ended].sort(),
      skip: [...idle, ...ended].sort(),
    });
  });

  it('of a finished run makes a new one, or is refused', () => {
    for (const command of ['pause', 'resume', 'retry'] as const) expect(allowed(command, 'failed')).toEqual([]);
    for (const command of ['clear', 'mark', 'skip'] as const)
      expect(allowed(command, 'failed')).toEqual(TASK_RUN_STATES);
    expect(taskRunObstacle('clear', { ...standing, run: 'failed', state: 'success', isCleanup: true })).toBe(
      'CLEANUP_TASK',
    );
  });

  it.each<[TaskRunCommand, TaskRunState, Partial<{ run: RunState; isPaused: boolean }>, Obstacle | undefined]>([
    ['resume', 'paused', { isPaused: true }, undefined],
    ['resume', 'running', { isPaused: true }, undefined],
    ['resume', 'paused', { run: 'paused' }, 'TASK_NOT_PAUSED'],
    ['pause', 'paused', { run: 'paused' }, undefined],
    ['pause', 'paused', { isPaused: true }, 'TASK_PAUSED'],
    ['pause', 'stopping', {}, 'TASK_STOPPING'],
    ['mark', 'running', {}, 'TASK_LIVE'],
    ['mark', 'failed', { run: 'stopping' }, 'RUN_STOPPING'],
    ['clear', 'running', {}, 'TASK_NOT_ENDED'],
    ['retry', 'failed', {}, 'NO_BACKOFF'],
  ])('%s of one that is %s, %j: %s', (command, state, more, obstacle) => {
    expect(taskRunObstacle(command, { ...standing, state, ...more })).toBe(obstacle);
  });
});
