/** Finished runs that run again, as new runs that name them. */
import type { RerunRequest, TaskDocument, WorkflowDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const TENANT = { tenantKey: 1 };

describe('a finished run', () => {
  let cluster: TestCluster;
  const broken = new Set<string>();

  beforeAll(async () => {
    cluster = await startTestCluster({
      ok: (_params, { identity }) => ({ by: identity.task }),
      echo: (_params, context) => ({ said: context.with['input'] ?? null }),
      fragile: (_params, { identity }) => {
        if (broken.has(identity.task)) throw new Error('broken');
        return { by: identity.task };
      },
    });
  });
  afterAll(() => cluster.stop());

  const begin = async (
    name: string,
    tasks: Readonly<Record<string, TaskDocument>>,
    more: Partial<WorkflowDocument> = {},
    params = {},
  ): Promise<string> => {
    await cluster.publish(workflow(name, tasks, more));
    const runId = await cluster.start(name, params);
    await cluster.ended(runId);
    return runId;
  };
  const rerun = async (runId: string, request: Omit<RerunRequest, 'actor'>) => {
    const result = await cluster.scheduler.controller.rerun(TENANT, runId, { actor: 'li', ...request });
    if (!('kind' in result) || result.kind !== 'started') throw new Error(JSON.stringify(result));
    const ended = await cluster.ended(result.runId);
    return { ...ended, tasks: await cluster.tasks(result.runId) };
  };
  const rowsAbout = async (runId: string): Promise<unknown> => {
    const { rows } = await cluster.store.database.api.query(
      `select 'run' kind, to_jsonb(h) from run_history h where id = $1
       union all select 'task', to_jsonb(h) from task_history h where run_id = $1
       union all select 'attempt', to_jsonb(h) from attempt_history h where run_id = $1
       union all select 'event', to_jsonb(e) from event e where run_id = $1 order by 1, 2`,
      [runId],
    );
    return rows;
  };
  const graph = {
    extract: call('ok'),
    load: call('fragile', { needs: ['extract'] }),
    report: call('echo', {
      needs: ['load', 'extract'],
      with: { handler: 'echo', input: '${{ tasks.extract.outputs.by + "/" + tasks.load.outputs.by }}' },
    }),
  };

  it('runs again from what failed, with the outputs of what is kept, and is itself not changed', async () => {
    broken.add('load');
    const runId = await begin('from_failed', graph);
    const before = await rowsAbout(runId);
    broken.delete('load');
    const again = await rerun(runId, { selection: { kind: 'failed' } });
    expect(again.state).toBe('success');
    expect(states(again.tasks)).toEqual({ extract: 'success', load: 'success', report: 'success' });
    expect(again.tasks['extract']).toMatchObject({ attempt: 0, output: { by: 'extract' }, reason: { code: 'REUSED' } });
    expect(again.tasks['report']?.output).toEqual({ said: 'extract/load' });
    expect(await rowsAbout(runId)).toEqual(before);
    expect(again.rerunOf).toBe(runId);
    // What was kept once is kept again from where it came from.
    const third = await rerun(again.id, { selection: { kind: 'tasks', tasks: ['report'], downstream: false } });
    expect(third.tasks['extract']?.reason).toEqual(again.tasks['extract']?.reason);
    expect(third.tasks['load']).toMatchObject({ attempt: 0, reason: { code: 'REUSED' } });
  });

  it('runs again whole, with other parameters, one task or several', async () => {
    const params = { n: { type: 'integer', default: 1 } } as const;
    const says = call('echo', { with: { handler: 'echo', input: '${{ string(params.n) + " " + run.rerunOf }}' } });
    const one = await begin('whole_solo', { only: says }, { params }, { n: 1 });
    const again = await rerun(one, { selection: { kind: 'all' }, params: { n: 2 } });
    expect(again.params).toEqual({ n: 2 });
    expect(again.tasks['only']?.output?.['said']).toMatch(/^2 run_/);
    const several = await begin('whole', { a: says, b: call('ok', { needs: ['a'] }) }, { params }, { n: 3 });
    const whole = await rerun(several, { selection: { kind: 'all' } });
    expect(whole.tasks['a']).toMatchObject({ attempt: 1, state: 'success' });
    expect(whole.params).toEqual({ n: 3 });
  });

  it('goes on after a mark, also one of its only task', async () => {
    broken.add('load');
    const runId = await begin('marked', graph);
    const again = await rerun(runId, { selection: { kind: 'mark', task: 'load', as: 'skipped' } });
    expect(states(again.tasks)).toEqual({ extract: 'success', load: 'skipped', report: 'skipped' });
    expect(again.tasks['load']?.reason).toEqual({ code: 'MARKED', params: { actor: 'li' } });
    broken.add('only');
    const solo = await begin('marked_solo', { only: call('fragile') });
    const good = await rerun(solo, { selection: { kind: 'mark', task: 'only', as: 'success' } });
    expect(good).toMatchObject({ state: 'success' });
    expect(good.tasks['only']).toMatchObject({ state: 'success', attempt: 0 });
  });

  it('runs again in another version, and cleans up again', async () => {
    broken.add('load');
    const finallyTasks = { finally: { close: call('ok') } };
    const runId = await begin('newer', graph, finallyTasks);
    broken.delete('load');
    const { versionKey } = await cluster.publish(
      workflow('newer', { ...graph, added: call('ok', { needs: ['load'] }) }, finallyTasks),
    );
    const again = await rerun(runId, { selection: { kind: 'failed' }, versionKey });
    expect(states(again.tasks)).toEqual({
      extract: 'success',
      load: 'success',
      report: 'success',
      added: 'success',
      close: 'success',
    });
    expect(again.tasks['extract']?.attempt).toBe(0);
    expect(again.tasks['close']?.attempt).toBe(1);
  });

  it('is run again only when it has ended, by its tenant, and where there is something to do', async () => {
    const ask = (runId: string, request: Partial<RerunRequest>, tenantKey = 1) =>
      cluster.scheduler.controller.rerun({ tenantKey }, runId, {
        actor: 'li',
        selection: { kind: 'failed' },
        ...request,
      });
    const good = await begin('good', { a: call('ok'), b: call('ok') });
    expect(await ask(good, {})).toEqual({ problem: 'nothing_to_rerun' });
    expect(await ask(good, { selection: { kind: 'tasks', tasks: ['x'], downstream: true } })).toEqual({
      problem: 'unknown_task',
      task: 'x',
    });
    expect(await ask(good, {}, 2)).toEqual({ kind: 'not_found' });
    await cluster.publish(workflow('open', { a: { type: 'wait', with: { for: '1h' } }, b: call('ok') }));
    expect(await ask(await cluster.start('open'), {})).toEqual({ kind: 'still_open' });
  });

  it('gives the artifacts of what is kept', async () => {
    broken.add('load');
    const runId = await begin('with_files', graph);
    await cluster.store.database.api.query(
      `insert into artifact (run_id, task_no, attempt_no, name, content_type, size, sha256) values ($1, 0, 1, 'a.csv', 'text/csv', 3, '')`,
      [runId],
    );
    await cluster.store.database.api.query(
      `insert into artifact_chunk (run_id, task_no, attempt_no, name, seq, body) values ($1, 0, 1, 'a.csv', 0, 'abc')`,
      [runId],
    );
    const again = await rerun(runId, { selection: { kind: 'mark', task: 'load', as: 'failed' } });
    const third = await rerun(again.id, { selection: { kind: 'mark', task: 'load', as: 'skipped' } });
    const found = await cluster.store.engine.readArtifact({ runId: third.id, taskNo: 0, name: 'a.csv' });
    const pieces: Uint8Array[] = [];
    for await (const piece of found?.body ?? []) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toBe('abc');
    expect(await cluster.store.engine.readArtifact({ runId: third.id, taskNo: 0, name: 'b.csv' })).toBeUndefined();
  });

  it('is run again once for one idempotency key', async () => {
    const runId = await begin('once', { a: call('ok'), b: call('fragile', { needs: ['a'] }) });
    const idempotency = { principal: 'li', route: '/rerun', key: 'k', bodyHash: Buffer.from('x') };
    const selection = { kind: 'tasks', tasks: ['b'], downstream: false } as const;
    const ask = () => cluster.scheduler.controller.rerun(TENANT, runId, { actor: 'li', selection, idempotency });
    const first = await ask();
    expect(first).toMatchObject({ kind: 'started' });
    expect(await ask()).toEqual({ ...first, kind: 'replayed' });
  });
});
