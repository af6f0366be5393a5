/** Control of runs over REST, with a scheduler that carries it out. */
import type { AuditRecord, TaskDocument, WorkflowDocument } from '@carillon/core';
import type { Problem, Run, RunChange, TaskRun } from '@carillon/protocol';
import { createHash } from 'node:crypto';
import { createLogger, createMetrics, newUuid } from '@carillon/runtime';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { formatId, taskRunId } from '@carillon/core';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { madeUpToken } from '../../test/harness.ts';
import { type Api, createApi } from '../index.ts';

const TOKEN = madeUpToken();
let cluster: TestCluster;
let api: Api;
let app: FastifyInstance;
const broken = new Set<string>();
const gates = new Map<string, () => void>();

beforeAll(async () => {
  cluster = await startTestCluster({
    ok: (_params, { identity }) => ({ by: identity.task }),
    fragile: (_params, { identity }) => {
      if (broken.has(identity.task)) throw new Error('broken');
      return { by: identity.task };
    },
    gated: (_params, { identity }) => new Promise((resolve) => gates.set(identity.task, () => resolve({}))),
  });
  const { store, scheduler } = cluster;
  const log = createLogger({ name: 'test', level: 'silent' });
  api = createApi({
    ...store,
    control: scheduler.scheduleControl,
    starter: scheduler.starter,
    controller: scheduler.controller,
    log,
    metrics: createMetrics(),
    config: { host: '127.0.0.1', port: 0, environment: 'dev', rateLimit: { perSecond: 0, burst: 0 } },
    onApplied: () => undefined,
  });
  app = await api.app();
  const secretHash = createHash('sha256').update(TOKEN).digest();
  await store.access.addToken({ id: newUuid(), account: 'admin', kind: 'api', secretHash, name: 'admin' });
});
afterAll(async () => {
  await api.stop();
  await cluster.stop();
});

const call = (handler: string, more: Partial<TaskDocument> = {}): TaskDocument => ({
  type: 'function',
  with: { handler },
  ...more,
});
/** extract → load → report, with `other` beside them. */
const CHAIN = {
  extract: call('ok'),
  load: call('fragile', { needs: ['extract'] }),
  report: call('ok', { needs: ['load'] }),
  other: call('ok'),
};

const ask = async (method: 'GET' | 'POST', path: string, body?: object, headers: Record<string, string> = {}) =>
  app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    ...(body ? { payload: body } : {}),
  });
const get = async <T>(path: string): Promise<T> => (await ask('GET', path)).json();
const change = async (path: string, body?: object): Promise<RunChange> => {
  const answer = await ask('POST', path, body);
  if (answer.statusCode >= 300) throw new Error(answer.body);
  return answer.json();
};
const refused = async (path: string, body?: object): Promise<[number, Problem]> => {
  const answer = await ask('POST', path, body);
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  return [answer.statusCode, answer.json()];
};
const shown = ({ tasks }: RunChange): string[] =>
  tasks.map(({ task, effect, as }) => [task, effect, as].filter(Boolean).join(' '));

const start = async (
  name: string,
  tasks: Readonly<Record<string, TaskDocument>>,
  more: Partial<WorkflowDocument> = {},
  params = {},
): Promise<string> => {
  await cluster.publish({ kind: 'Workflow', name, project: 'default', tasks, ...more });
  return cluster.start(name, params);
};
const ended = async (name: string, more: Partial<WorkflowDocument> = {}, params = {}): Promise<string> => {
  const id = await start(name, CHAIN, more, params);
  await cluster.ended(id);
  return id;
};
const idOf = (runId: string): string => formatId('run', runId);
const taskIdOf = async (runId: string, task: string): Promise<string> =>
  formatId('tr', taskRunId(runId, (await cluster.tasks(runId))[task]?.taskNo ?? -1));
const until = (runId: string, task: string, state: string): Promise<void> =>
  vi.waitFor(async () => expect((await cluster.tasks(runId))[task]?.state).toBe(state), { timeout: 10_000 });
const statesOf = async (id: string) =>
  vi.waitFor(
    async () => {
      const run = await get<Run>(`/runs/${id}`);
      expect(['success', 'failed', 'stopped']).toContain(run.state);
      const { items } = await get<{ items: TaskRun[] }>(`/runs/${id}/tasks`);
      return [
        run.state,
        ...items.map(({ task, state, reason }) => `${task} ${state}${reason ? ` ${reason.code}` : ''}`),
      ];
    },
    { timeout: 10_000 },
  );

