import { describe, expect, it } from 'vitest';
import { errorFingerprint, type Failure, groupFailures } from './failure-groups.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 0, minute));
const failure = (runId: string, minute: number, over: Partial<Failure> = {}): Failure => ({
  runId,
  project: 'retail',
  workflow: 'orders',
  task: 'load',
  reason: { code: 'USER_ERROR', params: { message: `connection refused dwh-3 after ${minute} ms` } },
  endedAt: at(minute),
  cascade: 2,
  ...over,
});

describe('failures', () => {
  it('of one error are one group, however often and with whatever numbers it came', () => {
    const groups = groupFailures([failure('b', 20), failure('c', 30), failure('a', 10)]);
    expect(groups).toEqual([
      {
        project: 'retail',
        workflow: 'orders',
        task: 'load',
        reason: failure('c', 30).reason,
        runs: 3,
        newestRunId: 'c',
        cascade: 6,
        since: at(10),
        last: at(30),
      },
    ]);
  });

  it('of other tasks, workflows and errors are groups of their own, the last first', () => {
    const groups = groupFailures([
      failure('a', 1),
      failure('b', 2, { task: 'check' }),
      failure('c', 3, { workflow: 'stock' }),
      failure('d', 4, { reason: { code: 'WORKER_LOST' } }),
      failure('e', 5, { reason: { code: 'USER_ERROR', params: { message: 'disk full' } } }),
    ]);
    expect(groups.map(({ newestRunId }) => newestRunId)).toEqual(['e', 'd', 'c', 'b', 'a']);
  });
});

describe('errorFingerprint', () => {
  it.each([
    ['port 5432 in 30.5 s', 'port 5433 in 2 s'],
    ['row 0197f000-0000-7000-8000-000000000000', 'row 0197f000-0000-7000-8000-00000000abcd'],
    ['run_01M7ZCA8DYEANVDD62GACF0000 failed', 'run_01M7ZCA8JQEFDSP7V8JW800000 failed'],
    ['commit 9fceb02d0ae598e9', 'commit 1a410efbd13591db'],
  ])('is the same for %j and %j', (one, other) => {
    const of = (message: string) => errorFingerprint({ code: 'USER_ERROR', params: { message } });
    expect(of(one)).toBe(of(other));
  });

  it('tells words and codes apart', () => {
    const known = (['EXIT_CODE', 'START_FAILED'] as const).flatMap((code) =>
      ['no such file', 'no such directory'].map((message) => errorFingerprint({ code, params: { message } })),
    );
    expect(new Set(known).size).toBe(4);
  });
});
