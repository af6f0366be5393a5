/** The facts of an explanation on a full queue: what they read must not grow with what is ready. */
import type { RunFacts } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCatalogStore } from '../catalog/catalog-store.ts';
import { type Database, openDatabase } from '../database.ts';
import { createRunQueries } from './run-queries.ts';
import { RUN_FACTS, TASK_FACTS } from './run-facts.ts';

const READY = 100_000;
const RUN = '0197f000-0000-7000-8000-000000000000';
const LAST = '0197f000-0000-7000-8000-000000100000';
const TENANT = { tenantKey: 1 };
const log = createLogger({ name: 'test', level: 'silent' });

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

describe('facts beside a hundred thousand ready task runs', () => {
  let database: TestDatabase;
  let connections: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    connections = openDatabase(
      { url: database.url, applicationName: 't', apiConnections: 2, leaseConnections: 1 },
      log,
    );
    const document = {
      kind: 'Workflow' as const,
      name: 'graph',
      project: 'default',
      tasks: { a: { type: 'shell' as const }, b: { type: 'shell' as const } },
    };
    const rest = { files: {}, source: '', hash: '00'.repeat(32), author: 'a', message: '', schedules: [] };
    await createCatalogStore(connections).apply({ ...TENANT, environmentKey: 1 }, [{ document, ...rest }]);
    await connections.api.query(`
      insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
      select x::uuid, v.key, v.workflow_key, 1, 1, 1, 2, 1, 50, 'manual', 'a', '{}' from workflow_version v, unnest(array['${RUN}', '${LAST}']) x;
      insert into task_run (run_id, task_no, state, need, lane_key, rank, ready_at)
      select (lpad(to_hex(1795000000000 + i), 12, '0') || '70008000000000000000')::uuid, 0, 1, 0, 1, i, now() from generate_series(1, ${READY}) i;
      insert into task_run (run_id, task_no, state, need, lane_key, rank, ready_at) values
        ('${RUN}', 0, 1, 0, 1, 500, now() - interval '1 hour'), ('${RUN}', 1, 1, 0, 1, 0, now()), ('${LAST}', 0, 1, 0, 1, ${READY + 1}, now());
      analyze task_run; analyze run`);
  });
  afterAll(async () => {
    await connections.close();
    await database.drop();
  });

  const factsOf = async (id: string): Promise<RunFacts> =>
    (await createRunQueries(connections, log).facts(TENANT, id)) as RunFacts;

  it('count the place in the lane, as far as is told', async () => {
    const { tasks } = await factsOf(RUN);
    expect(tasks.get(1)?.line).toEqual({ ahead: 0, isCut: false, isOvertaken: false });
    expect(tasks.get(0)?.line).toEqual({ ahead: 500, isCut: false, isOvertaken: true });
    expect((await factsOf(LAST)).tasks.get(0)?.line).toEqual({ ahead: 10_000, isCut: true, isOvertaken: false });
  });

  it.each([
    [RUN_FACTS, [1, RUN]],
    [TASK_FACTS, [RUN]],
  ])('reach hot rows by an index, and no more than are counted', async ({ text }, values) => {
    const { rows } = await connections.api.query(`explain (analyze, format json) ${text}`, values);
    const nodes = nodesOf(rows[0]['QUERY PLAN'][0].Plan as PlanNode);
    const hot = nodes.filter((node) => ['task_run', 'run'].includes(node['Relation Name'] ?? ''));
    expect(hot.filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Rows'] > 2)).toEqual([]);
    expect(Math.max(0, ...hot.map((node) => node['Actual Rows'] * node['Actual Loops']))).toBeLessThanOrEqual(10_001);
  });

  it('are those of its own tenant', async () => {
    expect(await createRunQueries(connections, log).facts({ tenantKey: 2 }, RUN)).toBeUndefined();
  });
});
