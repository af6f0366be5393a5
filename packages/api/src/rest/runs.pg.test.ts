/** Runs as they are read: lists, tasks, events, logs, artifacts; and what strangers see of them. */
import { formatId, parseId, taskRunId } from '@carillon/core';
import type { PageOf, Run, RunGraph, TaskRun } from '@carillon/protocol';
import { newRunId, newUuid } from '@carillon/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

const V1 = '/api/v1';
const { harness, get, post, publish, query, startPipeline } = openedApi();
beforeAll(() => publish(PIPELINE));

const uuidOf = (id: string): string => parseId('run', id) as string;

describe('a run', () => {
  it('is listed newest first, page by page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await startPipeline());
    const first = (await get('/runs?limit=2&workflow=pipeline&state=queued,running')).json<PageOf<Run>>();
    const second = (
      await get(`/runs?limit=2&workflow=pipeline&state=queued&state=running&cursor=${first.nextCursor}`)
    ).json<PageOf<Run>>();
    const listed = [...first.items, ...second.items].map((run) => run.id);
    expect([...listed].sort().reverse()).toEqual(listed);
    expect(listed.filter((id) => ids.includes(id))).toHaveLength(3);
    const named = (await get(`/runs?id=${ids[0]}&id=${ids[2]}`)).json<PageOf<Run>>();
    expect(named.items.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
    expect((await get('/runs?id=nonsense')).json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '/querystring/id' }],
    });
    expect((await get('/runs?state=flying')).json()).toMatchObject({ code: 'VALIDATION_REQUEST' });
    expect((await get('/runs?limit=many')).json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '/querystring/limit' }],
    });
    expect((await get('/runs?from=2026-11-20&environment=default')).json()).toMatchObject({
      status: 400,
      code: 'VALIDATION_REQUEST',
      detail: expect.stringMatching(/^from is no parameter of this route; known are .*workflow/),
      errors: [{ pointer: '/querystring/from', code: 'VALIDATION_UNKNOWN_FIELD' }],
    });
    expect((await get('/workers?environment=default')).statusCode).toBe(200);
    expect((await get('/workers?status=online')).json()).toMatchObject({ status: 400, code: 'VALIDATION_REQUEST' });
    expect((await get('/runs?cursor=nonsense')).json()).toMatchObject({ code: 'VALIDATION_CURSOR' });
  });

  it('is listed with how long its workflow usually takes, where that is asked for', async () => {
    for (const seconds of [30, 50, 90, 700]) await addEnded(newRunId(), { seconds });
    const id = await startPipeline();
    const listed = async (asked: string) => (await get(`/runs?id=${id}${asked}`)).json<PageOf<Run>>().items;
    expect(await listed('&stats=true')).toMatchObject([{ id, usualMs: 50_000 }]);
    expect((await listed(''))[0]).not.toHaveProperty('usualMs');
  });

  it('shows its tasks and its graph', async () => {
    const id = await startPipeline();
    const { items } = (await get(`/runs/${id}/tasks`)).json<PageOf<TaskRun>>();
    expect(Object.fromEntries(items.map((task) => [task.task, task.state]))).toEqual({
      extract: 'pending',
      load: 'pending',
    });
    expect(items[0]?.reason?.message).toBe('Waiting for upstream tasks.');
    const graph = (await get(`/runs/${id}/graph`)).json<RunGraph>();
    expect(graph.edges).toEqual([{ from: 'extract', to: 'load' }]);
    expect(graph.nodes.find((node) => node.task === 'extract')).toMatchObject({
      title: 'Take it out',
      state: 'pending',
    });
    const [task] = items;
    expect((await get(`/task-runs/${task?.id}`)).json()).toMatchObject({ task: task?.task, runId: id });
    const defined = (await get(`/task-runs/${task?.id}?definition=true`)).json<TaskRun>();
    expect(defined.definition).toEqual({ type: 'shell', title: 'Take it out', with: { script: 'echo out' } });
    expect((await get(`/task-runs/${task?.id}/attempts`)).json()).toEqual({ items: [] });
  });

  it('shows what happened to it', async () => {
    const id = await startPipeline();
    await addEvents(id, 3);
    const first = (await get(`/runs/${id}/events?limit=2`)).json();
    expect(first.items).toHaveLength(2);
    const rest = (await get(`/runs/${id}/events?cursor=${first.nextCursor}`)).json();
    expect(rest).toMatchObject({ items: [{ runId: id, transitions: [{ task: 'extract', to: 'queued' }] }] });
    expect(rest.nextCursor).toBeUndefined();
  });

  it('stops when asked, and says why not when it has ended', async () => {
    const id = await startPipeline();
    const stopped = await post(`/runs/${id}/stop`, { reason: 'wrong day' });
    expect(stopped.statusCode).toBe(202);
    expect(stopped.json()).toMatchObject({
      state: 'stopping',
      reason: { code: 'STOPPED_BY_USER', message: 'Stopped by admin: wrong day.' },
      actions: { stop: { allowed: false, reason: 'The run is stopping already.' } },
    });
    expect((await post(`/runs/${id}/stop`)).statusCode).toBe(202);
    const ended = newRunId();
    await endedRun(ended);
    expect((await post(`/runs/${formatId('run', ended)}/stop`, {})).json()).toMatchObject({
      status: 409,
      code: 'CONFLICT_STATE',
    });
  });
});

