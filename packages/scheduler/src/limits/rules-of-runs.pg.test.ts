import { type LimitRuleDocument, type StartRequest } from '@carillon/core';
import { startTestCluster, type TestCluster, TEST_SCOPE } from '@carillon/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { call, workflow } from '../workflows.testing.ts';

const WAIT = { timeout: 15_000, interval: 20 };
const BY = { actor: 'test', via: 'system' } as const;
let cluster: TestCluster;
/** What lets a running task go. */
const live: (() => void)[] = [];

beforeAll(async () => {
  cluster = await startTestCluster({
    held: () => new Promise((resolve) => live.push(() => resolve({}))),
    ok: () => ({}),
  });
});
afterAll(() => cluster.stop());

async function rule(name: string, definition: LimitRuleDocument): Promise<void> {
  await cluster.store.limits.setRule(TEST_SCOPE, { name, project: 'default' }, definition, BY);
}
const startsHeld = async (name: string): Promise<string> => {
  const id = await cluster.start(name);
  const run = await cluster.store.queries.run(TEST_SCOPE, id);
  expect(run).toMatchObject({ state: 'queued', reason: { code: 'CONCURRENCY_LIMIT' } });
  return id;
};

it('hold runs of one task and of several, of all workflows of a project, from their grant to their end', async () => {
  const when = 'workflow.name in ["one", "two", "calls"]';
  await rule('few', { counts: 'runs', concurrency: { max: 1 }, when });
  await cluster.publish(workflow('one', { only: call('held') }));
  await cluster.publish(workflow('two', { a: call('held'), b: call('ok', { needs: ['a'] }) }));
  await cluster.publish(workflow('calls', { child: { type: 'workflow', with: { workflow: 'one' } } }));
  // The rule is known within a second: what starts before it does not count.
  let first = '';
  await vi.waitFor(async () => {
    first = await cluster.start('one');
    const run = await cluster.store.queries.run(TEST_SCOPE, first);
    if (run?.reason?.code === 'CONCURRENCY_LIMIT') return;
    await vi.waitFor(() => expect(live.length).toBe(1), WAIT);
    live.pop()?.();
    await cluster.ended(first);
    throw new Error('not known yet');
  }, WAIT);

  await vi.waitFor(() => expect(live.length).toBe(1), WAIT);
  const second = await startsHeld('two');
  const third = await startsHeld('one');
  live.pop()?.();
  expect((await cluster.ended(first)).state).toBe('success');
  expect((await cluster.tasks(first))['only']).toMatchObject({ state: 'success', attempt: 1 });

  await vi.waitFor(() => expect(live.length).toBe(1), WAIT);
  expect((await cluster.store.queries.run(TEST_SCOPE, third))?.state).toBe('queued');
  live.pop()?.();
  expect((await cluster.ended(second)).state).toBe('success');
  await vi.waitFor(() => expect(live.length).toBe(1), WAIT);

  // A child is a part of the run that waits for it: it needs no slot beside that one's.
  const parent = await startsHeld('calls');
  live.pop()?.();
  expect((await cluster.ended(third)).state).toBe('success');
  await vi.waitFor(() => expect(live.length).toBe(1), WAIT);
  live.pop()?.();
  expect((await cluster.ended(parent)).state).toBe('success');
  const { rows } = await cluster.store.database.api.query(
    'select 1 from limit_slot union all select 1 from limit_wait',
  );
  expect(rows).toEqual([]);
}, 60_000);

it('retry a one-task run while it holds its slot', async () => {
  let tries = 0;
  await cluster.addWorker({
    flaky: () => {
      if (++tries === 1) throw new Error('as drawn');
      return {};
    },
  });
  await cluster.publish(workflow('again', { only: call('flaky', { retry: { max: 1, initial: '1ms' } }) }));
  await rule('few', { counts: 'runs', concurrency: { max: 1 }, when: 'workflow.name == "again"' });
  const ids: string[] = [];
  await vi.waitFor(async () => {
    tries = 0;
    const id = await cluster.start('again');
    ids.push(id);
    expect((await cluster.ended(id)).state).toBe('success');
    expect(tries).toBe(2);
  }, WAIT);
  expect((await cluster.tasks(ids.at(-1) as string))['only']).toMatchObject({ state: 'success', attempt: 2 });
}, 60_000);

it('refuse a run whose key cannot be evaluated, by name', async () => {
  const keys = await cluster.publish(workflow('keyless', { only: call('ok') }));
  await rule('few', { counts: 'runs', concurrency: { max: 1, key: '${{ params.shop }}' } });
  const request: StartRequest = {
    scope: TEST_SCOPE,
    ...keys,
    params: {},
    logicalTime: undefined,
    triggerKind: 'api',
    actor: 'test',
  };
  await vi.waitFor(
    () =>
      expect(cluster.scheduler.starter.start(request)).rejects.toMatchObject({
        message: expect.stringContaining('shop'),
      }),
    WAIT,
  );
}, 60_000);
