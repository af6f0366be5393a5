import type { FailureStrategy, RerunRequest, TaskDocument } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, states, workflow } from './workflows.testing.ts';

const SCOPE = { tenantKey: 1 };
const PATIENCE = { timeout: 10_000, interval: 20 };

describe('compensation', () => {
  let cluster: TestCluster;
  /** What was undone, in order. */
  let undone: unknown[] = [];
  let broken = true;
  let release: () => void = () => undefined;
  let held: Promise<void>;

  beforeAll(async () => {
    let tries = 0;
    cluster = await startTestCluster({
      ok: () => ({}),
      give: (params) => ({ id: `id-${params['name'] as string}` }),
      held: () => held.then(() => ({})),
      fail: () => {
        throw new Error('as asked');
      },
      undo: (params) => {
        undone.push(params['id']);
        return {};
      },
      undo_held: (params) => {
        undone.push(params['id']);
        return held.then(() => ({}));
      },
      undo_second_try: (params) => {
        tries += 1;
        if (tries % 2 === 1) throw new Error('not yet');
        undone.push(params['id']);
        return {};
      },
      undo_if_mended: (params) => {
        if (broken) throw new Error('cannot be undone');
        undone.push(params['id']);
        return {};
      },
    });
  });
  beforeEach(() => {
    undone = [];
    broken = true;
    held = new Promise((resolve) => {
      release = resolve;
    });
  });
  afterEach(() => release());
  afterAll(() => cluster.stop());

  const taskNo = async (run: string, id: string): Promise<number> => {
    const task = (await cluster.tasks(run))[id];
    if (!task) throw new Error(`run ${run} has no task ${id}`);
    return task.taskNo;
  };

  /** `what` undoes it, given its output. */
  const step = (name: string, what: string, more: Partial<TaskDocument> = {}): TaskDocument =>
    call('give', {
      params: { name },
      outputs: { id: 'string' },
      compensate: call(what, { params: { id: `\${{ tasks.${name}.outputs.id }} of \${{ run.state }}` } }),
      ...more,
    });

  const trip = (name: string, what: string, last: TaskDocument, failure: FailureStrategy = 'continue') =>
    workflow(
      name,
      {
        flight: step('flight', 'undo'),
        // It ends after the flight, so it is undone before it.
        hotel: step('hotel', what, { needs: ['flight'] }),
        notes: call('ok', { needs: ['hotel'] }),
        car: step('car', 'undo', { needs: ['notes'] }),
        pay: { ...last, needs: ['car'] },
      },
      { failure, onFailure: { alarm: call('ok') }, finally: { close: call('ok') } },
    );

  const started = async (document: ReturnType<typeof workflow>): Promise<string> => {
    await cluster.publish(document);
    return cluster.start(document.name);
  };
  const reaches = (run: string, task: string, state: string) =>
    vi.waitFor(async () => expect((await cluster.tasks(run))[task]?.state).toBe(state), PATIENCE);
  const runIs = (run: string, state: string) =>
    vi.waitFor(async () => expect((await cluster.store.queries.run(SCOPE, run))?.state).toBe(state), PATIENCE);
  const rerun = async (old: string, selection: RerunRequest['selection']): Promise<string> => {
    const result = await cluster.scheduler.controller.rerun(SCOPE, old, { actor: 'li', selection });
    if (!('kind' in result) || result.kind !== 'started') throw new Error(JSON.stringify(result));
    return result.runId;
  };

  it('undoes what succeeded when the run fails, last first, before onFailure and finally', async () => {
    const run = await started(trip('reversed', 'undo', call('fail')));
    const ended = await cluster.ended(run);
    expect(undone).toEqual(['id-car of failed', 'id-hotel of failed', 'id-flight of failed']);
    expect(ended).toMatchObject({ state: 'failed', reason: { code: 'TASK_FAILED', params: { task: 'pay' } } });
    const tasks = await cluster.tasks(run);
    expect(states(tasks)).toMatchObject({
      pay: 'failed',
      'car.compensate': 'success',
      'hotel.compensate': 'success',
      'flight.compensate': 'success',
      alarm: 'success',
      close: 'success',
    });
    const at = (id: string): number => tasks[id]?.endedAt?.getTime() ?? 0;
    expect(at('alarm')).toBeGreaterThanOrEqual(at('flight.compensate'));
  });

  it('undoes nothing when the run succeeds', async () => {
    const run = await started(trip('kept', 'undo', call('ok')));
    expect((await cluster.ended(run)).state).toBe('success');
    expect(undone).toEqual([]);
    expect(states(await cluster.tasks(run))).toMatchObject({ 'car.compensate': 'skipped', close: 'success' });
  });

  it('tries again as its retry says', async () => {
    const undo = call('undo_second_try', { params: { id: 'x' }, retry: { max: 1, initial: '10ms' } });
    const document = workflow('retried', { a: call('ok', { compensate: undo }), b: call('fail', { needs: ['a'] }) });
    const run = await started(document);
    expect((await cluster.ended(run)).reason).toEqual({ code: 'TASK_FAILED', params: { task: 'b' } });
    expect((await cluster.tasks(run))['a.compensate']).toMatchObject({ state: 'success', attempt: 2 });
  });

  it('goes by the order of commits, though the clock of the store has stepped back meanwhile', async () => {
    const run = await started(trip('stepped', 'undo', { type: 'wait', with: { for: '1h' } }));
    await reaches(run, 'pay', 'waiting');
    // Histories are never changed, so what a clock would have written is written past the guard.
    await cluster.store.database.api.query(`begin;
      set local session_replication_role = replica;
      update task_history set ended_at = now() - task_no * interval '1 hour' where run_id = '${run}';
      commit`);
    const reason = { code: 'STOPPED_BY_USER' } as const;
    await cluster.scheduler.controller.stop(SCOPE, run, { actor: 'li', reason });
    await cluster.ended(run);
    expect(undone).toEqual(['id-car of stopped', 'id-hotel of stopped', 'id-flight of stopped']);
  });

  it('undoes a stopped run, too, unless whoever stops it says otherwise', async () => {
    const reason = { code: 'STOPPED_BY_USER' } as const;
    const stop = async (name: string, uncompensated: boolean) => {
      const run = await started(trip(name, 'undo', { type: 'wait', with: { for: '1h' } }));
      await reaches(run, 'pay', 'waiting');
      await cluster.scheduler.controller.stop(SCOPE, run, { actor: 'li', reason, uncompensated });
      return cluster.ended(run);
    };
    expect(await stop('stopped', false)).toMatchObject({ state: 'stopped', reason });
    expect(undone).toEqual(['id-car of stopped', 'id-hotel of stopped', 'id-flight of stopped']);
    undone = [];
    const ended = await stop('left', true);
    expect(ended).toMatchObject({ state: 'stopped', reason });
    expect(undone).toEqual([]);
    expect(states(await cluster.tasks(ended.id))).toMatchObject({ close: 'success' });
  });

  it('halts at a compensation that fails: the run names it, and what comes before it stays', async () => {
    const run = await started(trip('halted', 'undo_if_mended', call('fail')));
    const ended = await cluster.ended(run);
    expect(ended).toMatchObject({
      state: 'failed',
      reason: { code: 'COMPENSATION_FAILED', params: { task: 'hotel' } },
    });
    expect(undone).toEqual(['id-car of failed']);
    expect(states(await cluster.tasks(run))).toMatchObject({
      'hotel.compensate': 'failed',
      'flight.compensate': 'skipped',
      alarm: 'success',
      close: 'success',
    });
    broken = false;
    const again = await rerun(run, { kind: 'tasks', tasks: ['hotel.compensate'], downstream: false });
    expect(await cluster.ended(again)).toMatchObject({ state: 'failed' });
    expect(undone).toEqual(['id-car of failed', 'id-hotel of failed', 'id-flight of failed']);
    undone = [];
    const skipped = await rerun(run, { kind: 'mark', task: 'hotel.compensate', as: 'skipped' });
    await cluster.ended(skipped);
    expect(undone).toEqual(['id-flight of failed']);
    // What was undone has to run again, also where its own end was a success.
    const whole = await rerun(run, { kind: 'failed' });
    await cluster.ended(whole);
    expect((await cluster.tasks(whole))['car']?.reason?.code).not.toBe('REUSED');
  });

  it('pauses at a compensation that fails where failures pause: a person retries or skips it', async () => {
    const run = await started(trip('asked', 'undo_if_mended', call('fail'), 'pause'));
    await runIs(run, 'paused');
    const { controller } = cluster.scheduler;
    await controller.resume(SCOPE, run, { actor: 'li' });
    await reaches(run, 'hotel.compensate', 'failed');
    await runIs(run, 'paused');
    const paused = await cluster.store.queries.run(SCOPE, run);
    await vi.waitFor(async () =>
      expect((await cluster.store.queries.run(SCOPE, run))?.reason).toEqual({
        code: 'COMPENSATION_FAILED',
        params: { task: 'hotel' },
      }),
    );
    expect(paused?.state).toBe('paused');
    broken = false;
    const no = await taskNo(run, 'hotel.compensate');
    expect(await controller.reopen(SCOPE, run, no, { actor: 'li' })).toMatchObject({ kind: 'done' });
    await controller.resume(SCOPE, run, { actor: 'li' });
    expect(await cluster.ended(run)).toMatchObject({ state: 'failed', reason: { code: 'TASK_FAILED' } });
    expect(undone).toEqual(['id-car of failed', 'id-hotel of failed', 'id-flight of failed']);
  });

  it('ends where it is stopped, and undoes nothing more', async () => {
    const run = await started(trip('cut', 'undo_held', call('fail')));
    await vi.waitFor(() => expect(undone).toContain('id-hotel of failed'), PATIENCE);
    const no = await taskNo(run, 'flight.compensate');
    expect(await cluster.scheduler.controller.mark(SCOPE, run, no, 'skipped', { actor: 'li' })).toEqual({
      kind: 'refused',
      state: 'pending',
    });
    await cluster.scheduler.controller.stop(SCOPE, run, { actor: 'li', reason: { code: 'STOPPED_BY_USER' } });
    release();
    await cluster.ended(run);
    expect(undone).toEqual(['id-car of failed', 'id-hotel of failed']);
    expect(states(await cluster.tasks(run))).toMatchObject({ close: 'success' });
  });

  it('is not begun a second time by a node that is late', async () => {
    const run = await started(trip('late', 'undo_held', call('fail')));
    await vi.waitFor(() => expect(undone).toContain('id-hotel of failed'), PATIENCE);
    const entry = { runId: run, from: 3, to: 3, open: 1, failed: true };
    const roots = async (id: string) => [{ taskNo: await taskNo(run, id), laneKey: 1 }];
    // One is under way.
    expect(await cluster.store.engine.enterPhase({ ...entry, roots: await roots('flight.compensate') })).toEqual([]);
    // The other has ended: not even when nothing is open.
    await cluster.store.database.api.query('update run set open = 0 where id = $1', [run]);
    expect(await cluster.store.engine.enterPhase({ ...entry, roots: await roots('car.compensate') })).toEqual([]);
    await cluster.store.database.api.query('update run set open = 1 where id = $1', [run]);
    release();
    await cluster.ended(run);
    expect(undone).toEqual(['id-car of failed', 'id-hotel of failed', 'id-flight of failed']);
  });
});
