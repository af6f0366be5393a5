/**
 * The plans of the statements that carry the load, on a filled table and with the settings of the engine's
 * connections. A plan that reads all of a hot table, or joins it other than by key, is many times slower
 * and is what statistics of a table that is emptied and filled all day lead to.
 */
import { createLogger } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase, type Statement } from '../database.ts';
import { advanceSteps } from './advance-steps.ts';
import { advance, advanceEarly, endRuns } from './advance.ts';
import { claim } from './claim.ts';
import { markRunning, promote, requeue, retry, takeDueRuns, takeDueTasks } from './decide.ts';
import { finishSolo } from './finish-solo.ts';
import { backlog } from './lane.ts';
import { startGraph, startSolo } from './start.ts';

const SOLO_RUNS = 30_000;
const GRAPH_RUNS = 5_000;
const BATCH = 100;

/** Of run `i`: a UUIDv7 in the order of `i`. */
const RUN_ID = (i: string): string =>
  `(lpad(to_hex(1795000000000 + ${i}), 12, '0') || '7000800000000000000' || '0')::uuid`;

const FILL = `
insert into task_run (run_id, task_no, state, need, lane_key, rank, attempt_no, attempt_id, fence, session_key, due_at, version_key, workflow_key,
  tenant_key, project_key, environment_key, created_at, trigger_kind, actor, params)
select ${RUN_ID('i')}, 0, (array[1, 1, 2, 3, 4, 5])[1 + i % 6], 0, 1 + i % 5, i, 1, gen_random_uuid(), i, 1, now() + make_interval(secs => i),
  1, 1, 1, 1, 1, now(), 'manual', 'a', '{}'
from generate_series(1, ${SOLO_RUNS}) i;
insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
select ${RUN_ID('i')}, 1, 1, 1, 1, 1, 2, 1, 50, 'manual', 'a', '{}' from generate_series(${SOLO_RUNS + 1}, ${SOLO_RUNS + GRAPH_RUNS}) i;
insert into task_run (run_id, task_no, state, need, ok, lane_key, rank, attempt_no, attempt_id, fence, session_key)
select ${RUN_ID('i')}, no, (array[0, 1, 2, 3])[1 + no], 2, 1, 1 + i % 5, i, 1, gen_random_uuid(), i, 1
from generate_series(${SOLO_RUNS + 1}, ${SOLO_RUNS + GRAPH_RUNS}) i, generate_series(0, 3) no;
analyze task_run;
analyze run`;

const NUMBERS = new Set(['smallint[]', 'integer[]', 'bigint[]', 'double precision[]']);

/** Text arrays as the engine sends them: ids of open runs for uuids, numbers for numbers, nulls for the rest. */
function parameterOf(type: string, ids: readonly string[]): string {
  if (!type.endsWith('[]')) return type === 'uuid' ? (ids[0] ?? '') : type === 'jsonb' ? '[]' : '100';
  const element = (id: string): string => (type === 'uuid[]' ? id : NUMBERS.has(type) ? '2' : 'NULL');
  return `{${ids.map(element).join(',')}}`;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

const JOINS = new Set(['Hash Join', 'Merge Join']);
const HOT = new Set(['task_run', 'run']);

/** What is wrong with a plan: whole reads of hot tables, and joins that are not by key. */
function faultsOf(node: PlanNode): string[] {
  const kind = node['Node Type'];
  const relation = node['Relation Name'] ?? '';
  const below = (node.Plans ?? []).flatMap(faultsOf);
  const isWhole = kind === 'Seq Scan' || (kind.startsWith('Index') && node['Index Cond'] === undefined);
  if (HOT.has(relation) && isWhole) return [`${kind} of all of ${relation}`, ...below];
  return JOINS.has(kind) ? [kind, ...below] : below;
}

const STATEMENTS = [
  startSolo,
  startGraph,
  claim,
  backlog,
  finishSolo,
  advance,
  advanceEarly,
  advanceSteps,
  endRuns,
  promote,
  retry,
  requeue,
  markRunning,
  takeDueTasks,
  takeDueRuns,
];

describe('plans of the engine', () => {
  let database: TestDatabase;
  let connections: Database;
  let client: pg.Client;
  let ids: readonly string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    connections = openDatabase(
      { url: database.url, applicationName: 'test', apiConnections: 1, leaseConnections: 1 },
      createLogger({ name: 'plans', level: 'error' }),
    );
    await connections.api.query(FILL);
    client = await connections.engineClient();
    const { rows } = await client.query<{ id: string }>(`select id from run order by id limit ${BATCH}`);
    ids = rows.map(({ id }) => id);
  });
  afterAll(async () => {
    await client.end();
    await connections.close();
    await database.drop();
  });

  /** The generic plan that the engine's connections use, with parameters of the types that the statement asks for. */
  async function planOf({ name, text }: Statement): Promise<PlanNode> {
    await client.query(`prepare "${name}" as ${text}`);
    const { rows } = await client.query<{ types: string[] }>(
      'select parameter_types::text[] types from pg_prepared_statements where name = $1',
      [name],
    );
    const values = (rows[0]?.types ?? []).map((type) => `'${parameterOf(type, ids)}'`);
    const call = values.length > 0 ? `"${name}"(${values.join(', ')})` : `"${name}"`;
    const explained = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (format json) execute ${call}`,
    );
    const [row] = explained.rows;
    if (!row) throw new Error(`no plan of ${name}`);
    return row['QUERY PLAN'][0].Plan;
  }

  it.each(STATEMENTS)('$name reaches hot rows by key alone', async (statement) => {
    expect(faultsOf(await planOf(statement))).toEqual([]);
  });

  it('reach them so where the tables are seen as empty', async () => {
    await connections.api.query('truncate task_run, run');
    await connections.api.query('vacuum (analyze) task_run');
    await connections.api.query('vacuum (analyze) run');
    await client.query('deallocate all');
    const faulty: string[] = [];
    for (const statement of STATEMENTS) {
      if (faultsOf(await planOf(statement)).length > 0) faulty.push(statement.name);
    }
    expect(faulty).toEqual([]);
  });

  it('would show a bad plan', async () => {
    const { rows } = await connections.api.query(
      'explain (format json) select * from task_run t join run r on r.id = t.run_id',
    );
    expect(faultsOf(rows[0]['QUERY PLAN'][0].Plan)).not.toEqual([]);
  });
});
