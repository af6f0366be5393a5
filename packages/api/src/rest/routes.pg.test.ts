import { formatId, parseId, taskRunId } from '@carillon/core';
import type { ApplyResult, CreatedToken, PageOf, Run, RunGraph, TaskRun, Token, Workflow } from '@carillon/protocol';
import { newRunId, newUuid } from '@carillon/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPipeline, createHarness, type Harness, PIPELINE, startPipeline } from '../../test/harness.ts';

let harness: Harness;
let ask: Harness['ask'];
const V1 = '/api/v1';

beforeAll(async () => {
  harness = await createHarness();
  ask = harness.ask;
  await applyPipeline(harness);
});
afterAll(() => harness.close());

const get = (url: string) => ask({ method: 'GET', url: V1 + url });
const post = (url: string, json: unknown, headers: Record<string, string> = {}) =>
  ask({ method: 'POST', url: V1 + url, json, headers });
const uuidOf = (id: string): string => parseId('run', id) as string;
const query = (text: string, values: unknown[] = []) => harness.store.database.api.query(text, values);

describe('documents', () => {
  const apply = (text: string, more: object = {}) =>
    post('/documents/apply', { documents: [{ path: 'flow.yaml', text }], ...more });

  it('publishes a version, and says when nothing changed', async () => {
    const text = PIPELINE.replace('name: pipeline', 'name: published');
    expect((await apply(text)).json<ApplyResult>().items).toEqual([
      { kind: 'Workflow', project: 'default', name: 'published', version: 1, outcome: 'created' },
    ]);
    expect((await apply(text)).json<ApplyResult>().items).toMatchObject([{ version: 1, outcome: 'unchanged' }]);
    expect((await apply(text.replace('A pipeline', 'Another'))).json<ApplyResult>().items).toMatchObject([
      { version: 2, outcome: 'updated' },
    ]);
    expect(harness.applied()).toBeGreaterThanOrEqual(3);
  });

  it('previews with dryRun and changes nothing', async () => {
    const text = PIPELINE.replace('name: pipeline', 'name: previewed');
    expect((await apply(text, { dryRun: true })).json<ApplyResult>().items).toMatchObject([
      { version: 1, outcome: 'created' },
    ]);
    expect((await get('/workflows/default/previewed')).statusCode).toBe(404);
  });

  it('refuses a document with the place and a hint, and applies none of the others', async () => {
    const good = { path: 'good.yaml', text: PIPELINE.replace('name: pipeline', 'name: innocent') };
    const bad = {
      path: 'bad.yaml',
      text: 'kind: Workflow\nname: broken\nproject: default\ntasks:\n  a: { type: shell, with: { script: x }, needs: [b] }\n',
    };
    const answer = await post('/documents/apply', { documents: [good, bad] });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'VALIDATION_DOCUMENT', errors: [{ file: 'bad.yaml', line: 5 }] });
    expect((await get('/workflows/default/innocent')).statusCode).toBe(404);
  });

  it('validates without changing anything', async () => {
    expect((await post('/documents/validate', { documents: [{ path: 'a.yaml', text: PIPELINE }] })).json()).toEqual({
      valid: true,
      errors: [],
    });
    expect(
      (await post('/documents/validate', { documents: [{ path: 'a.yaml', text: 'kind: Nothing' }] })).json(),
    ).toMatchObject({ valid: false });
  });

  it('takes one document as YAML', async () => {
    const payload = PIPELINE.replace('name: pipeline', 'name: plain_yaml');
    const answer = await ask({
      method: 'POST',
      url: `${V1}/documents/apply`,
      payload,
      headers: { 'content-type': 'application/yaml' },
    });
    expect(answer.json<ApplyResult>().items).toMatchObject([{ name: 'plain_yaml', outcome: 'created' }]);
  });

  it('knows when its schedules fire next, in the workflow’s zone', async () => {
    const text = `${PIPELINE.replace('name: pipeline', 'name: scheduled')}timezone: Asia/Shanghai\nschedule: { cron: "10 0 * * *" }\n`;
    expect((await apply(text)).statusCode).toBe(200);
    const { items } = (await get('/schedules')).json<PageOf<Record<string, string>>>();
    expect(items).toMatchObject([
      {
        workflow: 'scheduled',
        type: 'cron',
        definition: { cron: '10 0 * * *' },
        timezone: 'Asia/Shanghai',
        state: 'enabled',
      },
    ]);
    expect(items[0]?.['nextFireAt']).toMatch(/T16:10:00.000Z$/);
  });
});

