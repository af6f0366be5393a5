import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@carillon/runtime';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensurePlatformDatabase, ensureWarehouse } from './databases.ts';
import { type Postgres, startPostgres } from './postgres.ts';

const log = createLogger({ name: 'test', level: 'silent' });
let dataDirectory: string;
let running: Postgres[];

beforeEach(async () => {
  dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'carillon-test-'));
  await chmod(dataDirectory, 0o711);
  running = [];
});
afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
  const elsewhere = await notedHome();
  if (elsewhere) await rm(elsewhere, { recursive: true, force: true });
  await rm(dataDirectory, { recursive: true, force: true });
});

/** Where root's cluster is; empty when it is in the data directory. */
const notedHome = async (): Promise<string> =>
  (await readFile(path.join(dataDirectory, 'postgres', 'home'), 'utf8').catch(() => '')).trim();

async function start(): Promise<Postgres> {
  const postgres = await startPostgres({ dataDirectory, log });
  running.push(postgres);
  return postgres;
}

async function query(url: string, text: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  it('finds at the second start what the first one committed', async () => {
    const first = await start();
    await query(first.url('postgres'), 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start();
    expect(await query(second.url('postgres'), 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('stops a server that outlived its program, and starts on the same cluster', async () => {
    const orphan = await start();
    await query(orphan.url('postgres'), 'create table kept as select 1 as one');
    const next = await start();
    expect(await orphan.died).toBe('exit code 0');
    expect(await query(next.url('postgres'), 'select one from kept')).toEqual([{ one: 1 }]);
  });

  it('gives its superuser a new password when the file of it is gone', async () => {
    const first = await start();
    await query(first.url('postgres'), 'create table kept as select 7 as seven');
    await first.stop();
    await rm(path.join(dataDirectory, 'postgres', 'password'));
    const second = await start();
    expect(second.url('postgres')).not.toBe(first.url('postgres'));
    expect(await query(second.url('postgres'), 'select seven from kept')).toEqual([{ seven: 7 }]);
  });

  it('keeps its password to its owner and never listens on the network', async () => {
    const postgres = await start();
    const { mode } = await stat(path.join(dataDirectory, 'postgres', 'password'));
    expect(mode & 0o777).toBe(0o600);
    expect(await query(postgres.url('postgres'), 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  });

  it('begins anew where the making of the cluster was cut off', async () => {
    const halfMade = path.join(dataDirectory, 'postgres', 'cluster.new');
    await mkdir(halfMade, { recursive: true });
    await writeFile(path.join(halfMade, 'PG_VERSION'), '18');
    const postgres = await start();
    expect(await query(postgres.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

/** As root: nobody else may enter the directory, so the cluster is kept elsewhere and noted here. */
describe.runIf(process.getuid?.() === 0)('startPostgres in a directory that only root may enter', () => {
  let homes: string[];

  beforeEach(async () => {
    homes = [];
    await chmod(dataDirectory, 0o700);
  });
  afterEach(async () => {
    for (const postgres of running.splice(0)) await postgres.stop();
    for (const place of homes) await rm(place, { recursive: true, force: true });
  });

  it('begins with an empty database when the directory was deleted and made anew', async () => {
    const first = await start();
    await query(first.url('postgres'), 'create table old as select 1 as one');
    await first.stop();
    homes.push(await notedHome());
    await rm(dataDirectory, { recursive: true });
    await mkdir(dataDirectory, { mode: 0o700 });
    const second = await start();
    homes.push(await notedHome());
    expect(await query(second.url('postgres'), "select to_regclass('old') as old")).toEqual([{ old: null }]);
    expect(homes[1]).not.toBe(homes[0]);
  });

  it('does not share the cluster of the directory it was copied from', async () => {
    const first = await start();
    await first.stop();
    homes.push(await notedHome());
    const copy = `${dataDirectory}-copy`;
    await cp(dataDirectory, copy, { recursive: true });
    try {
      await expect(startPostgres({ dataDirectory: copy, log })).rejects.toThrow(
        `${copy} is a copy of ${dataDirectory}`,
      );
      await rm(dataDirectory, { recursive: true });
      running.push(await startPostgres({ dataDirectory: copy, log }));
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });

  it('says what is missing when the noted place is gone', async () => {
    await (await start()).stop();
    await rm(await notedHome(), { recursive: true });
    await expect(start()).rejects.toThrow(`delete ${path.join(dataDirectory, 'postgres', 'home')} to start with`);
  });
});

describe('ensureWarehouse', () => {
  it('gives a role that can use the warehouse and nothing else', async () => {
    const postgres = await start();
    await ensurePlatformDatabase(postgres);
    const warehouse = await ensureWarehouse(postgres);
    await query(warehouse, 'create table mine (id int)');
    const elsewhere = new URL(warehouse);
    for (const database of ['carillon', 'postgres']) {
      elsewhere.pathname = `/${database}`;
      await expect(query(elsewhere.href, 'select 1')).rejects.toThrow('permission denied for database');
    }
  });

  it('makes the old password useless at the next start', async () => {
    const postgres = await start();
    const before = await ensureWarehouse(postgres);
    await ensureWarehouse(postgres);
    await expect(query(before, 'select 1')).rejects.toThrow('password authentication failed');
  });
});
