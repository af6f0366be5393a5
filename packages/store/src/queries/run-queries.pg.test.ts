import { newRunId as runIdAt, type RunRecord, type TaskRunRecord } from '@carillon/core';
import { newRunId, newUuid } from '@carillon/runtime';
import { createTestDatabase } from '@carillon/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { openStoredRuns, STRANGER } from './stored-runs.testing.ts';

const stored = await openStoredRuns(await createTestDatabase());
const { queries, place, insert, openGraph, openSolo, ended } = stored;
afterAll(stored.close);

const stateOf = async (id: string): Promise<string | undefined> => (await queries.run(place, id))?.state;
const statesOf = async (id: string): Promise<Record<string, string>> =>
  Object.fromEntries(((await queries.taskRuns(place, id)) as TaskRunRecord[]).map((task) => [task.task, task.state]));

describe('a run', () => {
  it('is found wherever it stands', async () => {
    const [open, solo, done] = [newRunId(), newRunId(), newRunId()];
    await openGraph(open);
    await openSolo(solo);
    await ended('graph', done, { output: '{"rows":3}', reason: '{"code":"TASK_FAILED"}', state: 11 });
    expect(await queries.run(place, open)).toMatchObject({
      workflow: 'graph',
      project: 'default',
      environment: 'dev',
      version: 1,
      state: 'queued', // nothing of it has been dispatched
      params: { n: 1 },
    });
    expect(await queries.run(place, solo)).toMatchObject({
      workflow: 'solo',
      state: 'queued',
      document: { name: 'solo' },
    });
    expect(await queries.run(place, done)).toMatchObject({
      state: 'failed',
      output: { rows: 3 },
      reason: { code: 'TASK_FAILED' },
    });
    expect(await queries.run(place, newRunId())).toBeUndefined();
  });

  it('of one task is running once dispatched, and stopping once asked to stop', async () => {
    const [running, stopping, retrying] = [newRunId(), newRunId(), newRunId()];
    await openSolo(running, { state: 2, attempt_no: 1 });
    await openSolo(stopping, { state: 3, attempt_no: 1, stop_at: new Date() });
    await openSolo(retrying, { state: 5, attempt_no: 1 });
    expect([await stateOf(running), await stateOf(stopping), await stateOf(retrying)]).toEqual([
      'running',
      'stopping',
      'running',
    ]);
  });

  it('of several tasks began when the first of them did', async () => {
    const id = newRunId();
    await openGraph(id);
    const [first, second] = [new Date('2026-01-01T00:00:01Z'), new Date('2026-01-01T00:00:02Z')];
    await insert('task_run', { run_id: id, task_no: 1, state: 3, need: 0, lane_key: 1, rank: 1, started_at: second });
    await insert('task_history', {
      run_id: id,
      task_no: 0,
      state: 10,
      attempt_no: 1,
      ended_at: second,
      started_at: first,
    });
    expect((await queries.run(place, id))?.startedAt).toEqual(first);
  });

  it('is nobody else’s', async () => {
    const id = newRunId();
    await openGraph(id);
    expect(await queries.run(STRANGER, id)).toBeUndefined();
    expect(await queries.taskRuns(STRANGER, id)).toBeUndefined();
    expect(await queries.attempts(STRANGER, id, 0)).toBeUndefined();
    expect(await queries.artifacts(STRANGER, id)).toBeUndefined();
    expect(await queries.events(STRANGER, id, { afterSeq: undefined, limit: 10 })).toEqual([]);
    expect((await queries.runs(STRANGER, { limit: 10 })).items).toEqual([]);
  });
});

