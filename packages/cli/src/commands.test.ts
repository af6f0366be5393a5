import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { carillon, createScreen, temporaryFolder } from '../test/capture.ts';
import { ARTIFACT, at, RUN, RUN_ID, startFakeApi, task } from '../test/fake-api.ts';
import { COMMANDS, NOUNS } from './commands/table.ts';
import { main } from './main.ts';

const started = vi.hoisted(() => ({
  calls: [] as { readonly what: string; readonly options: unknown }[],
  run: {} as object,
}));
vi.mock('@carillon/server', () => {
  const record = (what: string) => async (options: unknown) => {
    started.calls.push({ what, options });
    return started.run;
  };
  return {
    runDev: record('dev'),
    runServer: record('server'),
    runWorker: record('worker'),
    runMigrate: record('migrate'),
  };
});

afterAll(() => vi.doUnmock('@carillon/server'));

describe('every command', () => {
  it('explains itself', { timeout: 60_000 }, async () => {
    for (const { words, summary } of COMMANDS) {
      const { code, out } = await carillon([...words.split(' '), '--help']);
      expect(code, words).toBe(0);
      expect(out, words).toContain(`Usage: carillon ${words}`);
      expect(out, words).toContain(summary);
    }
  });

  it('answers to its other words', async () => {
    for (const { words, aliases = [] } of COMMANDS)
      for (const alias of aliases) {
        const { code, out } = await carillon([...words.split(' ').slice(0, -1), alias, '--help']);
        expect([code, out]).toEqual([0, expect.stringContaining(`Usage: carillon ${words}|${alias}`)]);
      }
  });

  it('stands under a noun that is explained', () => {
    const nouns = COMMANDS.filter(({ words }) => words.includes(' ')).map(({ words }) => words.split(' ')[0]);
    expect(new Set(nouns)).toEqual(new Set(Object.keys(NOUNS)));
  });
});

describe('commands that start the server', () => {
  it('hand their flags over, and only those that were given', async () => {
    started.run = { done: Promise.resolve(7) };
    started.calls.length = 0;
    expect(
      (await carillon(['server', '--roles', 'api,scheduler', '--http-port', '4500', '--log-level', 'debug'])).code,
    ).toBe(7);
    expect((await carillon(['worker', '--grpc', 'a:1,b:2', '--slots', '3', '--drain', '5s'])).code).toBe(7);
    expect((await carillon(['migrate', '--database-url', 'postgres://x'])).code).toBe(0);
    expect(started.calls).toEqual([
      { what: 'server', options: { roles: ['api', 'scheduler'], httpPort: 4500, logLevel: 'debug' } },
      { what: 'worker', options: { grpc: ['a:1', 'b:2'], slots: 3, drain: 5000 } },
      { what: 'migrate', options: { databaseUrl: 'postgres://x' } },
    ]);
  });

  it('refuse what the environment would be refused for', async () => {
    expect((await carillon(['server', '--roles', 'api,boss'])).code).toBe(2);
    expect((await carillon(['server', '--http-port', '70000'])).code).toBe(2);
    expect((await carillon(['worker', '--slots', '0'])).code).toBe(2);
  });

  it('sign in who reads a terminal, and ask for no link where nobody does', async () => {
    let links = 0;
    started.run = { done: Promise.resolve(0), signInUrl: async () => `http://here/#sign-in=${(links += 1)}` };
    expect(await carillon(['server'])).toMatchObject({ err: '' });
    expect(links).toBe(0);
    expect(await carillon(['server'], { isErrTty: true })).toMatchObject({
      err: expect.stringContaining('http://here/#sign-in=1'),
    });
  });

  it('show the first run of a first start', async () => {
    const api = await startFakeApi();
    started.run = {
      url: api.url,
      signInUrl: `${api.url}/#sign-in=abc`,
      token: 'crl_api_dev',
      grpc: '127.0.0.1:4401',
      firstStart: true,
      firstRun: RUN_ID,
      done: Promise.resolve(0),
    };
    const { code, out } = await carillon(['dev', '--no-examples']);
    expect(started.calls.at(-1)).toMatchObject({ what: 'dev', options: { examples: false } });
    expect(code).toBe(0);
    expect(out).toContain(`${api.url}/#sign-in=abc`);
    expect(api.seen[0]?.authorization).toBe('Bearer crl_api_dev');
  });
});

