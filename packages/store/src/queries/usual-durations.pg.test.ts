import { newRunId } from '@carillon/core';
import { createTestDatabase } from '@carillon/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { historyRowsRead, openStoredRuns, STRANGER } from './stored-runs.testing.ts';

const { store, pool, queries, place, keysOf, ended, close } = await openStoredRuns(await createTestDatabase());
afterAll(close);

const DAY_MS = 86_400_000;
const WEEKS = 10;
const RANDOM = new Uint8Array(16).fill(7);
let solo: number;
let graph: number;

beforeAll(async () => {
  await pool.query(`select make_partitions(now() - interval '${WEEKS} weeks', now())`);
  solo = (await keysOf('solo')).workflow_key;
  graph = (await keysOf('graph')).workflow_key;
});
beforeEach(() => pool.query('truncate run_history'));

async function run(
  workflow: string,
  daysAgo: number,
  tookMs: number,
  row: Record<string, unknown> = {},
): Promise<void> {
  const at = Date.now() - daysAgo * DAY_MS;
  await ended(workflow, newRunId(at, RANDOM), { created_at: new Date(at), ended_at: new Date(at + tookMs), ...row });
}

it('is the median of the last ten successes, from acceptance to end', async () => {
  for (const [day, tookMs] of [90, 10, 80, 20, 70, 30, 60, 40, 50, 45, 1_000, 1_000].entries())
    await run('solo', day, tookMs);
  await run('solo', 0.1, 7_000, { state: 11 });
  await run('solo', 0.2, 7_000, { part: true });
  await run('graph', 1, 7_000, { state: 12 });
  expect(await queries.usualDurations(place, [solo, graph])).toEqual(new Map([[solo, 45]]));
  expect(await queries.usualDurations(STRANGER, [solo])).toEqual(new Map());
  expect(await queries.usualDurations(place, [])).toEqual(new Map());
});

it('is looked for as far back as it takes, past what failed', async () => {
  for (let week = 0; week < WEEKS; week++) await run('solo', 7 * week + 1, 100 * (week + 1));
  for (let hour = 0; hour < 99; hour++) await run('graph', 1 + hour / 24, 7_000, { state: 11 });
  await run('graph', 30, 60);
  await run('graph', 31, 80);
  expect(await queries.usualDurations(place, [solo, graph])).toEqual(
    new Map([
      [solo, 500],
      [graph, 60],
    ]),
  );
});

it('reads little more of each workflow than those runs, and of no week that it need not come to', async () => {
  const { version_key, workflow_key, project_key } = await keysOf('solo');
  const keys = Array.from({ length: 20 }, (_, n) => workflow_key + n);
  await pool.query(
    `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params)
     select (lpad(to_hex((extract(epoch from at) * 1000)::int8 + key), 12, '0') || '70008000000000000000')::uuid,
       $1, key, $2, $3, $4, 10, at, at + interval '1 second', 'schedule', 'hourly', '{}'
     from unnest($5::int4[]) key, generate_series(now() - interval '${WEEKS} weeks', now(), interval '1 hour') at`,
    [version_key, place.tenantKey, project_key, place.environmentKey, keys],
  );
  await pool.query('analyze run_history');
  await store.read.query('begin');
  const before = await historyRowsRead(store.read);
  const usual = await queries.usualDurations(place, keys);
  const read = (await historyRowsRead(store.read)) - before;
  await store.read.query('rollback');
  expect(usual).toEqual(new Map(keys.map((key) => [key, 1_000])));
  // In each of three weeks it looks at one run at least.
  expect(read).toBeGreaterThanOrEqual(keys.length * 10);
  expect(read).toBeLessThanOrEqual(keys.length * 12);
});
