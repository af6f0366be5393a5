import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carillon, temporaryFolder } from '../test/capture.ts';
import { at, type FakeApi, sendProblem, startFakeApi } from '../test/fake-api.ts';
import { PROGRAM_VERSION } from './program-version.ts';

const FINDING = {
  code: 'SERVER_SILENT',
  severity: 'error',
  params: { server: 'two/8', forMs: 40_000 },
  sentence: 'The server two/8 has not been heard of for 40s.',
  evidence: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
  fix: 'See whether it runs.',
  runbook: 'docs/operations/server-down.md',
};
const HEALTH = {
  apiVersion: 'carillon/v1',
  kind: 'PlatformHealth',
  at: '2026-11-21T00:00:00.000Z',
  version: PROGRAM_VERSION,
  state: 'ok',
  missing: [],
  servers: [
    {
      id: 'srv_1',
      host: 'one',
      pid: 7,
      version: PROGRAM_VERSION,
      roles: ['api', 'scheduler'],
      state: 'up',
      startedAt: '2026-11-20T00:00:00.000Z',
      seenAt: '2026-11-21T00:00:00.000Z',
      load: { putOff: ['views'], loopDelayMs: 12, storeMs: 3.4, rssBytes: 209_715_200, workers: 2 },
    },
  ],
  duties: [
    {
      name: 'healer',
      state: 'led',
      expiresAt: '2026-11-21T00:00:10.000Z',
      terms: [{ term: 3, server: 'srv_1', host: 'one', since: '2026-11-20T00:00:00.000Z' }],
    },
  ],
  store: { version: '15.8', readOnly: false, sizeBytes: 1, connections: 3, maxConnections: 100 },
  events: [],
  findings: [],
};
const HEALING = {
  id: 4,
  at: '2026-11-20T23:00:00.000Z',
  kind: 'lost',
  done: 'An attempt of a lost worker was handed on.',
  object: 'att_1',
  count: 1,
  server: 'srv_1',
  host: 'one',
};

async function platform(health: object = HEALTH, healings: readonly object[] = []): Promise<FakeApi> {
  const api = await startFakeApi();
  const send = (path: string, body: object) =>
    api.answer(path, (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  send('/health', health);
  send('/health/healings', { items: healings });
  for (const probe of ['live', 'startup', 'ready']) send(`/health/${probe}`, { status: 'ok' });
  return api;
}

describe('carillon doctor', () => {
  it('says that nothing is wrong, and ends with 0', async () => {
    const api = await platform();
    expect(await carillon(['doctor'], at(api.url))).toMatchObject({
      code: 0,
      out: '✓ nothing is wrong (1 server is up)\n',
    });
  });

  it('says what is wrong, on what it rests, what to do and where to read on, and ends with 1', async () => {
    const api = await platform({ ...HEALTH, state: 'error', findings: [FINDING] });
    const { code, out } = await carillon(['doctor'], at(api.url));
    expect(code).toBe(1);
    expect(out).toContain('✕ error    The server two/8 has not been heard of for 40s.\n');
    expect(out).toContain('             e\n             and 2 more\n           fix: See whether it runs.\n');
    expect(out).toContain('SERVER_SILENT · docs/operations/server-down.md\n');
    expect(out).toContain('1 error, 0 warnings\n');
  });

  it('gives programs all of it', async () => {
    const api = await platform({ ...HEALTH, findings: [FINDING] });
    const { code, out } = await carillon(['doctor', '-o', 'json'], at(api.url));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual([FINDING]);
    expect((await carillon(['doctor', '-q'], at(api.url))).out).toBe('SERVER_SILENT\n');
  });

  it('does not count what is only worth knowing', async () => {
    const api = await platform({ ...HEALTH, version: '0.0.1', findings: [] });
    const { code, out } = await carillon(['doctor'], at(api.url));
    expect(code).toBe(0);
    expect(out).toContain(`· info     This program is ${PROGRAM_VERSION}, the server is 0.0.1.`);
  });

  it('says that not all could be looked at', async () => {
    const { findings: _, ...rest } = HEALTH;
    const api = await platform({ ...rest, missing: ['store', 'findings'] });
    expect((await carillon(['doctor'], at(api.url))).out).toBe('not all could be looked at: store, findings\n');
  });

  it('finds a server that does not answer, and one that cannot', async () => {
    const api = await platform();
    api.answer('/health', (response) => sendProblem(response, 503, 'STORE_UNAVAILABLE', { detail: 'no database' }));
    const notReady = await carillon(['doctor', '-o', 'json'], at(api.url));
    expect(notReady.code).toBe(1);
    expect(JSON.parse(notReady.out)).toMatchObject([{ code: 'SERVER_NOT_READY', params: { problem: 'no database' } }]);
    const away = await carillon(['doctor', '-o', 'json'], at('http://127.0.0.1:9'));
    expect(away.code).toBe(1);
    expect(JSON.parse(away.out)).toMatchObject([{ code: 'SERVER_UNREACHABLE' }]);
  });

  it('looks at this machine where the server runs on it: its clock, and who can read its tokens', async () => {
    const api = await platform();
    const data = temporaryFolder();
    mkdirSync(join(data, 'run'));
    const file = join(data, 'run', 'server.json');
    writeFileSync(file, JSON.stringify({ url: api.url, token: 'crl_api_x', pid: process.pid }));
    const look = async () =>
      JSON.parse((await carillon(['doctor', '-o', 'json'], { env: { CARILLON_DATA_DIR: data } })).out);
    chmodSync(file, 0o600);
    expect((await look()).map(({ code }: { code: string }) => code)).toContain('CLOCK_OFF');
    chmodSync(file, 0o644);
    expect(await look()).toContainEqual(
      expect.objectContaining({ code: 'DATA_DIRECTORY_OPEN', params: { path: file }, fix: `\`chmod 600 ${file}\`` }),
    );
  });
});

describe('carillon health', () => {
  it('shows servers, who leads, and what was made good', async () => {
    const api = await platform({ ...HEALTH, findings: [FINDING] }, [HEALING]);
    const { code, out, err } = await carillon(['health'], at(api.url));
    expect(code).toBe(0);
    expect(out).toContain('✓ yes  ready    runs can be started\n');
    expect(out).toMatch(/one\/7 +up +api,scheduler .* 12ms +3ms +- +200Mi +2 +views\n/);
    expect(out).toMatch(/healer +led +one +3 /);
    expect(out).toMatch(/att_1 +An attempt of a lost worker was handed on\. +one\n/);
    expect(err).toContain('1 thing is wrong: carillon doctor');
  });

  it('is one object for programs', async () => {
    const api = await platform(HEALTH, [HEALING]);
    expect(JSON.parse((await carillon(['health', '-o', 'json'], at(api.url))).out)).toMatchObject({
      kind: 'Health',
      probes: [{ name: 'live', status: 200 }, { name: 'startup' }, { name: 'ready' }],
      platform: { kind: 'PlatformHealth', version: PROGRAM_VERSION },
      healings: [{ kind: 'lost' }],
    });
  });

  it('says of a server that tells nothing without a token what anybody may know', async () => {
    const api = await platform();
    api.answer('/health', (response) => sendProblem(response, 401, 'AUTH_REQUIRED'));
    const { code, out } = await carillon(['health'], at(api.url));
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(3);
  });
});
