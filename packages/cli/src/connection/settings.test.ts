import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carillon, temporaryFolder } from '../../test/capture.ts';
import { startFakeApi } from '../../test/fake-api.ts';
import type { Config } from './config-file.ts';
import { settingsOf } from './settings.ts';

const PROD = { server: 'https://prod.example', environment: 'prod', project: 'retail', protected: true };
const config: Config = { current: 'test', contexts: { prod: PROD, test: { server: 'https://test.example' } } };
const files = { config, tokens: { prod: 'crl_api_prod', test: 'crl_api_test' }, file: 'config.yaml' };

const found = (...[flags, env, more = {}]: [object, Record<string, string>, object?]) =>
  Object.fromEntries(
    settingsOf(flags, env, { ...files, ...more }).values.map(({ name, value, from }) => [name, [value, from]]),
  );

describe('settings', () => {
  it('come from the context in use', () => {
    expect(found({}, {})).toEqual({
      context: ['test', 'config.yaml'],
      server: ['https://test.example', 'context test'],
      token: ['crl_api_test', 'context test'],
    });
  });

  it('come from a flag before a variable, before the folder, before the context', () => {
    const folder = { file: '/repo/.carillon.yaml', context: 'prod', environment: 'folder', project: 'folder' };
    expect(found({}, {}, { folder })).toEqual({
      context: ['prod', '/repo/.carillon.yaml'],
      server: ['https://prod.example', 'context prod'],
      environment: ['folder', '/repo/.carillon.yaml'],
      project: ['folder', '/repo/.carillon.yaml'],
      token: ['crl_api_prod', 'context prod'],
    });
    const env = { CARILLON_PROJECT: 'env', CARILLON_ENVIRONMENT: 'env' };
    expect(found({ project: 'flag' }, env, { folder })).toMatchObject({
      environment: ['env', 'CARILLON_ENVIRONMENT'],
      project: ['flag', '--project'],
    });
  });

  it('of a context that was named by a flag stand above variables', () => {
    expect(found({ context: 'prod' }, { CARILLON_SERVER: 'https://other.example', CARILLON_TOKEN: 'x' })).toMatchObject(
      { server: ['https://prod.example', 'context prod'], token: ['crl_api_prod', 'context prod'] },
    );
  });

  it('of a context are for its server only', () => {
    expect(found({}, { CARILLON_CONTEXT: 'prod', CARILLON_SERVER: 'https://other.example' })).toEqual({
      server: ['https://other.example', 'CARILLON_SERVER'],
    });
  });

  it('name the context that is not there, and who wants it', () => {
    expect(() => found({}, { CARILLON_CONTEXT: 'pord' })).toThrow(
      "there is no context 'pord', which CARILLON_CONTEXT names",
    );
  });
});

describe('contexts', () => {
  const machine = () => {
    const home = temporaryFolder();
    return { home, cwd: home, env: {} };
  };

  it('are made by signing in, with a token that nobody else may read', async () => {
    const place = machine();
    const { url, answer } = await startFakeApi();
    answer('/session', (response) => response.end(JSON.stringify({ user: 'ann' })));
    const { code, err } = await carillon(['login', url, '--name', 'here'], { ...place, input: 'crl_api_typed\n' });
    expect([code, err]).toEqual([0, expect.stringContaining('context here is in use')]);
    const file = join(place.home, '.config', 'carillon', 'tokens.yaml');
    expect(readFileSync(file, 'utf8')).toContain('here: crl_api_typed');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await carillon(['context', 'list', '-o', 'json'], place)).out).toContain('"isCurrent": true');
    expect((await carillon(['context', 'show', '--why'], place)).out).toMatch(/server +http.* +context here/);
    expect((await carillon(['context', 'show'], place)).out).not.toContain('crl_api_typed');
    expect((await carillon(['context', 'rm', 'here'], place)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toContain('crl_api_typed');
  });

  it('keep the comments of the file', async () => {
    const place = machine();
    const folder = join(place.home, '.config', 'carillon');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.yaml'), '# mine\ncontexts:\n  a:\n    # first\n    server: https://a.example\n');
    expect((await carillon(['context', 'use', 'a'], place)).code).toBe(0);
    expect(readFileSync(join(folder, 'config.yaml'), 'utf8')).toBe(
      '# mine\ncontexts:\n  a:\n    # first\n    server: https://a.example\ncurrent: a\n',
    );
    writeFileSync(join(folder, 'config.yaml'), 'contexts:\n  a:\n    sever: https://a.example\n');
    expect((await carillon(['context', 'list'], place)).err).toContain('contexts.a has no server');
  });

  it('are not led away by a folder', async () => {
    const place = machine();
    writeFileSync(join(place.home, '.carillon.yaml'), 'server: https://evil.example\n');
    const { code, err } = await carillon(['run', 'list'], place);
    expect([code, err]).toEqual([2, expect.stringContaining('a folder names no server and no token')]);
  });

  it('that are protected want their name before a change, and not for looking', async () => {
    const place = machine();
    const { url, seen } = await startFakeApi();
    await carillon(['context', 'add', 'prod', '--server', url, '--protected', '--use'], {
      ...place,
      input: 'crl_api_x',
    });
    expect((await carillon(['run', 'list'], place)).code).toBe(0);
    const changes = () => seen.filter(({ method }) => method === 'POST').length;
    const refused = await carillon(['run', 'start', 'hello'], place);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('add --confirm prod')]);
    expect((await carillon(['run', 'start', 'hello'], { ...place, ask: async () => 'test' })).code).toBe(1);
    expect(changes()).toBe(0);
    expect((await carillon(['run', 'start', 'hello', '--confirm', 'prod'], place)).code).toBe(0);
    expect((await carillon(['run', 'start', 'hello'], { ...place, ask: async () => 'prod' })).code).toBe(0);
    expect(changes()).toBe(2);
  });
});
