import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carillon, NOW, temporaryFolder } from '../test/capture.ts';
import { RUN_ID, startFakeApi } from '../test/fake-api.ts';

async function completed(words: readonly string[], settings: Parameters<typeof carillon>[1] = {}): Promise<string[]> {
  const { out } = await carillon(['__complete', '--', ...words], settings);
  return out.split('\n').slice(0, -1);
}

const send = (response: ServerResponse, body: object): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const values = (lines: readonly string[]): string[] => lines.map((line) => line.split('\t').at(0) ?? '');

describe('the words of a command line', () => {
  it('are commands, with what they do', async () => {
    expect(await completed(['run', 'sta'])).toEqual(['start\tstart a run']);
    expect(values(await completed(['']))).toEqual(expect.arrayContaining(['run', 'workflow', 'context', 'dev']));
    expect(values(await completed(['_']))).toEqual([]);
  });

  it('are options and the choices of options and arguments', async () => {
    expect(values(await completed(['run', 'start', '--ti']))).toEqual(['--timeout', '--time-zone']);
    expect(values(await completed(['run', 'list', '-o', '']))).toEqual([
      'table',
      'wide',
      'json',
      'yaml',
      'name',
      'csv',
    ]);
    expect(values(await completed(['completion', 'z']))).toEqual(['zsh']);
    expect(values(await completed(['api', 'GE']))).toEqual(['GET']);
    expect(values(await completed(['token', 'add', '--kind', '']))).toEqual(['api', 'worker']);
  });

  it('are left to the shell where they are files', async () => {
    expect(await completed(['apply', '-f', ''])).toEqual([]);
    expect(await completed(['no-such-command', ''])).toEqual([]);
  });
});

describe('names that the server knows', () => {
  it('follow arguments and options, without those that were given', async () => {
    const { url } = await startFakeApi();
    const place = { home: temporaryFolder(), env: { CARILLON_SERVER: url } };
    expect(values(await completed(['run', 'start', 'he'], place))).toEqual(['hello']);
    expect(values(await completed(['run', 'list', '--workflow', ''], place))).toEqual(['hello']);
    expect(await completed(['run', 'get', ''], place)).toEqual([`${RUN_ID}\thello success`]);
    expect(await completed(['run', 'stop', RUN_ID, ''], place)).toEqual([]);
  });

  it('are asked for once in ten seconds, and kept for when the server is away', async () => {
    const { url, seen, answer } = await startFakeApi();
    const place = { home: temporaryFolder(), env: { CARILLON_SERVER: url }, now: () => Date.now() };
    const names = async (now: () => number) => values(await completed(['run', 'start', ''], { ...place, now }));
    expect(await names(Date.now)).toEqual(['hello']);
    expect(await names(Date.now)).toEqual(['hello']);
    expect(seen.length).toBe(1);
    answer('/workflows', (response) => response.destroy());
    expect(await names(() => Date.now() + 60_000)).toEqual(['hello']);
    expect(seen.length).toBe(2);
    expect(
      values(await completed(['run', 'start', ''], { ...place, env: { ...place.env, CARILLON_TOKEN: 'other' } })),
    ).toEqual([]);
  });

  it('are looked for with what is typed, and again only where an answer was cut', async () => {
    const { url, seen, answer } = await startFakeApi();
    const place = { home: temporaryFolder(), env: { CARILLON_SERVER: url }, now: () => Date.now() };
    const named = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ project: 'default', name: `orders_${String(i).padStart(3, '0')}` }));
    const asked = () => seen.filter(({ path }) => path === '/workflows').map(({ query }) => query.get('prefix'));
    const typing = async (word: string) => (await completed(['run', 'start', word], place)).length;
    answer('/workflows', (response) => send(response, { items: named(200) }));
    expect(await typing('ord')).toBe(200);
    answer('/workflows', (response) => send(response, { items: named(100) }));
    expect(await typing('orders_0')).toBe(100);
    expect(await typing('orders_01')).toBe(10);
    expect(asked()).toEqual(['ord', 'orders_0']);
    expect(await typing('o')).toBe(100);
    expect(asked().at(-1)).toBe('o');
    await completed(['schedule', 'get', 'retail/orders/da'], place);
    expect(Object.fromEntries(seen.at(-1)?.query ?? [])).toMatchObject({
      project: 'retail',
      workflow: 'orders',
      text: 'da',
    });
  });

  it('are runs whose ids begin as typed, also older ones than the newest', async () => {
    const { url, seen, answer } = await startFakeApi();
    const place = { home: temporaryFolder(), env: { CARILLON_SERVER: url }, now: () => Date.now() };
    const run = (no: number) => ({
      id: `${RUN_ID.slice(0, -3)}${String(no).padStart(3, '0')}`,
      workflow: 'w',
      state: 'success',
    });
    const asked = () => seen.filter(({ path }) => path === '/runs').map(({ query }) => query.get('idPrefix'));
    const typing = async (word: string) => (await completed(['run', 'get', word], place)).length;
    answer('/runs', (response) => send(response, { items: Array.from({ length: 200 }, (_, no) => run(no)) }));
    expect(await typing('run')).toBe(200);
    answer('/runs', (response) => send(response, { items: [run(7)] }));
    const typed = RUN_ID.slice(0, 12);
    expect(await typing(typed)).toBe(1);
    expect(await typing(`${RUN_ID.slice(0, -3)}007`)).toBe(1);
    expect(asked()).toEqual([null, typed]);
  });

  it('are owners and tags for the filters by them', async () => {
    const { url, answer } = await startFakeApi();
    const place = { home: temporaryFolder(), env: { CARILLON_SERVER: url } };
    answer('/workflows/facets', (response) => send(response, { owners: ['li', 'wang'], tags: ['core'] }));
    expect(await completed(['workflow', 'list', '--owner', 'w'], place)).toEqual(['wang']);
    expect(await completed(['workflow', 'list', '--tag', ''], place)).toEqual(['core']);
  });

  it('are those of the context that the line or the folder names', async () => {
    const { url } = await startFakeApi();
    const home = temporaryFolder();
    mkdirSync(join(home, '.config', 'carillon'), { recursive: true });
    writeFileSync(join(home, '.config', 'carillon', 'config.yaml'), `contexts:\n  prod:\n    server: ${url}\n`);
    expect(values(await completed(['run', 'list', '--context', ''], { home }))).toEqual(['prod']);
    expect(values(await completed(['workflow', 'get', '--context', 'prod', ''], { home, now: () => NOW }))).toEqual([
      'hello',
    ]);
  });
});

describe('the script', () => {
  it.each(['bash', 'zsh', 'fish', 'pwsh'])('of %s asks the program', async (shell) => {
    expect((await carillon(['completion', shell])).out).toContain('carillon __complete -- ');
  });

  it('of bash shows what comes back', async () => {
    const { out } = await carillon(['completion', 'bash']);
    const program = `carillon() { printf 'asked:%s\\tabout it\\n' "$*"; }`;
    const line = `COMP_WORDS=(carillon run st); COMP_CWORD=2; _carillon; printf '%s' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', `${program}\n${out}\n${line}`], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['asked:__complete -- run st', '']);
  });
});
