/**
 * Statements that meet a row which another transaction has changed but not committed yet. They wait, and then
 * must judge the row as it has become: a guard that still holds counts, whatever else of the row moved.
 */
import {
  ATTEMPT_STATE_CODES,
  type Completion,
  type GraphCompletion,
  type ParentTask,
  type Retry,
  TASK_STATE_CODES,
} from '@carillon/core';
import { createLogger, newRunId } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore, type Store } from '../open-store.ts';

const log = createLogger({ name: 'store', level: 'silent' });
const ATTEMPT = '00000000-0000-4000-8000-000000000001';
let database: TestDatabase;
let store: Store;
let other: pg.Client;
let watcher: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await openStore({ url: database.url, applicationName: 'test', log });
  [other, watcher] = [new pg.Client(database.url), new pg.Client(database.url)];
  await Promise.all([other.connect(), watcher.connect()]);
});
afterAll(async () => {
  await Promise.all([other.end(), watcher.end()]);
  await store.close();
  await database.drop();
});

/** Has another transaction run `sql` first; it commits when `work` waits for it. */
async function behind<T>(sql: string, runId: string, work: () => Promise<T>): Promise<T> {
  await other.query('begin');
  await other.query(sql, [runId]);
  const result = work();
  await vi.waitFor(async () => {
    const { rows } = await watcher.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows).toHaveLength(1);
  });
  await other.query('commit');
  return result;
}

const report = (runId: string, taskNo = 0): Completion => ({
  runId,
  taskNo,
  by: { kind: 'report', attemptId: ATTEMPT, fence: 1, sessionKey: 1 },
  state: TASK_STATE_CODES.success,
  startedAtMs: undefined,
  exitCode: undefined,
  reason: undefined,
  output: undefined,
  step: '{}',
});
const graphReport = (runId: string, taskNo: number): GraphCompletion => ({
  ...report(runId, taskNo),
  countsAs: 'ok',
  failsRun: false,
  pausesRun: false,
  sink: true,
  children: [],
});

async function makeSolo(): Promise<string> {
  const runId = newRunId();
  await watcher.query(
    `insert into task_run (run_id, task_no, state, need, lane_key, rank, attempt_no, attempt_id, fence, session_key,
       version_key, workflow_key, tenant_key, project_key, environment_key, created_at, trigger_kind, actor, params)
     values ($1, 0, 2, 0, 1, 1, 1, $2, 1, 1, 1, 1, 1, 1, 1, now(), 'manual', 'test', '{}')`,
    [runId, ATTEMPT],
  );
  return runId;
}

async function makeGraph(tasks: number): Promise<string> {
  const runId = newRunId();
  await watcher.query(
    `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
     values ($1, 1, 1, 1, 1, 1, 2, $2, 50, 'manual', 'test', '{}')`,
    [runId, tasks],
  );
  await watcher.query(
    `insert into task_run (run_id, task_no, state, need, lane_key, rank, attempt_no, attempt_id, fence, session_key)
     select $1, no, 2, 0, 1, 1, 1, $2, 1, 1 from generate_series(0, $3::int4 - 1) no`,
    [runId, ATTEMPT, tasks],
  );
  return runId;
}

const START = `update task_run set state = 3, started_at = now() where run_id = $1 and task_no = 0`;

