import { describe, expect, it } from 'vitest';
import { type ComparableTask, compareTasks, compareValues } from './compare-runs.ts';

const task = (name: string, more: Partial<ComparableTask> = {}): ComparableTask => ({
  task: name,
  state: 'success',
  attempt: 1,
  startedAt: '2026-11-21T00:00:00.000Z',
  endedAt: '2026-11-21T00:00:10.000Z',
  ...more,
});

describe('values of two runs', () => {
  it('are one list, those that differ first', () => {
    expect(
      compareValues({ day: '2026-11-20', region: 'cn', old: 1 }, { region: 'cn', day: '2026-11-21', new: 2 }),
    ).toEqual([
      { name: 'day', values: ['2026-11-20', '2026-11-21'], differs: true },
      { name: 'old', values: [1, undefined], differs: true },
      { name: 'new', values: [undefined, 2], differs: true },
      { name: 'region', values: ['cn', 'cn'], differs: false },
    ]);
  });

  it('are the same whatever the order of their keys', () => {
    expect(compareValues({ of: { a: 1, b: [2] } }, { of: { b: [2], a: 1 } })[0]?.differs).toBe(false);
    expect(compareValues({ of: [1, 2] }, { of: [2, 1] })[0]?.differs).toBe(true);
  });

  it('tell null from nothing', () => {
    expect(compareValues({ of: null }, {})[0]?.differs).toBe(true);
    expect(compareValues(undefined, undefined)).toEqual([]);
  });
});

describe('tasks of two runs', () => {
  it('stand by how gravely they differ, and else as the run has them', () => {
    const a = [
      task('same'),
      task('slow', { endedAt: '2026-11-21T00:00:20.000Z' }),
      task('rows', { outputs: { rows: 1 } }),
      task('gone'),
      task('broke', { state: 'failed' }),
    ];
    const b = [
      task('broke'),
      task('rows', { outputs: { rows: 2 }, attempt: 2 }),
      task('same'),
      task('slow'),
      task('new'),
    ];
    expect(compareTasks(a, b).map((each) => [each.task, each.differences])).toEqual([
      ['gone', ['only']],
      ['new', ['only']],
      ['broke', ['state']],
      ['rows', ['outputs', 'attempts']],
      ['slow', ['duration']],
      ['same', []],
    ]);
  });

  it('may take a little longer without being different', () => {
    const within = (ms: number): string => new Date(Date.parse('2026-11-21T00:00:00Z') + ms).toISOString();
    const differs = (a: number, b: number): boolean =>
      compareTasks([task('t', { endedAt: within(a) })], [task('t', { endedAt: within(b) })])[0]?.differences.length ===
      1;
    expect(differs(100, 1_099)).toBe(false);
    expect(differs(100, 1_100)).toBe(true);
    expect(differs(80_001, 100_000)).toBe(false);
    expect(differs(80_000, 100_000)).toBe(true);
  });

  it('have no duration while one of them has not ended', () => {
    const [compared] = compareTasks([task('t', { endedAt: undefined, state: 'running' })], [task('t')]);
    expect(compared).toMatchObject({ durationsMs: [undefined, 10_000], differences: ['state'] });
  });
});
