import { type DueTask, RUN_STATE_CODES, TASK_STATE_CODES } from '@carillon/core';
import { newRunId } from '@carillon/runtime';
import { createTestStore, type TestStore } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const TENANT = { tenantKey: 1 };
const BY = { actor: 'li', reason: { code: 'PAUSED_BY_USER' } } as const;

describe('a task run that falls due while its run is being paused', () => {
  let stored: TestStore;
  beforeAll(async () => {
    stored = await createTestStore();
  });
  afterAll(() => stored.stop());

  /** Taken by a node, which has put its due time off for ten seconds, before it was held. */
  const takenThenHeld = async (state: 'retrying' | 'waiting'): Promise<DueTask> => {
    const { engine, database } = stored.store;
    const runId = newRunId();
    await database.api.query(
      `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
       values ($1, 1, 1, 1, 1, 1, 2, 1, 50, 'manual', 'test', '{}')`,
      [runId],
    );
    await database.api.query(
      `insert into task_run (run_id, task_no, state, need, lane_key, rank, due_at) values ($1, 0, $2, 0, 1, 1, now() - interval '1 s')`,
      [runId, TASK_STATE_CODES[state]],
    );
    const [due] = (await engine.takeDueTasks(10)) as [DueTask];
    expect(due).toMatchObject({ runId, state: TASK_STATE_CODES[state] });
    await engine.pauseRun(TENANT, runId, BY);
    expect(await engine.takeDueTasks(10)).toEqual([]);
    expect((await engine.requeue([{ runId, taskNo: 0, readyRank: 1, dueMs: undefined }])).size).toBe(0);
    return due;
  };
  afterEach(() => stored.store.database.api.query('delete from task_run'));

  it.each(['retrying', 'waiting'] as const)('is due as soon as the run is resumed: %s', async (state) => {
    const { engine } = stored.store;
    const due = await takenThenHeld(state);
    await engine.noteDue(due);
    await engine.resumeRun(TENANT, due.runId, BY);
    expect(await engine.takeDueTasks(10)).toMatchObject([{ runId: due.runId, state: TASK_STATE_CODES[state] }]);
  });

  it.each(['retrying', 'waiting'] as const)(
    'is due at once where the run is resumed before that is noted: %s',
    async (state) => {
      const { engine } = stored.store;
      const due = await takenThenHeld(state);
      await engine.resumeRun(TENANT, due.runId, BY);
      expect(await engine.takeDueTasks(10)).toEqual([]);
      await engine.noteDue(due);
      expect(await engine.takeDueTasks(10)).toMatchObject([{ runId: due.runId, state: TASK_STATE_CODES[state] }]);
    },
  );

  it('keeps a due time that is not what the taker has put it off to', async () => {
    const { engine, database } = stored.store;
    const due = await takenThenHeld('retrying');
    await engine.resumeRun(TENANT, due.runId, BY);
    await database.api.query(`update task_run set due_at = due_at + interval '1 hour'`);
    await engine.noteDue(due);
    expect(await engine.takeDueTasks(10)).toEqual([]);
  });
});

describe('a run that its failure paused', () => {
  let stored: TestStore;
  beforeAll(async () => {
    stored = await createTestStore();
  });
  afterAll(() => stored.stop());

  it('is not paused again when a person resumes it before what it holds is written', async () => {
    const { engine, database } = stored.store;
    const runId = newRunId();
    await database.api.query(
      `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params, paused_at)
       values ($1, 1, 1, 1, 1, 1, $2, 1, 50, 'manual', 'test', '{}', now())`,
      [runId, RUN_STATE_CODES.paused],
    );
    const failed = { actor: 'carillon', reason: { code: 'TASK_FAILED' }, isPaused: true } as const;
    expect(await engine.pauseRun(TENANT, runId, failed)).toEqual({ kind: 'done' });
    expect(await engine.resumeRun(TENANT, runId, BY)).toMatchObject({ kind: 'resumed' });
    expect(await engine.pauseRun(TENANT, runId, failed)).toEqual({ kind: 'unchanged' });
    const { rows } = await database.api.query('select state from run where id = $1', [runId]);
    expect(rows).toEqual([{ state: RUN_STATE_CODES.running }]);
  });
});

describe('a run that is held', () => {
  let stored: TestStore;
  beforeAll(async () => {
    stored = await createTestStore();
  });
  afterAll(() => stored.stop());

  it('is given no row by a command to one of its tasks: its start would find the place taken for ever', async () => {
    const { engine, database } = stored.store;
    const runId = newRunId();
    await database.api.query(
      `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, trigger_kind, actor, params)
       values ($1, 1, 1, 1, 1, 1, $2, 1, 50, 'schedule', 'test', '{}')`,
      [runId, RUN_STATE_CODES.queued],
    );
    const task = { runId, taskNo: 0, need: 0, laneKey: 1, step: '{}' };
    await engine.ensureRow(task);
    expect(await engine.standing(runId, 0)).toBeUndefined();
    await database.api.query('update run set state = $2 where id = $1', [runId, RUN_STATE_CODES.running]);
    await engine.ensureRow(task);
    expect(await engine.standing(runId, 0)).toMatchObject({ state: 'pending' });
  });
});
