/** Room is given by the very shares that explanations ask: with their gate or order taken away, both go wrong alike. */
import { compilePlan, type QueueFacts, type RunFacts, type TaskFacts, type WorkerFacts } from '@carillon/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as SharesModule from '../../../core/src/queue/shares.ts';
import { testLane, testWorker } from '../placement.testing.ts';
import { call, workflow } from '../workflows.testing.ts';

const SHARES = '../../../core/src/queue/shares.ts';
const AT = new Date('2026-01-01T00:00:00Z');
const MINE = testLane({ key: 1, capability: 'function:work', project: 'rich' });
const OTHER = testLane({ key: 2, capability: 'function:work', project: 'poor' });
const worker = () => testWorker({ capabilities: new Set(['function:work']), credit: 1, slots: 4, places: 4 });

afterEach(() => {
  vi.doUnmock(SHARES);
  vi.resetModules();
});

type Changed = (made: SharesModule.Shares) => Partial<SharesModule.Shares>;

async function modules(changed?: Changed) {
  vi.resetModules();
  if (changed)
    vi.doMock(SHARES, async (original) => {
      const real = await original<typeof SharesModule>();
      return {
        ...real,
        createShares: (...args: Parameters<typeof real.createShares>) => {
          const made = real.createShares(...args);
          return { ...made, ...changed(made) };
        },
      };
    });
  const { explainTask } = await import('@carillon/core');
  const { createGrants } = await import('./grants.ts');
  const { testPlacement } = await import('../placement.testing.ts');
  return { explainTask, createGrants, testPlacement };
}

const describedQueue = (isPaused: boolean) => ({
  document: { kind: 'Queue' as const, name: 'default', project: 'default' },
  number: 1,
  pausedAt: isPaused ? AT : undefined,
  pausedBy: undefined,
  pauseReason: undefined,
});

/** Whether a task that has just become ready in `MINE` is given room, and why it would wait. */
async function seen(isPaused: boolean, changed?: Changed) {
  const { explainTask, createGrants, testPlacement } = await modules(changed);
  const queues = [describedQueue(isPaused)];
  const placement = testPlacement([MINE, OTHER], [worker()], queues);
  await placement.board.refresh();
  const held = testWorker({ key: 9, name: 'b', credit: 0 });
  placement.sessions.add(held);
  placement.room.take(held, MINE, 3);
  const others = new Map([[OTHER.key, { lane: OTHER, headRank: 0 }]]);
  const isGiven = createGrants(placement).direct({ lane: MINE, headRank: 1 }, others) !== undefined;

  const fleet = [{ ...held, sessionKey: 9, room: 0, isSilent: false, isDraining: false, running: new Map([[1, 3]]) }];
  const facts: QueueFacts = {
    book: { queues, fleet, lanes: [MINE, OTHER] },
    waiting: [
      { lane: MINE, rank: 1 },
      { lane: OTHER, rank: 0 },
    ],
  };
  const row = { state: 'queued', isClaimable: true, readyAt: AT, counters: {}, line: { ...LINE, lane: MINE } };
  const full = { ...worker(), room: 0, isGone: false, isSilent: false, isDraining: false } as unknown as WorkerFacts;
  const plan = compilePlan(workflow('w', { a: call('work') }));
  const run = { plan, state: 'running', phase: 'tasks', createdAt: AT, isMoving: true, workers: [full], queues: facts };
  const tasks = new Map([[0, row as unknown as TaskFacts]]);
  const task = plan.tasks.at(0) as (typeof plan.tasks)[number];
  return { isGiven, code: explainTask({ ...run, tasks } as unknown as RunFacts, task).answer.code };
}
const LINE = { ahead: 0, isCut: false, isOvertaken: false };

describe('a task run that has just become ready', () => {
  it('waits where its queue is paused, unless the gate is taken away', async () => {
    expect(await seen(true)).toEqual({ isGiven: false, code: 'PAUSED' });
    const open: Changed = (made) => ({ gate: () => ({ kind: 'open' }), first: made.first, isUnbounded: false });
    const without = await seen(true, open);
    expect(without.code).not.toBe('PAUSED');
  });

  it('waits where others have less of their share, unless the order is taken away', async () => {
    expect(await seen(false)).toEqual({ isGiven: false, code: 'FAIR_SHARE' });
    const anyOrder: Changed = () => ({ first: (lanes) => lanes.find((lane) => lane.key === MINE.key) ?? lanes[0] });
    expect(await seen(false, anyOrder)).toEqual({ isGiven: true, code: 'NO_CAPACITY' });
  });
});
