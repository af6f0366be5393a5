import type { TaskDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const group = (tasks: Readonly<Record<string, TaskDocument>>, more: Partial<TaskDocument> = {}): TaskDocument => ({
  type: 'group',
  tasks,
  ...more,
});

const BY_LI = { actor: 'li', reason: { code: 'STOPPED_BY_USER' } } as const;

describe('a group', () => {
  let cluster: TestCluster;
  const seen: string[] = [];

  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({}),
      rows: (params) => ({ rows: params['rows'] ?? 0 }),
      say: (params, { env }) => {
        seen.push(`${params['text'] as string} ${env['WHERE'] ?? ''}`.trim());
        return {};
      },
      fail: () => {
        throw new Error('as asked');
      },
    });
  });
  afterAll(() => cluster.stop());

  const run = async (document: ReturnType<typeof workflow>) => {
    await cluster.publish(document);
    const id = await cluster.start(document.name);
    return { ...(await cluster.ended(id)), id, tasks: await cluster.tasks(id) };
  };

  it('runs its tasks between its upstreams and those that need it', async () => {
    const ended = await run(
      workflow(
        'between',
        {
          before: call('rows', { outputs: { rows: 'integer' }, params: { rows: 3 } }),
          load: group(
            {
              stage: call('rows', {
                outputs: { rows: 'integer' },
                params: { rows: '${{ tasks.before.outputs.rows + 1 }}' },
              }),
              merge: call('rows', {
                needs: ['stage'],
                outputs: { rows: 'integer' },
                params: { rows: '${{ tasks.stage.outputs.rows + tasks.before.outputs.rows }}' },
              }),
            },
            { needs: ['before'] },
          ),
          after: call('rows', {
            needs: ['load'],
            when: 'tasks.load.state == "success" && tasks.load.outputs.merge.rows == 7',
            params: { rows: '${{ tasks.load.outputs.stage.rows }}' },
            outputs: { rows: 'integer' },
          }),
        },
        { outputs: { all: '${{ tasks.load.outputs }}', last: '${{ tasks.after.outputs.rows }}' } },
      ),
    );
    expect(states(ended.tasks)).toEqual({
      before: 'success',
      'load.entry': 'success',
      'load.stage': 'success',
      'load.merge': 'success',
      load: 'success',
      after: 'success',
    });
    expect(ended.output).toEqual({ all: { stage: { rows: 4 }, merge: { rows: 7 } }, last: 4 });
  });

  it('is skipped or blocked as a whole, whatever the rules of its tasks say', async () => {
    const inner = {
      a: call('ok'),
      always: call('ok', { rule: 'always' }),
      b: call('ok', { needs: ['a'], rule: 'all_done' }),
    };
    const ended = await run(
      workflow('as_a_whole', {
        bad: call('fail', { allowFailure: false }),
        off: group(inner, { when: 'false' }),
        blocked: group(
          { ...inner, deep: group({ c: call('ok', { rule: 'all_done' }) }, { needs: ['a'], rule: 'all_done' }) },
          { needs: ['bad'] },
        ),
        off_next: call('ok', { needs: ['off'], rule: 'all_skipped' }),
        blocked_next: call('ok', { needs: ['blocked'], rule: 'all_failed' }),
      }),
    );
    expect(states(ended.tasks)).toEqual({
      bad: 'failed',
      'off.entry': 'skipped',
      'off.a': 'skipped',
      'off.always': 'skipped',
      'off.b': 'skipped',
      off: 'skipped',
      'blocked.entry': 'upstream_failed',
      'blocked.a': 'upstream_failed',
      'blocked.always': 'upstream_failed',
      'blocked.b': 'upstream_failed',
      'blocked.deep.entry': 'upstream_failed',
      'blocked.deep.c': 'upstream_failed',
      'blocked.deep': 'upstream_failed',
      blocked: 'upstream_failed',
      off_next: 'success',
      blocked_next: 'success',
    });
    expect(ended.tasks['off']?.reason?.code).toBe('CONDITION');
    expect(ended.tasks['off.b']?.reason?.code).toBe('CONDITION');
  });

  it('fails when a task of it failed, and may be allowed to', async () => {
    const half = { good: call('ok'), bad: call('fail'), after_bad: call('ok', { needs: ['bad'], rule: 'one_failed' }) };
    const hard = await run(workflow('hard', { load: group(half), next: call('ok', { needs: ['load'] }) }));
    expect(hard.state).toBe('failed');
    expect(states(hard.tasks)).toMatchObject({ 'load.after_bad': 'success', load: 'failed', next: 'upstream_failed' });
    expect(hard.tasks['load']?.reason?.code).toBe('TASK_FAILED');

    const soft = await run(
      workflow('soft', {
        load: group({ ...half, inner: group(half) }, { allowFailure: true }),
        next: call('ok', { needs: ['load'] }),
      }),
    );
    expect(soft.state).toBe('success');
    expect(states(soft.tasks)).toMatchObject({ 'load.inner': 'failed', load: 'failed', next: 'success' });
  });

  it('hands its environment and parameters down, and groups stand in groups', async () => {
    await run(
      workflow('handed_down', {
        outer: group(
          {
            inner: group({ one: call('say', { params: { text: '${{ tasks.first.state }}' } }) }, { needs: ['first'] }),
            first: call('say'),
          },
          { env: { WHERE: 'outer' }, params: { text: 'hello' } },
        ),
      }),
    );
    expect(seen).toEqual(['hello outer', 'success outer']);
  });

  it('is chosen or not by a switch, and switches between its own tasks', async () => {
    const ended = await run(
      workflow('switched', {
        route: { type: 'switch', with: { cases: [{ when: 'true', then: ['left'] }], otherwise: ['right'] } },
        left: group(
          {
            inner: { type: 'switch', with: { cases: [{ when: 'false', then: ['a'] }], otherwise: ['b'] } },
            a: call('ok', { needs: ['inner'] }),
            b: call('ok', { needs: ['inner'] }),
          },
          { needs: ['route'] },
        ),
        right: group({ c: call('ok') }, { needs: ['route'] }),
      }),
    );
    expect(states(ended.tasks)).toMatchObject({
      'left.a': 'skipped',
      'left.b': 'success',
      left: 'success',
      'right.c': 'skipped',
      right: 'skipped',
    });
    expect(ended.tasks['right']?.reason).toEqual({ code: 'BRANCH', params: { task: 'route' } });
  });

  it('runs again as a whole, in an open run and in a new one', async () => {
    const once = workflow(
      'group_again',
      {
        before: call('ok'),
        load: group({ a: call('ok'), b: call('fail', { needs: ['a'] }) }, { needs: ['before'] }),
        after: call('ok', { needs: ['load'] }),
      },
      { failure: 'pause' },
    );
    await cluster.publish(once);
    const id = await cluster.start('group_again');
    const paused = async (attempts: number): Promise<void> =>
      vi.waitFor(
        async () => {
          const tasks = await cluster.tasks(id);
          expect((await cluster.store.queries.run({ tenantKey: 1 }, id))?.state).toBe('paused');
          expect(tasks['load.b']).toMatchObject({ state: 'failed', attempt: attempts });
        },
        { timeout: 10_000 },
      );
    await paused(1);
    const { controller } = cluster.scheduler;
    const end = (await cluster.tasks(id))['load']?.taskNo ?? -1;
    expect(await controller.reopen({ tenantKey: 1 }, id, end, { actor: 'li' })).toMatchObject({
      kind: 'done',
      cleared: expect.arrayContaining(['load.entry', 'load.a', 'load.b']) as string[],
    });
    await controller.resume({ tenantKey: 1 }, id, { actor: 'li' });
    await paused(2);
    expect((await cluster.tasks(id))['load.a']?.attempt).toBe(2);
    expect((await cluster.tasks(id))['before']?.attempt).toBe(1);
    await controller.stop({ tenantKey: 1 }, id, BY_LI);
    await cluster.ended(id);
    const result = await controller.rerun({ tenantKey: 1 }, id, {
      actor: 'li',
      selection: { kind: 'tasks', tasks: ['load'], downstream: false },
    });
    if (!('kind' in result) || result.kind !== 'started') throw new Error(JSON.stringify(result));
    await vi.waitFor(async () => expect((await cluster.tasks(result.runId))['load.b']?.state).toBe('failed'), {
      timeout: 10_000,
    });
    const again = await cluster.tasks(result.runId);
    expect(again['before']?.reason?.code).toBe('REUSED');
    expect(again['load.a']).toMatchObject({ state: 'success', attempt: 1 });
    expect(again['after']).toMatchObject({ state: 'skipped', reason: { code: 'MARKED' } });
    await controller.stop({ tenantKey: 1 }, result.runId, BY_LI);
  });

  it('runs in finally as well', async () => {
    const ended = await run(
      workflow(
        'finally_group',
        { one: call('fail') },
        { finally: { tidy: group({ a: call('ok'), b: call('ok', { needs: ['a'] }) }) } },
      ),
    );
    expect(states(ended.tasks)).toMatchObject({ one: 'failed', 'tidy.b': 'success', tidy: 'success' });
  });
});
