/** Places in line: right for each, and a line is not walked once for each that waits in it. */
import { newRunId, newUuid } from '@carillon/runtime';
import { createTestStore, type TestStore } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReader } from '../reader.ts';
import { LIMIT_FACTS, readLimitFacts } from './limit-facts.ts';

const OWN = 500;
const MINE = newRunId();
const OTHER = newRunId();
const KEYS = { tight: newUuid(), rate: newUuid() } as const;

let stored: TestStore;
beforeAll(async () => {
  stored = await createTestStore();
  const { api } = stored.store.database;
  await api.query(
    `insert into limit_key (id, tenant_key, environment_key, rule, level, name, value, definition, max, interval_ms)
     values ($1, 1, 1, 'tight', 'task', 'tight', '', 1, 2, null), ($2, 1, 1, 'rate', 'task', 'rate', '', 1, null, 1000)`,
    [KEYS.tight, KEYS.rate],
  );
  await api.query(
    `insert into limit_slot (limit_id, run_id, task_no) select $1, $2, no from generate_series(0, 1) no`,
    [KEYS.tight, OTHER],
  );
  // Of two runs in turns; mine also waits for the rate, with its first task alone.
  await api.query(
    `insert into limit_wait (limit_id, run_id, task_no, rank, several)
     select $1::uuid, r, no, no * 2 + (r = $3::uuid)::int, false from generate_series(0, $4::int - 1) no, unnest(array[$2::uuid, $3::uuid]) r
     union all select $5::uuid, $2::uuid, 0, 0, true`,
    [KEYS.tight, MINE, OTHER, OWN, KEYS.rate],
  );
});
afterAll(() => stored.stop());

const reader = () => createReader(stored.store.database.api);

it('tells each how many are before it, and who has what it waits for', async () => {
  const { own, tasks } = await readLimitFacts(reader(), MINE);
  expect(own).toEqual([]);
  expect(tasks.size).toBe(OWN);
  for (const [no, facts] of tasks)
    expect(facts.find(({ name }) => name === 'tight')).toMatchObject({
      id: KEYS.tight,
      held: 2,
      ahead: no * 2,
      grants: false,
    });
  expect(tasks.get(0)?.map(({ name, ahead, grants }) => [name, ahead, grants])).toEqual([
    ['rate', 0, true],
    ['tight', 0, false],
  ]);
  expect(tasks.get(1)?.[0]?.holders.map(({ runId }) => runId)).toEqual([OTHER, OTHER]);
});

interface PlanNode {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

it('reads a line once, however many of the run wait in it', async () => {
  const [row] = await reader().rows<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
    { text: `explain (analyze, costs off, timing off, format json) ${LIMIT_FACTS.text.replaceAll('$1', `'${MINE}'`)}` },
    [],
  );
  const readOf = (node: PlanNode): number =>
    (node['Relation Name'] === 'limit_wait' ? node['Actual Rows'] * node['Actual Loops'] : 0) +
    (node.Plans ?? []).reduce((sum, each) => sum + readOf(each), 0);
  const plan = row?.['QUERY PLAN'].at(0)?.Plan;
  const read = plan === undefined ? Number.NaN : readOf(plan);
  expect(read).toBeGreaterThanOrEqual(2 * OWN);
  expect(read).toBeLessThan(6 * OWN);
});
