import { auditHash, type AuditRecord, GENESIS_HASH } from '@carillon/core';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { type FakeApi, startFakeApi } from '../test/fake-api.ts';

const at = (url: string) => ({
  env: { CARILLON_SERVER: url, CARILLON_TOKEN: 'crl_api_x', CARILLON_ENVIRONMENT: 'prod' },
});
const SECRET = {
  apiVersion: 'carillon/v1',
  kind: 'Secret',
  id: 'sec_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
  name: 'dwh',
  level: 'tenant',
  version: 3,
  createdAt: '2026-11-20T00:00:00.000Z',
  createdBy: 'admin',
  updatedAt: '2026-11-20T00:00:00.000Z',
  updatedBy: 'admin',
  usedBy: 2,
};
const send = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const bodies = (api: FakeApi): unknown[] => api.seen.map(({ body }) => body);

async function secretApi(body: unknown = SECRET): Promise<FakeApi> {
  const api = await startFakeApi();
  api.answer('/secrets', (response) => send(response, body));
  return api;
}

describe('carillon secret', () => {
  it('takes the value from stdin, less the line break that ends it, and never shows it', async () => {
    const api = await secretApi();
    const input = 'line one\nline two\r\n';
    const { code, out, err } = await carillon(['secret', 'set', 'dwh', '--reason', 'new'], { ...at(api.url), input });
    expect([code, out]).toEqual([0, '']);
    expect(err).toBe('dwh has version 3 now, for the whole tenant\n');
    await carillon(['secret', 'set', 'dwh', '--raw', '-e', 'prod'], { ...at(api.url), input });
    expect(bodies(api)).toEqual([
      { name: 'dwh', value: 'line one\nline two', reason: 'new' },
      { name: 'dwh', value: input, environment: 'prod' },
    ]);
  });

  it('asks for the value where somebody sits, and refuses it as an argument', async () => {
    const api = await secretApi();
    const askHidden = async (question: string) => `typed after ${question}`;
    expect((await carillon(['secret', 'set', 'dwh'], { ...at(api.url), askHidden })).code).toBe(0);
    expect(bodies(api)).toEqual([{ name: 'dwh', value: 'typed after value of dwh: ' }]);
    const asArgument = await carillon(['secret', 'set', 'dwh', 'canary'], at(api.url));
    expect(asArgument.code).toBe(2);
    expect(asArgument.err).not.toContain('canary');
    expect((await carillon(['secret', 'set', 'dwh'], { ...at(api.url), input: '' })).code).toBe(2);
    expect(api.seen).toHaveLength(1);
  });

  it('lists all levels, whatever environment the shell is set to', async () => {
    const api = await secretApi({ items: [SECRET] });
    const { out } = await carillon(['secret', 'list'], at(api.url));
    expect(out).toMatch(/NAME +LEVEL +VERSION +USED BY/);
    expect(out).toMatch(/dwh +tenant +3 +2/);
    await carillon(['secret', 'list', '-e', 'dev'], at(api.url));
    expect(api.seen.map(({ query }) => query.toString())).toEqual(['', 'environment=dev']);
  });
});

describe('carillon audit verify', () => {
  function chainOf(count: number): AuditRecord[] {
    const chain: AuditRecord[] = [];
    for (let seq = 1; seq <= count; seq++) {
      const content = {
        seq,
        at: '2026-11-21T08:00:00.000Z',
        tenant: 'default',
        actor: 'admin',
        via: 'token' as const,
        action: 'run.stop',
        object: { kind: 'run' },
        outcome: 'done' as const,
        previousHash: chain.at(-1)?.hash ?? GENESIS_HASH,
      };
      chain.push({ ...content, hash: auditHash(content) });
    }
    return chain;
  }
  async function apiOf(rows: readonly AuditRecord[], head: { seq: number; hash: string }): Promise<FakeApi> {
    const api = await startFakeApi();
    api.answer('/audit/head', (response) => send(response, head));
    api.answer('/audit', (response, { query }) => {
      const from = Number(query.get('cursor') ?? 0);
      const more = from + 2 < rows.length ? { nextCursor: String(from + 2) } : {};
      send(response, { items: rows.slice(from, from + 2), ...more });
    });
    return api;
  }
  const chain = chainOf(5);
  const head = { seq: 5, hash: chain[4]?.hash ?? '' };

  it('says that a chain is whole, and prints a checkpoint that a later check takes', async () => {
    const api = await apiOf(chain, head);
    const first = await carillon(['audit', 'verify'], at(api.url));
    expect([first.code, first.out, first.err]).toEqual([0, `5:${head.hash}\n`, '5 rows, each as it was written\n']);
    expect((await carillon(['audit', 'verify', '--checkpoint', first.out], at(api.url))).code).toBe(0);
  });

  it('fails on an edit, and on an end that was cut off with its head', async () => {
    const edited = chain.map((record) => (record.seq === 2 ? { ...record, actor: 'eve' } : record));
    const { code, err } = await carillon(['audit', 'verify'], at((await apiOf(edited, head)).url));
    expect([code, err]).toEqual([1, 'row 2 was changed after it was written\n']);
    const cut = await apiOf(chain.slice(0, 4), { seq: 4, hash: chain[3]?.hash ?? '' });
    expect((await carillon(['audit', 'verify'], at(cut.url))).code).toBe(0);
    const against = ['audit', 'verify', '--checkpoint', `5:${head.hash}`, '-o', 'json'];
    const found = await carillon(against, at(cut.url));
    expect(found.code).toBe(1);
    expect(JSON.parse(found.out)).toMatchObject({ ok: false, rows: 4, problems: [expect.stringMatching(/cut off/)] });
  });
});
