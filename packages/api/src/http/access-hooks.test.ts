import type { Principal } from '@carillon/core';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { createTokenBuckets } from '../auth/token-bucket.ts';
import { addAccessHooks } from './access-hooks.ts';

const principal: Principal = { accountKey: 1, name: 'admin', tenantKey: 1, tenant: 'default', by: 'worker_token' };

function appWith() {
  const app = Fastify();
  const unlimited = createTokenBuckets({ perSecond: 0, burst: 0 }, { now: () => 0 });
  const authenticator = {
    cookieName: 'carillon',
    authenticate: async () => ({ principal, credential: 'x' }),
    forget: () => undefined,
    forgetToken: () => undefined,
  };
  addAccessHooks(app, { authenticator, callers: unlimited, tenants: unlimited, strangers: unlimited });
  return app;
}

describe('routes', () => {
  it('that declare no access stop the start', async () => {
    const app = appWith();
    app.get('/open', () => 'secret');
    await expect(app.ready()).rejects.toThrow('routes without a declared access: GET /open');
  });

  it('answer only to who may do what they declare', async () => {
    const app = appWith();
    app.get('/runs', { config: { access: { action: 'run.read', resource: 'run' } } }, () => 'runs');
    app.get('/hello', { config: { access: 'public' } }, () => 'hello');
    expect((await app.inject('/hello')).body).toBe('hello');
    expect((await app.inject('/runs')).json()).toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});
