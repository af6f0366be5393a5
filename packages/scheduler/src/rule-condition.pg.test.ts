import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

describe('a rule that is a condition over upstreams', () => {
  let cluster: TestCluster;
  let release: () => void = () => undefined;

  beforeAll(async () => {
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    cluster = await startTestCluster({
      ok: () => ({}),
      held: () => held.then(() => ({ rows: 3 })),
      fail: () => {
        throw new Error('as asked');
      },
    });
  });
  afterAll(() => cluster.stop());

  it('is judged when all of them are final, by what they became and gave', async () => {
    const document = workflow('judged', {
      broken: call('fail'),
      late: call('held', { outputs: { rows: 'integer' } }),
      // It would hold at once, were it not judged when both have ended.
      repair: call('ok', { needs: ['broken', 'late'], rule: { when: 'tasks.broken.state == "failed"' } }),
      none: call('ok', { needs: ['broken', 'late'], rule: { when: 'tasks.late.outputs.rows > 3' } }),
      most: call('ok', {
        needs: ['broken', 'late'],
        rule: { when: 'tasks.filter(t, tasks[t].state == "success").size() * 2 >= tasks.size()' },
      }),
      wrong: call('ok', { needs: ['broken'], rule: { when: 'tasks.broken.outputs.absent > 1' } }),
      behind: call('ok', { needs: ['none'] }),
    });
    await cluster.publish(document);
    const id = await cluster.start('judged');
    await vi.waitFor(async () => expect((await cluster.tasks(id))['broken']?.state).toBe('failed'), {
      timeout: 10_000,
    });
    expect((await cluster.tasks(id))['repair']?.state ?? 'pending').toBe('pending');
    release();
    await cluster.ended(id);
    const tasks = await cluster.tasks(id);
    expect(states(tasks)).toEqual({
      broken: 'failed',
      late: 'success',
      repair: 'success',
      none: 'skipped',
      most: 'success',
      wrong: 'failed',
      behind: 'skipped',
    });
    expect(tasks['none']?.reason).toEqual({ code: 'RULE', params: { rule: 'tasks.late.outputs.rows > 3' } });
    expect(tasks['wrong']?.reason?.code).toBe('EXPRESSION_FAILED');
  });

  it('does not hold a task that a person has freed of its upstreams', async () => {
    const document = workflow('freed', {
      first: call('ok'),
      second: call('ok', { needs: ['first'], rule: { when: 'tasks.first.state == "failed"' } }),
    });
    await cluster.publish(document);
    const old = await cluster.start('freed');
    await cluster.ended(old);
    expect(states(await cluster.tasks(old))).toEqual({ first: 'success', second: 'skipped' });
    const again = await cluster.scheduler.controller.rerun({ tenantKey: 1 }, old, {
      actor: 'li',
      selection: { kind: 'tasks', tasks: ['second'], downstream: false },
    });
    if (!('kind' in again) || again.kind !== 'started') throw new Error(JSON.stringify(again));
    await cluster.ended(again.runId);
    expect(states(await cluster.tasks(again.runId))).toEqual({ first: 'success', second: 'success' });
  });
});
