import { describe, expect, it } from 'vitest';
import { testLane, testPlacement, testWorker } from '../placement.testing.ts';
import { createGrants } from './grants.ts';

const LANES = 1_000;
const WORKERS = 20;

/** A backlog of many projects; `looks` counts how often somebody asks what a worker can do. */
async function backlog() {
  let looks = 0;
  class Counted extends Set<string> {
    override has(name: string): boolean {
      looks += 1;
      return super.has(name);
    }
  }
  const lanes = Array.from({ length: LANES }, (_, i) => testLane({ key: i + 1, project: `p${i}` }));
  const mine = testLane({ key: LANES + 1, project: 'mine' });
  const workers = Array.from({ length: WORKERS }, (_, i) =>
    testWorker({
      key: i + 1,
      name: `w${i}`,
      capabilities: new Counted(['shell']),
      credit: 100,
      slots: 100,
      places: 100,
    }),
  );
  const placement = testPlacement([...lanes, mine], workers);
  await placement.board.refresh();
  const waiting = lanes.map((lane) => ({ lane, headRank: 1 }));
  return { grants: createGrants(placement), waiting, mine, looks: () => looks };
}

describe('behind a backlog of many lanes', () => {
  it('a task that becomes ready waits with them, whatever their number', async () => {
    const { grants, waiting, mine, looks } = await backlog();
    const others = new Map(waiting.map((one) => [one.lane.key, one]));
    expect(grants.direct({ lane: mine, headRank: Number.POSITIVE_INFINITY }, others)).toBeUndefined();
    expect(looks()).toBe(0);
  });

  it('that is not to be served here, a task that becomes ready has the room there is', async () => {
    const { grants, mine, looks } = await backlog();
    const elsewhere = new Map(
      Array.from({ length: 100 }, (_, i) => [i, { lane: testLane({ key: i, capability: 'sql' }), headRank: 1 }]),
    );
    expect(grants.direct({ lane: mine, headRank: Number.POSITIVE_INFINITY }, elsewhere)).toBeDefined();
    expect(looks()).toBeLessThanOrEqual(elsewhere.size + 2 * WORKERS);
  });

  it('that nobody here could serve, a plan asks about each once', async () => {
    const { grants, looks } = await backlog();
    const elsewhere = Array.from({ length: LANES }, (_, i) => ({
      lane: testLane({ key: i, capability: 'sql', project: `p${i}` }),
      headRank: 1,
    }));
    expect(grants.plan(elsewhere)).toEqual([]);
    expect(looks()).toBe(LANES * WORKERS);
  });

  it('a plan is short, and the next ones go on with it', async () => {
    const { grants, waiting } = await backlog();
    const given = new Set<number>();
    let left = waiting;
    for (let plans = 0; left.length > 0; plans++) {
      const plan = grants.plan(left);
      const count = plan.reduce((sum, grant) => sum + grant.count, 0);
      expect(count).toBeGreaterThan(0);
      expect(count * left.length).toBeLessThanOrEqual(20_000);
      for (const grant of plan) given.add(grant.waiting.lane.key);
      left = left.filter(({ lane }) => !given.has(lane.key));
    }
    expect(given.size).toBe(LANES);
  });
});
