import { runEdges } from '@carillon/core';
import { newRunId } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const rowsOf = async (text: string, values: readonly unknown[] = []) => (await client.query(text, [...values])).rows;
const OPEN = [1, 2, 3, 4] as const;

describe('the schema', () => {
  it('lets a run move along the table of transitions and no other way', async () => {
    const moved: [number, number][] = [];
    for (const from of OPEN) {
      for (const to of OPEN.filter((state) => state !== from)) {
        const id = newRunId();
        await client.query(
          `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
           values ($1, 1, 1, 1, 1, 1, $2, 1, 50, 'manual', 'a', '{}')`,
          [id, from],
        );
        const update = client.query('update run set state = $2 where id = $1', [id, to]);
        await update.then(
          () => moved.push([from, to]),
          (error: Error) => expect(error.message).toContain('a run cannot go from state'),
        );
      }
    }
    // Ends are not updates: the row goes to history.
    expect(moved).toEqual(runEdges.filter(([, to]) => to < 10));
  });

  it.each([
    [
      'run_history',
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at,
         trigger_kind, actor, params) values ($1, 1, 1, 1, 1, 1, 10, now(), now(), 'manual', 'a', '{}')`,
      'state = 11',
    ],
    [
      'task_history',
      `insert into task_history (run_id, task_no, state, attempt_no, ended_at) values ($1, 0, 10, 1, now())`,
      'state = 11',
    ],
    [
      'attempt_history',
      `insert into attempt_history (run_id, task_no, attempt_no, state, attempt_id, fence, ended_at)
         values ($1, 0, 1, 11, gen_random_uuid(), 1, now())`,
      'state = 12',
    ],
    [
      'event',
      `insert into event (run_id, tenant_key, project_key, environment_key, transitions) values ($1, 1, 1, 1, '[]')`,
      `transitions = '[1]'`,
    ],
  ])('never changes a row of %s', async (table, insert, change) => {
    await client.query(insert, [newRunId()]);
    await expect(client.query(`update ${table} set ${change}`)).rejects.toThrow('is final and never changes');
  });

  it('lets the end of a task run be taken back while its run is open, and not afterwards', async () => {
    const id = newRunId();
    const run = `version_key, workflow_key, tenant_key, project_key, environment_key, trigger_kind, actor, params`;
    const values = `1, 1, 1, 1, 1, 'manual', 'a', '{}'`;
    await client.query(`insert into run (id, ${run}, state, open, priority) values ($1, ${values}, 2, 1, 50)`, [id]);
    const end = (): Promise<unknown> =>
      client.query(
        `insert into task_history (run_id, task_no, state, attempt_no, ended_at) values ($1, 0, 11, 1, now())`,
        [id],
      );
    await end();
    expect((await client.query('delete from task_history where run_id = $1', [id])).rowCount).toBe(1);
    await end();
    await client.query('delete from run where id = $1', [id]);
    await client.query(
      `insert into run_history (id, ${run}, state, created_at, ended_at) values ($1, ${values}, 11, now(), now())`,
      [id],
    );
    for (const change of [
      'delete from task_history where run_id = $1',
      'update run_history set state = 10 where id = $1',
    ])
      await expect(client.query(change, [id])).rejects.toThrow('is final and never changes');
  });

  it('has a partition for every run of the weeks asked for, and makes none twice', async () => {
    const make = async (): Promise<number> =>
      (await rowsOf(`select make_partitions('2031-01-01', '2031-02-01') made`))[0].made;
    expect([await make(), await make()]).toEqual([41, 0]);
    const edges = ['2031-01-01', '2031-01-05 23:59:59.999Z', '2031-01-06 00:00Z', '2031-01-31 23:59:59.999Z'];
    for (const instant of edges) {
      const id = `${new Date(instant).getTime().toString(16).padStart(12, '0')}7fffbfffffffffffffff`;
      await client.query(
        `insert into task_history (run_id, task_no, state, attempt_no, ended_at) values ($1, 0, 10, 1, now())`,
        [id],
      );
    }
    const found = await rowsOf(
      `select tableoid::regclass::text partition, count(*)::int from task_history where run_id >= $1 group by 1 order by 1`,
      [`${new Date('2031-01-01').getTime().toString(16).padStart(12, '0')}00000000000000000000`],
    );
    expect(found).toEqual([
      { partition: 'task_history_20301230', count: 2 },
      { partition: 'task_history_20310106', count: 1 },
      { partition: 'task_history_20310127', count: 1 },
    ]);
  });
});