describe('behind another transaction', () => {
  it('a report of a one-task run counts although the attempt is marked running meanwhile', async () => {
    const runId = await makeSolo();
    const accepted = await behind(START, runId, () => store.engine.finishSolo([report(runId)], 0));
    expect([...accepted.ended]).toEqual([runId]);
  });

  it('a report of a task counts although the attempt is marked running meanwhile', async () => {
    const runId = await makeGraph(1);
    const advanced = await behind(START, runId, () => store.engine.advance([graphReport(runId, 0)], false, 0));
    expect([...advanced.accepted]).toEqual([`${runId}/0`]);
  });

  it('what is open of a run is counted down by each of two nodes', async () => {
    const runId = await makeGraph(2);
    const first = `with t as (delete from task_run where run_id = $1 and task_no = 0)
      update run set open = open - 1 where id = $1`;
    const advanced = await behind(first, runId, () => store.engine.advance([graphReport(runId, 1)], false, 0));
    expect([...advanced.accepted]).toEqual([`${runId}/1`]);
    expect(advanced.endable).toEqual([{ runId, failed: false, phase: 0, endsAs: undefined }]);
  });

  it('the last task run of a run that is stopped meanwhile is counted down, though it is no sink', async () => {
    const runId = await makeGraph(1);
    const stop = `update run set state = 4, open = 1, ends_as = 12 where id = $1`;
    const inner = { ...graphReport(runId, 0), sink: false };
    const advanced = await behind(stop, runId, () => store.engine.advance([inner], false, 0));
    expect([...advanced.accepted]).toEqual([`${runId}/0`]);
    expect(advanced.endable).toMatchObject([{ runId, failed: false }]);
  });

  it('a failed attempt is retried although it is marked running meanwhile', async () => {
    const runId = await makeSolo();
    const retry: Retry = {
      runId,
      taskNo: 0,
      attemptId: ATTEMPT,
      fence: 1,
      sessionKey: 1,
      attemptState: ATTEMPT_STATE_CODES.failed,
      exitCode: undefined,
      startedAtMs: undefined,
      reason: undefined,
      delayMs: 0,
      countsTry: true,
      countsLost: false,
      ruleTries: undefined,
      step: '{}',
    };
    const moved = await behind(START, runId, () => store.engine.retry([retry]));
    expect([...moved]).toEqual([`${runId}/0`]);
  });

  it('a report that another one overtook does not count', async () => {
    const runId = await makeSolo();
    const accepted = await behind(`delete from task_run where run_id = $1`, runId, () =>
      store.engine.finishSolo([report(runId)], 0),
    );
    expect([...accepted.ended]).toEqual([]);
  });

  /** Another transaction has changed the run and told it, but not committed. */
  const tells = (table: 'run' | 'task_run', id: string): string => `
    with r as (update ${table} set ${id} = ${id} where ${id} = $1 returning ${id} id)
    insert into event (run_id, tenant_key, project_key, environment_key, transitions) select id, 1, 1, 1, '["earlier"]' from r`;
  const toldOf = async (runId: string) =>
    (await watcher.query('select transitions from event where run_id = $1 order by seq', [runId])).rows.flatMap(
      ({ transitions }) => transitions,
    );

  describe.each([
    { kind: 'a run', make: () => makeGraph(1), earlier: tells('run', 'id') },
    { kind: 'a one-task run', make: makeSolo, earlier: tells('task_run', 'run_id') },
  ])('what is said of $kind', ({ make, earlier }) => {
    it('about a promise comes behind what was said before', async () => {
      const runId = await make();
      const settlement = { runId, taskNo: -1, kind: 'finish_by', at: new Date() } as const;
      await store.engine.promise({
        runId,
        scope: { tenantKey: 1, projectKey: 1, environmentKey: 1 },
        workflowKey: 1,
        terms: [settlement],
      });
      await behind(earlier, runId, () =>
        store.engine.settleSla([{ ...settlement, outcome: 'missed', dueAt: undefined, step: '"later"' }]),
      );
      expect(await toldOf(runId)).toEqual(['earlier', 'later']);
    });

    it('about its length comes behind what was said before', async () => {
      const runId = await make();
      await behind(earlier, runId, () =>
        store.engine.noteLongRunning({ runId, taskNo: -1, attempt: 0, step: '"later"' }),
      );
      expect(await toldOf(runId)).toEqual(['earlier', 'later']);
    });
  });

  const PARENT_WAITS = `update task_run set state = $2, child_open = 0, child_round = 0 where run_id = $1`;
  it.each<[what: string, work: (runId: string) => Promise<unknown>]>([
    [
      'a task begins',
      (runId: string) =>
        store.engine.markRunning([
          { runId, taskNo: 0, attemptId: ATTEMPT, fence: 1, startedAtMs: Date.now(), step: '"later"' },
        ]),
    ],
    [
      'runs are started anew',
      async (runId: string) => {
        await watcher.query(PARENT_WAITS, [runId, TASK_STATE_CODES.waiting]);
        const parent = { runId, taskNo: 0, attempt: 1 } as ParentTask;
        const reason = { code: 'CHILD_FAILED' } as const;
        return store.engine.retryParent(parent, { ruleTries: undefined, reason, delayMs: 0, step: '"later"' });
      },
    ],
    [
      'runs that were started are stopped',
      async (runId: string) => {
        await watcher.query(PARENT_WAITS, [runId, TASK_STATE_CODES.waiting]);
        await watcher.query('update task_run set child_open = 1 where run_id = $1', [runId]);
        const reason = { code: 'STOPPED_BY_USER' } as const;
        return store.engine.stopParent({ runId, taskNo: 0 }, { actor: 'test', reason, step: '"later"' });
      },
    ],
  ])('that %s comes behind what was said of the run before', async (_what, work) => {
    const runId = await makeGraph(1);
    await behind(tells('run', 'id'), runId, () => work(runId));
    expect(await toldOf(runId)).toEqual(['earlier', 'later']);
  });
});
