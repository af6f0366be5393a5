import type { AuditRecord } from '@carillon/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const V1 = '/api/v1';
const CANARY = 'canary-Zk3"q/ü';
const { harness, get, post } = openedApi();
let strangers: Readonly<Record<string, string>>;
beforeAll(async () => {
  strangers = { authorization: `Bearer ${await harness.strangersToken()}` };
});

const workflow = (name: string, env: string) =>
  `kind: Workflow\nname: ${name}\ntasks:\n  a: { type: shell, env: { A: "${env}" }, with: { script: "true" } }\n`;

describe('secrets over REST', () => {
  it('are written, listed and removed, and never read', async () => {
    const answers = [await post('/secrets', { name: 'dwh', value: CANARY, project: 'default', reason: 'new' })];
    expect(answers[0]?.json()).toMatchObject({ kind: 'Secret', name: 'dwh', level: 'project', version: 1, usedBy: 0 });
    answers.push(await post('/secrets', { name: 'dwh', value: `${CANARY}2`, project: 'default' }));
    expect(answers[1]?.json()).toMatchObject({ version: 2 });
    answers.push(
      await get('/secrets'),
      await get('/secrets?name=dwh'),
      await get('/secrets/dwh/usage?project=default'),
    );
    expect(answers[2]?.json().items).toHaveLength(1);
    answers.push(await get('/audit?object=dwh'));
    const audit: AuditRecord[] = answers[5]?.json().items;
    expect(audit.map(({ action, reason, before, after }) => [action, reason, before, after])).toEqual([
      ['secret.set', undefined, { version: 1 }, { version: 2 }],
      ['secret.set', 'new', undefined, { version: 1 }],
    ]);
    answers.push(await post('/secrets/remove', { name: 'dwh', project: 'default' }));
    expect(answers[6]?.statusCode).toBe(204);
    expect((await post('/secrets/remove', { name: 'dwh', project: 'default' })).statusCode).toBe(404);
    for (const { body } of answers) expect(body).not.toContain('canary');
  });

  it.each([
    ['too short', { name: 'a', value: 'abc' }, /a secret has 4 to 65536/],
    ['too long in bytes', { name: 'a', value: 'ü'.repeat(40_000) }, /80000 bytes/],
    ['a name that expressions cannot read', { name: 'a-b', value: 'abcd' }, undefined],
    ['a field that is none', { name: 'a', value: 'abcd', vlue: 'x' }, undefined],
  ])('are refused: %s, without the value in the answer', async (_what, body, detail) => {
    const answer = await post('/secrets', body);
    expect(answer.statusCode).toBe(400);
    if (detail) expect(answer.json().detail).toMatch(detail);
    expect(answer.body).not.toContain(body.value.slice(0, 20) === 'abc' ? '"abc"' : body.value.slice(0, 20));
  });

  it('are not set by a browser session that was left open', async () => {
    const link = await harness.api.signInLink();
    const code = /#sign-in=(.+)$/.exec(link)?.[1];
    const opened = await harness.app.inject({ method: 'POST', url: `${V1}/session`, payload: { code } });
    const headers = {
      cookie: String(opened.headers['set-cookie']).split(';')[0] ?? '',
      'x-carillon-csrf': opened.json().csrfToken,
    };
    const answer = await harness.app.inject({
      method: 'POST',
      url: `${V1}/secrets`,
      headers,
      payload: { name: 'a', value: 'abcd' },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('are out of reach of another tenant', async () => {
    await post('/secrets', { name: 'ours', value: CANARY });
    expect((await harness.app.inject({ url: `${V1}/secrets`, headers: strangers })).json().items).toEqual([]);
    const gone = await harness.app.inject({
      method: 'POST',
      url: `${V1}/secrets/remove`,
      headers: strangers,
      payload: { name: 'ours' },
    });
    expect(gone.statusCode).toBe(404);
    expect((await get('/secrets?name=ours')).json().items).toHaveLength(1);
  });

  it('that no level has are told when a document names them, and count as used when one has', async () => {
    const documents = [{ path: 'w.yaml', text: workflow('uses', '${{ secrets.later }}') }];
    const said = { message: { text: 'the environment {0} has no secret "{1}"', values: ['dev', 'later'] } };
    const warning = { message: 'the environment dev has no secret "later"', pointer: '/tasks/a/env/A', said };
    const checked = (await post('/documents/validate', { documents })).json();
    expect(checked).toMatchObject({ valid: true, errors: [warning] });
    expect((await post('/documents/apply', { documents })).json().warnings).toMatchObject([warning]);
    await post('/secrets', { name: 'later', value: CANARY });
    expect((await post('/documents/apply', { documents })).json().warnings).toBeUndefined();
    expect((await get('/secrets/later/usage')).json().items).toEqual([
      { project: 'default', environment: 'dev', workflow: 'uses', version: 1, effective: true },
    ]);
    expect((await get('/secrets?name=later')).json().items[0].usedBy).toBe(1);
    await post('/channels', { project: 'default', name: 'ops', urlSecret: 'later' });
    expect((await get('/secrets/later/usage')).json().items[1]).toEqual({
      project: 'default',
      channel: 'ops',
      effective: true,
    });
    expect((await get('/secrets?name=later')).json().items[0].usedBy).toBe(2);
  });
});

describe('variables over REST', () => {
  it('are given by the narrowest level, and say which it was', async () => {
    const set = async (body: object) =>
      expect((await post('/variables', { name: 'region', ...body })).statusCode).toBe(200);
    await set({ value: 'p', platform: true });
    await set({ value: 't' });
    await set({ value: ['pr'], project: 'default' });
    await set({ value: { e: 1 }, environment: 'dev' });
    const [effective] = (await get('/variables/effective')).json().items;
    expect(effective).toEqual({
      name: 'region',
      value: { e: 1 },
      level: 'environment',
      environment: 'dev',
      overrides: [
        { level: 'project', value: ['pr'], project: 'default' },
        { level: 'tenant', value: 't' },
        { level: 'platform', value: 'p' },
      ],
    });
    expect((await get('/variables?name=region')).json().items.map((one: { level: string }) => one.level)).toEqual([
      'platform',
      'tenant',
      'project',
      'environment',
    ]);
    expect((await post('/variables/remove', { name: 'region', environment: 'dev' })).statusCode).toBe(204);
    expect((await get('/variables/effective')).json().items[0]).toMatchObject({ level: 'project' });
    const [row] = (await get('/audit?action=variable.remove')).json().items;
    expect(row).toMatchObject({ object: { kind: 'variable', name: 'region' }, environment: 'dev', before: { e: 1 } });
  });

  it('are the values of parameters without a default', async () => {
    const text = `kind: Workflow
name: typed
params:
  region: { type: array }
  own: { type: string, default: x }
  nowhere: { type: string }
tasks: { a: { type: noop } }
`;
    await post('/documents/apply', { documents: [{ path: 't.yaml', text }] });
    const { items } = (await get('/variables/effective?workflow=typed')).json();
    expect(items).toMatchObject([
      { name: 'region', level: 'project', value: ['pr'] },
      { name: 'own', level: 'workflow', value: 'x' },
      { name: 'nowhere', level: 'none', value: null },
    ]);
  });

  it('of the platform are the first tenant’s to set, and belong to no project', async () => {
    const answer = await harness.app.inject({
      method: 'POST',
      url: `${V1}/variables`,
      headers: strangers,
      payload: { name: 'x', value: 1, platform: true },
    });
    expect(answer.statusCode).toBe(403);
    expect((await post('/variables', { name: 'x', value: 1, platform: true, project: 'default' })).statusCode).toBe(
      400,
    );
    expect((await post('/variables', { name: 'x', value: 1, project: 'nowhere' })).statusCode).toBe(404);
  });
});
