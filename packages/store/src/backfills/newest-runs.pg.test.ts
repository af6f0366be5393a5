import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import { createLogger } from '@carillon/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { createReader } from '../reader.ts';
import { settleDates } from '../sql/backfill.ts';
import { NEWEST_RUNS, newestRuns } from './newest-runs.ts';

const PLACE = { tenantKey: 1, environmentKey: 1 };
const WORKFLOW = 7;
/**
 * A year of history of one workflow: 100 000 runs, most of them started by calls, three a day for a logical time,
 * the newest of which failed on every tenth day; and as many runs of other workflows.
 */
const FILL = `
select make_partitions('2025-01-01', '2026-01-08');
insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, logical_time,
  trigger_kind, actor, params)
select (lpad(to_hex((extract(epoch from at) * 1000)::int8), 12, '0') || '7' || lpad(to_hex(i * 10 + w), 14, '0') || '00000')::uuid, 1, w, 1, 1, 1,
  case when i % 3 = 2 and i / 3 % 10 = 0 then 11 else 10 end, at, at,
  case when w = ${WORKFLOW} and i < 365 * 3 then timestamptz '2025-01-01 00:10Z' + make_interval(days => i / 3) end, 'api', 'a', '{}'
from generate_series(0, 99999) i, unnest(array[${WORKFLOW}, 8]) w,
  lateral (select case when i < 365 * 3 then timestamptz '2025-01-01 01:00Z' + make_interval(days => i / 3, hours => i % 3)
    else timestamptz '2025-01-01' + make_interval(secs => i * 315) end at) t;
analyze run_history`;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** How each partition is read. A bitmap has the index in the node below the one that names the table. */
function readsOf(node: PlanNode, table?: string): readonly { table: string; by: string }[] {
  const relation = node['Relation Name'] ?? table;
  const below = (node.Plans ?? []).flatMap((one) => readsOf(one, relation));
  if (!relation?.startsWith('run_history_') || node['Node Type'] === 'Bitmap Heap Scan') return below;
  return [{ table: relation, by: node['Index Name'] ?? node['Node Type'] }, ...below];
}

describe('the newest run of a logical time', () => {
  let database: TestDatabase;
  let connections: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
    connections = openDatabase(
      { url: database.url, applicationName: 'test', apiConnections: 1, leaseConnections: 1 },
      createLogger({ name: 'newest', level: 'error' }),
    );
    await connections.api.query(FILL);
  });
  afterAll(async () => {
    await connections.close();
    await database.drop();
  });

  const span = { from: new Date('2025-03-01T00:00:00Z'), to: new Date('2025-03-31T00:00:00Z') };

  it('is the last one of it, whatever ran before', async () => {
    const newest = await newestRuns(createReader(connections.api), PLACE, WORKFLOW, span);
    expect(newest.size).toBe(30);
    const days = [...newest].map(([at, { state }]) => [new Date(at).toISOString().slice(0, 10), state]);
    // The 60th day of the year is 1 March, counted from 0 it is day 59.
    expect(days.filter(([, state]) => state === 'failed').map(([day]) => day)).toEqual([
      '2025-03-02',
      '2025-03-12',
      '2025-03-22',
    ]);
  });

  it('is an open one where there is one, of one task or of several', async () => {
    const at = '2025-03-05 00:10Z';
    await connections.api.query(
      `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, logical_time, trigger_kind, actor, params)
       values ('ffffffff-0000-7000-8000-000000000000', 1, $1, 1, 1, 1, 2, 1, 50, $2, 'api', 'a', '{}')`,
      [WORKFLOW, at],
    );
    await connections.api.query(
      `insert into task_run (run_id, task_no, state, need, lane_key, rank, version_key, workflow_key, tenant_key, project_key, environment_key, created_at, logical_time, trigger_kind, actor, params, attempt_no)
       values ('ffffffff-0000-7000-8000-000000100000', 0, 3, 0, 1, 1, 1, $1, 1, 1, 1, now(), $2::timestamptz + interval '1 day', 'api', 'a', '{}', 1)`,
      [WORKFLOW, at],
    );
    const newest = await newestRuns(createReader(connections.api), PLACE, WORKFLOW, span);
    const stateOf = (day: number) => newest.get(Date.parse(at) + day * 86_400_000)?.state;
    expect([stateOf(0), stateOf(1), stateOf(2)]).toEqual(['queued', 'running', 'success']);
  });

  /** By which index the partitions with rows are read; empty ones are read whole. */
  async function indexesOf(text: string, values: readonly unknown[]): Promise<ReadonlySet<string>> {
    const explained = await connections.api.query(`explain (format json) ${text}`, [...values]);
    const filled = await connections.api.query('select distinct tableoid::regclass::text name from run_history');
    const names = new Set(filled.rows.map(({ name }) => name as string));
    const reads = readsOf(explained.rows[0]['QUERY PLAN'][0].Plan as PlanNode).filter(({ table }) => names.has(table));
    expect(new Set(reads.map(({ table }) => table))).toEqual(names);
    return new Set(reads.map(({ table, by }) => by.replace(table, '')));
  }

  it('is found by its logical time, and not by reading all runs of the workflow', async () => {
    const year = [1, 1, WORKFLOW, '2025-01-01', '2025-12-31'];
    expect(await indexesOf(NEWEST_RUNS.text, year)).toEqual(new Set(['_workflow_key_logical_time_idx']));
  });

  it('ends its date by its key', async () => {
    expect(await indexesOf(settleDates.text, [])).toEqual(new Set(['_pkey']));
  });
});
