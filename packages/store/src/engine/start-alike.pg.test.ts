/** Alike runs leave the rows that they leave when they are started as any others. */
import type { NewRun } from '@carillon/core';
import { createLogger, newRunId } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../open-store.ts';

const AT = new Date('2026-03-01T00:00:00Z');
const PARAMS = [{}, { text: 'a "b" \\ 中' }, { n: [1, null] }];
const KEY = { principal: 'li', route: 'runs', key: 'a/0', bodyHash: new Uint8Array([1]) };

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await createTestDatabase();
  const log = createLogger({ name: 'store', level: 'silent' });
  store = await openStore({ url: database.url, applicationName: 'test', log });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const runOf = (params: NewRun['request']['params'], times: Partial<NewRun['roots'][number]>): NewRun => ({
  id: newRunId(),
  request: {
    scope: { tenantKey: 1, projectKey: 2, environmentKey: 3 },
    workflowKey: 4,
    versionKey: 5,
    params,
    logicalTime: AT,
    triggerKind: 'api',
    actor: 'li "x"',
  },
  priority: 50,
  runTimeoutMs: undefined,
  solo: true,
  sinks: 1,
  roots: [
    {
      taskNo: 0,
      fused: true,
      state: 'queued',
      laneKey: 7,
      rank: 8_000_000_000_000,
      sessionKey: undefined,
      input: undefined,
      timeoutMs: undefined,
      dueMs: undefined,
      reason: undefined,
      ...times,
    },
  ],
});

/** In the order of their params; times as what lies between them. */
async function rowsOf(ids: readonly string[]): Promise<readonly object[]> {
  const { rows } = await store.database.api.query<{ row: object }>(
    `select to_jsonb(t) - 'run_id' || jsonb_build_object('created_at', created_at - ready_at, 'ready_at', ready_at = now()) "row"
     from task_run t where run_id = any($1) order by params::text`,
    [ids],
  );
  return rows.map(({ row }) => row);
}

it.each([
  ['without a time limit', {}],
  ['with one', { timeoutMs: 1_500 }],
])('alike runs stand as any others, %s', async (_, times) => {
  const usual = PARAMS.map((params) => runOf(params, times));
  await store.engine.startTogether(usual, undefined);
  const like = runOf(PARAMS[0] ?? {}, times);
  const ids = [like.id, newRunId(), newRunId()];
  expect(await store.engine.startAlike({ like, ids, params: PARAMS }, undefined)).toBe(true);
  const rows = await rowsOf(ids);
  expect(rows).toHaveLength(PARAMS.length);
  expect(rows).toEqual(await rowsOf(usual.map(({ id }) => id)));
});

it('alike runs have one key, and are none where it is taken', async () => {
  const like = runOf({}, {});
  const ids = [like.id, newRunId(), newRunId()];
  const start = () => store.engine.startAlike({ like, ids, params: PARAMS }, KEY);
  expect([await start(), await start()]).toEqual([true, false]);
  expect(await store.engine.idempotent({ ...like.request, idempotency: KEY })).toEqual({
    runId: like.id,
    sameBody: true,
    runs: PARAMS.length,
  });
});
