import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/capture.ts';
import { dataDirectory } from './data-directory.ts';
import { discoverServer } from './discover-server.ts';

const RUNNING = {
  url: 'http://127.0.0.1:5500',
  grpc: '127.0.0.1:5501',
  token: 'crl_api_local',
  pid: 1,
  startedAt: '2026-11-21T00:00:00Z',
};

function machine(running?: unknown) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'run'));
  if (running !== undefined)
    writeFileSync(join(folder, 'run', 'server.json'), typeof running === 'string' ? running : JSON.stringify(running));
  return { CARILLON_DATA_DIR: folder };
}

describe('finding the server', () => {
  it('takes flag, then environment, then the running server, then the default', async () => {
    const env = machine(RUNNING);
    const named = { ...env, CARILLON_SERVER: 'https://prod.example', CARILLON_TOKEN: 'crl_api_env' };
    const found = async (flags: object, given: Record<string, string>) => {
      const { server, token, source } = await discoverServer(flags, { env: given, home: '/nonexistent' });
      return [server, token, source];
    };
    expect(await found({ server: 'https://flag.example', token: 'crl_api_flag' }, named)).toEqual([
      'https://flag.example',
      'crl_api_flag',
      'flag',
    ]);
    expect(await found({}, named)).toEqual(['https://prod.example', 'crl_api_env', 'environment']);
    expect(await found({}, env)).toEqual([RUNNING.url, RUNNING.token, 'running server']);
    expect(await found({}, machine())).toEqual(['http://127.0.0.1:4400', undefined, 'default']);
  });

  it('keeps the token of the local server from every other one', async () => {
    const env = machine(RUNNING);
    expect(await discoverServer({ server: 'https://other.example' }, { env, home: '/' })).toMatchObject({
      token: undefined,
    });
    expect(await discoverServer({ server: 'http://127.0.0.1:5500/' }, { env, home: '/' })).toMatchObject({
      token: RUNNING.token,
    });
  });

  it('names the environment by flag, then by variable', async () => {
    const env = { ...machine(), CARILLON_ENVIRONMENT: 'test' };
    expect((await discoverServer({}, { env, home: '/' })).environment).toBe('test');
    expect((await discoverServer({ environment: 'prod' }, { env, home: '/' })).environment).toBe('prod');
  });

  it('names a file that it cannot read', async () => {
    await expect(discoverServer({}, { env: machine('{"url": '), home: '/' })).rejects.toThrow('server.json is damaged');
    await expect(discoverServer({}, { env: machine({ url: 4 }), home: '/' })).rejects.toThrow('server.json is damaged');
  });
});

describe('the data directory', () => {
  it('follows the environment and the conventions of the system', () => {
    expect(dataDirectory({ env: { CARILLON_DATA_DIR: '/a', XDG_DATA_HOME: '/b' }, home: '/h' })).toBe('/a');
    expect(dataDirectory({ env: { XDG_DATA_HOME: '/b' }, home: '/h' })).toBe('/b/carillon');
    expect(dataDirectory({ env: {}, home: '/h' })).toBe('/h/.local/share/carillon');
  });
});
