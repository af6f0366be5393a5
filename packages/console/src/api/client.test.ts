import { afterEach, describe, expect, it, vi } from 'vitest';
import { get, onSessionDoubt, post, rememberCsrfToken } from './client.ts';

const answer = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
const stale = () => answer(403, { code: 'AUTH_CSRF' });

/** Answers one request after the other; @returns the tokens that they carried */
function serve(...answers: readonly Response[]): (string | undefined)[] {
  const left = [...answers];
  const tokens: (string | undefined)[] = [];
  vi.stubGlobal('fetch', (_url: string, { headers }: { headers: Record<string, string> }) => {
    tokens.push(headers['x-carillon-csrf']);
    return Promise.resolve(left.shift() ?? answer(500, {}));
  });
  return tokens;
}

afterEach(() => {
  vi.unstubAllGlobals();
  rememberCsrfToken(undefined);
});

describe('a request that is refused as nobody\u2019s', () => {
  it('makes the console ask who is here, and fails', async () => {
    const ask = vi.fn<() => Promise<boolean>>(() => Promise.resolve(false));
    onSessionDoubt(ask);
    serve(answer(401, { code: 'AUTH_SESSION_EXPIRED' }));
    await expect(get('/runs')).rejects.toMatchObject({ status: 401 });
    expect(ask).toHaveBeenCalledOnce();
  });
});

describe('a change with the token of an earlier session', () => {
  it('is sent once more with the new token of the same person', async () => {
    rememberCsrfToken('old');
    onSessionDoubt(() => {
      rememberCsrfToken('new');
      return Promise.resolve(true);
    });
    const tokens = serve(stale(), answer(200, { ok: true }));
    expect(await post('/runs', {})).toEqual({ ok: true });
    expect(tokens).toEqual(['old', 'new']);
  });

  it('fails where it is refused again, or where somebody else has signed in', async () => {
    for (const isSame of [true, false]) {
      onSessionDoubt(() => Promise.resolve(isSame));
      const tokens = serve(stale(), stale(), stale());
      await expect(post('/runs', {})).rejects.toMatchObject({ status: 403 });
      expect(tokens).toHaveLength(isSame ? 2 : 1);
    }
  });
});
