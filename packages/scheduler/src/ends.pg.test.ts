import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

describe('the end of a run', () => {
  let cluster: TestCluster;
  let release: () => void = () => undefined;
  let held = Promise.resolve();

  const hold = (): void => {
    held = new Promise((resolve) => {
      release = resolve;
    });
  };

  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({ n: 1 }),
      fail: () => {
        throw new Error('as asked');
      },
      release: () => (release(), {}),
      hold: () => held.then(() => ({})),
    });
  });
  afterAll(() => cluster.stop());

  const run = async (document: ReturnType<typeof workflow>) => {
    await cluster.publish(document);
    const id = await cluster.start(document.name);
    const ended = await cluster.ended(id);
    return { ...ended, tasks: await cluster.tasks(id) };
  };

  it('waits for a task that its blocked last task did not wait for', async () => {
    hold();
    const ended = await run(
      workflow('blocked_early', {
        slow: call('hold'),
        bad: call('fail'),
        last: call('ok', { needs: ['slow', 'bad'] }),
        // Runs after the last task was blocked, so the run is held open by `slow` alone.
        signal: call('release', { needs: ['last'], rule: 'all_done' }),
      }),
    );
    expect(states(ended.tasks)).toEqual({
      slow: 'success',
      bad: 'failed',
      last: 'upstream_failed',
      signal: 'success',
    });
    expect(ended.state).toBe('failed');
  });

  it('waits for the slower upstream of a last task that started early, and for what else depends on it', async () => {
    hold();
    const ended = await run(
      workflow('started_early', {
        slow: call('hold'),
        fast: call('ok'),
        between: call('ok', { needs: ['slow'] }),
        last: call('release', { needs: ['between', 'fast'], rule: 'one_success' }),
      }),
    );
    expect(states(ended.tasks)).toEqual({ slow: 'success', fast: 'success', between: 'success', last: 'success' });
  });

  it('keeps the failure of a task that ends after the last one', async () => {
    hold();
    const ended = await run(
      workflow('late_failure', {
        slow: call('hold'),
        bad: call('fail', { needs: ['slow'] }),
        fast: call('ok'),
        last: call('release', { needs: ['bad', 'fast'], rule: 'one_success' }),
      }),
    );
    expect(states(ended.tasks)).toEqual({ slow: 'success', bad: 'failed', fast: 'success', last: 'success' });
    expect(ended.state).toBe('failed');
  });
});

describe('a run of one task', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({ n: 1 }),
      fail: () => {
        throw new Error('as asked');
      },
    });
  });
  afterAll(() => cluster.stop());

  it('succeeds when the failure of its task is allowed', async () => {
    await cluster.publish(workflow('one_allowed', { only: call('fail', { allowFailure: true }) }));
    const id = await cluster.start('one_allowed');
    expect((await cluster.ended(id)).state).toBe('success');
    expect(states(await cluster.tasks(id))).toEqual({ only: 'failed' });
  });

  it('has the outputs that the workflow declares', async () => {
    await cluster.publish(
      workflow('one_output', { only: call('ok') }, { outputs: { twice: '${{ tasks.only.outputs.n * 2 }}' } }),
    );
    expect((await cluster.ended(await cluster.start('one_output'))).output).toEqual({ twice: 2 });
  });

  it('ends at the time limit of the run', async () => {
    await cluster.publish(
      workflow('one_limited', { only: { type: 'wait', with: { for: '1h' } } }, { timeout: '50ms' }),
    );
    const ended = await cluster.ended(await cluster.start('one_limited'));
    expect(ended).toMatchObject({ state: 'failed', reason: { code: 'RUN_TIMEOUT' } });
  });
});
