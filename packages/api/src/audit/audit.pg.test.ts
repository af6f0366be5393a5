import { type AuditRecord, createChainCheck } from '@carillon/core';
import type { Session } from '@carillon/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { createHarness, madeUpToken, PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

const V1 = '/api/v1';
const { harness, get, post, read, publish, startPipeline } = openedApi();
let strangersToken: string;
beforeAll(async () => {
  strangersToken = await harness.strangersToken();
  await publish(PIPELINE);
});

const rows = async (query: string): Promise<AuditRecord[]> =>
  (await read<{ items: AuditRecord[] }>(`/audit?limit=200&${query}`)).items;
const rowsOf = (answer: { readonly headers: Readonly<Record<string, unknown>> }): Promise<AuditRecord[]> =>
  rows(`requestId=${String(answer.headers['x-request-id'])}`);

/** Routes that read, with a body. Whoever adds one says so here; every other unsafe route leaves a row. */
const READING = [
  'POST /documents/validate',
  'POST /documents/dry-run',
  'POST /drafts/{project}/{name}/presence',
  'POST /schedules/preview',
  'POST /schedules/diff',
  'POST /silences/preview',
];
/** Written every second while somebody types, and run by nobody: what is published of it leaves its row. */
const DRAFT = 'POST /drafts/{project}/{name}/save';

describe('requests that may change something', () => {
  it('leave a row each, on every route there is', async () => {
    const { paths } = (await harness.app.inject(`${V1}/openapi.json`)).json<{ paths: Record<string, object> }>();
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => ({
        method: method.toUpperCase() as 'POST',
        path: path.slice(V1.length),
      })),
    );
    const silent: string[] = [];
    for (const { method, path } of routes.filter((route) => (route.method as string) !== 'GET')) {
      const url = V1 + path.replace(/\{number\}|\{attempt\}/g, '1').replace(/\{\w+\}/g, 'x');
      // Of its own route there is a test below: it needs no credentials.
      if (path === '/session' && method === 'POST') continue;
      const answer = await harness.ask({ method, url, json: {} });
      const found = await rowsOf(answer);
      const outcome = answer.statusCode < 400 ? 'done' : 'failed';
      expect([`${method} ${path}`, found.filter((row) => row.outcome !== outcome || row.actor !== 'admin')]).toEqual([
        `${method} ${path}`,
        [],
      ]);
      if (found.length !== 1) silent.push(`${method} ${path}`);
    }
    expect(silent.sort()).toEqual([...READING, DRAFT].sort());
  });

  it('say who, from where, what, and why', async () => {
    const id = await startPipeline();
    const answer = await post(`/runs/${id}/stop`, { reason: 'wrong day' });
    expect(await rowsOf(answer)).toMatchObject([
      {
        tenant: 'default',
        actor: 'admin',
        via: 'token',
        address: '127.0.0.1',
        action: 'run.stop',
        object: { kind: 'run', id },
        project: 'default',
        environment: 'dev',
        outcome: 'done',
        reason: 'wrong day',
      },
    ]);
  });

  it('are told as denied to who may not, and as failed when they are wrong', async () => {
    const stranger = await harness.app.inject({
      method: 'POST',
      url: `${V1}/runs`,
      headers: { authorization: `Bearer ${madeUpToken()}` },
      payload: {},
    });
    expect(stranger.statusCode).toBe(401);
    const { items } = await harness.store.audit.list({ tenantKey: 0 }, {}, { order: 'newest', limit: 1 });
    expect(items).toMatchObject([
      {
        tenant: 'platform',
        actor: 'anonymous',
        outcome: 'denied',
        action: 'run.start',
        after: { code: 'AUTH_TOKEN_INVALID' },
      },
    ]);
    const wrong = await post('/runs', { workflow: 'nothing' });
    expect(await rowsOf(wrong)).toMatchObject([{ outcome: 'failed', after: { status: 404, code: 'NOT_FOUND' } }]);
  });

  it('keep the guesses of an address from filling the audit', async () => {
    const count = async () => (await harness.store.audit.head({ tenantKey: 0 }))?.seq ?? 0;
    const before = await count();
    for (let i = 0; i < 60; i++)
      await harness.app.inject({ url: `${V1}/runs`, headers: { authorization: `Bearer guess-${i}` } });
    expect((await count()) - before).toBeLessThan(15);
  });

  it('write the row of a change together with it', async () => {
    const applied = await post('/documents/apply', {
      documents: [{ path: 'p.yaml', text: PIPELINE.replace('A pipeline', 'Another') }],
    });
    expect(await rowsOf(applied)).toMatchObject([
      {
        action: 'document.apply',
        object: { kind: 'workflow', name: 'pipeline' },
        project: 'default',
        environment: 'dev',
        before: { version: 1 },
        after: { version: 2, outcome: 'updated' },
      },
    ]);
    const made = await post('/tokens', { tokenKind: 'api', name: 'nightly' });
    const { id, secret } = made.json();
    const revoked = await post(`/tokens/${id}/revoke`, {});
    for (const [answer, action] of [
      [made, 'token.create'],
      [revoked, 'token.revoke'],
    ] as const)
      expect(await rowsOf(answer)).toMatchObject([{ action, object: { kind: 'token', id, name: 'nightly' } }]);
    expect(JSON.stringify(await rows(''))).not.toContain(secret);
  });

  it('tell of signing in, well or not', async () => {
    const { code } = (await post('/sign-in-codes', {})).json();
    const signIn = () => harness.app.inject({ method: 'POST', url: `${V1}/session`, payload: { code } });
    const good = await signIn();
    expect(good.json<Session>().user).toBe('admin');
    expect(await rowsOf(good)).toMatchObject([{ action: 'session.create', actor: 'admin', outcome: 'done' }]);
    const bad = await signIn();
    expect(bad.statusCode).toBe(401);
    const requestId = String(bad.headers['x-request-id']);
    const { items } = await harness.store.audit.list({ tenantKey: 0 }, { requestId }, { order: 'newest', limit: 1 });
    expect(items).toMatchObject([{ action: 'session.create', actor: 'anonymous', outcome: 'denied' }]);
  });

  it('fail when their row cannot be written', async () => {
    const broken = await createHarness({}, { audit: { append: () => Promise.reject(new Error('the disk is full')) } });
    const answer = await broken.ask({ method: 'POST', url: `${V1}/sign-in-codes`, json: {} });
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'INTERNAL']);
    expect(answer.body).not.toContain('sign-in=');
    await broken.close();
  });
});

