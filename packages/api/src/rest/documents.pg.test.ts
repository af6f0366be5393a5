/** Applying and validating documents, and the workflows that they become. */
import type { ApplyResult, PageOf, Workflow } from '@carillon/protocol';
import { newRunId } from '@carillon/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

const V1 = '/api/v1';
const { harness, get, post, publish, query } = openedApi();
beforeAll(() => publish(PIPELINE));

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
    const answer = await harness.ask({
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
