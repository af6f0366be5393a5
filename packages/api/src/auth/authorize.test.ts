import type { Principal } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { ACTIONS, type Action, authorize } from './authorize.ts';

const admin: Principal = { accountKey: 1, name: 'admin', tenantKey: 1, tenant: 'default', by: 'token' };
const all = Object.keys(ACTIONS) as Action[];

describe('authorize', () => {
  it('allows an account everything within its tenant', () => {
    for (const action of all)
      expect(authorize(admin, action, { kind: ACTIONS[action], tenantKey: 1 })).toEqual({ allowed: true });
  });

  it('allows nothing in another tenant, nor to a worker’s token', () => {
    for (const action of all) {
      expect(authorize(admin, action, { kind: ACTIONS[action], tenantKey: 2 }).allowed).toBe(false);
      expect(authorize({ ...admin, by: 'worker_token' }, action, { kind: ACTIONS[action], tenantKey: 1 }).allowed).toBe(
        false,
      );
    }
  });

  it('leaves tokens to tokens: no browser session makes or ends one', () => {
    for (const action of ['token.create', 'token.revoke'] as const)
      expect(authorize({ ...admin, by: 'session' }, action, { kind: 'token', tenantKey: 1 }).allowed).toBe(false);
    expect(authorize({ ...admin, by: 'session' }, 'token.read', { kind: 'token', tenantKey: 1 }).allowed).toBe(true);
  });

  it('refuses an action on a kind of thing that it is not for', () => {
    expect(authorize(admin, 'run.stop', { kind: 'workflow', tenantKey: 1 }).allowed).toBe(false);
  });
});
