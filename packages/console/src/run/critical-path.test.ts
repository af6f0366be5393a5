import type { Run, TaskRun } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { criticalPath, pathLines } from './critical-path.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 0, 0, second)).toISOString();
const run = (to: number | undefined): Run =>
  ({ createdAt: at(0), startedAt: at(0), ...(to !== undefined && { endedAt: at(to) }) }) as Run;
const task = (name: string, endedAt: number | undefined): TaskRun =>
  ({ task: name, ...(endedAt !== undefined && { endedAt: at(endedAt) }) }) as TaskRun;
const EDGES = [
  { from: 'a', to: 'c' },
  { from: 'b', to: 'c' },
  { from: 'c', to: 'd' },
];

describe('the critical path', () => {
  it('is the chain of what ended last before each, with its part of the time', () => {
    const shares = criticalPath(run(20), [task('a', 2), task('b', 8), task('c', 18), task('d', 20)], EDGES);
    expect([...shares]).toEqual([
      ['d', 0.1],
      ['c', 0.5],
      ['b', 0.4],
    ]);
  });

  it('goes along the lines from one of its tasks to the next, and along no others', () => {
    const isOnPath = pathLines(
      criticalPath(run(20), [task('a', 2), task('b', 8), task('c', 18), task('d', 20)], EDGES),
    );
    expect(EDGES.filter(({ from, to }) => isOnPath(from, to)).map(({ from, to }) => from + to)).toEqual(['bc', 'cd']);
    expect(isOnPath('b', 'd')).toBe(false);
  });

  it('leaves out what never ran', () => {
    const shares = criticalPath(run(8), [task('a', 2), task('b', 8), task('c', undefined)], EDGES);
    expect([...shares.keys()]).toEqual(['b']);
  });

  it('is not known of a run that is open or took no time', () => {
    expect(criticalPath(run(undefined), [task('a', 2)], EDGES).size).toBe(0);
    expect(criticalPath(run(0), [task('a', 0)], EDGES).size).toBe(0);
  });
});