describe('task runs', () => {
  it('shows every task of an open run, also those without a row', async () => {
    const id = newRunId();
    await openGraph(id);
    await insert('task_history', {
      run_id: id,
      task_no: 0,
      state: 10,
      attempt_no: 1,
      attempt_id: newUuid(),
      fence: 1,
      ended_at: new Date(),
      exit_code: 0,
      output: '{"x":1}',
    });
    await insert('task_run', {
      run_id: id,
      task_no: 1,
      state: 3,
      need: 1,
      lane_key: 1,
      rank: 1,
      attempt_no: 1,
      attempt_id: newUuid(),
      fence: 2,
    });
    expect(await statesOf(id)).toEqual({ a: 'success', b: 'running', c: 'pending' });
    expect(await queries.taskRun(place, id, 0)).toMatchObject({
      task: 'a',
      type: 'shell',
      attempt: 1,
      exitCode: 0,
      output: { x: 1 },
    });
    expect(await queries.taskRun(place, id, 2)).toMatchObject({
      task: 'c',
      attempt: 0,
      reason: { code: 'DEP_UPSTREAM' },
    });
    expect(await queries.taskRun(place, id, 3)).toBeUndefined();
  });

  it('counts tasks that never had a row as stopped when the run has ended', async () => {
    const id = newRunId();
    await ended('graph', id, { state: 12, reason: '{"code":"STOPPED_BY_USER"}' });
    expect(await statesOf(id)).toEqual({ a: 'stopped', b: 'stopped', c: 'stopped' });
  });

  it('reads the one task of a run from the run’s row', async () => {
    const [open, done, skipped] = [newRunId(), newRunId(), newRunId()];
    await openSolo(open, { state: 5, attempt_no: 2, due_at: new Date(), reason: '{"code":"RETRY_BACKOFF"}' });
    await ended('solo', done, {
      state: 11,
      attempt_no: 3,
      attempt_id: newUuid(),
      fence: 7,
      exit_code: 4,
      reason: '{"code":"EXIT_CODE"}',
    });
    await ended('solo', skipped, { attempt_no: 0, reason: '{"code":"CONDITION"}' });
    expect(await queries.taskRun(place, open, 0)).toMatchObject({
      task: 'only',
      state: 'retrying',
      attempt: 2,
      reason: { code: 'RETRY_BACKOFF' },
    });
    expect(await queries.taskRun(place, done, 0)).toMatchObject({ state: 'failed', attempt: 3, exitCode: 4 });
    expect(await statesOf(skipped)).toEqual({ only: 'skipped' });
  });

  it('believes history where a row stays for late upstreams', async () => {
    const id = newRunId();
    await openGraph(id);
    await insert('task_run', { run_id: id, task_no: 2, state: 10, need: 2, lane_key: 1, rank: 1 });
    await insert('task_history', {
      run_id: id,
      task_no: 2,
      state: 10,
      attempt_no: 1,
      ended_at: new Date(),
      exit_code: 0,
    });
    expect(await queries.taskRun(place, id, 2)).toMatchObject({ state: 'success', exitCode: 0 });
  });
});

describe('attempts', () => {
  it('lists those that did not end the task, then the live one', async () => {
    const id = newRunId();
    await openSolo(id, { state: 3, attempt_no: 2, attempt_id: newUuid(), fence: 12 });
    await insert('attempt_history', {
      run_id: id,
      task_no: 0,
      attempt_no: 1,
      state: 16,
      attempt_id: newUuid(),
      fence: 11,
      ended_at: new Date(),
      reason: '{"code":"WORKER_LOST"}',
    });
    expect(await queries.attempts(place, id, 0)).toMatchObject([
      { attempt: 1, state: 'lost', fence: '11', reason: { code: 'WORKER_LOST' } },
      { attempt: 2, state: 'running', fence: '12' },
    ]);
  });

  it('does not count an attempt twice while its task waits for the next', async () => {
    const id = newRunId();
    const attempt = { attempt_id: newUuid(), fence: 21 };
    await openSolo(id, { state: 5, attempt_no: 1, ...attempt });
    await insert('attempt_history', {
      run_id: id,
      task_no: 0,
      attempt_no: 1,
      state: 11,
      ...attempt,
      ended_at: new Date(),
    });
    expect(await queries.attempts(place, id, 0)).toMatchObject([{ attempt: 1, state: 'failed' }]);
  });

  it('takes the last one from where the task ended', async () => {
    const [graph, solo] = [newRunId(), newRunId()];
    await openGraph(graph);
    await insert('task_history', {
      run_id: graph,
      task_no: 0,
      state: 12,
      attempt_no: 1,
      attempt_id: newUuid(),
      fence: 3,
      ended_at: new Date(),
    });
    await ended('solo', solo, { attempt_no: 1, attempt_id: newUuid(), fence: 4, exit_code: 0 });
    expect(await queries.attempts(place, graph, 0)).toMatchObject([{ attempt: 1, state: 'stopped' }]);
    expect(await queries.attempts(place, solo, 0)).toMatchObject([{ attempt: 1, state: 'success', exitCode: 0 }]);
    expect(await queries.attempts(place, solo, 1)).toBeUndefined();
  });
});