describe('in a terminal', () => {
  it('draws the run until it has ended', async () => {
    const api = await startFakeApi();
    const screen = createScreen({ ...at(api.url), isOutTty: true, env: { ...at(api.url).env, NO_COLOR: '1' } });
    expect(await main(['run', 'watch', RUN_ID], screen.terminal)).toBe(0);
    // What remains on the screen: everything behind the last time the picture was drawn over.
    const remaining = screen.out().split('\x1b[0J').at(-1);
    expect(remaining).toMatch(
      new RegExp(
        [
          '✓ hello@3  success  █{20} 2/2  4\\.0s',
          '  ✓ greet    success     1\\.5s',
          '  ✓   count  success     1\\.5s',
          '\x1b\\[\\?25h✓ hello@3 success in 4\\.0s',
        ].join('\n'),
      ),
    );
    expect(screen.out()).toContain('greet | Hello, you!\n');
  });
});

describe('run io', () => {
  it('shows inputs and outputs, and saves an artifact once', async () => {
    const api = await startFakeApi();
    const cwd = temporaryFolder();
    api.state.tasks = [task('greet', 1, { outputs: { rows: 3 } })];
    api.state.artifacts = [{ ...ARTIFACT, url: '/api/v1/bytes' }];
    api.answer('/bytes', (response) => response.writeHead(200).end('<p/>'));
    const io = (...flags: string[]) => carillon(['run', 'io', RUN_ID, ...flags], { ...at(api.url), cwd });
    expect((await io()).out).toContain('params\n  who = you\ngreet outputs\n  rows = 3\n');
    expect(JSON.parse((await io('-o', 'json')).out)).toMatchObject({
      kind: 'RunIo',
      params: RUN.params,
      tasks: { greet: { outputs: { rows: 3 } } },
    });
    expect(await io('--download', 'greet/page.html')).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(join(cwd, 'page.html'), 'utf8')).toBe('<p/>');
    expect(await io('--download', 'greet/page.html')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--force'),
    });
    expect((await io('--download', 'greet/page.html', '--to', '-')).out).toBe('<p/>');
    expect(await io('--download', 'greet/pag.html')).toMatchObject({
      code: 5,
      err: expect.stringContaining("did you mean 'greet/page.html'?"),
    });
  });
});

describe('token', () => {
  const TOKEN = {
    apiVersion: 'carillon/v1',
    kind: 'Token',
    id: 'tok_01J9ZZZZZZZZZZZZZZZZZZZZZZ',
    tokenKind: 'worker',
    name: 'host-7',
    account: 'admin',
    createdAt: '2026-11-21T00:00:00.000Z',
    expiresAt: '2027-02-19T00:00:00.000Z',
  };

  it('is made, and stands alone on stdout', async () => {
    const api = await startFakeApi();
    api.answer('/tokens', (response) =>
      response
        .writeHead(201, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...TOKEN, secret: 'crl_wkr_x' })),
    );
    const words = ['token', 'create', '--kind', 'worker', '--name', 'host-7', '--expires', '30d'];
    const { code, out, err } = await carillon(words, at(api.url));
    expect({ code, out }).toEqual({ code: 0, out: 'crl_wkr_x\n' });
    expect(err).toContain('until 2027-02-19');
    expect(api.seen[0]?.body).toEqual({ tokenKind: 'worker', name: 'host-7', expiresIn: '30d' });
  });

  it('has a name that can be written anywhere', async () => {
    const { code, err } = await carillon(['token', 'create', '--kind', 'api', '--name', 'My token']);
    expect(code).toBe(2);
    expect(err).toContain('must begin with a small letter');
  });

  it('is listed without its secret, and ends', async () => {
    const api = await startFakeApi();
    api.answer('/tokens', (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items: [TOKEN] })),
    );
    api.answer(`/tokens/${TOKEN.id}/revoke`, (response) => response.writeHead(204).end());
    expect((await carillon(['token', 'list', '-o', 'name'], at(api.url))).out).toBe('host-7\n');
    expect(await carillon(['token', 'revoke', TOKEN.id], at(api.url))).toMatchObject({ code: 0, out: '' });
  });
});

