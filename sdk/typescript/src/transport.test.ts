import { describe, expect, it, vi } from 'vitest';
import { sendJson, serve } from '../test/serve.ts';
import { ApiError, UnreachableError } from './api-error.ts';
import { createClient } from './client.ts';

const retry = { initialMs: 1, capMs: 2 };
const run = { id: 'run_1', state: 'queued', url: 'http://console/runs/run_1' };

describe('a call for JSON', () => {
  it('does without the classes of fetch, whose loading would make a command start late', async () => {
    const api = await serve((_, response) => sendJson(response, 200, run));
    vi.stubGlobal('Headers', undefined);
    vi.stubGlobal('Response', undefined);
    try {
      expect(await createClient({ server: api.url, retry }).runs.get('run_1')).toMatchObject({ id: 'run_1' });
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('starting a run', () => {
  it('sends the same idempotency key with every try until the server takes it', async () => {
    const api = await serve((_, response, nth) =>
      nth < 2
        ? sendJson(response, 503, { code: 'STORE_UNAVAILABLE', status: 503, title: 'x' }, { 'retry-after': '0' })
        : sendJson(response, 201, run),
    );
    const started = await createClient({ server: api.url, retry }).runs.start({
      workflow: 'hello',
      params: { who: 'you' },
    });
    expect(started.url).toBe(run.url);
    const keys = api.requests.map((request) => request.headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(JSON.parse(api.requests[2]?.body ?? '')).toEqual({ workflow: 'hello', params: { who: 'you' } });
  });

  it('tries again when the line breaks before the answer', async () => {
    const api = await serve((_, response, nth) => (nth === 0 ? response.destroy() : sendJson(response, 201, run)));
    await createClient({ server: api.url, retry }).runs.start({ workflow: 'hello' }, { idempotencyKey: 'mine' });
    expect(api.requests.map((request) => request.headers['idempotency-key'])).toEqual(['mine', 'mine']);
  });

  it('gives a refusal back at once', async () => {
    const problem = {
      type: 'x',
      title: 'Not found',
      status: 404,
      code: 'NOT_FOUND',
      detail: "there is no workflow 'helo'",
      instance: 'req-7',
    };
    const api = await serve((_, response) => sendJson(response, 404, problem));
    const failure = await createClient({ server: api.url, retry })
      .runs.start({ workflow: 'helo' })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({
      code: 'NOT_FOUND',
      status: 404,
      detail: problem.detail,
      requestId: 'req-7',
      errors: [],
    });
    expect(api.requests).toHaveLength(1);
  });

  it('gives up after the allowed tries and says what the server said last', async () => {
    const api = await serve((_, response) =>
      sendJson(response, 429, { code: 'RATE_LIMITED', status: 429, title: 'Too many requests' }),
    );
    await expect(
      createClient({ server: api.url, retry: { ...retry, max: 2 } }).runs.start({ workflow: 'hello' }),
    ).rejects.toThrow('Too many requests');
    expect(api.requests).toHaveLength(3);
  });
});

describe('any call', () => {
  it('never repeats a write without an idempotency key', async () => {
    const api = await serve((_, response) => response.destroy());
    await expect(createClient({ server: api.url, retry }).runs.stop('run_1')).rejects.toThrow(UnreachableError);
    expect(api.requests).toHaveLength(1);
  });

  it('carries the token and the environment, and encodes what it puts into a path', async () => {
    const api = await serve((_, response) => sendJson(response, 200, {}));
    const client = createClient({ server: `${api.url}/`, token: 'crl_api_x', environment: 'prod' });
    await client.workflows.get({ name: '../runs?x=' });
    expect(api.requests[0]).toMatchObject({
      url: '/api/v1/workflows/default/..%2Fruns%3Fx%3D?environment=prod',
      headers: { authorization: 'Bearer crl_api_x' },
    });
  });

  it('never takes the token to another host, whatever a path says', async () => {
    const api = await serve((_, response) => sendJson(response, 200, {}));
    const client = createClient({ server: api.url, token: 'crl_api_x' });
    await client.request({ path: '//evil.example/x' });
    await client.artifacts.download({ url: 'http://evil.example/x' });
    expect(api.requests).toHaveLength(2);
  });

  it('follows no redirect', async () => {
    const api = await serve((_, response) => response.writeHead(307, { location: '/api/v1/elsewhere' }).end());
    const client = createClient({ server: api.url, token: 'crl_api_x', retry: { max: 0 } });
    await expect(client.session()).rejects.toThrow('the server redirects elsewhere');
    expect(api.requests).toHaveLength(1);
  });

  it('takes half an answer for none', async () => {
    const api = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"half":', () => response.destroy());
    });
    await expect(createClient({ server: api.url, retry: { max: 0 } }).session()).rejects.toThrow(UnreachableError);
  });

  it('ends with the reason of its signal while it waits', async () => {
    const abort = new AbortController();
    const api = await serve(() => abort.abort(new Error('no longer needed')));
    const call = createClient({ server: api.url }).request({ path: '/session', signal: abort.signal });
    await expect(call).rejects.toThrow('no longer needed');
  });

  it('names the reason when nothing answers', async () => {
    const api = await serve((_, response) => response.destroy());
    const client = createClient({ server: api.url, retry: { max: 0 } });
    await expect(client.session()).rejects.toThrow(`no answer from ${api.url}`);
  });

  it('explains an answer that no Carillon server gave', async () => {
    const api = await serve((_, response) => response.writeHead(502).end('<h1>Bad Gateway</h1>'));
    await expect(createClient({ server: api.url }).session()).rejects.toMatchObject({
      status: 502,
      code: 'NOT_A_CARILLON_ANSWER',
    });
  });

  it('refuses an address that is none', () => {
    expect(() => createClient({ server: 'localhost:4400' })).toThrow("not 'localhost:4400'");
  });
});
