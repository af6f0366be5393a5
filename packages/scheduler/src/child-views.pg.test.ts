import { explainRun, sentenceOf } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };
const HERE = { ...TENANT, environmentKey: 1 };

describe('what people see of a task that waits for runs', () => {
  let cluster: TestCluster;
  let runId: string;
  beforeAll(async () => {
    cluster = await startTestCluster({ ok: () => ({}) });
    await cluster.publish(workflow('asks', { ask: { type: 'approval', with: { expires: '1h' } } }));
    await cluster.publish(
      workflow('outer', {
        first: call('ok'),
        it: { type: 'workflow', needs: ['first'], with: { workflow: 'asks' } },
      }),
    );
    runId = await cluster.start('outer');
    await vi.waitFor(
      async () => {
        const { items } = await cluster.store.queries.children(TENANT, runId, { limit: 5 });
        if (items[0]?.state !== 'running') throw new Error('nobody is asked yet');
      },
      { timeout: 10_000, interval: 20 },
    );
  });
  afterAll(() => cluster.stop());

  const child = async () => (await cluster.store.queries.children(TENANT, runId, { limit: 5 })).items.at(0);

  it('are totals of the task, and the run with its parent', async () => {
    expect((await cluster.tasks(runId))['it']).toMatchObject({
      state: 'waiting',
      reason: { code: 'CHILDREN', params: { running: 1, done: 0, of: 1 } },
      children: { of: 1, rounds: 1, open: 1, success: 0, failed: 0, stopped: 0 },
    });
    expect(await child()).toMatchObject({
      workflow: 'asks',
      state: 'running',
      parent: { runId, taskNo: 1, task: 'it', round: 0, position: 0, isPart: false },
    });
    expect((await cluster.store.queries.run(TENANT, (await child())?.id ?? ''))?.parent?.task).toBe('it');
  });

  it('are runs of other workflows in lists, with the state and task that is asked for', async () => {
    const { items } = await cluster.store.queries.runs(HERE, { limit: 10 });
    expect(items.map(({ workflow: name }) => name)).toEqual(['asks', 'outer']);
    const of = (filter: object) => cluster.store.queries.children(TENANT, runId, { limit: 5, ...filter });
    expect((await of({ taskNo: 0 })).items).toEqual([]);
    expect((await of({ states: ['failed'] })).items).toEqual([]);
    expect((await of({ partsOnly: true })).items).toEqual([]);
  });

  it('is why the first of them waits', async () => {
    const facts = await cluster.store.queries.facts(TENANT, runId);
    if (!facts) throw new Error('no such run');
    const waiting = explainRun(facts).waiting.at(0);
    expect(waiting).toMatchObject({
      task: 'it',
      answer: { code: 'CHILDREN', params: { done: 0, of: 1 }, fix: { action: 'explain_run' } },
    });
    expect(sentenceOf((waiting as NonNullable<typeof waiting>).answer)).toMatch(
      /0 of 1 have ended\. run_\w+: Waiting for an approval/,
    );
  });
});
