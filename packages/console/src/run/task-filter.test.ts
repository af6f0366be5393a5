import { describe, expect, it } from 'vitest';
import { statesOf, taskChooser } from './task-filter.ts';

const task = (name: string, type: string, state: string) => ({ task: name, type, state }) as const;
const TASKS = [
  task('Extract_A', 'shell', 'success'),
  task('extract_b', 'python', 'failed'),
  task('load', 'shell', 'success'),
  task('notify', 'http', 'upstream_failed'),
] as Parameters<typeof statesOf>[0];
const names = (filter: Parameters<typeof taskChooser>[0]) => TASKS.filter(taskChooser(filter)).map((each) => each.task);

describe('the filter of tasks', () => {
  it('finds parts of names and types, whatever their case', () => {
    expect(names({ q: ' EXTRACT' })).toEqual(['Extract_A', 'extract_b']);
    expect(names({ q: 'shell' })).toEqual(['Extract_A', 'load']);
  });

  it('takes one state, and both at once', () => {
    expect(names({ state: 'success' })).toEqual(['Extract_A', 'load']);
    expect(names({ q: 'extract', state: 'failed' })).toEqual(['extract_b']);
  });

  it('shows all where nothing is asked', () => {
    expect(names({})).toHaveLength(TASKS.length);
  });

  it('offers the states that there are, with how many tasks are in each', () => {
    expect(statesOf(TASKS)).toEqual([
      { state: 'success', count: 2 },
      { state: 'failed', count: 1 },
      { state: 'upstream_failed', count: 1 },
    ]);
  });
});
