import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
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
  for (const postgres of running) await postgres.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

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
