import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from '../../test/harness.ts';

let directory: string;
let built: Harness;
let absent: Harness;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'console-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(
    join(directory, 'index.html'),
    '<meta name="csp-nonce" content="__CSP_NONCE__"><title>Carillon</title>',
  );
  await writeFile(join(directory, 'assets', 'main-abc.js'), 'export {};');
  await writeFile(join(directory, 'assets', 'main-abc.js.gz'), gzipSync('export {};'));
  await writeFile(join(directory, 'theme.js'), 'void 0;');
  built = await createHarness({ consoleDirectory: directory });
  absent = await createHarness();
});
afterAll(async () => {
  await built.close();
  await absent.close();
  await rm(directory, { recursive: true });
});

describe('the console', () => {
  it('is one page at every address that is not the API’s, with a fresh nonce each time', async () => {
    const nonces = new Set<string>();
    for (const url of ['/', '/p/default/r/run_1', '/p/default/w?text=a.b']) {
      const answer = await built.app.inject(url);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      const nonce = /content="([^"]+)"/.exec(answer.body)?.[1] as string;
      expect(answer.headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
      expect(answer.headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('lets browsers keep files whose names carry their hash', async () => {
    const answer = await built.app.inject('/assets/main-abc.js');
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(answer.headers['content-type']).toContain('javascript');
  });

  it('sends files compressed to those who take them so', async () => {
    const headers = { 'accept-encoding': 'gzip, deflate' };
    const answer = await built.app.inject({ url: '/assets/main-abc.js', headers });
    expect(answer.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': expect.stringContaining('javascript') as string,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: expect.stringMatching(/accept-encoding/i) as string,
    });
    expect(gunzipSync(answer.rawPayload).toString()).toBe('export {};');
    expect((await built.app.inject('/assets/main-abc.js')).body).toBe('export {};');
  });

  it('has its other files at the root, but never the page without its nonce', async () => {
    const script = await built.app.inject('/theme.js');
    expect([script.statusCode, script.body, script.headers['cache-control']]).toEqual([200, 'void 0;', 'no-store']);
    expect(script.headers['content-security-policy']).not.toContain('sandbox');
    expect((await built.app.inject('/index.html')).body).not.toContain('__CSP_NONCE__');
  });

  it('serves nothing beside its files', async () => {
    for (const url of [
      '/assets/missing.js',
      '/assets/../index.html',
      '/assets/%2e%2e/index.html',
      '/api/v1/../../etc/passwd',
    ]) {
      expect([url, (await built.app.inject(url)).body.includes('root:')]).toEqual([url, false]);
    }
    expect((await built.app.inject('/assets/missing.js')).statusCode).toBe(404);
    expect((await built.app.inject({ method: 'POST', url: '/' })).statusCode).toBe(404);
  });

  it('is a hint where it was not built', async () => {
    const answer = await absent.app.inject('/');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
    expect(answer.body).toContain('/api/v1/docs');
  });
});
