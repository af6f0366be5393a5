/** The store's clock jumps by an hour or goes back by half of one: nothing fires early or twice, nobody is taken for dead. */
import { createLogger } from '@carillon/runtime';
import { migrate } from '@carillon/store';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../e2e/until.ts';
import { canMoveClocks, createPostgres, type HarmedPostgres, PATIENCE_MS } from './postgres.ts';

const HOUR_S = 3_600;
const SECOND = 1_000;
const LEASE = { leaseMs: 6_000, heartbeatMs: 300, selfStopTermMs: 4_500, selfStopKillMs: 5_000 };
const SERVERS = 3;

describe.runIf(canMoveClocks())('three servers whose store’s clock steps', { timeout: PATIENCE_MS }, () => {
  let postgres: HarmedPostgres;
  let cluster: TestCluster;
  const held: (() => void)[] = [];

  beforeAll(async () => {
    postgres = await createPostgres({ movesClock: true });
    await migrate(postgres.url, createLogger({ name: 'faults', level: 'silent' }));
    const database = { url: postgres.url, drop: async () => undefined };
    cluster = await startTestCluster(
      {
        hold: (_params, { signal }) =>
          new Promise((resolve, reject) => {
            held.push(() => resolve({}));
            signal.addEventListener('abort', () => reject(new Error('stopped')));
          }),
      },
      { database, lease: LEASE, clockEveryMs: 300 },
    );
    for (let i = 1; i < SERVERS; i++) await cluster.addNode();
    await cluster.publish({
      kind: 'Workflow',
      name: 'held',
      project: 'default',
      tasks: { long: { type: 'function', timeout: '20m', with: { handler: 'hold' } } },
    });
    await cluster.publish(
      { kind: 'Workflow', name: 'ticks', project: 'default', tasks: { only: { type: 'noop' } } },
      {
        schedules: [
          { name: 'each-second', definition: { cron: '* * * * * *', overlap: 'allow' }, nextFireAt: new Date() },
        ],
      },
    );
  }, PATIENCE_MS);
  afterAll(async () => {
    await cluster?.stop();
    await postgres?.remove();
  });

  const query = async <R extends object>(text: string): Promise<readonly R[]> =>
    (await cluster.store.database.api.query<R>(text)).rows;
  const times = async (): Promise<readonly number[]> =>
    (await query<{ at: Date }>('select logical_time at from firing order by 1')).map(({ at }) => at.getTime());
  const moreTimes = async (count: number): Promise<void> => {
    const before = (await times()).length;
    await until(`${count} more times`, async () => (await times()).length >= before + count);
  };
  const openSteps = () => cluster.store.incidents.incidents({ open: true, limit: 10 });
  /** Each server has looked so often since the step was written down. */
  const allHaveLooked = async (rounds: number): Promise<void> => {
    let last = '';
    for (let round = 0; round < rounds; round++) {
      last = await until('another look of every server', async () => {
        const rows = await query<{ server: string; seen: string }>(
          `select server, seen_at::text seen from clock_witness w
           where w.incident_key = (select key from incident where kind = 'clock_stepped' and ended_at is null) order by 1`,
        );
        const seen = rows.map(({ server, seen: at }) => `${server} ${at}`);
        return rows.length === SERVERS && seen.every((line) => !last.includes(line)) && seen.join();
      });
    }
  };

  it.each([HOUR_S, -HOUR_S / 2])('rest after %d s, and go on when it is set back', async (seconds) => {
    await moreTimes(2);
    const runId = await cluster.start('held');
    const finish = await until('the long task', () => held.pop());
    await postgres.moveClock(seconds);
    await until('an incident', async () => (await openSteps()).length > 0);
    // What was being written when they noticed is written by then.
    await allHaveLooked(4);
    const atRest = await times();
    // Nobody's clock here has moved: a time that is not over by it would have come early.
    expect(Math.max(...atRest)).toBeLessThanOrEqual(Date.now());
    await allHaveLooked(5);
    expect(await times()).toEqual(atRest);

    await postgres.moveClock(0);
    await until('the end of the incident', async () => (await openSteps()).length === 0);
    await moreTimes(2);
    const all = await times();
    const first = all.at(0) as number;
    expect(all).toEqual(all.map((_, i) => first + i * SECOND));
    const [runs] = await query<{ count: number }>(
      `select count(distinct run_id)::int count from firing where run_id is not null`,
    );
    const [fired] = await query<{ count: number }>(`select count(*)::int count from firing where outcome = 'fired'`);
    expect(runs).toEqual(fired);

    finish();
    expect((await cluster.ended(runId)).state).toBe('success');
    expect(await cluster.store.queries.attempts({ tenantKey: 1 }, runId, 0)).toHaveLength(1);
  });

  it('go on when somebody confirms the step', async () => {
    await postgres.moveClock(HOUR_S);
    const { id } = await until('an incident', async () => (await openSteps()).at(0));
    await allHaveLooked(1);
    expect(await cluster.store.incidents.confirmIncident(id, 'ada')).toBe('confirmed');
    await moreTimes(2);
    expect(Math.max(...(await times()))).toBeGreaterThan(Date.now());
  });
});
