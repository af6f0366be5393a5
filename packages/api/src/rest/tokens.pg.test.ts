/** Tokens: made once, used, listed without their secret, revoked. */
import type { CreatedToken, PageOf, Token } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const { get, post } = openedApi();

describe('tokens', () => {
  const authorized = (secret: string) => get('/session', { authorization: `Bearer ${secret}` });

  it('are made with an end, used, listed without their secret, and revoked', async () => {
    const made = await post('/tokens', { tokenKind: 'api', name: 'build', expiresIn: '12h' });
    expect(made.statusCode).toBe(201);
    const { id, secret, createdAt, expiresAt = '' } = made.json<CreatedToken>();
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBeCloseTo(12 * 3_600_000, -5);
    expect((await authorized(secret)).json()).toMatchObject({ user: 'admin' });
    const listed = await get('/tokens');
    expect(listed.json<PageOf<Token>>().items.find((token) => token.id === id)).toMatchObject({ name: 'build' });
    expect(listed.body).not.toContain(secret);
    expect((await post(`/tokens/${id}/revoke`)).statusCode).toBe(204);
    expect((await authorized(secret)).statusCode).toBe(401);
    expect((await post(`/tokens/${id}/revoke`)).statusCode).toBe(404);
  });

  it('are made once by their key; a repetition is refused, since the secret was shown before', async () => {
    const ask = (name: string) => post('/tokens', { tokenKind: 'api', name }, { 'idempotency-key': 'mine' });
    const { id } = (await ask('keyed')).json<CreatedToken>();
    const again = await ask('keyed');
    expect([again.statusCode, again.json()]).toMatchObject([
      409,
      { code: 'CONFLICT_STATE', detail: expect.stringContaining(id) },
    ]);
    expect((await ask('other')).json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const named = (await get('/tokens')).json<PageOf<Token>>().items.filter(({ name }) => name === 'keyed');
    expect(named).toHaveLength(1);
  });

  it('of workers open no API', async () => {
    const { secret } = (await post('/tokens', { tokenKind: 'worker', name: 'host-7' })).json<CreatedToken>();
    expect(secret).toMatch(/^crl_wkr_[0-9A-Z]{26}_[\w-]{43}_[0-9a-f]{6}$/);
    expect((await authorized(secret)).statusCode).toBe(401);
  });

  it('live a year at most', async () => {
    for (const expiresIn of ['366d', '0s', 'soon']) {
      const answer = await post('/tokens', { tokenKind: 'api', name: 'build', expiresIn });
      expect(answer.json()).toMatchObject({ code: 'VALIDATION_REQUEST', detail: expect.stringContaining(expiresIn) });
    }
  });
});
