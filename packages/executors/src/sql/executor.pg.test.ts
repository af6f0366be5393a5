import { exerciseExecutor } from '@carillon/plugin-api/conformance';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { qualityExecutor } from '../quality/executor.ts';
import { sqlExecutor } from './executor.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client(database.url);
  await client.connect();
});
beforeEach(async () => {
  await client.query(`drop schema if exists shop cascade; create schema shop;
    create table shop.orders (id int primary key, day date, amount numeric(10,2), note text)`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const connections = () => ({ dwh: { kind: 'postgres', url: database.url } }) as const;

it('runs statements in one transaction', async () => {
  const problems = await exerciseExecutor(sqlExecutor, [
    {
      name: 'loads an artifact, binds values, keeps rows and a CSV',
      with: {
        connection: 'dwh',
        copy: { table: 'shop.orders', columns: ['id', 'day', 'amount', 'note'], from: 'extract/orders.csv' },
        query:
          "insert into shop.orders values (4, :day, 7, ':day; not a bind'); select id, day, amount, note from shop.orders where day = :day order by id",
        bind: { day: '2024-05-01' },
        saveAs: 'day.csv',
      },
      inputs: { 'extract/orders.csv': 'id,day,amount,note\n1,2024-05-01,10.50,"a, b"\n2,2024-05-02,1,\n' },
      connections: connections(),
      expect: {
        outcome: 'success',
        output: {
          rowCount: 2,
          row: { id: 1, day: '2024-05-01', amount: 10.5, note: 'a, b' },
          rows: [
            { id: 1, day: '2024-05-01', amount: 10.5, note: 'a, b' },
            { id: 4, day: '2024-05-01', amount: 7, note: ':day; not a bind' },
          ],
        },
        artifacts: { 'day.csv': 'id,day,amount,note\n1,2024-05-01,10.5,"a, b"\n4,2024-05-01,7,:day; not a bind\n' },
        logged: ['copy into shop.orders: 2 rows', 'insert: 1 rows'],
      },
    },
    {
      name: 'undoes everything when a statement fails',
      with: {
        connection: 'dwh',
        query: 'delete from shop.orders; insert into shop.orders values (1); insert into shop.orders values (1)',
      },
      connections: connections(),
      expect: { outcome: 'failed', reason: 'USER_ERROR', retryable: false, says: '23505' },
    },
    {
      name: 'counts a large result that does not fit into the outputs',
      with: {
        connection: 'dwh',
        query: 'select n, md5(n::text) as hash from generate_series(1, 25000) as n',
        saveAs: 'all.csv',
      },
      connections: connections(),
      expect: {
        outcome: 'success',
        output: { rowCount: 25_000 },
        artifacts: { 'all.csv': /^n,hash\n1,c4ca[^]*\n25000,\w+\n$/ },
      },
    },
    {
      name: 'gives the rows of an insert',
      with: { connection: 'dwh', query: 'insert into shop.orders values (9) returning id' },
      connections: connections(),
      expect: { outcome: 'success', output: { rowCount: 1, row: { id: 9 } } },
    },
    {
      name: 'refuses to end its transaction',
      with: { connection: 'dwh', query: 'select 1; COMMIT' },
      connections: connections(),
      expect: { outcome: 'failed', reason: 'START_FAILED', says: 'one transaction' },
    },
    {
      name: 'names a connection that is missing',
      with: { connection: 'dhw', query: 'select 1' },
      connections: connections(),
      expect: { outcome: 'failed', reason: 'START_FAILED', retryable: false, says: 'not known to this worker' },
    },
    {
      name: 'cancels what runs when it is stopped',
      with: { connection: 'dwh', query: "do $$ begin raise notice 'sleeping'; perform pg_sleep(600); end $$" },
      connections: connections(),
      stopAt: 'sleeping',
      expect: { outcome: 'stopped' },
    },
  ]);
  expect(problems).toEqual([]);
  const { rows } = await client.query('select id from shop.orders order by id');
  expect(rows.map(({ id }) => id)).toEqual([1, 2, 4, 9]);
});

it('checks data and lists every check that fails', async () => {
  await client.query("insert into shop.orders values (1, '2024-05-01', 10, null), (2, '2024-05-01', -1, 'x')");
  const count = 'select count(*) from shop.orders';
  const problems = await exerciseExecutor(qualityExecutor, [
    {
      name: 'passes',
      with: {
        connection: 'dwh',
        checks: {
          rows: { query: count, expect: '= 2' },
          newest: { query: 'select max(day) from shop.orders', expect: "= '2024-05-01'" },
        },
      },
      connections: connections(),
      expect: { outcome: 'success', output: { passed: 2, failed: 0, values: { rows: 2, newest: '2024-05-01' } } },
    },
    {
      name: 'fails with all that is wrong',
      with: {
        connection: 'dwh',
        checks: {
          rows: { query: count, expect: 'between 3 and 5' },
          amounts: { query: 'select min(amount) from shop.orders', expect: '>= 0' },
          notes: { query: 'select max(note) from shop.orders', expect: '!= null' },
        },
      },
      connections: connections(),
      expect: {
        outcome: 'failed',
        reason: 'USER_ERROR',
        says: '2 of 3 checks failed: rows is 2, expected between 3 and 5; amounts is -1, expected >= 0',
      },
    },
    {
      name: 'cannot change anything',
      with: { connection: 'dwh', checks: { x: { query: 'delete from shop.orders returning 1', expect: '= 1' } } },
      connections: connections(),
      expect: { outcome: 'failed', says: 'read-only transaction' },
    },
    {
      name: 'refuses an unknown expectation',
      with: { connection: 'dwh', checks: { x: { query: 'select 1', expect: 'about 1' } } },
      connections: connections(),
      expect: { outcome: 'failed', reason: 'START_FAILED', says: 'checks.x.expect' },
    },
    {
      name: 'wants one value',
      with: { connection: 'dwh', checks: { x: { query: 'select 1, 2', expect: '= 1' } } },
      connections: connections(),
      expect: { outcome: 'failed', says: 'must give one row with one value' },
    },
  ]);
  expect(problems).toEqual([]);
});
