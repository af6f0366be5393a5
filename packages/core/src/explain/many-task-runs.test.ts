/** An explanation of a large run: workers and shares are judged once a lane, and the answer has a bound. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as Verdict from '../placement/verdict.ts';
import type { LaneRecord } from '../ports/engine-store.ts';
import type * as Standing from '../queue/queue-standing.ts';
import { boundAnswer, MAX_TOLD } from './bound-answer.ts';
import type { RunFacts, TaskFacts } from './facts.ts';
import { runFacts, taskFacts, workerFacts } from './facts.testing.ts';

const COUNT = 10_000;
const WORKERS = 3;

const laneOf = (key: number): LaneRecord =>
  ({
    key,
    queue: 'default',
    group: 'default',
    capability: 'shell',
    selector: { labels: {} },
    resources: {},
    tenant: 'default',
    project: `p${key}`,
  }) as LaneRecord;

const queued = (ahead: number, lane: LaneRecord): TaskFacts =>
  taskFacts({ state: 'queued', isClaimable: true, line: { lane, ahead, isCut: false, isOvertaken: false } });

function largeRun(): RunFacts {
  const lanes = [laneOf(1), laneOf(2)] as const;
  const ids = Array.from({ length: COUNT }, (_, i) => `t${i}`);
  const tasks = Object.fromEntries(ids.map((id) => [id, { type: 'shell' as const }]));
  const last = { type: 'shell' as const, needs: ['t0'] };
  return runFacts(
    { kind: 'Workflow', name: 'w', project: 'default', tasks: { ...tasks, last } },
    new Map(ids.map((_, no) => [no, queued(no, lanes[no % 2 === 0 ? 0 : 1])])),
    {
      workers: Array.from({ length: WORKERS }, (_, no) => workerFacts({ name: `w${no}` })),
      queues: { book: { queues: [], fleet: [], lanes }, waiting: lanes.map((lane) => ({ lane, rank: 0 })) },
    },
  );
}

describe('an explanation of ten thousand task runs', () => {
  afterEach(() => {
    vi.resetModules();
    vi.doUnmock('../placement/verdict.ts');
    vi.doUnmock('../queue/queue-standing.ts');
  });

  it('judges each worker once a lane and makes up the shares once', async () => {
    let verdicts = 0;
    let shares = 0;
    vi.doMock('../placement/verdict.ts', async (original) => {
      const real = await original<typeof Verdict>();
      const verdictOn: typeof real.verdictOn = (...asked) => {
        verdicts += 1;
        return real.verdictOn(...asked);
      };
      return { ...real, verdictOn };
    });
    vi.doMock('../queue/queue-standing.ts', async (original) => {
      const real = await original<typeof Standing>();
      const sharesOf: typeof real.sharesOf = (book) => {
        shares += 1;
        return real.sharesOf(book);
      };
      return { ...real, sharesOf };
    });
    vi.resetModules();
    const { explainRun } = await import('./explain-run.ts');
    const { waiting } = explainRun(largeRun());
    expect(waiting).toHaveLength(COUNT + 1);
    expect([verdicts, shares]).toEqual([2 * WORKERS, 1]);
  });

  it('tells a part in full, the first of each code in it, and counts the rest', async () => {
    const { explainRun } = await import('./explain-run.ts');
    const { waiting } = explainRun(largeRun());
    const { told, rest } = boundAnswer(waiting);
    expect(told).toHaveLength(MAX_TOLD);
    expect(told.at(0)?.task).toBe('t0');
    expect(told.at(-1)).toMatchObject({ task: 'last', answer: { code: 'DEP_UPSTREAM' } });
    expect(rest.reduce((sum, { count }) => sum + count, told.length)).toBe(waiting.length);
    expect(new Set(told.map(({ answer }) => answer.code))).toEqual(new Set(waiting.map(({ answer }) => answer.code)));
    expect(boundAnswer(waiting.slice(0, MAX_TOLD))).toEqual({ told: waiting.slice(0, MAX_TOLD), rest: [] });
  });
});
