import { randomBytes } from 'node:crypto';
import type { AuditOrigin, SecretStore } from '@carillon/core';
import { createTestDatabase, endPool, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuditStore } from '../audit/index.ts';
import { rewrapSecrets } from './key-rotation.ts';
import { masterKey, parseMasterKeys } from './master-keys.ts';
import { createSecretReader } from './secret-reader.ts';
import { createSecretStore } from './secret-store.ts';

let database: TestDatabase;
let pool: pg.Pool;
let store: SecretStore;
const first = masterKey(randomBytes(32));
const second = masterKey(randomBytes(32));
const by: AuditOrigin = { actor: 'admin', via: 'token' };
const consumer = { project: 'default', environment: 'dev', workflow: 'w', task: 't', worker: 'host-1' };
const tenant = { tenantKey: 1 };
let scope = { tenantKey: 1, projectKey: 0, environmentKey: 0 };

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 4 });
  store = createSecretStore(pool, [first]);
  const { rows } = await pool.query('select (select key from project) p, (select key from environment) e');
  scope = { tenantKey: 1, projectKey: rows[0].p, environmentKey: rows[0].e };
});
afterAll(async () => {
  await endPool(pool);
  await database.drop();
});

const put = (name: string, value: string, level: object = {}) =>
  store.put({ ...tenant, ...level }, { name, value }, by);
const read = (names: readonly string[], keys = [first]) => createSecretReader(pool, keys).read(scope, names, consumer);

