/** A disk of the write-ahead log that is full: PostgreSQL ends, and cannot begin again until there is room. */
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createLogger } from '@carillon/runtime';
import { migrate } from '@carillon/store';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../e2e/until.ts';
import { createPostgres, type HarmedPostgres, PATIENCE_MS } from './postgres.ts';
import { mayMount, mountSmallDisk, type SmallDisk } from './small-disk.ts';

const TENANT = { tenantKey: 1 };
/** Room for some segments of 16 MiB, and for what fills it up. */
const MOUNTED = '256m';
const FILLER_MIB = 1024 ** 2;
const LEASE = { leaseMs: 4_000, heartbeatMs: 300, selfStopTermMs: 3_000, selfStopKillMs: 3_500 };

describe.runIf(mayMount)('a cluster whose store has no room for its write-ahead log', { timeout: PATIENCE_MS }, () => {
  let disk: SmallDisk;
  let postgres: HarmedPostgres;
  let cluster: TestCluster;
  let finish: (() => void) | undefined;

  beforeAll(async () => {
    disk = await mountSmallDisk(MOUNTED);
    await chmod(disk.directory, 0o711);
    const walDirectory = path.join(disk.directory, 'wal');
    await mkdir(walDirectory);
    const settings = { wal_keep_size: '0', min_wal_size: '32MB', max_wal_size: '64MB' };
    postgres = await createPostgres({ walDirectory, settings });
    await migrate(postgres.url, createLogger({ name: 'faults', level: 'silent' }));
    cluster = await startTestCluster(
      {
        hold: (_, { signal }) =>
          new Promise((resolve, reject) => {
            finish = () => resolve({});
            signal.addEventListener('abort', () => reject(new Error('stopped')));
          }),
        quick: () => ({}),
      },
      { lease: LEASE, database: { url: postgres.url, drop: async () => undefined } },
    );
    for (const handler of ['hold', 'quick'])
      await cluster.publish({
        kind: 'Workflow',
        name: handler,
        project: 'default',
        tasks: { only: { type: 'function', with: { handler } } },
      });
  }, PATIENCE_MS);
  afterAll(async () => {
    await cluster?.stop();
    await postgres?.remove();
    await disk?.remove();
  }, PATIENCE_MS);

  it('refuses what is new, keeps what was accepted, and goes on once there is room', async () => {
    const held = await cluster.start('hold');
    await until('the held task', () => finish);
    const filler = path.join(disk.directory, 'filler');
    await fill(filler);
    const accepted = [await cluster.start('quick')];
    const working = (async (): Promise<{ readonly code?: string }> => {
      for (;;) {
        try {
          accepted.push(await cluster.start('quick'));
        } catch (error) {
          return error as { readonly code?: string };
        }
      }
    })();
    // Each takes a segment of its own.
    const write = () => postgres.sql('select pg_switch_wal()', 'create table if not exists filler ()');
    await until('the end of PostgreSQL', async () => {
      await write().catch(() => undefined);
      return postgres.hasEnded();
    });
    expect((await working).code).toMatch(/^STORE_/);
    await expect(postgres.start()).rejects.toThrow('No space left on device');
    await rm(filler);
    await postgres.start();
    finish?.();
    for (const runId of [held, ...accepted]) expect((await cluster.ended(runId)).state).toBe('success');
    const { only } = await cluster.tasks(held);
    expect(await cluster.store.queries.attempts(TENANT, held, only?.taskNo ?? 0)).toHaveLength(1);
    const again = await until('a run that is taken', () => cluster.start('quick').catch(() => undefined));
    expect((await cluster.ended(again)).state).toBe('success');
  });
});

/** To the last byte. */
async function fill(file: string): Promise<void> {
  const piece = Buffer.alloc(FILLER_MIB, 1);
  for (;;) {
    try {
      await writeFile(file, piece, { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}
