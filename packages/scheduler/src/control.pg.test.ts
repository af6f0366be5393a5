/** A person's hand in open runs. */
import type { TaskDocument, WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };
const BY = { actor: 'li', message: 'a look first' };

describe('control of an open run', () => {
  let cluster: TestCluster;
  const gates = new Map<string, () => void>();
  const ran: string[] = [];
  const broken = new Set<string>();

  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: (_params, { identity }) => (ran.push(identity.task), { n: 1 }),
      /** Runs until {@link open} lets it go. */
      gated: (_params, { identity }) =>
        new Promise((resolve) => gates.set(identity.task, () => resolve({ by: identity.attempt }))),
      /** Fails while its name is in `broken`. */
      fragile: (_params, { identity }) => {
        if (broken.has(identity.task)) throw new Error('still broken');
        return { n: 2 };
      },
    });
  });
  afterAll(() => cluster.stop());

  const open = async (task: string): Promise<void> => {
    await vi.waitFor(() => expect(gates.has(task)).toBe(true), { timeout: 10_000 });
    gates.get(task)?.();
    gates.delete(task);
  };
  const begin = async (
    name: string,
    tasks: Readonly<Record<string, TaskDocument>>,
    more: Partial<WorkflowDocument> = {},
  ): Promise<string> => {
    await cluster.publish(workflow(name, tasks, more));
    return cluster.start(name);
  };
  const until = async (runId: string, task: string, state: string): Promise<void> =>
    vi.waitFor(async () => expect((await cluster.tasks(runId))[task]?.state).toBe(state), { timeout: 10_000 });
  const runState = async (runId: string) => (await cluster.store.queries.run(TENANT, runId))?.state;
  const control = () => cluster.scheduler.controller;

  it('pauses a run: what runs finishes, nothing begins, and resuming goes on from there', async () => {
    const runId = await begin('pausing', {
      first: call('gated'),
      then: call('ok', { needs: ['first'] }),
      wait: { type: 'wait', with: { for: '1ms' } },
      after: call('ok', { needs: ['wait'], when: 'true' }),
    });
    await until(runId, 'after', 'success');
    expect(await control().pause(TENANT, runId, BY)).toEqual({ kind: 'done' });
    expect(await control().pause(TENANT, runId, BY)).toEqual({ kind: 'unchanged' });
    await open('first');
    await until(runId, 'first', 'success');
    expect(await runState(runId)).toBe('paused');
    expect((await cluster.tasks(runId))['then']).toMatchObject({ state: 'pending', attempt: 0 });
    expect(await control().resume(TENANT, runId, BY)).toEqual({ kind: 'done' });
    expect((await cluster.ended(runId)).state).toBe('success');
    expect(await control().resume(TENANT, runId, BY)).toEqual({ kind: 'already_final' });
  });

  it('holds what is queued, waits or is to be retried, and the run does not end while it is paused', async () => {
    broken.add('again');
    const runId = await begin('holding', {
      again: call('fragile', { retry: { max: 1, backoff: 'fixed', initial: '1h' } }),
      long: { type: 'wait', with: { for: '1h' } },
      nobody: call('no_such_handler'),
    });
    await until(runId, 'again', 'retrying');
    await control().pause(TENANT, runId, BY);
    expect(states(await cluster.tasks(runId))).toEqual({ again: 'paused', long: 'paused', nobody: 'paused' });
    expect(await control().retryNow(TENANT, runId, 0, BY)).toEqual({ kind: 'refused', state: 'paused' });
    await control().resume(TENANT, runId, BY);
    expect(states(await cluster.tasks(runId))).toEqual({ again: 'retrying', long: 'waiting', nobody: 'queued' });
    broken.delete('again');
    expect(await control().retryNow(TENANT, runId, 0, BY)).toEqual({ kind: 'done' });
    await until(runId, 'again', 'success');
    await control().pause(TENANT, runId, BY);
    await control().mark(TENANT, runId, 1, 'success', BY);
    await control().mark(TENANT, runId, 2, 'skipped', BY);
    expect(await runState(runId)).toBe('paused');
    await control().resume(TENANT, runId, BY);
    expect((await cluster.ended(runId)).state).toBe('success');
    expect(states(await cluster.tasks(runId))).toEqual({ again: 'success', long: 'success', nobody: 'skipped' });
  });

  it('holds the next try of an attempt that fails in a paused run', async () => {
    broken.add('shaky');
    const runId = await begin('held_retry', {
      hold: call('gated'),
      shaky: call('fragile', { retry: { max: 100, backoff: 'fixed', initial: '50ms' } }),
    });
    await until(runId, 'hold', 'running');
    await control().pause(TENANT, runId, BY);
    await until(runId, 'shaky', 'paused');
    broken.delete('shaky');
    await control().resume(TENANT, runId, BY);
    await until(runId, 'shaky', 'success');
    await open('hold');
    await cluster.ended(runId);
  });

  it('pauses one task run and no other, also before its turn, and keeps it paused when the run resumes', async () => {
    const runId = await begin('one_paused', {
      a: call('ok'),
      b: call('gated'),
      c: call('ok', { needs: ['b'] }),
      d: call('ok', { needs: ['b'] }),
    });
    await until(runId, 'b', 'running');
    expect(await control().pauseTask(TENANT, runId, 2, BY)).toEqual({ kind: 'done' });
    await open('b');
    await until(runId, 'd', 'success');
    expect((await cluster.tasks(runId))['c']).toMatchObject({ state: 'paused', reason: { code: 'PAUSED_BY_USER' } });
    await control().pause(TENANT, runId, BY);
    await control().resume(TENANT, runId, BY);
    expect((await cluster.tasks(runId))['c']?.state).toBe('paused');
    expect(await control().resumeTask(TENANT, runId, 2, BY)).toEqual({ kind: 'done' });
    expect((await cluster.ended(runId)).state).toBe('success');
  });

  it('pauses and resumes a run of one task', async () => {
    const runId = await begin('solo_paused', { only: { type: 'wait', with: { for: '1h' } } });
    expect(await control().pause(TENANT, runId, BY)).toEqual({ kind: 'done' });
    expect(await runState(runId)).toBe('paused');
    expect(await control().resume(TENANT, runId, BY)).toEqual({ kind: 'done' });
    expect(states(await cluster.tasks(runId))).toEqual({ only: 'waiting' });
    expect(await control().mark(TENANT, runId, 0, 'success', BY)).toEqual({ kind: 'done' });
    expect((await cluster.ended(runId)).state).toBe('success');
  });

  it('stops what is paused', async () => {
    const runId = await begin('paused_then_stopped', {
      wait: { type: 'wait', with: { for: '1h' } },
      nobody: call('no_such_handler'),
      later: call('ok', { needs: ['wait'] }),
    });
    await control().pause(TENANT, runId, BY);
    const stop = { actor: 'li', reason: { code: 'STOPPED_BY_USER' } } as const;
    expect(await control().stop(TENANT, runId, stop)).toBe('stopping');
    expect((await cluster.ended(runId)).state).toBe('stopped');
    expect(states(await cluster.tasks(runId))).toEqual({ wait: 'stopped', nobody: 'stopped', later: 'stopped' });
    const solo = await begin('solo_paused_then_stopped', { only: { type: 'wait', with: { for: '1h' } } });
    await control().pause(TENANT, solo, BY);
    await control().stop(TENANT, solo, stop);
    expect((await cluster.ended(solo)).state).toBe('stopped');
  });

  it('pauses for a person when a task fails, who marks it and lets the rest go on', async () => {
    broken.add('weak');
    const runId = await begin(
      'for_a_person',
      { weak: call('fragile'), next: call('ok', { needs: ['weak'] }) },
      { failure: 'pause' },
    );
    await vi.waitFor(async () => expect(await runState(runId)).toBe('paused'), { timeout: 10_000 });
    await until(runId, 'weak', 'failed');
    expect(states(await cluster.tasks(runId))).toEqual({ weak: 'failed', next: 'pending' });
    expect(await control().mark(TENANT, runId, 0, 'success', BY)).toEqual({ kind: 'done', cleared: ['weak'] });
    await control().resume(TENANT, runId, BY);
    expect((await cluster.ended(runId)).state).toBe('success');
    const tasks = await cluster.tasks(runId);
    expect(tasks['weak']).toMatchObject({ state: 'success', reason: { code: 'MARKED', params: { actor: 'li' } } });
    expect(tasks['next']).toMatchObject({ state: 'success', attempt: 1 });
    const attempts = await cluster.store.queries.attempts(TENANT, runId, 0);
    expect(attempts?.map((attempt) => attempt.state)).toEqual(['failed']);
  });

  it('ends as failed when a paused failure is resumed as it is', async () => {
    broken.add('weak');
    const runId = await begin(
      'resumed_failure',
      { weak: call('fragile'), next: call('ok', { needs: ['weak'] }) },
      { failure: 'pause' },
    );
    await vi.waitFor(async () => expect(await runState(runId)).toBe('paused'), { timeout: 10_000 });
    await until(runId, 'weak', 'failed');
    await control().resume(TENANT, runId, BY);
    expect((await cluster.ended(runId)).state).toBe('failed');
    expect(states(await cluster.tasks(runId))).toEqual({ weak: 'failed', next: 'upstream_failed' });
  });

  it('reopens a task run that has ended, with all that depends on it', async () => {
    broken.add('source');
    const runId = await begin('reopened', {
      source: call('fragile'),
      left: call('ok', { needs: ['source'] }),
      join: call('ok', { needs: ['left', 'other'] }),
      other: call('ok'),
      keep: call('gated'),
    });
    await until(runId, 'join', 'upstream_failed');
    broken.delete('source');
    expect(await control().reopen(TENANT, runId, 0, BY)).toEqual({
      kind: 'done',
      cleared: ['source', 'left', 'join'],
    });
    await until(runId, 'join', 'success');
    await until(runId, 'keep', 'running');
    expect(await control().reopen(TENANT, runId, 4, BY)).toEqual({ kind: 'refused', state: 'running' });
    await open('keep');
    const ended = await cluster.ended(runId);
    expect(ended.state).toBe('success');
    const tasks = await cluster.tasks(runId);
    expect(tasks['source']).toMatchObject({ state: 'success', attempt: 2 });
    expect(tasks['other']).toMatchObject({ state: 'success', attempt: 1 });
    const attempts = await cluster.store.queries.attempts(TENANT, runId, 0);
    expect(attempts?.map(({ attempt, state }) => [attempt, state])).toEqual([
      [1, 'failed'],
      [2, 'success'],
    ]);
  });

  it('does not reopen what attempts under way depend on, and says which', async () => {
    const runId = await begin('in_use', { up: call('ok'), down: call('gated', { needs: ['up'] }) });
    await until(runId, 'down', 'running');
    expect(await control().reopen(TENANT, runId, 0, BY)).toEqual({
      kind: 'refused',
      state: 'running',
      tasks: ['down'],
    });
    expect(await control().mark(TENANT, runId, 1, 'success', BY)).toEqual({ kind: 'refused', state: 'running' });
    await open('down');
    await cluster.ended(runId);
  });

  it('skips a task run before its turn; what depends on it is judged by that', async () => {
    const runId = await begin('skipping', {
      a: call('gated'),
      b: call('ok', { needs: ['a'] }),
      c: call('ok', { needs: ['b'], rule: 'none_failed' }),
    });
    expect(await control().mark(TENANT, runId, 1, 'skipped', BY)).toEqual({ kind: 'done' });
    await until(runId, 'c', 'success');
    await open('a');
    expect((await cluster.ended(runId)).state).toBe('success');
    expect(states(await cluster.tasks(runId))).toEqual({ a: 'success', b: 'skipped', c: 'success' });
  });

  it('changes nothing of another tenant, nor of a run that has ended', async () => {
    const runId = await begin('ended', { only: call('ok'), more: call('ok') });
    await cluster.ended(runId);
    for (const command of [
      control().pause(TENANT, runId, BY),
      control().resume(TENANT, runId, BY),
      control().pauseTask(TENANT, runId, 0, BY),
      control().retryNow(TENANT, runId, 0, BY),
      control().reopen(TENANT, runId, 0, BY),
      control().mark(TENANT, runId, 0, 'failed', BY),
    ])
      expect(await command).toEqual({ kind: 'already_final' });
    expect(await control().pause({ tenantKey: 2 }, runId, BY)).toEqual({ kind: 'not_found' });
  });

  it('leaves nothing in the hot tables', async () => {
    for (const name of ['holding', 'held_retry']) broken.delete(name);
    const { rows } = await cluster.store.database.api.query(
      'select (select count(*) from run)::int runs, (select count(*) from task_run)::int tasks',
    );
    expect(rows[0]).toEqual({ runs: 0, tasks: 0 });
  });
});
