/** A PostgreSQL that promises too little, has too few connections, or no room left. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createLogger, newUuid } from '@carillon/runtime';
import { findDatabaseUser } from '@carillon/server/postgres';
import { migrate, openStore } from '@carillon/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../e2e/until.ts';
import { createPostgres, type HarmedPostgres, PATIENCE_MS } from './postgres.ts';
import { mayMount, mountSmallDisk, type SmallDisk } from './small-disk.ts';

const log = createLogger({ name: 'faults', level: 'silent' });
const applicationName = 'faults';

let postgres: HarmedPostgres;
beforeAll(async () => {
  postgres = await createPostgres({
    settings: { max_connections: '20', fsync: 'off', max_wal_senders: '0', wal_level: 'minimal' },
  });
  await migrate(postgres.url, log);
}, PATIENCE_MS);
afterAll(() => postgres?.remove());

describe('a server', { timeout: PATIENCE_MS }, () => {
  it('does not begin on a database that loses acknowledged work, unless it is told to', async () => {
    const refused = openStore({ url: postgres.url, applicationName, log });
    await expect(refused).rejects.toThrow(/acknowledged work: fsync is off.*--unsafe-durability/);
    await (await openStore({ url: postgres.url, applicationName, log, unsafeDurability: true })).close();
  });

  it('does not begin where the servers together could ask for more than four fifths of the connections', async () => {
    const store = await openStore({ url: postgres.url, applicationName, log, unsafeDurability: true });
    await expect(store.database.checkRoom()).rejects.toThrow(
      'servers may use 16 (80 %); this server and the 0 beside it need 21. Set max_connections to 27 or more',
    );
    await store.close();
  });
});

const OFFER = { group: 'default', capabilities: [], labels: {}, resources: {}, slots: 1, version: '0', host: 'h' };
const MOUNTED = '32m';

describe.runIf(mayMount)('a disk that is full', { timeout: PATIENCE_MS }, () => {
  let disk: SmallDisk;
  beforeAll(async () => {
    disk = await mountSmallDisk(MOUNTED);
  }, PATIENCE_MS);
  afterAll(async () => {
    await postgres.sql('drop database if exists small with (force)', 'drop tablespace if exists small');
    await disk.remove();
  });

  it('lets nobody write and everybody read, and is forgotten once there is room', async () => {
    const place = path.join(disk.directory, 'small');
    await mkdir(place);
    const user = await findDatabaseUser();
    if (user) spawnSync('chown', [`${user.uid}:${user.gid}`, place]);
    await postgres.sql(`create tablespace small location '${place}'`, 'create database small tablespace small');
    const url = postgres.url.replace(/[^/]+$/, 'small');
    await migrate(url, log);
    const store = await openStore({ url, applicationName, log, unsafeDurability: true });
    const query = (text: string) => store.database.api.query(text);
    await query('create table filler (text text)');
    const insert = (rows: number): Promise<boolean> =>
      query(`insert into filler select repeat(md5(i::text), 30) from generate_series(1, ${rows}) i`).then(
        () => true,
        () => false,
      );
    // Down to the last page.
    for (let rows = 4_000; rows >= 1; rows = Math.floor(rows / 2)) while (await insert(rows));
    const write = (name: string) =>
      store.engine.openSession({ ...OFFER, id: newUuid(), name, leaseMs: 14_000 }).then(
        () => 'taken',
        (error: { readonly code?: string }) => error.code,
      );
    // Some fit into pages that are there.
    const refusal = await until('a refused write', async () => {
      const answer = await write(randomBytes(3_000).toString('hex'));
      return answer !== 'taken' && answer;
    });
    expect(refusal).toBe('STORE_READ_ONLY');
    expect(await store.queries.ready()).toBe(true);
    await query('drop table filler');
    expect(await write('small')).toBe('taken');
    await store.close();
  });
});
