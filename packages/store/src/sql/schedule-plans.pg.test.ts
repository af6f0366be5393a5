/** The cost of looking for what is due must not grow with what is stored: 200 000 schedules, ten of them due. */
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Statement } from '../database.ts';
import { releasable } from './hold.ts';
import { pausesOver } from './workflow-pause.ts';
import { awaitedRuns, claimSchedules, resumeDue, retryQuarantined, wakeSchedules } from './schedule.ts';

const STORED = 200_000;
const DUE = 10;

const FILL = `
insert into workflow (id, tenant_key, project_key, name) values (gen_random_uuid(), 1, 1, 'many');
insert into workflow_version (id, workflow_key, number, hash, document, author)
select gen_random_uuid(), key, 1, '', '{}', 'a' from workflow;
insert into deployment (workflow_key, environment_key, version_key) select w.key, 1, v.key from workflow w join workflow_version v on v.workflow_key = w.key;
insert into schedule (id, tenant_key, project_key, environment_key, workflow_key, name, definition, next_fire_at, due_at, state, workflow_paused)
select gen_random_uuid(), 1, 1, 1, w.key, 's' || i, '{"cron": "0 0 * * *"}', at, at,
  case when i % 10 = 0 then 'paused' else 'enabled' end, i % 10 = 1
from workflow w, generate_series(1, ${STORED}) i,
  lateral (select case when i % 10 < 2 or i <= ${DUE * 10} and i % 10 = 2 then now() - interval '1 hour' else now() + interval '1 hour' + i * interval '1 s' end at) x;
analyze schedule`;

const LINE = `
update schedule set last_run_id = gen_random_uuid() where name = 's9';
insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
select last_run_id, v.key, s.workflow_key, 1, 1, 1, 2, 1, 50, 'schedule', 'a', '{}' from schedule s, workflow_version v where name = 's9';
insert into run_hold (run_id, kind, tenant_key, schedule_key, logical_time)
select gen_random_uuid(), 'overlap', 1, key, now() + i * interval '1 minute' from schedule, generate_series(1, 1000) i where name = 's9';
analyze run_hold`;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

describe('with 200 000 schedules stored', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(FILL);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  async function run({ name, text }: Statement, values: string): Promise<PlanNode> {
    await client.query(`prepare "${name}" as ${text}`);
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `explain (analyze, buffers, format json) execute "${name}"${values}`,
    );
    return (rows.at(0) as (typeof rows)[number])['QUERY PLAN'][0].Plan;
  }
  const wholeReads = (node: PlanNode): readonly string[] => [
    ...(node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'schedule' ? ['schedule'] : []),
    ...(node.Plans ?? []).flatMap(wholeReads),
  ];
  const pagesOf = (node: PlanNode): number => node['Shared Hit Blocks'] + node['Shared Read Blocks'];

  it('a claim takes those that are due, past any number that are paused, from a few pages', async () => {
    const plan = await run(claimSchedules, '(1000, 10000, 500)');
    expect(plan['Actual Rows']).toBe(DUE);
    expect(wholeReads(plan)).toEqual([]);
    expect(pagesOf(plan)).toBeLessThan(DUE * 40);
  });

  it('a release looks at no run that waits behind one that is open', async () => {
    await client.query(LINE);
    const plan = await run({ ...releasable, name: 'hold_releasable_line' }, '(100)');
    expect(plan['Actual Rows']).toBe(0);
    expect(wholeReads(plan)).toEqual([]);
    expect(pagesOf(plan)).toBeLessThan(40);
    await client.query('delete from run_hold; delete from run');
  });

  it.each<[string, Statement, string]>([
    [wakeSchedules.name, wakeSchedules, '(500)'],
    [awaitedRuns.name, awaitedRuns, ''],
    [resumeDue.name, resumeDue, ''],
    [pausesOver.name, pausesOver, ''],
    [retryQuarantined.name, retryQuarantined, ''],
    [releasable.name, releasable, '(100)'],
  ])('%s looks at nothing where there is nothing', async (_, statement, values) => {
    const plan = await run(statement, values);
    expect(wholeReads(plan)).toEqual([]);
    expect(pagesOf(plan)).toBeLessThan(40);
  });
});
