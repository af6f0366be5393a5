/** What a failure, a stop or the end of the main tasks sets off: strategies, `onFailure` and `finally`, time limits of a task. */
import type { TaskDocument, WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };
const STOP = { actor: 'li', reason: { code: 'STOPPED_BY_USER' } } as const;

describe('what follows the main tasks', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({}),
      echo: (_params, context) => ({ said: context.with['input'] ?? null }),
      fail: () => {
        throw new Error('as asked');
      },
      until_stopped: (_params, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
    });
  });
  afterAll(() => cluster.stop());

  const begin = async (
    name: string,
    tasks: Readonly<Record<string, TaskDocument>>,
    more: Partial<WorkflowDocument> = {},
  ): Promise<string> => {
    await cluster.publish(workflow(name, tasks, more));
    return cluster.start(name);
  };
  const run = async (...of: Parameters<typeof begin>) => {
    const runId = await begin(...of);
    return { ...(await cluster.ended(runId)), tasks: await cluster.tasks(runId) };
  };
  const until = async (runId: string, task: string, state: string): Promise<void> =>
    vi.waitFor(async () => expect((await cluster.tasks(runId))[task]?.state).toBe(state), { timeout: 10_000 });
  const tells = (input: string): TaskDocument => call('echo', { with: { handler: 'echo', input } });

  it('stops the rest at the first failure, where the workflow says so', async () => {
    const ended = await run(
      'fail_fast',
      {
        bad: call('fail'),
        slow: call('until_stopped'),
        later: call('ok', { needs: ['slow'] }),
        wait: { type: 'wait', with: { for: '1h' } },
      },
      { failure: 'stop' },
    );
    expect(ended).toMatchObject({ state: 'failed', reason: { code: 'TASK_FAILED', params: { task: 'bad' } } });
    expect(states(ended.tasks)).toEqual({ bad: 'failed', slow: 'stopped', later: 'stopped', wait: 'stopped' });
    expect(ended.tasks['slow']?.reason).toMatchObject({ code: 'FAIL_FAST', params: { task: 'bad' } });
  });

  it('is not stopped by a failure that is allowed', async () => {
    const ended = await run(
      'allowed_fast',
      { bad: call('fail', { allowFailure: true }), other: { type: 'wait', with: { for: '20ms' } } },
      { failure: 'stop' },
    );
    expect(ended.state).toBe('success');
  });

  it('are the tasks of onFailure, then those of finally, when the run failed', async () => {
    const ended = await run(
      'cleaned',
      { bad: call('fail'), good: tells('kept') },
      {
        onFailure: { alarm: tells('${{ run.state + " " + tasks.bad.state }}') },
        finally: {
          close: tells('${{ run.state }}'),
          last: call('echo', { needs: ['close'], with: { handler: 'echo', input: '${{ tasks.good.outputs.said }}' } }),
        },
      },
    );
    expect(ended).toMatchObject({ state: 'failed', reason: { code: 'TASK_FAILED', params: { task: 'bad' } } });
    expect(ended.tasks['alarm']).toMatchObject({ state: 'success', output: { said: 'failed failed' } });
    expect(ended.tasks['close']).toMatchObject({ state: 'success', output: { said: 'failed' } });
    expect(ended.tasks['last']).toMatchObject({ state: 'success', output: { said: 'kept' } });
    expect(Number(ended.tasks['close']?.readyAt)).toBeGreaterThanOrEqual(Number(ended.tasks['alarm']?.endedAt));
  });

  it('are those of finally alone when it succeeded; a failure there fails the run', async () => {
    const more = { onFailure: { alarm: call('ok') }, finally: { close: tells('${{ run.state }}') } };
    const ended = await run('finished', { only: call('ok') }, more);
    expect(ended.state).toBe('success');
    expect(ended.tasks['close']?.output).toEqual({ said: 'success' });
    expect(ended.tasks['alarm']).toMatchObject({ state: 'skipped', attempt: 0 });
    const failed = await run(
      'badly_closed',
      { only: call('ok') },
      { finally: { close: call('fail') }, failure: 'stop' },
    );
    expect(failed).toMatchObject({ state: 'failed', reason: { code: 'TASK_FAILED', params: { task: 'close' } } });
  });

  it('run also after a stop, and the run ends as stopped; a kill leaves them out', async () => {
    const tasks = { slow: call('until_stopped'), later: call('ok', { needs: ['slow'] }) };
    const more = {
      onFailure: { alarm: call('ok') },
      finally: { close: tells('${{ run.state + " " + tasks.later.state }}') },
    };
    const runId = await begin('stopped_clean', tasks, more);
    await until(runId, 'slow', 'running');
    expect(await cluster.scheduler.controller.stop(TENANT, runId, STOP)).toBe('stopping');
    expect(await cluster.ended(runId)).toMatchObject({ state: 'stopped', reason: { code: 'STOPPED_BY_USER' } });
    const cleaned = await cluster.tasks(runId);
    expect(cleaned['close']).toMatchObject({ state: 'success', output: { said: 'stopped stopped' } });
    expect(cleaned['alarm']?.attempt).toBe(0);

    const killed = await begin('killed', tasks, more);
    await until(killed, 'slow', 'running');
    await cluster.scheduler.controller.stop(TENANT, killed, { ...STOP, kill: true });
    expect((await cluster.ended(killed)).state).toBe('stopped');
    expect((await cluster.tasks(killed))['close']).toMatchObject({ state: 'stopped', attempt: 0 });
  });

  it('are stopped themselves by a second stop', async () => {
    const runId = await begin(
      'stopped_twice',
      { slow: call('until_stopped') },
      { finally: { close: call('until_stopped') } },
    );
    await until(runId, 'slow', 'running');
    await cluster.scheduler.controller.stop(TENANT, runId, STOP);
    await until(runId, 'close', 'running');
    expect((await cluster.store.queries.run(TENANT, runId))?.state).toBe('stopping');
    expect(await cluster.scheduler.controller.stop(TENANT, runId, STOP)).toBe('stopping');
    expect((await cluster.ended(runId)).state).toBe('stopped');
    expect(states(await cluster.tasks(runId))).toEqual({ slow: 'stopped', close: 'stopped' });
  });

  it('follow a run that reached its time limit, and one that failed fast', async () => {
    const more = { onFailure: { alarm: tells('${{ run.state }}') }, finally: { close: call('ok') } };
    const limited = await run('limited', { wait: { type: 'wait', with: { for: '1h' } } }, { ...more, timeout: '50ms' });
    expect(limited).toMatchObject({ state: 'failed', reason: { code: 'RUN_TIMEOUT' } });
    expect(states(limited.tasks)).toEqual({ wait: 'stopped', alarm: 'success', close: 'success' });
    const fast = await run('fast', { bad: call('fail'), slow: call('until_stopped') }, { ...more, failure: 'stop' });
    expect(fast.state).toBe('failed');
    expect(states(fast.tasks)).toEqual({ bad: 'failed', slow: 'stopped', alarm: 'success', close: 'success' });
    expect(fast.tasks['alarm']?.output).toEqual({ said: 'failed' });
  });

  it('gives a task with all its attempts no more than its time limit', async () => {
    const tries = { retry: { max: 1000, backoff: 'fixed', initial: '10ms' } } as const;
    const attempts = await run('overall', {
      // Time for a second attempt on a machine with much else to do.
      bad: call('fail', { ...tries, timeout: { task: '2s' } }),
      other: call('ok'),
    });
    expect(attempts.state).toBe('failed');
    expect(attempts.tasks['bad']?.attempt).toBeGreaterThan(1);
    const running = await run('overall_running', { slow: call('until_stopped', { timeout: { task: '300ms' } }) });
    expect(running).toMatchObject({ state: 'failed' });
    expect(running.tasks['slow']?.reason).toEqual({ code: 'TASK_TIMEOUT', params: { limitMs: 300 } });
    const queued = await run('overall_queued', { nobody: call('no_such_handler', { timeout: { task: '200ms' } }) });
    expect(queued.tasks['nobody']?.reason).toEqual({ code: 'TASK_TIMEOUT', params: { limitMs: 200 } });
  });

  it('counts tries by rule, and stops trying when too much time has passed', async () => {
    const rules = await run('rules', {
      bad: call('fail', {
        retry: {
          max: 9,
          backoff: 'fixed',
          initial: '1ms',
          on: [{ errors: ['Other'] }, { errors: ['Error'], when: 'attempt.number < 3' }],
        },
      }),
    });
    expect(rules.tasks['bad']?.attempt).toBe(3);
    const elapsed = await run('elapsed', {
      bad: call('fail', { retry: { max: 100, backoff: 'fixed', initial: '60ms', maxElapsed: '200ms' } }),
    });
    expect(elapsed.tasks['bad']?.attempt).toBeLessThan(6);
  });

  it('leaves nothing in the hot tables', async () => {
    const { rows } = await cluster.store.database.api.query(
      'select (select count(*) from run)::int runs, (select count(*) from task_run)::int tasks',
    );
    expect(rows[0]).toEqual({ runs: 0, tasks: 0 });
  });
});
