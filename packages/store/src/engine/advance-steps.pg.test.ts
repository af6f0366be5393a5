/** The narrow statement leaves what the large one leaves, whatever it meets. */
import { type GraphCompletion, RUN_STATE_CODES, TASK_STATE_CODES } from '@carillon/core';
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
let asked: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  store = await openStore({
    url: database.url,
    applicationName: 'test',
    log,
    onStatement: (name) => {
      if (name.startsWith('advance')) asked.push(name);
    },
  });
  client = new pg.Client(database.url);
  await client.connect();
});
beforeEach(() => {
  asked = [];
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

const stepOf = (runId: string, changed: Partial<GraphCompletion> = {}): GraphCompletion => ({
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
  children: [{ taskNo: 1, need: 1, fused: true, laneKey: 4, rank: 5, timeoutMs: 60_000, sessionKey: 6 }],
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

/** Another in the batch, which ends nothing: then the large statement is the one. */
const nobody = (): GraphCompletion => stepOf(newRunId(), { children: [], sink: true });

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

describe('a step of a chain', () => {
  it.each(MEETS)('that meets %s', async (what, sql) => {
    const [one, other] = [await makeRun(), await makeRun()];
    for (const runId of [one, other]) await client.query(sql, [runId]);
    const narrow = await store.engine.advance([stepOf(one)], false, 0);
    expect(asked.includes('advance_steps')).toBe(true);
    expect(asked.includes('advance')).toBe(!/unusual|running/.test(what));
    const large = await store.engine.advance([stepOf(other), nobody()], false, 0);
    expect(await leftOf(one)).toEqual(await leftOf(other));
    const told = (answer: typeof narrow, runId: string) => ({
      ...answer,
      accepted: [...answer.accepted].map((key) => key.replace(runId, 'run')),
      leased: answer.leased.map(({ attemptId, fence, ...lease }) => ({
        ...lease,
        runId: lease.runId === runId,
        isFenced: attemptId !== '' && fence > 0,
      })),
      endable: answer.endable.map((run) => ({ ...run, runId: run.runId === runId })),
      touched: answer.touched.map((child) => ({ ...child, runId: child.runId === runId })),
    });
    expect(told(narrow, one)).toEqual(told(large, other));
  });

  it('whose child has no worker queues it', async () => {
    const [one, other] = [await makeRun(), await makeRun()];
    const queued = { children: [{ ...childOf(), sessionKey: undefined }] };
    const narrow = await store.engine.advance([stepOf(one, queued)], false, 0);
    expect(asked).toEqual(['advance_steps']);
    const large = await store.engine.advance([stepOf(other, queued), nobody()], false, 0);
    expect(await leftOf(one)).toEqual(await leftOf(other));
    expect(narrow).toMatchObject({ leased: [], queuedLanes: [4] });
    expect(large).toMatchObject({ leased: [], queuedLanes: [4] });
  });

  it('goes with those of other runs, and what is none of them goes after', async () => {
    const [steps, end, paused] = [[await makeRun(), await makeRun()], await makeRun(), await makeRun()];
    await client.query(`update run set state = ${RUN_STATE_CODES.paused}, paused_at = now() where id = $1`, [paused]);
    const batch = [...steps.map((runId) => stepOf(runId)), stepOf(end, { children: [], sink: true }), stepOf(paused)];
    const { accepted, leased, endable } = await store.engine.advance(batch, false, 0);
    expect(asked).toEqual(['advance_steps', 'advance']);
    expect(accepted).toEqual(new Set(batch.map(({ runId }) => `${runId}/0`)));
    expect(new Set(leased.map(({ runId }) => runId))).toEqual(new Set(steps));
    expect(endable.map(({ runId }) => runId)).toEqual([end]);
  });

  it('is one of each run in a batch', async () => {
    const runId = await makeRun();
    await client.query(
      `insert into task_run (run_id, task_no, state, need, lane_key, rank, attempt_no, attempt_id, fence, session_key, ready_at, dispatched_at)
       values ($1, 2, 2, 0, 1, 1, 1, $2, 1, 1, now(), now())`,
      [runId, ATTEMPT],
    );
    const other = stepOf(runId, { taskNo: 2, children: [{ ...childOf(), taskNo: 3 }] });
    const batch = [stepOf(runId), other, stepOf(await makeRun())];
    const { accepted } = await store.engine.advance(batch, false, 0);
    expect(asked).toEqual(['advance_steps', 'advance']);
    expect(accepted).toEqual(new Set(batch.map(({ taskNo, ...item }) => `${item.runId}/${taskNo}`)));
  });

  it.each<[what: string, changed: Partial<GraphCompletion>]>([
    ['has no child', { children: [], sink: true }],
    ['did not succeed', { state: TASK_STATE_CODES.failed, countsAs: 'failed' }],
    ['nobody reported', { by: { kind: 'decision', seenState: 2, seenDone: 0 } }],
    ['has a child that waits for others', { children: [{ ...childOf(), need: 2 }] }],
    ['has a child that is to be decided on', { children: [{ ...childOf(), fused: false }] }],
    ['has two children', { children: [childOf(), { ...childOf(), taskNo: 2 }] }],
  ])('is not what %s', async (_what, changed) => {
    await store.engine.advance([stepOf(await makeRun(), changed)], false, 0);
    expect(asked).toEqual(['advance']);
  });

  describe('behind another transaction', () => {
    let first: pg.Client;
    beforeEach(async () => {
      first = new pg.Client(database.url);
      await first.connect();
    });
    afterEach(() => first.end());

    it.each([
      ['has paused its run', `update run set state = ${RUN_STATE_CODES.paused} where id = $1`, 0],
      [
        'has made its child',
        `with r as (select id from run where id = $1 for update)
         insert into task_run (run_id, task_no, state, need, fused, lane_key, rank) select id, 1, 0, 1, true, 4, 9 from r`,
        1,
      ],
    ])('that %s it is done by the large statement', async (_what, sql, leased) => {
      const runId = await makeRun();
      await first.query('begin');
      await first.query(sql, [runId]);
      const advancing = store.engine.advance([stepOf(runId)], false, 0);
      await vi.waitFor(async () => {
        const { rows } = await client.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(rows).toHaveLength(1);
      });
      await first.query('commit');
      const advanced = await advancing;
      expect([...advanced.accepted]).toEqual([`${runId}/0`]);
      expect(advanced.leased).toHaveLength(leased);
      expect(asked).toEqual(['advance_steps', 'advance']);
    });
  });
});

function childOf(): GraphCompletion['children'][number] {
  return stepOf('').children.at(0) as GraphCompletion['children'][number];
}
