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

  /** Open runs of a minute ago, each with so many of its first tasks done. */
  async function openRuns(count: number, open: number, done: number, versionKey = keys.versionKey): Promise<string[]> {
    const ids = Array.from({ length: count }, newRunId);
    await query(
      `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, created_at,
         trigger_kind, actor, params)
       select id, $2, $3, 1, 1, 1, 2, $4, 50, now() - interval '1 minute', 'manual', 'a', '{}' from unnest($1::uuid[]) id`,
      [ids, versionKey, keys.workflowKey, open],
    );
    await query(
      `insert into task_history (run_id, task_no, state, attempt_no, ended_at)
       select id, no, 10, 1, now() from unnest($1::uuid[]) id, generate_series(0, $2 - 1) no`,
      [ids, done],
    );
    return ids;
  }
  /** Those whose third task waits, for as many of the others as are not done. */
  async function joiningRuns(count: number, done: number, versionKey?: number): Promise<string[]> {
    const ids = await openRuns(count, 1, done, versionKey);
    await query(
      `insert into task_run (run_id, task_no, state, need, ok, lane_key, rank)
       select id, 2, 0, 2, $2, 1, 0 from unnest($1::uuid[]) id`,
      [ids, done],
    );
    return ids;
  }

  it('decides what nobody decided and ends what nobody ended, however much waits for good reason', async () => {
    const [unreadable] = await query(
      `insert into workflow_version (id, workflow_key, number, hash, document, author)
       values (gen_random_uuid(), $1, 99, '', '{"tasks": {"a": {"needs": ["nobody"]}}}', 'a') returning key`,
      [keys.workflowKey],
    );
    await joiningRuns(1, 2, unreadable.key);
    await joiningRuns(WAITING - 1, 1);
    const [undecided] = (await joiningRuns(1, 2)) as [string];
    const [endable] = (await openRuns(1, 0, 3)) as [string];

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
