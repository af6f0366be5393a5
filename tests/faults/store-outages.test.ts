/** A store that goes away for longer than leases last: nobody's attempt is lost, and everybody comes back by himself. */
import { createLogger } from '@carillon/runtime';
import { migrate } from '@carillon/store';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../e2e/until.ts';
import { createPostgres, DATABASE, type HarmedPostgres, PATIENCE_MS } from './postgres.ts';

const TENANT = { tenantKey: 1 };
/** Long enough that a machine which is busy with other things costs no attempt. */
const LEASE = { leaseMs: 4_000, heartbeatMs: 300, selfStopTermMs: 3_000, selfStopKillMs: 3_500 };
const OUTAGE_MS = 1.5 * LEASE.leaseMs;

describe('a cluster whose store goes away', { timeout: PATIENCE_MS }, () => {
  let postgres: HarmedPostgres;
  let cluster: TestCluster;
  /** What the long task waits for, by the name that it is given. */
  const held = new Map<string, () => void>();

  beforeAll(async () => {
    postgres = await createPostgres();
    await migrate(postgres.url, createLogger({ name: 'faults', level: 'silent' }));
    cluster = await startTestCluster(
      {
        hold: ({ name }, { signal }) =>
          new Promise((resolve, reject) => {
            held.set(name as string, () => resolve({}));
            signal.addEventListener('abort', () => reject(new Error('stopped')));
          }),
        quick: () => ({}),
      },
      { lease: LEASE, database: { url: postgres.url, drop: async () => undefined } },
    );
    await cluster.publish({
      kind: 'Workflow',
      name: 'outage',
      project: 'default',
      params: { name: { type: 'string' } },
      tasks: {
        long: { type: 'function', with: { handler: 'hold' } },
        after: { type: 'function', needs: ['long'], with: { handler: 'quick' } },
      },
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    await cluster?.stop();
    await postgres?.remove();
  });

  const holding = (name: string) => until(`the long task of ${name}`, () => held.get(name));
  async function expectOneAttempt(runId: string): Promise<void> {
    expect((await cluster.ended(runId)).state).toBe('success');
    const { long } = await cluster.tasks(runId);
    const attempts = (await cluster.store.queries.attempts(TENANT, runId, long?.taskNo ?? 0)) ?? [];
    expect(attempts.map(({ state }) => state)).toEqual(['success']);
  }

  it('goes on with what ran before it was stopped and started again', async () => {
    const runId = await cluster.start('outage', { name: 'fast' });
    const finish = await holding('fast');
    await postgres.stop('fast');
    await delay(OUTAGE_MS);
    await postgres.start();
    finish();
    await expectOneAttempt(runId);
  });

  it('keeps what runs though the store crashed and another attempt of its worker ended meanwhile', async () => {
    const [one, other] = [
      await cluster.start('outage', { name: 'one' }),
      await cluster.start('outage', { name: 'other' }),
    ];
    const [finishOne, finishOther] = [await holding('one'), await holding('other')];
    await postgres.stop('immediate');
    finishOne();
    await delay(OUTAGE_MS);
    await postgres.start();
    finishOther();
    await expectOneAttempt(one);
    await expectOneAttempt(other);
  });

  it('has as many connections as before after its sessions were cut again and again', async () => {
    const runId = await cluster.start('outage', { name: 'cut' });
    const finish = await holding('cut');
    for (let round = 0; round < 20; round++) {
      await postgres.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${DATABASE}' and pid <> pg_backend_pid() and random() < 0.5`,
      );
    }
    finish();
    await expectOneAttempt(runId);
    const { api, lease } = cluster.store.database;
    for (const pool of [api, lease]) {
      const size = pool.options.max;
      // All at once, or one that was never given back would keep the last from its turn.
      const clients = await until('all connections of a pool', () =>
        Promise.all(Array.from({ length: size }, () => pool.connect())).catch(() => undefined),
      );
      expect(clients).toHaveLength(size);
      for (const client of clients) client.release();
    }
  });

  it('refuses writes and goes on with reads while it is read-only', async () => {
    const runId = await cluster.start('outage', { name: 'read-only' });
    const finish = await holding('read-only');
    const readOnly = (value: string) =>
      postgres.sql(
        `set default_transaction_read_only = off`,
        `alter database ${DATABASE} ${value === 'on' ? 'set default_transaction_read_only = on' : 'reset default_transaction_read_only'}`,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${DATABASE}' and pid <> pg_backend_pid()`,
      );
    await readOnly('on');
    await until('refused writes', () =>
      cluster.start('outage', { name: 'never' }).then(
        () => false,
        (error: { readonly code?: string }) => error.code === 'STORE_READ_ONLY',
      ),
    );
    expect((await cluster.store.queries.run(TENANT, runId))?.state).toBe('running');
    finish();
    await readOnly('off');
    await expectOneAttempt(runId);
  });
});
