import type { RerunRequest } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const choose = (cases: readonly (readonly [string, readonly string[]])[], otherwise?: readonly string[]) => ({
  type: 'switch',
  with: { cases: cases.map(([when, then]) => ({ when, then })), ...(otherwise ? { otherwise } : {}) },
});

describe('a switch', () => {
  let cluster: TestCluster;
  let release: () => void = () => undefined;

  beforeAll(async () => {
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    cluster = await startTestCluster({
      ok: () => ({}),
      rows: (params) => ({ rows: params['rows'] ?? 0 }),
      held: () => held.then(() => ({})),
      fail: () => {
        throw new Error('as asked');
      },
    });
  });
  afterAll(() => cluster.stop());

  const run = async (document: ReturnType<typeof workflow>, params = {}) => {
    await cluster.publish(document);
    const id = await cluster.start(document.name, params);
    return { ...(await cluster.ended(id)), id, tasks: await cluster.tasks(id) };
  };

  const branches = (name: string) =>
    workflow(
      name,
      {
        size: call('rows', { outputs: { rows: 'integer' } }),
        route: { needs: ['size'], ...choose([['tasks.size.outputs.rows > 10', ['big']]], ['small', 'note']) },
        big: call('ok', { needs: ['route'] }),
        // Its rule would let it run; the switch comes first.
        small: call('ok', { needs: ['route'], rule: 'all_done' }),
        note: call('ok', { needs: ['route'] }),
        after_big: call('ok', { needs: ['big'] }),
        joined: call('ok', { needs: ['big', 'small'], rule: 'none_failed_min_one_success' }),
      },
      { params: { rows: { type: 'integer' } } },
    );

  it('lets the chosen branch go on and skips the others, which skip on by their rules', async () => {
    const ended = await run(branches('route_big'), { rows: 11 });
    expect(states(ended.tasks)).toEqual({
      size: 'success',
      route: 'success',
      big: 'success',
      small: 'skipped',
      note: 'skipped',
      after_big: 'success',
      joined: 'success',
    });
    expect(ended.tasks['route']).toMatchObject({ attempt: 0, output: { case: 1, then: ['big'] } });
    expect(ended.tasks['small']?.reason).toEqual({ code: 'BRANCH', params: { task: 'route' } });
    expect(ended.state).toBe('success');
  });

  it('takes what is said otherwise when no condition holds', async () => {
    const ended = await run(branches('route_small'), { rows: 1 });
    expect(states(ended.tasks)).toMatchObject({
      big: 'skipped',
      small: 'success',
      note: 'success',
      after_big: 'skipped',
      joined: 'success',
    });
    expect(ended.tasks['big']?.reason?.code).toBe('BRANCH');
    expect(ended.tasks['after_big']?.reason?.code).toBe('RULE');
    expect(ended.tasks['route']?.output).toEqual({ case: 0, then: ['small', 'note'] });
  });

  it('decides as the first task of a run, and cuts short a branch that has no other way', async () => {
    const ended = await run(
      workflow(
        'short',
        {
          gate: choose([['params.go', ['work']]]),
          work: call('ok', { needs: ['gate'] }),
          more: call('ok', { needs: ['work'] }),
        },
        { params: { go: { type: 'boolean' } } },
      ),
      { go: false },
    );
    expect(states(ended.tasks)).toEqual({ gate: 'success', work: 'skipped', more: 'skipped' });
    expect(ended.state).toBe('success');
  });

  it('skips what it did not choose without waiting for the other upstreams of that, and never runs it early', async () => {
    await cluster.publish(
      workflow('other_upstreams', {
        slow: call('held'),
        fast: call('ok'),
        wait: { type: 'wait', with: { for: '50ms' } },
        route: { ...choose([['false', ['early', 'late']]], ['chosen']), needs: ['wait'] },
        // `fast` alone would start it before the switch has chosen.
        early: call('ok', { needs: ['route', 'fast'], rule: 'one_success' }),
        late: call('ok', { needs: ['route', 'slow'] }),
        chosen: call('ok', { needs: ['route', 'fast'] }),
      }),
    );
    const id = await cluster.start('other_upstreams');
    await vi.waitFor(async () => expect((await cluster.tasks(id))['late']?.state).toBe('skipped'), { timeout: 10_000 });
    expect((await cluster.tasks(id))['slow']?.state).not.toBe('success');
    release();
    const ended = await cluster.ended(id);
    expect(ended.state).toBe('success');
    const tasks = await cluster.tasks(id);
    expect(states(tasks)).toMatchObject({ early: 'skipped', late: 'skipped', chosen: 'success' });
    expect(tasks['early']?.reason?.code).toBe('BRANCH');
  });

  it('leaves to the rules what needs a switch that chose nothing: one that failed, was skipped or blocked', async () => {
    const ended = await run(
      workflow('no_choice', {
        bad: call('fail'),
        blocked: { ...choose([['true', ['a']]]), needs: ['bad'] },
        a: call('ok', { needs: ['blocked'], rule: 'all_done' }),
        off: { ...choose([['true', ['b']]], ['c']), when: 'false' },
        b: call('ok', { needs: ['off'] }),
        c: call('ok', { needs: ['off'], rule: 'all_skipped' }),
        broken: { ...choose([['1 / 0 > 1', ['d']]]) },
        d: call('ok', { needs: ['broken'] }),
      }),
    );
    expect(states(ended.tasks)).toEqual({
      bad: 'failed',
      blocked: 'upstream_failed',
      a: 'success',
      off: 'skipped',
      b: 'skipped',
      c: 'success',
      broken: 'failed',
      d: 'upstream_failed',
    });
    expect(ended.tasks['broken']?.reason?.code).toBe('EXPRESSION_FAILED');
  });

  it('keeps its choice in a rerun, and lets all go on where a person marked it', async () => {
    const first = await run(
      workflow('again', {
        route: choose([['true', ['left']]], ['right']),
        left: call('fail', { needs: ['route'] }),
        right: call('ok', { needs: ['route'] }),
      }),
    );
    expect(states(first.tasks)).toEqual({ route: 'success', left: 'failed', right: 'skipped' });
    const rerun = async (selection: RerunRequest['selection']) => {
      const result = await cluster.scheduler.controller.rerun({ tenantKey: 1 }, first.id, { actor: 'li', selection });
      if (!('kind' in result) || result.kind !== 'started') throw new Error(JSON.stringify(result));
      await cluster.ended(result.runId);
      return states(await cluster.tasks(result.runId));
    };
    expect(await rerun({ kind: 'failed' })).toEqual({ route: 'success', left: 'failed', right: 'skipped' });
    expect(await rerun({ kind: 'mark', task: 'route', as: 'success' })).toEqual({
      route: 'success',
      left: 'failed',
      right: 'success',
    });
  });
});