describe('a rerun', () => {
  it('from what failed does exactly what its preview says, keeps the rest, and is told in the family', async () => {
    broken.add('load');
    const old = await ended('from_failed');
    broken.delete('load');
    const path = `/runs/${idOf(old)}/rerun`;
    const preview = await change(`${path}?dryRun=true`, { scope: 'failed' });
    expect(preview).toMatchObject({ dryRun: true, newRun: true, version: 1, run: { id: idOf(old), state: 'failed' } });
    expect(shown(preview)).toEqual(['extract keep success', 'load run', 'report run', 'other keep success']);
    expect((await get<Run>(`/runs/${idOf(old)}`)).family).toBeUndefined();

    const done = await change(path, { scope: 'failed', expected: ['load', 'report'], reason: 'source is back' });
    expect(shown(done)).toEqual(shown(preview));
    expect(done.run).toMatchObject({ rerunOf: idOf(old), trigger: { kind: 'rerun', actor: 'admin' } });
    expect(await statesOf(done.run.id)).toEqual([
      'success',
      'extract success REUSED',
      'load success',
      'report success',
      'other success REUSED',
    ]);
    const again = await change(`/runs/${done.run.id}/rerun`, { scope: 'tasks', tasks: ['report'] });
    await statesOf(again.run.id);
    for (const id of [idOf(old), done.run.id, again.run.id])
      expect((await get<Run>(`/runs/${id}`)).family).toMatchObject([
        { id: again.run.id, rerunOf: done.run.id },
        { id: done.run.id, rerunOf: idOf(old), state: 'success', actor: 'admin' },
        { id: idOf(old), state: 'failed' },
      ]);
    expect((await get<{ items: AuditRecord[] }>(`/audit?action=run.rerun&outcome=done`)).items.at(-1)).toMatchObject({
      object: { kind: 'run', id: idOf(old) },
      reason: 'source is back',
      after: { run: done.run.id, tasks: ['load: run', 'report: run'], count: 2 },
    });
  });

  it('takes the latest version and other params, typed', async () => {
    const params = { n: { type: 'integer', default: 1 }, gone: { type: 'string', default: 'x' } } as const;
    const old = await ended('newer', { params }, { n: 7, gone: 'y' });
    await cluster.publish({
      kind: 'Workflow',
      name: 'newer',
      project: 'default',
      tasks: { ...CHAIN, added: call('ok', { needs: ['report'] }) },
      params: { n: params.n, fresh: { type: 'string', default: 'z' } },
    });
    const path = `/runs/${idOf(old)}/rerun`;
    const preview = await change(`${path}?dryRun=true`, {
      version: 'latest',
      scope: 'tasks',
      tasks: ['report'],
      downstream: true,
    });
    expect([preview.version, preview.params, shown(preview)]).toEqual([
      2,
      { n: 7, fresh: 'z' },
      ['extract keep success', 'load keep success', 'report run', 'other keep success', 'added run'],
    ]);
    expect(await refused(path, { version: 'latest', params: { n: 'many' } })).toMatchObject([
      422,
      { code: 'VALIDATION_PARAMS', errors: [{ pointer: '/params/n' }] },
    ]);
    expect(await refused(path, { version: 3 })).toMatchObject([
      404,
      { detail: 'the workflow "newer" has no version 3' },
    ]);
    const byNumber = await change(`${path}?dryRun=true`, { version: 2 });
    expect([byNumber.version, byNumber.params]).toEqual([2, { n: 7, fresh: 'z' }]);
    const same = await change(path, { params: { n: 8 } });
    expect([same.version, same.params]).toEqual([1, { n: 8, gone: 'y' }]);
    await statesOf(same.run.id);
  });

  it('keeps what people write down about it, and changes nothing else of the run', async () => {
    const id = idOf(await ended('noted'));
    const { notes: _, ...before } = await get<Run>(`/runs/${id}`);
    expect((await ask('POST', `/runs/${id}/notes`, { text: 'the source was late' })).statusCode).toBe(201);
    expect((await ask('POST', `/runs/${id}/notes`, { text: 'ticket 8812' })).json()).toMatchObject({ author: 'admin' });
    expect((await ask('POST', `/runs/${id}/notes`, { text: ' \n ' })).statusCode).toBe(400);
    const { notes, ...after } = await get<Run>(`/runs/${id}`);
    expect(notes?.map(({ text }) => text)).toEqual(['ticket 8812', 'the source was late']);
    expect(after).toEqual(before);
    expect((await get<{ items: AuditRecord[] }>('/audit?action=run.note&outcome=done')).items).toHaveLength(2);
    const nobodys = formatId('run', newUuid());
    expect((await ask('POST', `/runs/${nobodys}/notes`, { text: 'any' })).statusCode).toBe(404);
  });

  it('keeps a note once that is sent again', async () => {
    const id = idOf(await ended('noted_once'));
    const note = (text: string) => ask('POST', `/runs/${id}/notes`, { text }, { 'idempotency-key': 'once' });
    const both = await Promise.all([note('late'), note('late')]);
    expect(both.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
    expect(new Set(both.map((answer) => answer.body)).size).toBe(1);
    expect(both.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(1);
    expect((await note('early')).json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await get<Run>(`/runs/${id}`)).notes).toHaveLength(1);
  });

  it('is made once by an idempotency key, for its run alone', async () => {
    const old = await ended('keyed');
    const other = await ended('keyed_other');
    const key = { 'idempotency-key': 'again-1' };
    const first = await ask('POST', `/runs/${idOf(old)}/rerun`, {}, key);
    const second = await ask('POST', `/runs/${idOf(old)}/rerun`, {}, key);
    expect([first.statusCode, second.statusCode, second.headers['idempotency-replayed']]).toEqual([201, 201, 'true']);
    expect(second.json<RunChange>().run.id).toBe(first.json<RunChange>().run.id);
    expect((await ask('POST', `/runs/${idOf(old)}/rerun`, { scope: 'all' }, key)).json().code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    const third = await ask('POST', `/runs/${idOf(other)}/rerun`, {}, key);
    expect(third.json<RunChange>().run.rerunOf).toBe(idOf(other));
  });

  it('says what it cannot be', async () => {
    const old = await ended('refusing');
    const path = `/runs/${idOf(old)}/rerun`;
    expect(await refused(path, { scope: 'failed' })).toMatchObject([409, { code: 'CONFLICT_STATE' }]);
    expect(await refused(path, { scope: 'tasks', tasks: ['lode'] })).toMatchObject([
      400,
      { code: 'VALIDATION_REQUEST', errors: [{ pointer: '/tasks' }], detail: expect.stringContaining('"load"') },
    ]);
    expect(await refused(path, { scope: 'tasks' })).toMatchObject([400, { errors: [{ pointer: '/tasks' }] }]);
    expect(await refused(path, { tasks: ['load'] })).toMatchObject([400, { errors: [{ pointer: '/tasks' }] }]);
    expect(await refused(path, { downstream: true })).toMatchObject([400, { errors: [{ pointer: '/downstream' }] }]);
    expect(await refused(path, { expected: ['load'] })).toMatchObject([409, { code: 'PLAN_STALE' }]);
    expect(await refused(`/runs/${formatId('run', newUuid())}/rerun`, {})).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });
});

describe('a run that is under way', () => {
  it('is paused and resumed, says what may be done, and refuses the rest with the way out', async () => {
    const run = await start('paused', { first: call('gated'), then: call('ok', { needs: ['first'] }) });
    await until(run, 'first', 'running');
    const path = `/runs/${idOf(run)}`;
    const paused = await ask('POST', `${path}/pause`, { reason: 'a look first' });
    expect(paused.json()).toMatchObject({
      state: 'paused',
      reason: { code: 'PAUSED_BY_USER', params: { actor: 'admin', message: 'a look first' } },
      actions: {
        pause: { allowed: false, code: 'RUN_PAUSED' },
        resume: { allowed: true },
        stop: { allowed: true },
        rerun: { allowed: false, code: 'RUN_OPEN', reason: expect.any(String) },
      },
    });
    expect((await ask('POST', `${path}/pause`, {})).statusCode).toBe(200);
    expect(await refused(`${path}/rerun`, {})).toMatchObject([409, { hint: expect.stringContaining('Stop it first') }]);
    expect((await ask('POST', `${path}/resume`)).json()).toMatchObject({ state: 'running' });
    gates.get('first')?.();
    expect(await statesOf(idOf(run))).toEqual(['success', 'first success', 'then success']);
    expect(await refused(`${path}/pause`, {})).toMatchObject([409, { hint: 'The run has ended.' }]);
    expect((await get<{ items: AuditRecord[] }>(`/audit?action=run.pause`)).items.at(-1)).toMatchObject({
      object: { id: idOf(run) },
      project: 'default',
      reason: 'a look first',
      after: { state: 'paused' },
    });
  });

  it('has a task cleared with what depends on it, as its preview lists', async () => {
    const run = await start('cleared', { ...CHAIN, hold: call('gated') });
    await until(run, 'report', 'success');
    await until(run, 'hold', 'running');
    const path = `/task-runs/${await taskIdOf(run, 'load')}/clear`;
    const preview = await change(`${path}?dryRun=true`);
    expect(preview).toMatchObject({ dryRun: true, newRun: false });
    expect(shown(preview)).toEqual(['load run', 'report run']);
    expect(await refused(path, { expected: ['load'] })).toMatchObject([409, { code: 'PLAN_STALE' }]);
    expect((await cluster.tasks(run))['load']?.attempt).toBe(1);
    expect(await change(path, { expected: ['load', 'report'] })).toMatchObject({
      newRun: false,
      run: { id: idOf(run) },
    });
    await until(run, 'report', 'success');
    gates.get('hold')?.();
    await cluster.ended(run);
    const tasks = await cluster.tasks(run);
    expect(['extract', 'load', 'report'].map((task) => tasks[task]?.attempt)).toEqual([1, 2, 2]);
  });

  it('has a task paused, retried now, marked and skipped, and refuses what its state does not allow', async () => {
    broken.add('flaky');
    const run = await start('touched', {
      flaky: call('fragile', { retry: { max: 1, initial: '1h' } }),
      behind: call('ok', { needs: ['flaky'] }),
      hold: call('gated', { allowFailure: true }),
      late: call('ok', { needs: ['hold'] }),
      later: call('ok', { needs: ['late'], rule: 'all_done' }),
    });
    await until(run, 'flaky', 'retrying');
    await until(run, 'hold', 'running');
    const of = async (task: string) => `/task-runs/${await taskIdOf(run, task)}`;
    expect((await get<TaskRun>(await of('flaky'))).actions).toMatchObject({
      retry: { allowed: true },
      clear: { allowed: false, code: 'TASK_NOT_ENDED' },
      mark: { allowed: true },
    });
    expect((await ask('POST', `${await of('hold')}/pause`)).json()).toMatchObject({
      state: 'running',
      paused: true,
      actions: { pause: { allowed: false, code: 'TASK_PAUSED' }, resume: { allowed: true } },
    });
    expect((await ask('POST', `${await of('hold')}/resume`)).json()).not.toHaveProperty('paused');
    expect(await refused(`${await of('hold')}/skip`)).toMatchObject([
      409,
      { hint: expect.stringContaining('attempt') },
    ]);
    expect(await refused(`${await of('hold')}/retry`)).toMatchObject([409, { code: 'CONFLICT_STATE' }]);

    broken.delete('flaky');
    expect((await ask('POST', `${await of('flaky')}/retry`)).statusCode).toBe(200);
    await until(run, 'behind', 'success');
    const skipped = await change(`${await of('late')}/skip`, { reason: 'not today' });
    expect(shown(skipped)).toEqual(['late mark skipped']);
    const marked = await change(`${await of('behind')}/mark`, { as: 'failed' });
    expect(shown(marked)).toEqual(['behind mark failed']);
    gates.get('hold')?.();
    expect(await statesOf(idOf(run))).toEqual([
      'failed',
      'flaky success',
      'behind failed MARKED',
      'hold success',
      'late skipped MARKED',
      'later success',
    ]);
  });
});

describe('a task run of a finished run', () => {
  it('is cleared or marked in a new run, and the old one stays as it was', async () => {
    broken.add('load');
    const old = await ended('afterwards');
    broken.delete('load');
    const before = await statesOf(idOf(old));
    const load = `/task-runs/${await taskIdOf(old, 'load')}`;
    const cleared = await change(`${load}/clear`);
    expect([cleared.newRun, cleared.run.rerunOf, shown(cleared)]).toEqual([
      true,
      idOf(old),
      ['extract keep success', 'load run', 'report run', 'other keep success'],
    ]);
    const marked = await change(`${load}/mark`, { as: 'success' });
    expect(await statesOf(marked.run.id)).toEqual([
      'success',
      'extract success REUSED',
      'load success MARKED',
      'report success',
      'other success REUSED',
    ]);
    expect(await statesOf(idOf(old))).toEqual(before);
    expect(await refused(`${load}/pause`)).toMatchObject([409, { hint: 'The run has ended.' }]);
    expect(await refused(`${load}/mark`, { as: 'skipped' })).toMatchObject([400, { code: 'VALIDATION_REQUEST' }]);
  });
});
