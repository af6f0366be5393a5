import { describe, expect, it } from 'vitest';
import { type TaskTime, usualTimes } from './usual-times.ts';

const runs = (task: string, durations: readonly number[]): TaskTime[] =>
  durations.map((durationMs, n) => ({ run: `run ${n}`, task, startMs: 10 * n, durationMs }));

describe('what is usual', () => {
  it('is the median of each task, whatever one run did', () => {
    const usual = usualTimes([...runs('load', [30, 10, 20, 9_000, 15]), ...runs('report', [1, 2, 3, 4, 5])]);
    expect(usual?.runs).toBe(5);
    expect(Object.fromEntries(usual?.tasks ?? [])).toEqual({
      load: { startMs: 20, durationMs: 20 },
      report: { startMs: 20, durationMs: 3 },
    });
  });

  it('is a time that there was, of an even number of them, too', () => {
    expect(usualTimes(runs('load', [1, 2, 3, 40, 50, 60]))?.tasks.get('load')?.durationMs).toBe(3);
  });

  it('is nothing while fewer than five runs are known, or had the task', () => {
    expect(usualTimes(runs('load', [1, 2, 3, 4]))).toBeUndefined();
    expect(usualTimes([])).toBeUndefined();
    const usual = usualTimes([...runs('load', [1, 2, 3, 4, 5]), ...runs('new', [1, 2])]);
    expect([...(usual?.tasks.keys() ?? [])]).toEqual(['load']);
  });
});