async function addEvents(id: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await query(
      `insert into event (run_id, tenant_key, project_key, environment_key, transitions)
       select id, tenant_key, project_key, environment_key, '[{"task":"extract","to":"queued"}]' from run where id = $1`,
      [uuidOf(id)],
    );
  }
}

/** A run of the two-task workflow. */
async function addEnded(id: string, { state = 10, seconds = 0 }): Promise<void> {
  await query(
    `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params)
     select $1, v.key, w.key, w.tenant_key, w.project_key, e.key, $2, now() - make_interval(secs => $3), now(), 'api', 'admin', '{}'
     from workflow w join workflow_version v on v.workflow_key = w.key join environment e on e.tenant_key = w.tenant_key where w.name = 'pipeline'`,
    [id, state, seconds],
  );
}

/** One that failed in its first task, with a log and an artifact. */
async function endedRun(id: string): Promise<string> {
  await addEnded(id, { state: 11 });
  const { rows } = await query(
    'select document from workflow_version v join run_history h on h.version_key = v.key where h.id = $1',
    [id],
  );
  const taskNo = Object.keys(rows[0].document.tasks).indexOf('extract');
  await query(
    `insert into task_history (run_id, task_no, state, attempt_no, attempt_id, fence, ended_at, exit_code, reason) values ($1, $2, 11, 1, $3, 1, now(), 3, '{"code":"EXIT_CODE","params":{"exitCode":3}}')`,
    [id, taskNo, newUuid()],
  );
  const log = Buffer.from('début\nfin\n');
  await query(
    'insert into log_chunk (run_id, task_no, attempt_no, seq, first_byte, lines, body) values ($1, $2, 1, 0, 0, 2, $3)',
    [id, taskNo, log],
  );
  await query(
    `insert into artifact (run_id, task_no, attempt_no, name, content_type, size, sha256) values ($1, $2, 1, 'report.html', 'text/html', 7, $3)`,
    [id, taskNo, Buffer.alloc(32)],
  );
  await query(
    `insert into artifact_chunk (run_id, task_no, attempt_no, name, seq, body) values ($1, $2, 1, 'report.html', 0, '<p>hi')`,
    [id, taskNo],
  );
  await query(
    `insert into artifact_chunk (run_id, task_no, attempt_no, name, seq, body) values ($1, $2, 1, 'report.html', 1, '!')`,
    [id, taskNo],
  );
  return formatId('tr', taskRunId(id, taskNo));
}

