import { createHash } from 'node:crypto';
import type { AccessStore } from '@carillon/core';
import { createLogger, newUuid } from '@carillon/runtime';
import { createTestDatabase, endPool, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { createAccessStore } from './access-store.ts';

const log = createLogger({ name: 'test', level: 'silent' });
let database: TestDatabase;
let store: Database;
let pool: pg.Pool;
let access: AccessStore;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openDatabase({ url: database.url, applicationName: 'test', apiConnections: 8, leaseConnections: 1 }, log);
  pool = store.api;
  access = createAccessStore(pool);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
const HOUR = 3_600_000;

describe('tokens', () => {
  it('names the account behind a token of the right kind only', async () => {
    await access.addToken({
      id: newUuid(),
      account: 'admin',
      kind: 'api',
      secretHash: hash('one'),
      name: 'laptop',
    });
    expect(await access.byToken(hash('one'), 'api')).toMatchObject({ name: 'admin', by: 'token' });
    expect(await access.byToken(hash('one'), 'worker')).toBeUndefined();
    expect(await access.byToken(hash('two'), 'api')).toBeUndefined();
  });

  it('ends a token when it expires', async () => {
    await access.addToken({
      id: newUuid(),
      account: 'admin',
      kind: 'api',
      secretHash: hash('old'),
      name: 'old',
      expiresAt: new Date(0),
    });
    expect(await access.byToken(hash('old'), 'api')).toBeUndefined();
  });

  it('remembers the last use', async () => {
    await access.byToken(hash('one'), 'api');
    const { rows } = await pool.query('select last_used_at from access_token where secret_hash = $1', [hash('one')]);
    expect(rows[0].last_used_at).toBeInstanceOf(Date);
  });

  it('names it while the database takes no writes, whose last use is then not kept', async () => {
    await pool.query('update access_token set last_used_at = null where secret_hash = $1', [hash('one')]);
    const readOnly = new pg.Pool({ connectionString: database.url, options: '-c default_transaction_read_only=on' });
    try {
      expect(await createAccessStore(readOnly).byToken(hash('one'), 'api')).toMatchObject({ name: 'admin' });
    } finally {
      await endPool(readOnly);
    }
    const { rows } = await pool.query('select last_used_at from access_token where secret_hash = $1', [hash('one')]);
    expect(rows).toEqual([{ last_used_at: null }]);
  });

  it('refuses a token for an unknown account', async () => {
    const token = { id: newUuid(), account: 'nobody', kind: 'api', secretHash: hash('x'), name: 'x' } as const;
    await expect(access.addToken(token)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('tokens that are no longer wanted', () => {
  const add = (name: string, id = newUuid()) =>
    access.addToken({ id, account: 'admin', kind: 'worker', secretHash: hash(name), name });

  it('are listed until they are revoked by id, and not by another tenant', async () => {
    const id = newUuid();
    await add('build', id);
    const { tenantKey } = (await access.byToken(hash('build'), 'worker')) ?? { tenantKey: 0 };
    const tenant = { tenantKey };
    expect((await access.tokens(tenant)).find((token) => token.id === id)).toMatchObject({
      name: 'build',
      kind: 'worker',
      account: 'admin',
      lastUsedAt: expect.any(Date),
    });
    expect(await access.revokeToken({ tenantKey: tenantKey + 1 }, id)).toBeUndefined();
    expect(await access.revokeToken(tenant, id)).toEqual(hash('build'));
    expect(await access.byToken(hash('build'), 'worker')).toBeUndefined();
    expect(await access.revokeToken(tenant, id)).toBeUndefined();
  });

  it('end together when they have one name', async () => {
    await add('of this process');
    await add('of that process');
    await access.revokeTokensNamed({ account: 'admin', name: 'of this process' });
    expect(await access.byToken(hash('of this process'), 'worker')).toBeUndefined();
    expect(await access.byToken(hash('of that process'), 'worker')).toBeDefined();
  });
});

describe('sign-in codes', () => {
  it('opens one session per code, whoever asks at the same moment', async () => {
    await access.addSignInCode({ account: 'admin', secretHash: hash('code'), ttlMs: HOUR });
    const tries = ['s1', 's2', 's3'].map((secret) =>
      access.redeem(hash('code'), { secretHash: hash(secret), csrfToken: `csrf-${secret}`, ttlMs: HOUR }),
    );
    const principals = (await Promise.all(tries)).filter((principal) => principal !== undefined);
    expect(principals).toHaveLength(1);
  });

  it('gives the session’s principal and CSRF token until it is ended', async () => {
    await access.addSignInCode({ account: 'admin', secretHash: hash('c2'), ttlMs: HOUR });
    await access.redeem(hash('c2'), { secretHash: hash('session'), csrfToken: 'csrf', ttlMs: HOUR });
    expect(await access.bySession(hash('session'))).toMatchObject({ name: 'admin', by: 'session', csrfToken: 'csrf' });
    await access.endSession(hash('session'));
    expect(await access.bySession(hash('session'))).toBeUndefined();
  });

  it('refuses an expired code and an idle session', async () => {
    await access.addSignInCode({ account: 'admin', secretHash: hash('late'), ttlMs: -1 });
    expect(await access.redeem(hash('late'), { secretHash: hash('s'), csrfToken: 'c', ttlMs: HOUR })).toBeUndefined();
    await access.addSignInCode({ account: 'admin', secretHash: hash('c3'), ttlMs: HOUR });
    await access.redeem(hash('c3'), { secretHash: hash('idle'), csrfToken: 'c', ttlMs: HOUR });
    await pool.query(`update browser_session set seen_at = now() - interval '9 hours' where secret_hash = $1`, [
      hash('idle'),
    ]);
    expect(await access.bySession(hash('idle'))).toBeUndefined();
  });
});