describe('workflows', () => {
  it('are listed and shown with what may be done', async () => {
    const { items } = (await get('/workflows?text=pipeline&limit=1')).json<PageOf<Workflow>>();
    expect(items).toHaveLength(1);
    const workflow = (await get('/workflows/default/pipeline')).json<Workflow>();
    expect(workflow).toMatchObject({
      kind: 'Workflow',
      title: 'A pipeline',
      tasks: 2,
      version: 1,
      actions: { start: { allowed: true }, publish: { allowed: true } },
    });
  });

  it('say how long their runs take, where that is asked for', async () => {
    const text = PIPELINE.replace('name: pipeline', 'name: timed');
    await post('/documents/apply', { documents: [{ path: 'timed.yaml', text }] });
    await query(
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at,
         trigger_kind, actor, params)
       select $1, d.version_key, w.key, 1, w.project_key, 1, 10, now() - interval '62 s', now(), 'manual', 'test', '{}'
       from workflow w join deployment d on d.workflow_key = w.key where w.name = 'timed'`,
      [newRunId()],
    );
    const { stats } = (await get('/workflows/default/timed?stats=true')).json<Workflow>();
    expect(stats).toEqual({ ended: 1, success: 1, p50Ms: 62_000, p95Ms: 62_000 });
    expect((await get('/workflows/default/timed')).json<Workflow>().stats).toBeUndefined();
  });

  it('show their versions as they were applied', async () => {
    expect((await get('/workflows/default/pipeline/versions')).json()).toMatchObject({
      items: [{ number: 1, author: 'admin' }],
    });
    expect((await get('/workflows/default/pipeline/versions/1')).json()).toMatchObject({
      source: expect.stringContaining('name: pipeline'),
    });
    expect((await get('/workflows/default/pipeline/versions/9')).statusCode).toBe(404);
  });

  it('are suggested by name when one is misspelt', async () => {
    expect((await get('/workflows/default/pipelin')).json()).toMatchObject({
      code: 'NOT_FOUND',
      hint: 'Did you mean "pipeline"?',
    });
  });
});

describe('starting a run', () => {
  it('resolves the parameters and answers with the run', async () => {
    const answer = await post('/runs', { workflow: 'pipeline', params: { region: 'eu' }, date: '2026-11-20' });
    expect(answer.statusCode).toBe(201);
    const run = answer.json<Run>();
    expect(run).toMatchObject({
      kind: 'Run',
      project: 'default',
      environment: 'dev',
      version: 1,
      state: 'queued',
      trigger: { kind: 'api', actor: 'admin' },
      params: { region: 'eu', size: 1, day: '2026-11-20' },
      logicalDate: '2026-11-20',
      logicalTime: '2026-11-20T00:00:00.000Z',
      actions: { stop: { allowed: true } },
    });
    expect(run.url).toMatch(new RegExp(`/p/default/r/${run.id}$`));
    expect((await get(`/runs/${run.id}`)).json()).toMatchObject({
      id: run.id,
      params: run.params,
      logicalDate: '2026-11-20',
    });
  });

  it('lists every wrong parameter', async () => {
    const answer = await post('/runs', { workflow: 'pipeline', params: { region: 'us', size: 'big', shape: 1 } });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'VALIDATION_PARAMS' });
    expect(
      answer
        .json()
        .errors.map((error: { pointer: string }) => error.pointer)
        .sort(),
    ).toEqual(['/params/region', '/params/shape', '/params/size']);
  });

  it('answers a repeated key with the same run, and refuses it for another body', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await post('/runs', { workflow: 'pipeline', params: { region: 'eu', size: 2 } }, headers);
    await query('update run set state = 2 where id = $1', [uuidOf(first.json<Run>().id)]);
    const again = await post('/runs', { params: { size: 2, region: 'eu' }, workflow: 'pipeline' }, headers);
    expect([again.statusCode, again.headers['idempotency-replayed'], first.headers['idempotency-replayed']]).toEqual([
      201,
      'true',
      undefined,
    ]);
    expect(again.json()).toEqual(first.json());
    const other = await post('/runs', { workflow: 'pipeline', params: { size: 3 } }, headers);
    expect([other.statusCode, other.json().code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const unusable = await post('/runs', { workflow: 'pipeline' }, { 'idempotency-key': 'with space' });
    expect([unusable.statusCode, unusable.json().code]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID']);
  });

  it('starts many at once, and the same again for the same key', async () => {
    const body = { workflow: 'pipeline', items: [{ params: { size: 1 } }, {}] };
    const first = await post('/runs/batch', body, { 'idempotency-key': 'many' });
    expect(first.json().ids).toHaveLength(2);
    expect((await post('/runs/batch', body, { 'idempotency-key': 'many' })).json()).toEqual(first.json());
    const wrong = await post('/runs/batch', { workflow: 'pipeline', items: [{}, { params: { size: 'x' } }] });
    expect(wrong.json()).toMatchObject({ status: 422, errors: [{ pointer: '/items/1/params/size' }] });
  });

  it('takes a date of a scheduled workflow for its firing, and refuses one it has not', async () => {
    const weekly = `${PIPELINE.replace('name: pipeline', 'name: weekly')}schedule: { cron: "10 0 * * 1", covers: same }\n`;
    await post('/documents/apply', { documents: [{ path: 'weekly.yaml', text: weekly }] });
    expect((await post('/runs', { workflow: 'weekly', date: '2026-11-23' })).json()).toMatchObject({
      logicalTime: '2026-11-23T00:10:00.000Z',
    });
    expect((await post('/runs', { workflow: 'weekly', date: '2026-11-24' })).json()).toMatchObject({
      code: 'VALIDATION_DATE',
      status: 422,
    });
  });

  it('refuses a workflow that takes none any more', async () => {
    await post('/documents/apply', {
      documents: [{ path: 'a.yaml', text: PIPELINE.replace('name: pipeline', 'name: frozen') }],
    });
    await query(`update workflow set lifecycle = 'frozen' where name = 'frozen'`);
    expect((await post('/runs', { workflow: 'frozen' })).json()).toMatchObject({
      status: 410,
      code: 'CONFLICT_LIFECYCLE',
    });
  });

  it('starts the version that was applied a moment ago', async () => {
    const text = PIPELINE.replace('name: pipeline', 'name: moving');
    await post('/documents/apply', { documents: [{ path: 'a.yaml', text }] });
    expect((await post('/runs', { workflow: 'moving' })).json().version).toBe(1);
    await post('/documents/apply', { documents: [{ path: 'a.yaml', text: text.replace('A pipeline', 'New') }] });
    expect((await post('/runs', { workflow: 'moving' })).json().version).toBe(2);
  });
});

describe('a run', () => {
  it('is listed newest first, page by page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await startPipeline(harness));
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

  it('shows its tasks and its graph', async () => {
    const id = await startPipeline(harness);
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
    const id = await startPipeline(harness);
    await addEvents(id, 3);
    const first = (await get(`/runs/${id}/events?limit=2`)).json();
    expect(first.items).toHaveLength(2);
    const rest = (await get(`/runs/${id}/events?cursor=${first.nextCursor}`)).json();
    expect(rest).toMatchObject({ items: [{ runId: id, transitions: [{ task: 'extract', to: 'queued' }] }] });
    expect(rest.nextCursor).toBeUndefined();
  });

  it('stops when asked, and says why not when it has ended', async () => {
    const id = await startPipeline(harness);
    const stopped = await post(`/runs/${id}/stop`, { reason: 'wrong day' });
    expect(stopped.statusCode).toBe(202);
    expect(stopped.json()).toMatchObject({
      state: 'stopping',
      reason: { code: 'STOPPED_BY_USER', message: 'Stopped by admin: wrong day.' },
      actions: { stop: { allowed: false, reason: 'The run is stopping already.' } },
    });
    expect((await ask({ method: 'POST', url: `${V1}/runs/${id}/stop` })).statusCode).toBe(202);
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

/** A run of the two-task workflow that failed in its first task, with a log and an artifact. */
async function endedRun(id: string): Promise<string> {
  await query(
    `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params)
     select $1, v.key, w.key, w.tenant_key, w.project_key, e.key, 11, now(), now(), 'api', 'admin', '{}'
     from workflow w join workflow_version v on v.workflow_key = w.key join environment e on e.tenant_key = w.tenant_key where w.name = 'pipeline'`,
    [id],
  );
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
    const file = await ask({ method: 'GET', url: items[0].url });
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
    const id = await startPipeline(harness);
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

describe('tokens', () => {
  const authorized = (secret: string) =>
    ask({ method: 'GET', url: `${V1}/session`, headers: { authorization: `Bearer ${secret}` } });

  it('are made with an end, used, listed without their secret, and revoked', async () => {
    const made = await post('/tokens', { tokenKind: 'api', name: 'build', expiresIn: '12h' });
    expect(made.statusCode).toBe(201);
    const { id, secret, createdAt, expiresAt = '' } = made.json<CreatedToken>();
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBeCloseTo(12 * 3_600_000, -5);
    expect((await authorized(secret)).json()).toMatchObject({ user: 'admin' });
    const listed = await get('/tokens');
    expect(listed.json<PageOf<Token>>().items.find((token) => token.id === id)).toMatchObject({ name: 'build' });
    expect(listed.body).not.toContain(secret);
    expect((await post(`/tokens/${id}/revoke`, undefined)).statusCode).toBe(204);
    expect((await authorized(secret)).statusCode).toBe(401);
    expect((await post(`/tokens/${id}/revoke`, undefined)).statusCode).toBe(404);
  });

  it('are made once by their key; a repetition is refused, since the secret was shown before', async () => {
    const ask = (name: string) => post('/tokens', { tokenKind: 'api', name }, { 'idempotency-key': 'mine' });
    const { id } = (await ask('keyed')).json<CreatedToken>();
    const again = await ask('keyed');
    expect([again.statusCode, again.json()]).toMatchObject([
      409,
      { code: 'CONFLICT_STATE', detail: expect.stringContaining(id) },
    ]);
    expect((await ask('other')).json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const named = (await get('/tokens')).json<PageOf<Token>>().items.filter(({ name }) => name === 'keyed');
    expect(named).toHaveLength(1);
  });

  it('of workers open no API', async () => {
    const { secret } = (await post('/tokens', { tokenKind: 'worker', name: 'host-7' })).json<CreatedToken>();
    expect(secret).toMatch(/^crl_wkr_[0-9A-Z]{26}_[\w-]{43}_[0-9a-f]{6}$/);
    expect((await authorized(secret)).statusCode).toBe(401);
  });

  it('live a year at most', async () => {
    for (const expiresIn of ['366d', '0s', 'soon']) {
      const answer = await post('/tokens', { tokenKind: 'api', name: 'build', expiresIn });
      expect(answer.json()).toMatchObject({ code: 'VALIDATION_REQUEST', detail: expect.stringContaining(expiresIn) });
    }
  });
});
