import { describe, expect, it } from 'vitest';
import { blocked, type Check, passed } from './check.ts';
import { type ExplainedRun, groupWaits } from './wait-groups.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 0, minute));
const BEFORE = at(30);
const held = (code: Parameters<typeof blocked>[0], minute: number): Check => blocked(code, { since: at(minute) });
const run = (runId: string, own: Check | undefined, ...answers: Check[]): ExplainedRun => ({
  runId,
  state: 'running',
  own,
  waiting: answers.map((answer, taskNo) => ({
    taskNo,
    task: `t${taskNo}`,
    state: 'queued',
    answer,
    checks: [answer],
  })),
  createdAt: at(0),
});

describe('long waits', () => {
  it('for one cause are one line, which names the longest', () => {
    const groups = groupWaits(
      [
        run('a', undefined, held('NO_CAPACITY', 20), held('NO_CAPACITY', 10)),
        run('b', undefined, held('NO_CAPACITY', 5)),
      ],
      BEFORE,
    );
    expect(groups).toEqual([
      {
        code: 'NO_CAPACITY',
        runs: 2,
        tasks: 3,
        since: at(5),
        first: { runId: 'b', task: 't0', answer: held('NO_CAPACITY', 5) },
      },
    ]);
  });

  it('leave out what waits for another task, what waits for nothing, and what has not waited long', () => {
    const answers = [held('DEP_UPSTREAM', 1), passed('RUNNING', { since: at(1) }), held('APPROVAL', 31)];
    expect(groupWaits([run('a', undefined, ...answers)], BEFORE)).toEqual([]);
  });

  it('of a run that is held as a whole are counted as that run, not as its tasks', () => {
    const whole = run('a', blocked('OVERLAP'), held('OVERLAP', 1));
    expect(groupWaits([whole], BEFORE)).toMatchObject([{ code: 'OVERLAP', runs: 1, tasks: 0, since: at(0) }]);
  });
});
