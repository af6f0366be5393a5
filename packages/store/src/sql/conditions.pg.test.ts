/**
 * The engine's statements and the facts of explanations are made of the same conditions. Each is taken away here where
 * it stands, and both must then go wrong alike: an explanation that kept a condition of its own would go on as before.
 */
import { type Explanation, explainTask, type PlanTask } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCatalogStore } from '../catalog/catalog-store.ts';
import { type Database, openDatabase } from '../database.ts';
import type * as Conditions from './conditions.ts';

const RUN = '0197f000-0000-7000-8000-000000000000';
const SCOPE = { tenantKey: 1, environmentKey: 1 };
const log = createLogger({ name: 'test', level: 'silent' });

describe('a condition that is taken away', () => {
  let database: TestDatabase;
  let connections: Database;
  let pool: pg.Pool;

  beforeAll(async () => {
    database = await createTestDatabase();
    connections = openDatabase(
      { url: database.url, applicationName: 'test', apiConnections: 4, leaseConnections: 1 },
      log,
    );
    pool = connections.api;
    const tasks = {
      a: { type: 'shell' as const },
      b: { type: 'shell' as const, needs: ['a'] },
    };
    const document = { kind: 'Workflow' as const, name: 'graph', project: 'default', tasks };
    const rest = { files: {}, source: '', hash: '00'.repeat(32), author: 'a', message: '', schedules: [] };
    await createCatalogStore(connections).apply(SCOPE, [{ document, ...rest }]);
  });
  afterAll(async () => {
    await connections.close();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('truncate run, task_run, run_hold, worker_lease, worker_session, catch_up_pace');
    await pool.query(
      `insert into worker_session (id, name, worker_group, capabilities, slots, version, host)
       values (gen_random_uuid(), 'w', 'default', '{shell}', 4, '0', 'h')`,
    );
    await pool.query(
      `insert into worker_lease (session_key, lease_until) select key, now() + interval '1 hour' from worker_session`,
    );
  });
  afterEach(() => {
    vi.doUnmock('./conditions.ts');
    vi.resetModules();
  });

  /** Both kinds of statements, made of the conditions as they are or as a test wants them. */
  async function statements(changed: Partial<Record<keyof typeof Conditions, string>> = {}) {
    vi.resetModules();
    vi.doMock('./conditions.ts', async (original) => ({ ...(await original<typeof Conditions>()), ...changed }));
    const [{ claim }, decide, { createReader }, { readRunFacts }, { createVersionTasks }, hold] = await Promise.all([
      import('./claim.ts'),
      import('./decide.ts'),
      import('../reader.ts'),
      import('../queries/run-facts.ts'),
      import('../queries/version-tasks.ts'),
      import('./hold.ts'),
    ]);
    // Without their names: two texts of one statement must not meet on a connection.
    const unnamed = {
      query: ({ text, values }: pg.QueryConfig) => pool.query({ text, values: values ?? [] }),
    } as unknown as pg.Pool;
    const reader = createReader(unnamed);
    const why = async (task: string): Promise<Explanation['answer']> => {
      const facts = await readRunFacts(reader, createVersionTasks(reader), SCOPE, RUN);
      if (!facts) throw new Error('there is no run');
      return explainTask(facts, facts.plan.byId.get(task) as PlanTask).answer;
    };
    return { claim, ...decide, ...hold, why };
  }

  const insertRun = (state: number) =>
    pool.query(
      `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
       select $1, v.key, w.key, 1, w.project_key, 1, $2, 1, 50, 'manual', 'a', '{}' from workflow_version v join workflow w on w.key = v.workflow_key`,
      [RUN, state],
    );
  const insertTask = (no: number, row: { state: number; ok?: number; heldState?: number; dueIn?: string }) =>
    pool.query(
      `insert into task_run (run_id, task_no, state, need, ok, lane_key, rank, ready_at, held_state, due_at)
       values ($1, $2::int4, $3, $2::int4, $4, 1, 1, now(), $5, now() + $6::interval)`,
      [RUN, no, row.state, row.ok ?? 0, row.heldState ?? null, row.dueIn ?? null],
    );
  /** Text parameters, so that the statement sees what the engine sends; rolled back. */
  const rowsOf = async (statement: { text: string }, values: readonly unknown[]): Promise<number> => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      return (await client.query(statement.text, [...values])).rows.length;
    } finally {
      await client.query('rollback');
      client.release();
    }
  };

  it('CLAIMABLE: a paused task run is claimed, and is not told to be paused', async () => {
    await insertRun(2);
    await insertTask(0, { state: 6, heldState: 1 });
    const claimed = ({ claim }: Awaited<ReturnType<typeof statements>>) => rowsOf(claim, [1, 1, 10, 0]);
    const whole = await statements();
    expect([await claimed(whole), (await whole.why('a')).code]).toEqual([0, 'PAUSED']);
    const without = await statements({ CLAIMABLE: 'state = state' });
    expect([await claimed(without), (await without.why('a')).code]).toEqual([1, 'PLATFORM']);
  });

  it('DUE: a back-off that is not over is taken up, and is told to be over', async () => {
    await insertRun(2);
    await insertTask(0, { state: 5, dueIn: '1 hour' });
    const taken = ({ takeDueTasks }: Awaited<ReturnType<typeof statements>>) => rowsOf(takeDueTasks, [10]);
    const whole = await statements();
    expect([await taken(whole), (await whole.why('a')).code]).toEqual([0, 'RETRY_BACKOFF']);
    const without = await statements({ DUE: 'due_at is not null' });
    expect([await taken(without), (await without.why('a')).code]).toEqual([1, 'PLATFORM']);
  });

  it('MOVING: a task run of a paused run is started, and its run is not told to be paused', async () => {
    await insertRun(3);
    await insertTask(1, { state: 0, ok: 1 });
    const promoted = ({ promote }: Awaited<ReturnType<typeof statements>>) =>
      rowsOf(promote, [
        `{${RUN}}`,
        '{1}',
        '{1}',
        '{1}',
        '{NULL}',
        '{1}',
        '{1}',
        '{NULL}',
        '{NULL}',
        '{NULL}',
        '{NULL}',
        '{NULL}',
        '{NULL}',
      ]);
    const whole = await statements();
    expect([await promoted(whole), (await whole.why('b')).code]).toEqual([0, 'PAUSED']);
    const without = await statements({ MOVING: 'true' });
    expect([await promoted(without), (await without.why('b')).code]).toEqual([1, 'PLATFORM']);
  });

  it('PACED: a run that is to wait for its pace is released, and is not told to wait', async () => {
    await insertRun(1);
    await pool.query(
      `insert into run_hold (run_id, kind, tenant_key, schedule_key, logical_time) values ($1, 'catch_up', 1, 7, now())`,
      [RUN],
    );
    await pool.query(`insert into catch_up_pace values (1, now() + interval '1 hour')`);
    const released = ({ releasable }: Awaited<ReturnType<typeof statements>>) => rowsOf(releasable, [10]);
    const whole = await statements();
    expect([await released(whole), (await whole.why('a')).code]).toEqual([0, 'CATCH_UP']);
    const without = await statements({ PACED: `free_at < '-infinity'` });
    expect([await released(without), (await without.why('a')).code]).toEqual([1, 'PLATFORM']);
  });
});
