/** The narrow statement leaves what the large one leaves, whatever it meets. */
import { type Advanced, type ChainStep, RUN_STATE_CODES, TASK_STATE_CODES } from '@carillon/core';
import { createLogger, newRunId } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore, type Store } from '../open-store.ts';

const ATTEMPT = '00000000-0000-4000-8000-000000000001';
const log = createLogger({ name: 'store', level: 'silent' });
let database: TestDatabase;
let store: Store;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await openStore({ url: database.url, applicationName: 'test', log });
  client = new pg.Client(database.url);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await store.close();
  await database.drop();
});

async function makeRun(): Promise<string> {
  const runId = newRunId();
  await client.query(
    `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
     values ($1, 1, 1, 1, 2, 3, 2, 1, 50, 'manual', 'test', '{}')`,
    [runId],
  );
  await client.query(
    `insert into task_run (run_id, task_no, state, need, lane_key, rank, attempt_no, attempt_id, fence, session_key, ready_at, dispatched_at, input)
     values ($1, 0, 2, 0, 1, 1, 1, $2, 1, 1, now(), now(), '{"with":{"a":1}}')`,
    [runId, ATTEMPT],
  );
  return runId;
}

const CHILD = { taskNo: 1, need: 1, fused: true, laneKey: 4, rank: 5, timeoutMs: 60_000, sessionKey: 6 } as const;
const stepOf = (runId: string, changed: Partial<ChainStep> = {}): ChainStep => ({
  runId,
  taskNo: 0,
  by: { kind: 'report', attemptId: ATTEMPT, fence: 1, sessionKey: 1 },
  state: TASK_STATE_CODES.success,
  startedAtMs: 1_795_000_000_000,
  exitCode: 0,
  reason: { code: 'LIMIT_NEAR' },
  output: '{"rows":"\\"7\\""}',
  step: '{"task":"a","to":"success"}',
  countsAs: 'ok',
  failsRun: false,
  pausesRun: false,
  sink: false,
  children: [CHILD],
  ...changed,
});

/** Everything there is of a run, without what differs from run to run. */
async function leftOf(runId: string): Promise<readonly unknown[]> {
  const left = [];
  for (const [table, key] of [
    ['run', 'id'],
    ['task_run', 'run_id'],
    ['task_history', 'run_id'],
    ['event', 'run_id'],
  ] as const) {
    const { rows } = await client.query(
      `select coalesce(jsonb_agg(to_jsonb(t) - array['id', 'run_id', 'seq', 'xid', 'at', 'created_at', 'ended_at', 'dispatched_at', 'ready_at', 'paused_at']
         || jsonb_build_object('task', to_jsonb(t) -> 'task_no') order by to_jsonb(t) -> 'task_no'), '[]') left from ${table} t where ${key} = $1`,
      [runId],
    );
    left.push({
      [table]: rows[0].left.map(({ fence, attempt_id, due_at, ...row }: Record<string, unknown>) => ({
        ...row,
        isLeased: fence !== null && attempt_id !== null,
        isDue: due_at !== null,
      })),
    });
  }
  return left;
}

const MEETS: readonly [what: string, sql: string][] = [
  ['nothing unusual', `select from run where id = $1`],
  ['an attempt that is marked running', `update task_run set state = 3, started_at = now() where run_id = $1`],
  ['a run that is paused', `update run set state = ${RUN_STATE_CODES.paused}, paused_at = now() where id = $1`],
  ['a run that is stopping', `update run set state = ${RUN_STATE_CODES.stopping}, ends_as = 12 where id = $1`],
  ['another attempt', `update task_run set fence = 2 where run_id = $1`],
  ['a run that has ended', `with t as (delete from task_run where run_id = $1) delete from run where id = $1`],
  [
    'a child that is there already',
    `insert into task_run (run_id, task_no, state, need, fused, lane_key, rank) values ($1, 1, ${TASK_STATE_CODES.pending}, 1, true, 4, 9)`,
  ],
];

const keyOf = ({ runId, taskNo }: ChainStep): string => `${runId}/${taskNo}`;

describe('a step of a chain', () => {
  it.each(MEETS)('that meets %s', async (what, sql) => {
    const [one, other] = [await makeRun(), await makeRun()];
    for (const runId of [one, other]) await client.query(sql, [runId]);
    const before = await leftOf(one);
    const narrow = await store.engine.advanceSteps([stepOf(one)], 0);
    const large = await store.engine.advance([stepOf(other)], false, 0);
    if (!/unusual|running/.test(what)) {
      expect(narrow).toEqual({ ...narrow, accepted: new Set(), leased: [], queuedLanes: [], endable: [] });
      expect(await leftOf(one)).toEqual(before);
      return;
    }
    expect(await leftOf(one)).toEqual(await leftOf(other));
    expect(told(narrow, one)).toEqual(told(large, other));
  });

  it('whose child has no worker queues it', async () => {
    const [one, other] = [await makeRun(), await makeRun()];
    const queued = { children: [{ ...CHILD, sessionKey: undefined }] } as const;
    const narrow = await store.engine.advanceSteps([stepOf(one, queued)], 0);
    const large = await store.engine.advance([stepOf(other, queued)], false, 0);
    expect(await leftOf(one)).toEqual(await leftOf(other));
    expect(narrow).toMatchObject({ leased: [], queuedLanes: [4] });
    expect(told(narrow, one)).toEqual(told(large, other));
  });

  it('goes with those of other runs, whatever they meet', async () => {
    const [one, two, paused] = [await makeRun(), await makeRun(), await makeRun()];
    await client.query(`update run set state = ${RUN_STATE_CODES.paused}, paused_at = now() where id = $1`, [paused]);
    const steps = [one, two].map((runId) => stepOf(runId));
    const { accepted, leased } = await store.engine.advanceSteps([...steps, stepOf(paused)], 0);
    expect(accepted).toEqual(new Set(steps.map(keyOf)));
    expect(new Set(leased.map(({ runId }) => runId))).toEqual(new Set([one, two]));
  });

  describe('behind another transaction', () => {
    let first: pg.Client;
    beforeEach(async () => {
      first = new pg.Client(database.url);
      await first.connect();
    });
    afterEach(() => first.end());

    it.each([
      ['has paused its run', `update run set state = ${RUN_STATE_CODES.paused} where id = $1`],
      [
        'has made its child',
        `with r as (select id from run where id = $1 for update)
         insert into task_run (run_id, task_no, state, need, fused, lane_key, rank) select id, 1, 0, 1, true, 4, 9 from r`,
      ],
    ])('that %s it is left to the large statement', async (_what, sql) => {
      const runId = await makeRun();
      await first.query('begin');
      await first.query(sql, [runId]);
      const advancing = store.engine.advanceSteps([stepOf(runId)], 0);
      await vi.waitFor(async () => {
        const { rows } = await client.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(rows).toHaveLength(1);
      });
      await first.query('commit');
      expect((await advancing).accepted.size).toBe(0);
      const { accepted } = await store.engine.advance([stepOf(runId)], false, 0);
      expect([...accepted]).toEqual([`${runId}/0`]);
    });
  });
});

/** An answer without what differs from run to run. */
const told = (answer: Advanced, runId: string) => ({
  ...answer,
  accepted: [...answer.accepted].map((key) => key.replace(runId, 'run')),
  leased: answer.leased.map(({ attemptId, fence, ...lease }) => ({
    ...lease,
    runId: lease.runId === runId,
    isFenced: attemptId !== '' && fence > 0,
  })),
});
