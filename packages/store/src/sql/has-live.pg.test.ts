import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { hasLive } from './maintain.ts';

const ID = '01900000-0000-7000-8000-000000000000';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client(database.url);
  await client.connect();
});
// What the rows refer to is not looked at.
beforeEach(() => client.query(`begin; set local session_replication_role = replica`));
afterEach(() => client.query('rollback'));
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function answer(): Promise<unknown> {
  return (await client.query<unknown[]>({ text: hasLive.text, rowMode: 'array' })).rows.at(0)?.at(0);
}

it('tells that nothing is live', async () => {
  expect(await answer()).toBe(false);
});

// Each of them alone, as a crash may have left it.
it.each<[string, string]>([
  [
    'a run',
    `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, trigger_kind, actor, priority, params)
     values ('${ID}', 1, 1, 1, 1, 1, 2, 0, 'api', 'a', 50, '{}')`,
  ],
  ['a task run', `insert into task_run (run_id, task_no, state, need, lane_key, rank) values ('${ID}', 0, 0, 1, 1, 0)`],
  ['a slot', `insert into limit_slot (limit_id, run_id, task_no) values ('${ID}', '${ID}', 0)`],
  [
    'a place in a line',
    `insert into limit_wait (limit_id, run_id, task_no, rank, several) values ('${ID}', '${ID}', 0, 0, false)`,
  ],
])('tells of %s', async (_what, statement) => {
  await client.query(statement);
  expect(await answer()).toBe(true);
});
