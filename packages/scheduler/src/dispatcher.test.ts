import type { Claimed } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { describe, expect, it, vi } from 'vitest';
import { createDispatcher } from './dispatcher.ts';
import { testLane, testPlacement, testWorker } from './placement.testing.ts';
import { type ConnectedWorker, createSessions } from './sessions.ts';

const LANE = testLane();
const log = createLogger({ name: 'dispatcher', level: 'silent' });
const connect = testWorker;

const claimedRow = (rank: number): Claimed => ({
  runId: 'r',
  taskNo: rank,
  attempt: 1,
  attemptId: 'at',
  fence: 1,
  versionKey: 1,
  environmentKey: 1,
  params: '{}',
  logicalTime: undefined,
  input: undefined,
  rank,
});

/** A dispatcher over a queue of so many ready rows, with one worker. */
async function dispatching(worker: ConnectedWorker, ready: number, fault?: Error) {
  const placement = testPlacement([LANE], [worker]);
  const sent: number[] = [];
  let claims = 0;
  const queue = Array.from({ length: ready }, (_, rank) => rank);
  const claim = ({ limit, lowRank }: { limit: number; lowRank: number }): Promise<readonly Claimed[]> => {
    claims += 1;
    if (fault) return Promise.reject(fault);
    const taken = queue.filter((rank) => rank >= lowRank).slice(0, limit);
    for (const rank of taken) queue.splice(queue.indexOf(rank), 1);
    return Promise.resolve(taken.map(claimedRow));
  };
  const store = { claim, backlog: () => Promise.resolve([{ lane: LANE, rank: 0 }]), hint: () => Promise.resolve() };
  const assigner = {
    send: (_worker: ConnectedWorker, items: readonly unknown[]) => Promise.resolve(void sent.push(items.length)),
  };
  const dispatcher = createDispatcher({ store, ...placement, assigner, hasReady: () => Promise.resolve(true), log });
  await dispatcher.start();
  return { dispatcher, queue, sent, claims: () => claims };
}

describe('the dispatcher', () => {
  it('leases no more than a worker has room for, and the rest when room is freed', async () => {
    const worker = connect();
    const { dispatcher, sent } = await dispatching(worker, 6);
    dispatcher.queued(LANE.key);
    await vi.waitFor(() => expect(sent).toEqual([4]));
    expect(worker.credit).toBe(0);
    worker.credit = 4;
    dispatcher.roomFreed(worker);
    await vi.waitFor(() => expect(sent).toEqual([4, 2]));
    await dispatcher.stop();
    expect(worker.credit).toBe(2);
    expect(dispatcher.hasBacklog(LANE.key)).toBe(false);
  });

  it('looks from the beginning before it takes a lane for empty: lower ranks may have come late', async () => {
    const worker = connect({ credit: 8, places: 8, slots: 8 });
    const { dispatcher, queue, sent } = await dispatching(worker, 0);
    queue.push(10);
    dispatcher.queued(LANE.key);
    await vi.waitFor(() => expect(dispatcher.hasBacklog(LANE.key)).toBe(false));
    queue.push(11, 5);
    dispatcher.queued(LANE.key);
    await vi.waitFor(() => expect(dispatcher.hasBacklog(LANE.key)).toBe(false));
    expect(queue).toEqual([]);
    expect(sent.reduce((a, b) => a + b)).toBe(3);
    await dispatcher.stop();
  });

  it('cuts a worker loose when a claim for it failed: it may hold what it was not told of', async () => {
    const close = vi.fn<() => void>();
    const { dispatcher, claims } = await dispatching(connect({ close }), 6, new Error('connection lost'));
    dispatcher.queued(LANE.key);
    await dispatcher.stop();
    expect(claims()).toBeGreaterThan(0);
    expect(close).toHaveBeenCalled();
    expect(dispatcher.hasBacklog(LANE.key)).toBe(true);
  });
});

describe('sessions', () => {
  it('pick the worker with most room that serves the lane and was heard of', () => {
    const sessions = createSessions(1_000);
    const best = connect({ key: 1, credit: 3 });
    const passedOver = [
      connect({ key: 2, credit: 2 }),
      connect({ key: 3, credit: 9, draining: true }),
      connect({ key: 4, credit: 9, capabilities: new Set(['python']) }),
      connect({ key: 5, credit: 9, group: 'gpu' }),
      connect({ key: 6, credit: 9, beatenAt: performance.now() - 2_000 }),
    ];
    for (const worker of [...passedOver, best]) sessions.add(worker);
    expect(sessions.pick(LANE)).toBe(best);
  });

  it('keep a resumed session when its older stream goes', () => {
    const sessions = createSessions(1_000);
    const [older, newer] = [connect(), connect()];
    sessions.add(older);
    sessions.add(newer);
    sessions.remove(older);
    expect(sessions.byKey(1)).toBe(newer);
  });
});