describe('artifacts', () => {
  it('lists what attempts kept and gives the bytes in order', async () => {
    const id = newRunId();
    await openGraph(id);
    const of = { run_id: id, task_no: 1, attempt_no: 1, name: 'report.html' };
    await insert('artifact', { ...of, content_type: 'text/html', size: 6, sha256: Buffer.alloc(32, 1) });
    for (const [seq, text] of ['abc', 'def'].entries())
      await insert('artifact_chunk', { ...of, seq, body: Buffer.from(text) });
    expect(await queries.artifacts(place, id)).toMatchObject([
      { task: 'b', name: 'report.html', size: 6, sha256: '01'.repeat(32) },
    ]);
    const opened = await queries.artifact(place, { runId: id, taskNo: 1, attempt: 1, name: 'report.html' });
    const parts: Uint8Array[] = [];
    for await (const part of opened?.body ?? []) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('abcdef');
    expect(await queries.artifact(STRANGER, { runId: id, taskNo: 1, attempt: 1, name: 'report.html' })).toBeUndefined();
    expect(await queries.artifact(place, { runId: id, taskNo: 1, attempt: 1, name: 'other' })).toBeUndefined();
  });
});

describe('how a workflow usually goes', () => {
  const start = new Date('2026-11-21T00:00:00Z');
  const after = (ms: number): Date => new Date(start.getTime() + ms);
  let made = 0;
  /** Behind all before it: ids of one millisecond stand in no order. */
  const laterId = (): string => runIdAt(Date.now() + ++made, new Uint8Array(16));
  /** A run of one task that took so long, and began 100 ms after it was created. */
  const solo = async (durationMs: number, row: Record<string, unknown> = {}): Promise<string> => {
    const id = laterId();
    const times = { created_at: start, started_at: after(100), ended_at: after(100 + durationMs) };
    await ended('solo', id, { attempt_no: 1, ...times, ...row });
    return id;
  };
  const usualOf = async (id: string) => {
    const run = (await queries.run(place, id)) as RunRecord;
    const usual = await queries.usualTimes(place, run);
    return usual && { runs: usual.runs, tasks: Object.fromEntries(usual.tasks) };
  };

  it('is told by its last successes before the run, and by five of them at least', async () => {
    for (const ms of [1, 2, 3]) await solo(ms);
    await solo(9_000, { state: 11 });
    await solo(9_000, { part: true });
    await solo(4);
    expect(await usualOf(await solo(5))).toBeUndefined();
    const asked = await solo(60_000);
    for (let n = 0; n < 3; n++) await solo(70_000);
    expect(await usualOf(asked)).toEqual({ runs: 5, tasks: { only: { startMs: 100, durationMs: 3 } } });
    const stranger = await queries.usualTimes(STRANGER, (await queries.run(place, asked)) as RunRecord);
    expect(stranger).toBeUndefined();
  });

  it('is told task by task', async () => {
    for (let n = 0; n < 5; n++) {
      const id = laterId();
      await ended('graph', id, { created_at: start, ended_at: after(500) });
      for (const [task_no, from] of [
        [0, 10],
        [1, 200],
      ] as const) {
        const times = { ready_at: start, started_at: after(from), ended_at: after(from + 10 * n) };
        await insert('task_history', { run_id: id, task_no, state: 10, attempt_no: 1, ...times });
      }
    }
    const asked = laterId();
    await openGraph(asked);
    const usual = await usualOf(asked);
    expect(usual?.runs).toBe(5);
    expect(Object.values(usual?.tasks ?? {})).toEqual([
      { startMs: 10, durationMs: 20 },
      { startMs: 200, durationMs: 20 },
    ]);
  });
});

describe('the schema', () => {
  it('is ready when migrated', async () => {
    expect(await queries.ready()).toBe(true);
  });
});
