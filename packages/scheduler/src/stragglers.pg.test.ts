import { LONG_RUNNING_FACTOR } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createStragglerWatch } from './loops/straggler-watch.ts';
import { call, workflow } from './workflows.testing.ts';

const SCOPE = { tenantKey: 1 };

describe('what takes much longer than usual', () => {
  let cluster: TestCluster;
  let release: () => void = () => undefined;
  let isHeld = false;

  beforeAll(async () => {
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    cluster = await startTestCluster({ work: () => (isHeld ? held.then(() => ({})) : {}), ok: () => ({}) });
  });
  afterAll(async () => {
    release();
    await cluster.stop();
  });

  const query = async (text: string, values: readonly unknown[]) =>
    (await cluster.store.database.api.query(text, [...values])).rows;
  /** As if it had begun so long ago. */
  const age = async (run: string, interval: string) => {
    await query(
      `update task_run set dispatched_at = now() - $2::interval where run_id = $1 and attempt_id is not null`,
      [run, interval],
    );
    await query(`update run set created_at = now() - $2::interval where id = $1`, [run, interval]);
  };
  const found = async () =>
    (await cluster.store.engine.longRunning(LONG_RUNNING_FACTOR, 100)).map(({ taskNo }) => taskNo);

  it('is said once, of the attempt and of the run, when there are successes to compare with', async () => {
    await cluster.publish(workflow('usual', { first: call('ok'), work: call('work', { needs: ['first'] }) }));
    for (let i = 0; i < 4; i++) await cluster.ended(await cluster.start('usual'));
    isHeld = true;
    const run = await cluster.start('usual');
    await vi.waitFor(async () => expect((await cluster.tasks(run))['work']?.state).toBe('running'), {
      timeout: 10_000,
    });
    await age(run, '10 min');
    // Four are too few.
    expect(await found()).toEqual([]);
    isHeld = false;
    await cluster.ended(await cluster.start('usual'));
    expect([...(await found())].sort((a, b) => a - b)).toEqual([-1, 1]);
    const watch = createStragglerWatch({
      store: cluster.store.engine,
      leadership: { lead: async () => ({ duty: 'stragglers', owner: 'test', term: 1 }) },
      versions: { get: async () => ({ plan: { tasks: [{ id: 'first' }, { id: 'work' }] } }) as never } as never,
      log: { warn: () => undefined } as never,
    });
    await watch.runOnce();
    await watch.runOnce();
    const events = await cluster.store.queries.events(SCOPE, run, { afterSeq: undefined, limit: 100 });
    const said = (events ?? []).flatMap(({ transitions }) =>
      transitions.flatMap(({ task, reason }) => (reason?.code === 'LONG_RUNNING' ? [task ?? 'run'] : [])),
    );
    expect(said.sort()).toEqual(['run', 'work']);
    expect(await found()).toEqual([]);
  });
});
