import type { ApprovalAnswer, ApprovalRecord, TaskDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };
const PLACE = { ...TENANT, environmentKey: 1 };
const YES: ApprovalAnswer = { state: 'approved', actor: 'li', input: {} };

describe('an approval', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: () => ({}),
      echo: (_params, context) => ({ said: context.with['input'] ?? null }),
    });
  });
  afterAll(() => cluster.stop());

  const start = async (name: string, tasks: Readonly<Record<string, TaskDocument>>): Promise<string> => {
    await cluster.publish(workflow(name, tasks));
    return cluster.start(name);
  };
  const asked = (runId: string): Promise<ApprovalRecord> =>
    vi.waitFor(
      async () => {
        const { items } = await cluster.store.approvals.approvals(PLACE, { limit: 10, runId, states: ['open'] });
        if (!items[0]) throw new Error('nothing was asked');
        return items[0];
      },
      { timeout: 10_000, interval: 20 },
    );
  const answer = (id: string, given: ApprovalAnswer) => cluster.scheduler.controller.answer(TENANT, id, given);
  const approval = (more: TaskDocument['with'] = {}): TaskDocument => ({
    type: 'approval',
    with: { expires: '1d', ...more },
  });

  it('asks, holds no worker meanwhile, and hands what was filled in on as outputs', async () => {
    const runId = await start('asks', {
      first: call('echo', { with: { handler: 'echo', input: 7 } }),
      ask: {
        ...approval({
          title: 'Ship ${{ tasks.first.outputs.said }}?',
          message: 'Look twice.',
          params: { count: { type: 'integer' } },
        }),
        needs: ['first'],
      },
      ship: call('echo', { needs: ['ask'], with: { handler: 'echo', input: '${{ tasks.ask.outputs.count + 1 }}' } }),
    });
    const open = await asked(runId);
    expect(open).toMatchObject({
      runId,
      task: 'ask',
      state: 'open',
      title: 'Ship 7?',
      message: 'Look twice.',
      params: { count: { type: 'integer' } },
      workflow: 'asks',
    });
    expect((await cluster.tasks(runId))['ask']).toMatchObject({
      state: 'waiting',
      attempt: 0,
      reason: { code: 'APPROVAL' },
    });
    expect(await answer(open.id, { ...YES, input: { count: 3 }, comment: 'go' })).toBe(true);
    expect((await cluster.ended(runId)).state).toBe('success');
    expect((await cluster.tasks(runId))['ship']?.output).toEqual({ said: 4 });
    expect(await cluster.store.approvals.approval(TENANT, open.id)).toMatchObject({
      state: 'approved',
      actor: 'li',
      comment: 'go',
      input: { count: 3 },
    });
    expect(await answer(open.id, YES)).toBe(false);
  });

  it('fails its task when it is rejected, and is the whole of a run as well as its first task', async () => {
    const runId = await start('alone', { ask: approval() });
    const open = await asked(runId);
    expect(await answer(open.id, { state: 'rejected', actor: 'li', comment: 'not today', input: {} })).toBe(true);
    expect((await cluster.ended(runId)).state).toBe('failed');
    expect((await cluster.tasks(runId))['ask']?.reason).toEqual({
      code: 'REJECTED',
      params: { actor: 'li', message: 'not today' },
    });
  });

  it('takes one of two answers that are given at once', async () => {
    const runId = await start('twice', { ask: approval(), after: call('ok', { needs: ['ask'] }) });
    const { id } = await asked(runId);
    const taken = await Promise.all([
      answer(id, YES),
      answer(id, { ...YES, state: 'rejected' }),
      cluster.store.engine.answerApproval({ tenantKey: 2 }, id, YES),
    ]);
    expect(taken[2]).toBe(false);
    expect(taken.filter((one) => one)).toHaveLength(1);
    expect((await cluster.ended(runId)).state).toBe(taken[0] ? 'success' : 'failed');
  });

  it('expires as rejected', async () => {
    const runId = await start('late', {
      ask: approval({ expires: '50ms' }),
      after: call('ok', { needs: ['ask'] }),
    });
    expect((await cluster.ended(runId)).state).toBe('failed');
    const tasks = await cluster.tasks(runId);
    expect(states(tasks)).toEqual({ ask: 'failed', after: 'upstream_failed' });
    expect(tasks['ask']?.reason?.code).toBe('APPROVAL_EXPIRED');
    const { items } = await cluster.store.approvals.approvals(PLACE, { limit: 10, runId });
    expect(items).toMatchObject([{ state: 'expired', actor: undefined }]);
  });

  it('fails where the store cannot keep what it asks', async () => {
    const ask = approval({ title: '${{ json(params.text) }}' });
    await cluster.publish(workflow('unkept', { ask }, { params: { text: { type: 'string' } } }));
    const runId = await cluster.start('unkept', { text: String.raw`"\u0000"` });
    const ended = await cluster.ended(runId);
    expect(ended.state).toBe('failed');
    expect((await cluster.tasks(runId))['ask']?.reason?.code).toBe('EXPRESSION_FAILED');
  });

  it('is over with its run, and cannot be answered then', async () => {
    const runId = await start('stopped', { ask: approval(), after: call('ok', { needs: ['ask'] }) });
    const { id } = await asked(runId);
    await cluster.scheduler.controller.stop(TENANT, runId, { actor: 'li', reason: { code: 'STOPPED_BY_USER' } });
    expect((await cluster.ended(runId)).state).toBe('stopped');
    expect(await answer(id, YES)).toBe(false);
    expect((await cluster.store.approvals.approval(TENANT, id))?.state).toBe('expired');
    const open = await cluster.store.approvals.approvals(PLACE, { limit: 10, runId, states: ['open'] });
    expect(open.items).toEqual([]);
  });

  it('takes an answer while its run is paused, and goes on when that is resumed', async () => {
    const runId = await start('held', { ask: approval(), after: call('ok', { needs: ['ask'] }) });
    const { id } = await asked(runId);
    await cluster.scheduler.controller.pause(TENANT, runId, { actor: 'li' });
    expect(await answer(id, YES)).toBe(true);
    expect((await cluster.tasks(runId))['ask']?.state).toBe('paused');
    await cluster.scheduler.controller.resume(TENANT, runId, { actor: 'li' });
    expect((await cluster.ended(runId)).state).toBe('success');
  });

  it('asks anew when its task is tried again', async () => {
    const runId = await start('anew', {
      ask: approval(),
      open: { type: 'wait', with: { for: '1h' } },
    });
    const first = await asked(runId);
    await answer(first.id, { ...YES, state: 'rejected' });
    await vi.waitFor(async () => expect((await cluster.tasks(runId))['ask']?.state).toBe('failed'), {
      timeout: 10_000,
    });
    const { reopen, mark } = cluster.scheduler.controller;
    expect((await reopen(TENANT, runId, 0, { actor: 'li' })).kind).toBe('done');
    const second = await asked(runId);
    expect(second.id).not.toBe(first.id);
    expect(await answer(second.id, YES)).toBe(true);
    await mark(TENANT, runId, 1, 'success', { actor: 'li' });
    expect((await cluster.ended(runId)).state).toBe('success');
  });

  it('is answered when the node that took the answer died before it ended the task', async () => {
    const runId = await start('crash', { ask: approval(), after: call('ok', { needs: ['ask'] }) });
    const { id } = await asked(runId);
    // What the store has of an answer is all that any node needs.
    expect(await cluster.store.engine.answerApproval(TENANT, id, YES)).toBe(true);
    expect((await cluster.ended(runId)).state).toBe('success');
  });
});