describe('other commands', () => {
  it('call any route', async () => {
    const api = await startFakeApi();
    const called = await carillon(['api', 'get', '/workflows', '--query', 'text=hel'], at(api.url));
    expect(JSON.parse(called.out).items).toHaveLength(1);
    expect(api.seen[0]?.query.get('text')).toBe('hel');
    expect(await carillon(['api', 'GET', '/nothing'], at(api.url))).toMatchObject({ code: 5, out: '' });
    expect(await carillon(['api', 'POST', '/runs', '-d', '{'], at(api.url))).toMatchObject({ code: 2 });
    expect(await carillon(['api', 'POST', '/runs', '-d', '@nowhere.json'], at(api.url))).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot read nowhere.json'),
    });
    expect(await carillon(['api', 'FETCH', '/runs'], at(api.url))).toMatchObject({ code: 2 });
    expect((await carillon(['api', 'GET', '/workflows', '--jq', '.items | length'], at(api.url))).out).toBe('1\n');
  });

  it('tell whether the server is well', async () => {
    const api = await startFakeApi();
    for (const probe of ['live', 'startup', 'ready']) {
      api.answer(`/health/${probe}`, (response) => response.writeHead(probe === 'ready' ? 503 : 200).end());
    }
    const health = await carillon(['health'], at(api.url));
    expect(health).toMatchObject({ code: 1, out: expect.stringContaining('✕ no   ready') });
  });

  it('print a sign-in link', async () => {
    const api = await startFakeApi();
    api.answer('/sign-in-codes', (response) =>
      response.writeHead(201).end(JSON.stringify({ code: 'c', url: `${api.url}/#sign-in=c`, expiresAt: '' })),
    );
    expect((await carillon(['open'], at(api.url))).out).toBe(`${api.url}/?env=dev#sign-in=c\n`);
    expect((await carillon(['open', RUN_ID], at(api.url))).out).toBe(`${RUN.url}\n`);
    expect((await carillon(['open', 'hello'], at(api.url))).out).toBe(`${api.url}/p/default/w/hello?env=dev\n`);
    api.answer('/backfills/bf_01J9', (response) => response.end(JSON.stringify({ project: 'retail' })));
    expect((await carillon(['open', 'bf_01J9'], at(api.url))).out).toBe(`${api.url}/p/retail/backfills/bf_01J9\n`);
    api.answer('/plans/pln_01J9', (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[{"project":"retail"}]}'),
    );
    expect((await carillon(['open', 'pln_01J9'], at(api.url))).out).toBe(`${api.url}/p/retail/bulk/pln_01J9\n`);
    const backfill = { planKind: 'backfill', project: 'retail', items: [] };
    for (const [plan, page] of [
      [{ ...backfill, backfillId: 'bf_01J9' }, 'backfills/bf_01J9'],
      [backfill, 'bulk/pln_01J8'],
      [{ planKind: 'workflows', items: [{ project: 'retail', name: 'hello' }] }, 'bulk/pln_01J8'],
    ] as const) {
      api.answer('/plans/pln_01J8', (response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(plan)),
      );
      expect((await carillon(['open', 'pln_01J8'], at(api.url))).out).toBe(`${api.url}/p/retail/${page}\n`);
    }
    const approval = { runId: RUN_ID, task: 'ask' };
    api.answer('/approvals/apr_01J9', (response) => response.end(JSON.stringify(approval)));
    expect((await carillon(['open', 'apr_01J9'], at(api.url))).out).toBe(`${RUN.url}?task=ask\n`);
    for (const [words, page] of [
      [['open'], '/?env=prod#sign-in=c'],
      [['open', 'hello'], '/p/default/w/hello?env=prod'],
      [['open', 'bf_01J9'], '/p/retail/backfills/bf_01J9'], // in an environment of its own
    ] as const)
      expect((await carillon([...words, '-e', 'prod'], at(api.url))).out).toBe(`${api.url}${page}\n`);
    expect(await carillon(['open', 'helo'], at(api.url))).toMatchObject({
      code: 5,
      err: expect.stringContaining("did you mean 'hello'?"),
    });
  });
});