describe('secrets in the store', () => {
  it('are given by the narrowest level', async () => {
    const levels = [{}, { project: 'default' }, { environment: 'dev' }, { project: 'default', environment: 'dev' }];
    for (const [i, level] of levels.entries()) {
      await put('dwh', `canary-level-${i}`, level);
      expect(await read(['dwh', 'unknown'])).toEqual({ dwh: `canary-level-${i}` });
    }
    expect(await store.remove({ ...tenant, project: 'default', environment: 'dev' }, 'dwh', by)).toBe(true);
    expect(await read(['dwh'])).toEqual({ dwh: 'canary-level-2' });
    expect(await store.remove({ ...tenant, project: 'default', environment: 'dev' }, 'dwh', by)).toBe(false);
    expect([...(await store.names({ ...tenant, project: 'default', environment: 'dev' }))]).toEqual(['dwh']);
  });

  it('get a new version with a new value, and forget the old one', async () => {
    expect(await put('turning', 'canary-old')).toMatchObject({ version: 1, updatedBy: 'admin' });
    const { rows: before } = await pool.query(`select sealed from secret where name = 'turning'`);
    expect(await put('turning', 'canary-new')).toMatchObject({ version: 2 });
    expect(await read(['turning'])).toEqual({ turning: 'canary-new' });
    const { rows: after } = await pool.query(`select sealed from secret where name = 'turning'`);
    expect(after).toHaveLength(1);
    expect(after[0].sealed).not.toEqual(before[0].sealed);
  });

  it('leave no value in the database, in no form', async () => {
    const { rows } = await pool.query(
      `select string_agg(t::text, ' ') dump from (select secret::text t from secret union all select audit::text from audit) x`,
    );
    const dump = String(rows[0].dump);
    for (const form of [
      'canary',
      Buffer.from('canary').toString('hex'),
      Buffer.from('canary').toString('base64').slice(0, 8),
    ])
      expect(dump).not.toContain(form);
  });

  it('open in their own row only', async () => {
    await put('mine', 'canary-mine');
    await put('theirs', 'canary-theirs');
    await pool.query(
      `update secret a set sealed = b.sealed, wrapped_key = b.wrapped_key from secret b where a.name = 'mine' and b.name = 'theirs'`,
    );
    await expect(read(['mine'])).rejects.toThrow();
    await put('mine', 'canary-again');
    await pool.query(`update secret set version = 9 where name = 'mine'`);
    await expect(read(['mine'])).rejects.toThrow();
    await store.remove(tenant, 'mine', by);
  });

  it('are not taken without a master key, and the answer says how to give one', async () => {
    const keyless = createSecretStore(pool, []);
    await expect(async () => keyless.put(tenant, { name: 'x', value: 'y' }, by)).rejects.toMatchObject({
      code: 'STORE_SECRET_KEY',
      hint: expect.stringContaining('CARILLON_SECRETS_KEY_FILE'),
    });
  });

  it('are refused for a project or environment that is not there', async () => {
    await expect(put('x', 'yyyy', { project: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(put('x', 'yyyy', { environment: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are listed with who wrote them and when they were used', async () => {
    const [record] = await store.list(tenant, { name: 'turning' });
    expect(record).toMatchObject({ name: 'turning', version: 2, createdBy: 'admin', lastUsedAt: expect.any(Date) });
    expect(JSON.stringify(record)).not.toContain('canary');
    expect((await store.list({ tenantKey: 99 })).length).toBe(0);
  });

  it('leave a row in the audit for every write, and one for the uses of five minutes', async () => {
    const reader = createSecretReader(pool, [first]);
    await put('watched', 'canary-w');
    for (let i = 0; i < 3; i++) await reader.read(scope, ['watched'], consumer);
    await store.remove(tenant, 'watched', by);
    const { items } = await createAuditStore(pool).list(tenant, { object: 'watched' }, { order: 'oldest', limit: 10 });
    expect(items.map(({ action, actor, after }) => [action, actor, after])).toEqual([
      ['secret.set', 'admin', { version: 1 }],
      ['secret.use', 'carillon', { version: 1, workflow: 'w', task: 't', worker: 'host-1' }],
      ['secret.remove', 'admin', undefined],
    ]);
  });
});

describe('the use of a secret', () => {
  it('names the workflows whose live version is given it, and those that a narrower one is given', async () => {
    await pool.query(`
      with w as (insert into workflow (id, tenant_key, project_key, name) select gen_random_uuid(), 1, key, 'daily' from project returning key),
        v as (insert into workflow_version (id, workflow_key, number, hash, document, author, secrets)
          select gen_random_uuid(), key, 3, '', '{}', 'me', '{shared}' from w returning key, workflow_key)
      insert into deployment (workflow_key, environment_key, version_key) select workflow_key, (select key from environment), key from v`);
    await put('shared', 'canary-wide');
    const use = { project: 'default', environment: 'dev', workflow: 'daily', version: 3 };
    expect(await store.usage(tenant, 'shared')).toEqual([{ ...use, channel: undefined, effective: true }]);
    await put('shared', 'canary-narrow', { project: 'default' });
    expect(await store.usage(tenant, 'shared')).toMatchObject([{ ...use, effective: false }]);
    expect((await store.list(tenant, { name: 'shared' })).map(({ project, usedBy }) => [project, usedBy])).toEqual([
      [undefined, 0],
      ['default', 1],
    ]);
    expect(await store.usage(tenant, 'nothing')).toBeUndefined();
  });

  it('names the channels whose address or signing key it is, unless every environment has a narrower one', async () => {
    await pool.query(`
      insert into alert_channel (id, tenant_key, project_key, name, kind, url_secret, signing_secret, enabled, set_by)
      select gen_random_uuid(), 1, key, n, 'webhook', 'hook', s, true, 'me'
      from project, (values ('ops', null), ('pager', 'hook')) c (n, s)`);
    await put('hook', 'canary-wide');
    const usesOf = async (level: object = {}) =>
      (await store.usage({ ...tenant, ...level }, 'hook'))?.map(({ channel, effective }) => [channel, effective]);
    expect(await usesOf()).toEqual([
      ['ops', true],
      ['pager', true],
    ]);
    const { rows } = await pool.query('select name from environment where tenant_key = 1');
    for (const { name } of rows) await put('hook', `canary-${name}`, { environment: name });
    expect(await usesOf()).toEqual([
      ['ops', false],
      ['pager', false],
    ]);
    expect(await usesOf({ environment: 'dev' })).toEqual([
      ['ops', true],
      ['pager', true],
    ]);
    expect((await store.list(tenant, { name: 'hook', environment: 'dev' }))[0]?.usedBy).toBe(2);
  });
});

describe('master keys', () => {
  it('are read one a line, newest first, and a wrong one is named by its place', () => {
    const text = `# new\n${Buffer.from(first.bytes).toString('base64')}\n${Buffer.from(second.bytes).toString('base64url')} # old\n`;
    expect(parseMasterKeys(text).map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(() => parseMasterKeys(`${Buffer.from(first.bytes).toString('base64')},c2hvcnQ=`)).toThrow(
      /^key 2 is not 32 bytes/,
    );
  });

  it('that are missing keep a server from starting', async () => {
    expect(await rewrapSecrets(pool, [first, second])).toBe(0);
    await expect(rewrapSecrets(pool, [second])).rejects.toThrow(first.id);
    await expect(rewrapSecrets(pool, [])).rejects.toThrow(/none is configured/);
  });

  it('are changed without opening a value, in batches, by two servers at once', async () => {
    await Promise.all(Array.from({ length: 450 }, (_, i) => put(`many_${i}`, `canary-${i}`)));
    const { rows } = await pool.query('select count(*)::int n from secret');
    const counts = await Promise.all([rewrapSecrets(pool, [second, first]), rewrapSecrets(pool, [second, first])]);
    expect(counts[0] + counts[1]).toBe(rows[0].n);
    expect(await rewrapSecrets(pool, [second])).toBe(0);
    expect(await read(['many_7', 'turning'], [second])).toEqual({ many_7: 'canary-7', turning: 'canary-new' });
  });
});

describe('while the database is away', () => {
  it('values of the last five minutes are given from memory, others wait', async () => {
    const own = new pg.Pool({ connectionString: database.url, max: 1 });
    let now = 0;
    const reader = createSecretReader(own, [second], () => now);
    expect(await reader.read(scope, ['turning'], consumer)).toEqual({ turning: 'canary-new' });
    await endPool(own);
    expect(await reader.read(scope, ['turning'], consumer)).toEqual({ turning: 'canary-new' });
    await expect(reader.read(scope, ['dwh'], consumer)).rejects.toThrow();
    now = 5 * 60_000;
    await expect(reader.read(scope, ['turning'], consumer)).rejects.toThrow();
  });
});
