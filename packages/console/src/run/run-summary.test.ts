import type { Run, TaskRun } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { cascadeOf, firstHeld, progress, rootCause, taskToOpen } from './run-summary.ts';

const task = (name: string, state: string, fields: Partial<TaskRun> = {}) =>
  ({ task: name, state, ...fields }) as TaskRun;
const run = (state: Run['state'], endedAt?: string) => ({ state, ...(endedAt !== undefined && { endedAt }) }) as Run;

describe('a failed run', () => {
  const tasks = [
    task('check', 'upstream_failed', { endedAt: '2026-01-01T00:00:03Z' }),
    task('second', 'failed', { endedAt: '2026-01-01T00:00:02Z' }),
    task('first', 'failed', { endedAt: '2026-01-01T00:00:01Z' }),
  ];

  it('opens at the task that failed first', () => {
    expect(rootCause(tasks)?.task).toBe('first');
    expect(taskToOpen(run('failed', 'x'), tasks)?.task).toBe('first');
    expect(cascadeOf(tasks)).toBe(1);
  });
});

describe('an open run', () => {
  it('opens at the task that started last', () => {
    const tasks = [
      task('b', 'running', { startedAt: '2' }),
      task('a', 'running', { startedAt: '1' }),
      task('c', 'pending'),
    ];
    expect(taskToOpen(run('running'), tasks)?.task).toBe('b');
    expect(progress([...tasks, task('d', 'success')])).toEqual({ done: 1, total: 4 });
  });

  it('says what holds it when nothing runs', () => {
    const held = task('a', 'queued', { reason: { code: 'NO_CAPACITY', message: '' } });
    expect(firstHeld([held])?.task).toBe('a');
    expect(firstHeld([held, task('b', 'running')])).toBeUndefined();
  });

  it('says what no worker can take, also while others run', () => {
    const stuck = task('a', 'queued', { reason: { code: 'NO_CAPABLE_WORKER', message: '' } });
    expect(firstHeld([task('b', 'running'), stuck])?.task).toBe('a');
  });
});

it('a successful run opens at its overview', () => {
  expect(taskToOpen(run('success', 'x'), [task('a', 'success')])).toBeUndefined();
});

it('a stopped run counts what was carried through', () => {
  expect(progress([task('a', 'success'), task('b', 'stopped'), task('c', 'upstream_failed')])).toEqual({
    done: 1,
    total: 3,
  });
});