describe('the audit over REST', () => {
  it('is a whole chain, page by page and as a download', async () => {
    const head = (await get('/audit/head')).json();
    const records: AuditRecord[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await get(`/audit?order=oldest&limit=7${query}`)).json();
      records.push(...page.items);
      cursor = page.nextCursor;
    }
    const check = createChainCheck(head);
    expect([...records.map((record) => check.take(record)), check.end()].filter(Boolean)).toEqual([]);
    const lines = await get('/audit?order=oldest&format=json');
    expect(lines.headers['content-disposition']).toContain('audit.jsonl');
    const exported = lines.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exported.slice(0, records.length)).toEqual(records);
  });

  it('comes as CSV that no spreadsheet computes with', async () => {
    await post('/sign-in-codes', { reason: '=1+1' });
    const { body, headers } = await get('/audit?action=sign_in_code.create&format=csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(body).toMatch(/^seq,at,tenant,actor,/);
    expect(body).toContain(`'=1+1`);
  });

  it('is asked with filters, and says what cannot be asked', async () => {
    expect((await rows('action=token.')).every(({ action }) => action.startsWith('token.'))).toBe(true);
    expect(await rows('actor=nobody')).toEqual([]);
    expect((await rows('address=127.0.0.1')).length).toBeGreaterThan(0);
    expect(await rows('address=10.0.0.1')).toEqual([]);
    const bad = await get('/audit?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z');
    expect([bad.statusCode, bad.json().code]).toEqual([400, 'VALIDATION_REQUEST']);
  });

  it('shows a tenant its own rows alone', async () => {
    const answer = await harness.app.inject({
      url: `${V1}/audit`,
      headers: { authorization: `Bearer ${strangersToken}` },
    });
    expect(answer.json().items).toEqual([]);
  });

  it('tells once in ten minutes that somebody read it', async () => {
    await rows('');
    await rows('');
    const reads = (await rows('action=audit.read')).filter(({ outcome }) => outcome === 'done');
    expect(reads.length).toBeLessThanOrEqual(2); // the list and its head
    expect(reads.length).toBeGreaterThan(0);
  });

  it('gives a row by its number, to its tenant alone', async () => {
    const [newest] = await rows('action=token.create');
    const url = `${V1}/audit/${newest?.seq}`;
    expect((await harness.ask({ url })).json()).toEqual(newest);
    const strangers = { url, headers: { authorization: `Bearer ${strangersToken}` } };
    for (const missing of [await harness.app.inject(strangers), await get('/audit/999999')])
      expect([missing.statusCode, missing.json().code]).toEqual([404, 'NOT_FOUND']);
    expect((await get('/audit/nothing')).statusCode).toBe(400);
  });
});
