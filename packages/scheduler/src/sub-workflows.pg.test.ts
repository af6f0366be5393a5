import type { TaskDocument, TaskRunRecord, WorkflowDocument } from '@carillon/core';
import { parseId } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };
const BY = { actor: 'li' };
const STOP = { actor: 'li', reason: { code: 'STOPPED_BY_USER', params: { actor: 'li' } } } as const;

const sub = (name: string, more: Partial<TaskDocument> & { readonly with?: object } = {}): TaskDocument => ({
  type: 'workflow',
  ...more,
  with: { workflow: name, ...more.with },
});
const sleeps = workflow('sleeps', { nap: { type: 'wait', with: { for: '1h' } } });

describe('a task that runs another workflow', () => {
  let cluster: TestCluster;
  let failures = 0;
  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({}),
      echo: (_params, context) => ({ said: context.with['input'] ?? null }),
      fail: () => {
        throw new Error('no');
      },
      failOnce: () => {
        if (failures++ === 0) throw new Error('no');
        return {};
      },
    });
  });
  afterAll(() => cluster.stop());

  const run = async (...documents: readonly WorkflowDocument[]): Promise<string> => {
    for (const document of documents) await cluster.publish(document);
    return cluster.start((documents.at(-1) as WorkflowDocument).name);
  };
  const rows = async (text: string, ...values: unknown[]) =>
    (await cluster.store.database.api.query(text, values)).rows;
  const childrenOf = async (runId: string): Promise<string[]> =>
    (
      await rows('select run_id from run_child where parent_run_id = $1 order by attempt_no, round, position', runId)
    ).map((row) => row.run_id);
  const childOf = (runId: string, count = 1): Promise<string> =>
    vi.waitFor(
      async () => {
        const children = await childrenOf(runId);
        if (children.length < count) throw new Error('no child yet');
        return children.at(-1) as string;
      },
      { timeout: 10_000, interval: 10 },
    );
  const task = (runId: string, id: string, state: string): Promise<TaskRunRecord> =>
    vi.waitFor(
      async () => {
        const found = (await cluster.tasks(runId))[id];
        if (found?.state !== state) throw new Error(`${id} is ${found?.state}`);
        return found;
      },
      { timeout: 10_000, interval: 20 },
    );

  it('waits for it, and hands its outputs on', async () => {
    const runId = await run(
      workflow(
        'adds',
        { add: call('echo', { with: { handler: 'echo', input: '${{ params.a + 1 }}' } }) },
        { params: { a: { type: 'integer', default: 1 } }, outputs: { sum: '${{ tasks.add.outputs.said }}' } },
      ),
      workflow('uses', {
        first: call('echo', { with: { handler: 'echo', input: 41 } }),
        sum: sub('adds', { needs: ['first'], with: { params: { a: '${{ tasks.first.outputs.said }}' } } }),
        after: call('echo', { needs: ['sum'], with: { handler: 'echo', input: '${{ tasks.sum.outputs.sum }}' } }),
      }),
    );
    expect((await cluster.ended(runId)).state).toBe('success');
    const tasks = await cluster.tasks(runId);
    expect(states(tasks)).toEqual({ first: 'success', sum: 'success', after: 'success' });
    expect(tasks['sum']?.output).toEqual({ sum: 42 });
    expect(tasks['after']?.output).toEqual({ said: 42 });
  });

  it('fails with it, and names it', async () => {
    const runId = await run(workflow('fails', { no: call('fail') }), workflow('alone', { it: sub('fails') }));
    expect((await cluster.ended(runId)).state).toBe('failed');
    expect((await cluster.tasks(runId))['it']).toMatchObject({
      state: 'failed',
      reason: { code: 'CHILD_FAILED', params: { run: expect.stringMatching(/^run_/), state: 'failed' } },
    });
  });

  it('does not wait where it is told not to', async () => {
    const runId = await run(sleeps, workflow('leaves', { it: sub('sleeps', { with: { wait: false } }) }));
    expect((await cluster.ended(runId)).state).toBe('success');
    const output = (await cluster.tasks(runId))['it']?.output;
    const child = parseId('run', output?.['run'] as string) as string;
    expect(await cluster.store.queries.run(TENANT, child)).toMatchObject({ state: 'running', triggerKind: 'parent' });
  });

  it('runs the version it is pinned to, and the live one else', async () => {
    const says = (said: number): WorkflowDocument =>
      workflow(
        'says',
        { say: call('echo', { with: { handler: 'echo', input: said } }) },
        { outputs: { said: '${{ tasks.say.outputs.said }}' } },
      );
    const runId = await run(
      says(1),
      says(2),
      workflow('pins', { old: sub('says', { with: { version: 1 } }), live: sub('default/says') }),
    );
    expect((await cluster.ended(runId)).state).toBe('success');
    const tasks = await cluster.tasks(runId);
    expect([tasks['old']?.output?.['said'], tasks['live']?.output?.['said']]).toEqual([1, 2]);
  });

  it.each([
    [
      'a workflow that is not there',
      sub('nowhere'),
      { code: 'WORKFLOW_MISSING', params: { workflow: 'default/nowhere' } },
    ],
    [
      'a version that is not there',
      sub('typed', { with: { version: 9 } }),
      { code: 'WORKFLOW_MISSING', params: { workflow: 'default/typed', version: 9 } },
    ],
    [
      'parameters that it does not take',
      sub('typed', { with: { params: { n: 'one' } } }),
      { code: 'PARAMS_INVALID', params: { workflow: 'typed', problems: expect.stringContaining('n') } },
    ],
    [
      'a name that is no text',
      sub('x', { with: { workflow: '${{ 1 }}' } }),
      {
        code: 'EXPRESSION_FAILED',
        params: { message: expect.stringContaining('with.workflow') },
        said: expect.anything(),
      },
    ],
  ])('fails clearly for %s', async (_, it, reason) => {
    const runId = await run(
      workflow('typed', { ok: call('ok') }, { params: { n: { type: 'integer', default: 0 } } }),
      workflow('asks', { it }),
    );
    expect((await cluster.ended(runId)).state).toBe('failed');
    expect((await cluster.tasks(runId))['it']?.reason).toEqual(reason);
  });

  it('ends where workflows start each other in a ring', async () => {
    const runId = await run(workflow('ring', { again: sub('ring') }));
    expect((await cluster.ended(runId)).state).toBe('failed');
    const [deepest] = await rows('select max(depth) depth from run_child where task = $1', 'again');
    expect(deepest.depth).toBe(10);
    const [end] = await rows(`select reason from run_history where reason ->> 'code' = 'CHILDREN_TOO_DEEP'`);
    expect(end.reason.params).toEqual({ max: 10 });
  });

  it('tries again with a new run', async () => {
    failures = 0;
    const runId = await run(
      workflow('flaky', { once: call('failOnce') }),
      workflow('tries', { it: sub('flaky', { retry: { max: 1, initial: '10ms' } }) }),
    );
    expect((await cluster.ended(runId)).state).toBe('success');
    expect(await childrenOf(runId)).toHaveLength(2);
    expect((await cluster.tasks(runId))['it']).toMatchObject({ state: 'success', attempt: 2 });
  });

  it.each([
    ['of several tasks', { before: call('ok'), it: sub('sleeps', { needs: ['before'] }) }],
    ['of one task', { it: sub('sleeps') }],
  ])('is stopped with its run %s, after the run that it waits for', async (_, tasks) => {
    const runId = await run(sleeps, workflow('stops', tasks));
    const child = await childOf(runId);
    expect(await cluster.scheduler.controller.stop(TENANT, runId, STOP)).toBe('stopping');
    expect((await cluster.ended(runId)).state).toBe('stopped');
    expect((await cluster.store.queries.run(TENANT, child))?.state).toBe('stopped');
    expect((await cluster.tasks(runId))['it']).toMatchObject({ state: 'stopped', reason: STOP.reason });
  });

  it('has not ended before the run that it waits for has cleaned up', async () => {
    const runId = await run(
      workflow(
        'cleans',
        { nap: { type: 'wait', with: { for: '1h' } } },
        { finally: { ask: { type: 'approval', with: { expires: '1h' } } } },
      ),
      workflow('waits-for-it', { it: sub('cleans') }),
    );
    const child = await childOf(runId);
    await cluster.scheduler.controller.stop(TENANT, runId, STOP);
    const { items } = await vi.waitFor(
      async () => {
        const open = await cluster.store.approvals.approvals(
          { ...TENANT, environmentKey: 1 },
          { limit: 10, runId: child },
        );
        if (!open.items[0]) throw new Error('not asked yet');
        return open;
      },
      { timeout: 10_000, interval: 20 },
    );
    expect((await cluster.store.queries.run(TENANT, runId))?.state).toBe('stopping');
    expect((await cluster.tasks(runId))['it']?.state).toBe('stopping');
    await cluster.scheduler.controller.answer(TENANT, items.at(0)?.id as string, {
      state: 'approved',
      actor: 'li',
      input: {},
    });
    expect((await cluster.ended(runId)).state).toBe('stopped');
  });

  it('fails when its time is over, with the run stopped', async () => {
    const runId = await run(sleeps, workflow('late', { it: sub('sleeps', { timeout: { task: '200ms' } }) }));
    expect((await cluster.ended(runId)).state).toBe('failed');
    expect((await cluster.tasks(runId))['it']?.reason).toEqual({ code: 'TASK_TIMEOUT', params: { limitMs: 200 } });
    expect((await cluster.store.queries.run(TENANT, await childOf(runId)))?.state).toBe('stopped');
  });

  it('ends with the time of its run', async () => {
    const runId = await run(sleeps, workflow('over', { it: sub('sleeps') }, { timeout: '200ms' }));
    expect(await cluster.ended(runId)).toMatchObject({ state: 'failed', reason: { code: 'RUN_TIMEOUT' } });
    expect((await cluster.store.queries.run(TENANT, await childOf(runId)))?.reason?.code).toBe('RUN_TIMEOUT');
  });

  it('is paused and resumed with its run, at any depth', async () => {
    const runId = await run(
      workflow('naps', { nap: { type: 'wait', with: { for: '300ms' } }, then: call('ok', { needs: ['nap'] }) }),
      workflow('middle', { inner: sub('naps') }),
      workflow('outer', { it: sub('middle') }),
    );
    const middle = await childOf(runId);
    const inner = await childOf(middle);
    const { controller } = cluster.scheduler;
    expect(await controller.pause(TENANT, runId, BY)).toEqual({ kind: 'done' });
    for (const id of [runId, middle, inner])
      await vi.waitFor(async () => expect((await cluster.store.queries.run(TENANT, id))?.state).toBe('paused'), {
        timeout: 10_000,
        interval: 20,
      });
    expect((await cluster.store.queries.run(TENANT, inner))?.reason).toEqual({ code: 'PARENT_PAUSED' });
    expect(await controller.resume(TENANT, runId, BY)).toMatchObject({ kind: 'done' });
    expect((await cluster.ended(runId)).state).toBe('success');
  });

  it('leaves a child alone that a person paused before', async () => {
    const runId = await run(
      workflow('naps2', { nap: { type: 'wait', with: { for: '1h' } }, then: call('ok', { needs: ['nap'] }) }),
      workflow('outer2', { it: sub('naps2') }),
    );
    const child = await childOf(runId);
    const { controller } = cluster.scheduler;
    await controller.pause(TENANT, child, BY);
    await controller.pause(TENANT, runId, BY);
    await controller.resume(TENANT, runId, BY);
    await task(runId, 'it', 'waiting');
    expect((await cluster.store.queries.run(TENANT, child))?.reason).toMatchObject({ code: 'PAUSED_BY_USER' });
    await controller.stop(TENANT, runId, STOP);
    expect((await cluster.ended(runId)).state).toBe('stopped');
  });

  it.each([
    ['of one task', { a: call('ok') }],
    ['of several tasks', { a: call('ok'), b: call('ok', { needs: ['a'] }) }],
  ])('waits for a run %s that limits hold, too', async (name, tasks) => {
    const limited = `limited-${name.replaceAll(' ', '-')}`;
    const ask: TaskDocument = { type: 'approval', with: { expires: '1h' } };
    await cluster.publish(workflow(limited, { ask, ...tasks }, { concurrency: { max: 1 } }));
    const runIds = [await run(workflow('one', { it: sub(limited) })), await run(workflow('two', { it: sub(limited) }))];
    const children = [await childOf(runIds.at(0) as string), await childOf(runIds.at(1) as string)];
    const asked = async () => {
      const asking = { limit: 10, states: ['open'] as const };
      const questions = await Promise.all(
        children.map((runId) =>
          cluster.store.approvals.approvals({ ...TENANT, environmentKey: 1 }, { ...asking, runId }),
        ),
      );
      return questions.flatMap(({ items }) => items);
    };
    // Which of them is let go first is nobody's promise: their parents start them at about the same time.
    for (const _ of children) {
      const open = await vi.waitFor(
        async () => {
          const [one, ...others] = await asked();
          if (!one) throw new Error('not asked yet');
          expect(others).toEqual([]);
          return one;
        },
        { timeout: 10_000, interval: 20 },
      );
      const yes = { state: 'approved', actor: 'li', input: {} } as const;
      await cluster.scheduler.controller.answer(TENANT, open.id, yes);
    }
    for (const runId of runIds) expect((await cluster.ended(runId)).state).toBe('success');
  });

  it('holds a run of one task by its limits, and counts it when it ends', async () => {
    await cluster.publish(
      workflow('single', { nap: { type: 'wait', with: { for: '50ms' } } }, { concurrency: { max: 1 } }),
    );
    const runIds = [
      await run(workflow('one', { it: sub('single') })),
      await run(workflow('two', { it: sub('single') })),
    ];
    for (const runId of runIds) expect((await cluster.ended(runId)).state).toBe('success');
  });

  it('is neither marked nor cleared under its child', async () => {
    const runId = await run(sleeps, workflow('marks', { a: call('ok'), it: sub('sleeps', { needs: ['a'] }) }));
    await childOf(runId);
    const { controller } = cluster.scheduler;
    expect(await controller.mark(TENANT, runId, 1, 'success', BY)).toMatchObject({ kind: 'refused' });
    expect(await controller.reopen(TENANT, runId, 0, BY)).toMatchObject({ kind: 'refused', tasks: ['it'] });
    await controller.stop(TENANT, runId, STOP);
    expect((await cluster.ended(runId)).state).toBe('stopped');
  });

  it('runs the failed child again, and no other, in a rerun from failed', async () => {
    failures = 0;
    const runId = await run(
      workflow('flaky2', { once: call('failOnce') }),
      workflow('good', { ok: call('ok') }),
      workflow('reruns', { good: sub('good'), bad: sub('flaky2') }),
    );
    expect((await cluster.ended(runId)).state).toBe('failed');
    const before = await childrenOf(runId);
    const again = await cluster.scheduler.controller.rerun(TENANT, runId, {
      selection: { kind: 'failed' },
      actor: 'li',
    });
    const rerun = 'runId' in again ? again.runId : '';
    expect((await cluster.ended(rerun)).state).toBe('success');
    expect(states(await cluster.tasks(rerun))).toEqual({ good: 'success', bad: 'success' });
    const started = await rows('select run_id from run_child where parent_run_id = $1 and attempt_no > 0', rerun);
    expect(started).toHaveLength(1);
    const child = await cluster.store.queries.run(TENANT, started[0].run_id);
    expect(before).toContain(child?.rerunOf);
  });

  it('is cleared in an open run, with a new child', async () => {
    failures = 0;
    const runId = await run(
      workflow('flaky3', { once: call('failOnce') }),
      workflow('clears', { bad: sub('flaky3'), hold: { type: 'wait', with: { for: '1h' } } }),
    );
    await task(runId, 'bad', 'failed');
    expect(await cluster.scheduler.controller.reopen(TENANT, runId, 0, BY)).toMatchObject({ kind: 'done' });
    expect((await task(runId, 'bad', 'success')).attempt).toBe(2);
    await cluster.scheduler.controller.stop(TENANT, runId, STOP);
  });
});
