import { newRunId } from '@carillon/runtime';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from '../workflows.testing.ts';

/** More than the healer reads at once. */
const WAITING = 1_100;

/** The state that a crash leaves is built by hand; a node that starts then takes the healer's lease and finds it. */
describe('the healer', () => {
  let cluster: TestCluster;
  let keys: { versionKey: number; workflowKey: number };

  beforeAll(async () => {
    cluster = await startTestCluster({ ok: () => ({}) });
    keys = await cluster.publish(
      workflow('left', {
        a: call('ok'),
        b: call('ok'),
        // Not started by counting alone: somebody has to decide.
        c: call('ok', { needs: ['a', 'b'], when: 'true' }),
      }),
    );
  });
  afterAll(() => cluster.stop());

  const query = async (text: string, values: readonly unknown[] = []) =>
    (await cluster.store.database.api.query(text, [...values])).rows;

  /** An open run of a minute ago, with so many of its first tasks done. */
  async function openRun(open: number, done: number, versionKey = keys.versionKey): Promise<string> {
    const id = newRunId();
    await query(
      `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, created_at,
         trigger_kind, actor, params) values ($1, $2, $3, 1, 1, 1, 2, $4, 50, now() - interval '1 minute', 'manual', 'a', '{}')`,
      [id, versionKey, keys.workflowKey, open],
    );
    await query(
      `insert into task_history (run_id, task_no, state, attempt_no, ended_at) select $1, no, 10, 1, now() from generate_series(0, $2 - 1) no`,
      [id, done],
    );
    return id;
  }

  const joining = (id: string, ok: number) =>
    query('insert into task_run (run_id, task_no, state, need, ok, lane_key, rank) values ($1, 2, 0, 2, $2, 1, 0)', [
      id,
      ok,
    ]);

  it('decides what nobody decided and ends what nobody ended, however much waits for good reason', async () => {
    const [unreadable] = await query(
      `insert into workflow_version (id, workflow_key, number, hash, document, author)
       values (gen_random_uuid(), $1, 99, '', '{"tasks": {"a": {"needs": ["nobody"]}}}', 'a') returning key`,
      [keys.workflowKey],
    );
    await joining(await openRun(1, 2, unreadable.key), 2);
    for (let i = 1; i < WAITING; i++) await joining(await openRun(1, 1), 1);
    const undecided = await openRun(1, 2);
    await joining(undecided, 2);
    const endable = await openRun(0, 3);

    await query('truncate lease');
    await cluster.addNode();

    expect((await cluster.ended(endable)).state).toBe('success');
    expect((await cluster.ended(undecided)).state).toBe('success');
    expect(states(await cluster.tasks(undecided))).toEqual({ a: 'success', b: 'success', c: 'success' });
    expect(await query('select count(*)::int waiting from task_run where state = 0')).toEqual([{ waiting: WAITING }]);
  });

  it('stops and holds what a failure should have stopped and held', async () => {
    const tasks = { bad: call('ok'), wait: { type: 'wait', with: { for: '1h' } } } as const;
    await cluster.publish(workflow('to_stop', tasks, { failure: 'stop' }));
    await cluster.publish(workflow('to_hold', tasks, { failure: 'pause' }));
    const [stopped, held] = [await cluster.start('to_stop'), await cluster.start('to_hold')];
    for (const id of [stopped, held])
      await vi.waitFor(async () => expect((await cluster.tasks(id))['bad']?.state).toBe('success'), {
        timeout: 10_000,
      });
    await query('update run set failed = 1 where id = $1', [stopped]);
    await query('update run set failed = 1, state = 3, paused_at = now() where id = $1', [held]);

    await query('truncate lease');
    await cluster.addNode();

    expect(await cluster.ended(stopped)).toMatchObject({ state: 'failed', reason: { code: 'TASK_FAILED' } });
    expect(states(await cluster.tasks(held))).toEqual({ bad: 'success', wait: 'paused' });
  });
});
