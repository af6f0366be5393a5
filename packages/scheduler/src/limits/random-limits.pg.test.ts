import fc from 'fast-check';
import { startTestCluster, type TestCluster, type TestNode, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import '../../../../tests/property-seed.ts';
import { call, workflow } from '../workflows.testing.ts';

const KEYS = ['a', 'b', 'c'] as const;
const PER_KEY = 2;
const IN_ALL = 4;
const RUNS_AT_ONCE = 6;
const FINAL = ['success', 'failed', 'stopped'];

/** Limits of a task, of another one that shares none of them, and of runs as a whole, all at once. */
const DOCUMENT = workflow(
  'crowd',
  {
    work: call('work', { concurrency: { max: PER_KEY, key: '${{ params.key }}' }, retry: { max: 2, initial: '1ms' } }),
    all: call('all', { needs: ['work'], concurrency: { max: IN_ALL }, rate: { limit: 1000, per: '1s', burst: 100 } }),
  },
  { params: { key: { type: 'string', default: 'a' } }, concurrency: { max: RUNS_AT_ONCE } },
);

describe('limits under random load, stops, pauses, failures and lost workers on two nodes', () => {
  let cluster: TestCluster;
  let nodes: readonly TestNode[];
  const live = new Map<string, number>();
  const most = new Map<string, number>();
  let random: () => number = () => 0.5;

  const handlers = {
    work: (params: { readonly key?: unknown }, { signal }: { readonly signal: AbortSignal }) =>
      inside(String(params.key), signal),
    all: (_: object, { signal }: { readonly signal: AbortSignal }) => inside('all', signal),
  };

  async function inside(key: string, signal: AbortSignal): Promise<Record<string, never>> {
    const now = (live.get(key) ?? 0) + 1;
    live.set(key, now);
    most.set(key, Math.max(most.get(key) ?? 0, now));
    try {
      await new Promise<void>((resolve) => {
        // Long enough for the next ones to be given out meanwhile.
        const timer = setTimeout(resolve, 20 + Math.floor(random() * 40));
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      if (random() < 0.1) throw new Error('as drawn');
      return {};
    } finally {
      live.set(key, (live.get(key) ?? 1) - 1);
    }
  }

  beforeAll(async () => {
    cluster = await startTestCluster(handlers);
    const second = await cluster.addNode();
    await second.addWorker(handlers);
    nodes = [cluster, second];
  });
  afterAll(() => cluster.stop());

  const query = async (text: string): Promise<readonly unknown[][]> =>
    (await cluster.store.database.api.query({ text, rowMode: 'array' })).rows;

  /** What the store says at one moment: no key with more slots than it has. */
  const overdrawn = (): Promise<readonly unknown[][]> =>
    query(
      'select k.name, k.value, count(*) from limit_slot s join limit_key k on k.id = s.limit_id group by k.id having count(*) > k.max',
    );

  it('are never exceeded, and nothing is left of them in the end', async () => {
    // Evenly: left to itself, fast-check likes the ends of a range, and nearly all would fail.
    const draws = fc.sample(fc.noBias(fc.integer({ min: 0, max: 999_999 })), 4_000).map((draw) => draw / 1_000_000);
    let drawn = 0;
    random = () => draws.at(drawn++ % draws.length) as number;
    const keys = await cluster.publish(DOCUMENT);
    const ids: string[] = [];
    const writer = async (node: TestNode): Promise<void> => {
      for (let i = 0; i < 12; i++) {
        const result = await node.scheduler.starter.start({
          scope: TEST_SCOPE,
          ...keys,
          params: { key: KEYS.at(Math.floor(random() * KEYS.length)) as string },
          logicalTime: undefined,
          triggerKind: 'api',
          actor: 'test',
        });
        if (!('runId' in result)) throw new Error(result.kind);
        ids.push(result.runId);
        const { controller } = node.scheduler;
        const picked = ids.at(Math.floor(random() * ids.length)) as string;
        const drawnFor = random();
        if (drawnFor < 0.15)
          await controller.stop(TEST_SCOPE, picked, { actor: 'test', reason: { code: 'STOPPED_BY_USER' } });
        else if (drawnFor < 0.3) {
          await controller.pause(TEST_SCOPE, picked, { actor: 'test' });
          await controller.resume(TEST_SCOPE, picked, { actor: 'test' });
        }
        expect(await overdrawn()).toEqual([]);
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, i) => writer(nodes.at(i % nodes.length) as TestNode)));
    // One node goes with its worker while much is under way; what it had is rescued by the other.
    await nodes[1]?.stop();
    await vi.waitFor(
      async () => {
        expect(await overdrawn()).toEqual([]);
        const open = await query('select count(*) from run');
        expect(Number(open[0]?.[0])).toBe(0);
      },
      { timeout: 50_000, interval: 50 },
    );
    const ends = await Promise.all(ids.map((id) => cluster.store.queries.run(TEST_SCOPE, id)));
    for (const run of ends) expect(FINAL).toContain(run?.state);
    expect(await query('select * from limit_slot')).toEqual([]);
    expect(await query('select * from limit_wait')).toEqual([]);
    // The code of an attempt that is lost with its worker may still run beside its successor's (G3).
    const lost = Number((await query('select count(*) from attempt_history where state = 16'))[0]?.[0]);
    for (const key of KEYS) expect(most.get(key) ?? 0).toBeLessThanOrEqual(PER_KEY + lost);
    expect(most.get('all')).toBeLessThanOrEqual(IN_ALL + lost);
    expect(most.get('all')).toBeGreaterThan(1);
  }, 90_000);
});