describe('an attempt', () => {
  it('shows how it ended', async () => {
    const task = await endedRun(newRunId());
    expect((await get(`/task-runs/${task}/attempts`)).json().items).toMatchObject([
      { attempt: 1, state: 'failed', exitCode: 3, reason: { message: 'The process ended with exit code 3.' } },
    ]);
  });

  it('gives its log by ranges that cut no character in two', async () => {
    const task = await endedRun(newRunId());
    const log = (range: string) => get(`/task-runs/${task}/attempts/1/log${range}`);
    expect((await log('')).json()).toEqual({
      text: 'début\nfin\n',
      offset: 0,
      nextOffset: 11,
      complete: true,
      size: 11,
    });
    expect((await log('?limit=2')).json()).toMatchObject({ text: 'd', offset: 0, nextOffset: 1, complete: false });
    expect((await log('?offset=1&limit=2')).json()).toMatchObject({ text: 'é', nextOffset: 3 });
    expect((await log('?tail=4')).json()).toMatchObject({ text: 'fin\n', offset: 7, complete: true });
    const file = await log('?download=1');
    expect([file.headers['content-type'], file.body]).toEqual(['text/plain; charset=utf-8', 'début\nfin\n']);
    expect(file.headers['content-disposition']).toContain('attachment');
    expect((await get(`/task-runs/${task}/attempts/2/log`)).statusCode).toBe(404);
    expect((await log('?line=2')).json()).toMatchObject({ text: 'début\nfin\n', line: 1 });
  });

  it('searches its log by words and by patterns, and refuses what is none', async () => {
    const task = await endedRun(newRunId());
    const search = (query: string) => get(`/task-runs/${task}/attempts/1/log/search?${query}`);
    expect((await search('text=FIN')).json()).toEqual({ items: [{ line: 2, text: 'fin' }], searched: 11, size: 11 });
    expect((await search('text=F.N&pattern=1')).json()).toMatchObject({ items: [] });
    expect((await search('text=%5Ef.n%24&pattern=1')).json()).toMatchObject({ items: [{ line: 2, text: 'fin' }] });
    expect((await search('text=n&limit=1')).json()).not.toHaveProperty('nextCursor');
    const refused = await search('text=(a)%5C1&pattern=1');
    expect([refused.statusCode, refused.json()]).toMatchObject([400, { code: 'VALIDATION_REQUEST' }]);
    expect((await get(`/task-runs/${task}/attempts/2/log/search?text=a`)).statusCode).toBe(404);
  });

  it('gives its artifacts as files that no browser shows as ours', async () => {
    const run = newRunId();
    const task = await endedRun(run);
    const { items } = (await get(`/runs/${formatId('run', run)}/artifacts`)).json();
    expect(items).toMatchObject([{ task: 'extract', taskRunId: task, name: 'report.html', size: 7 }]);
    const file = await harness.ask({ method: 'GET', url: items[0].url });
    expect(file.body).toBe('<p>hi!');
    expect(file.headers).toMatchObject({
      'content-type': 'text/html',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    expect(file.headers['content-disposition']).toMatch(/^attachment/);
    expect((await get(`/task-runs/${task}/attempts/1/artifacts/other`)).statusCode).toBe(404);
  });
});

describe('places', () => {
  it('lists projects, environments and workers', async () => {
    expect((await get('/projects')).json().items).toMatchObject([
      { name: 'default', id: expect.stringMatching(/^prj_/) },
    ]);
    expect((await get('/environments')).json().items).toMatchObject([{ name: 'dev' }]);
    expect((await get('/workers')).json()).toEqual({ items: [] });
    expect((await get('/runs?environment=nowhere')).json()).toMatchObject({
      code: 'NOT_FOUND',
      hint: 'Environments are dev.',
    });
  });
});

describe('another tenant', () => {
  it('finds nothing of this one', async () => {
    const id = await startPipeline();
    const run = newRunId();
    const task = await endedRun(run);
    const headers = { authorization: `Bearer ${await harness.strangersToken()}` };
    const asked = [
      `/runs/${id}`,
      `/runs/${id}/tasks`,
      `/runs/${id}/graph`,
      `/runs/${id}/events`,
      `/runs/${id}/artifacts`,
      `/task-runs/${task}`,
      `/task-runs/${task}/attempts`,
      `/task-runs/${task}/attempts/1/log`,
      `/task-runs/${task}/attempts/1/artifacts/report.html`,
      `/workflows/default/pipeline`,
      `/workflows/default/pipeline/versions`,
      `/workflows/default/pipeline/versions/1`,
      `/stream?topics=run:${id}`,
    ];
    for (const url of asked)
      expect([url, (await harness.app.inject({ url: V1 + url, headers })).statusCode]).toEqual([url, 404]);
    for (const url of ['/runs', '/workflows', '/schedules'])
      expect((await harness.app.inject({ url: V1 + url, headers })).json().items).toEqual([]);
    const stop = await harness.app.inject({ method: 'POST', url: `${V1}/runs/${id}/stop`, headers });
    expect(stop.statusCode).toBe(404);
    const start = await harness.app.inject({
      method: 'POST',
      url: `${V1}/runs`,
      headers,
      payload: { workflow: 'pipeline' },
    });
    expect(start.statusCode).toBe(404);
  });
});
