/** The facts of a run with ten thousand ready task runs: as many statements as of a small one, and none walks a line twice. */
import { createLogger } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogStore } from '../catalog/catalog-store.ts';
import { type Database, openDatabase } from '../database.ts';
import { createReader, type Reader } from '../reader.ts';
import { readRunFacts, TASK_FACTS } from './run-facts.ts';
import { createVersionTasks } from './version-tasks.ts';

const COUNT = 10_000;
const LARGE = '0197f000-0000-7000-8000-000000000000';
const SMALL = '0197f000-0000-7000-8000-000000000001';
const TENANT = { tenantKey: 1 };
const log = createLogger({ name: 'test', level: 'silent' });

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

const touched = (node: PlanNode): readonly number[] => [
  (node['Actual Rows'] + (node['Rows Removed by Join Filter'] ?? 0)) * node['Actual Loops'],
  ...(node.Plans ?? []).flatMap(touched),
];

describe('facts of ten thousand ready task runs', () => {
  let database: TestDatabase;
  let connections: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    connections = openDatabase(
      { url: database.url, applicationName: 't', apiConnections: 2, leaseConnections: 1 },
      log,
    );
    const tasks = Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`t${i}`, { type: 'shell' as const }]));
    const document = { kind: 'Workflow' as const, name: 'wide', project: 'default', tasks };
    const rest = { files: {}, source: '', hash: '00'.repeat(32), author: 'a', message: '', schedules: [] };
    await createCatalogStore(connections).apply({ ...TENANT, environmentKey: 1 }, [{ document, ...rest }]);
    await connections.api.query(`
      insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
      select x::uuid, v.key, v.workflow_key, 1, 1, 1, 2, 1, 50, 'manual', 'a', '{}' from workflow_version v, unnest(array['${LARGE}', '${SMALL}']) x;
      insert into task_run (run_id, task_no, state, need, lane_key, rank, ready_at)
      select '${LARGE}', i, 1, 0, 1, i, now() from generate_series(0, ${COUNT - 1}) i;
      insert into task_run (run_id, task_no, state, need, lane_key, rank, ready_at) values ('${SMALL}', 0, 1, 0, 1, 0, now());
      analyze task_run; analyze run`);
  });
  afterAll(async () => {
    await connections.close();
    await database.drop();
  });

  async function statementsOf(runId: string): Promise<readonly (string | undefined)[]> {
    const asked: (string | undefined)[] = [];
    const reader = createReader(connections.api);
    const counting: Reader = {
      ...reader,
      rows: (statement, values) => {
        asked.push(statement.name);
        return reader.rows(statement, values);
      },
    };
    const facts = await readRunFacts(counting, createVersionTasks(reader), TENANT, runId);
    expect(facts?.tasks.size).toBe(runId === LARGE ? COUNT : 1);
    return asked;
  }

  it('are read by as many statements as those of one', async () => {
    expect(await statementsOf(LARGE)).toEqual(await statementsOf(SMALL));
  });

  it('touch each row a few times, also by the plan for a run of one row', async () => {
    const client = await connections.api.connect();
    try {
      // What the planner comes to when it thinks that a run has one row, as most have.
      await client.query('begin; set local enable_hashjoin = off; set local enable_mergejoin = off');
      const { rows } = await client.query(`explain (analyze, format json) ${TASK_FACTS.text}`, [LARGE]);
      expect(Math.max(...touched(rows[0]['QUERY PLAN'][0].Plan as PlanNode))).toBeLessThanOrEqual(2 * COUNT);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
