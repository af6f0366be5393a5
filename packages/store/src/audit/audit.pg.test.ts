import { type AuditEntry, type AuditRecord, type AuditStore, chainProblemText, createChainCheck } from '@carillon/core';
import { createTestDatabase, endPool, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReader } from '../reader.ts';
import { appendAudit } from './append.ts';
import { createAuditStore } from './audit-store.ts';

let database: TestDatabase;
let pool: pg.Pool;
let audit: AuditStore;
const tenant = { tenantKey: 1 };
const other = { tenantKey: 77 };

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url, max: 8 });
  audit = createAuditStore(pool);
});
afterAll(async () => {
  await endPool(pool);
  await database.drop();
});

const entry = (action: string, rest: Partial<AuditEntry> = {}): AuditEntry => ({
  actor: 'admin',
  via: 'token',
  action,
  object: { kind: 'secret', name: 'dwh' },
  outcome: 'done',
  ...rest,
});

async function chain(of = tenant): Promise<readonly AuditRecord[]> {
  return (await audit.list(of, {}, { order: 'oldest', limit: 1_000 })).items;
}
async function problems(of = tenant): Promise<readonly string[]> {
  const check = createChainCheck(await audit.head(of));
  return [...(await chain(of)).map((record) => check.take(record)), check.end()]
    .filter((one) => one !== undefined)
    .map(chainProblemText);
}
/** As somebody with every right in the database would. */
async function tamper(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`begin; set local session_replication_role = replica; ${statement}; commit`);
  await client.end();
}

describe('the audit', () => {
  it('keeps a row exactly as it was hashed, whatever text is in it', async () => {
    const before = { text: 'a\0b\ud800', n: 1e21, list: [null, 1.5, -0], 'key\0': true };
    await audit.append(tenant, [entry('secret.set', { before, after: null, reason: 'für\0', address: '::1' })]);
    const [row] = await chain();
    expect(row).toMatchObject({ seq: 1, tenant: 'default', before: { text: 'a\ufffdb\ufffd' }, reason: 'für\ufffd' });
    expect(row && 'after' in row).toBe(false);
    expect(await problems()).toEqual([]);
  });

  it('numbers rows of a tenant without gaps, however many write at once, and apart from other tenants', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => audit.append(tenant, [entry(`a.${i}`), entry(`b.${i}`)])));
    await audit.append(other, [entry('x.y')]);
    expect((await chain()).map(({ seq }) => seq)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
    expect(await problems()).toEqual([]);
    expect(await chain(other)).toMatchObject([{ seq: 1, tenant: 'platform' }]);
  });

  it('has no row of a change that did not happen, and no gap for it', async () => {
    const { seq } = (await audit.head(tenant)) ?? { seq: 0 };
    const failing = createReader(pool).transaction(async (inside) => {
      await appendAudit(inside, tenant, [entry('never')]);
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    await audit.append(tenant, [entry('after.that')]);
    expect((await audit.head(tenant))?.seq).toBe(seq + 1);
    expect(await problems()).toEqual([]);
  });

  it.each(['update audit set actor = $$x$$', 'delete from audit', 'truncate audit'])(
    'refuses: %s',
    async (statement) => {
      await expect(pool.query(statement)).rejects.toThrow(/never changed or removed/);
    },
  );

  it('is found by actor, action and its family, object, outcome and time, a page at a time', async () => {
    await audit.append(tenant, [
      entry('run.stop', { actor: 'eve', object: { kind: 'run', id: 'run_1' }, outcome: 'denied', project: 'retail' }),
      entry('secret.remove', { actor: 'eve' }),
    ]);
    const found = async (filter: object) =>
      (await audit.list(tenant, filter, { order: 'newest', limit: 50 })).items.map(({ action }) => action);
    expect(await found({ actor: 'eve' })).toEqual(['secret.remove', 'run.stop']);
    expect(await found({ actions: ['secret.'] })).toEqual(['secret.remove', 'secret.set']);
    expect(await found({ actions: ['secret'] })).toEqual([]);
    expect(await found({ objectKind: 'run', object: 'run_1', outcome: 'denied', project: 'retail' })).toEqual([
      'run.stop',
    ]);
    expect(await found({ address: '::1' })).toEqual(['secret.set']);
    expect(await found({ actor: 'eve', to: new Date(0) })).toEqual([]);
    const first = await audit.list(tenant, {}, { order: 'newest', limit: 2 });
    const cursor = first.nextCursor as string;
    const second = await audit.list(tenant, {}, { order: 'newest', limit: 2, cursor });
    expect(second.items.map(({ seq }) => seq)).toEqual(first.items.map(({ seq }) => seq - 2));
    await expect(audit.list(tenant, {}, { order: 'newest', limit: 2, cursor: 'x' })).rejects.toMatchObject({
      code: 'VALIDATION_CURSOR',
    });
  });
});

describe('the audit since a time', () => {
  const late = { tenantKey: 78 };
  const actions = async (from: Date, order: 'newest' | 'oldest' = 'newest') =>
    (await audit.list(late, { from }, { order, limit: 50 })).items.map(({ action }) => action);

  it('holds what was written from then on, wherever that begins', async () => {
    const names = Array.from({ length: 9 }, (_, n) => `a.${n + 1}`);
    for (const name of names) await audit.append(late, [entry(name)]);
    await tamper(
      `update audit set at = '2026-11-20T00:00:00Z'::timestamptz + seq * interval '1 hour' where tenant_key = 78`,
    );
    const hour = (n: number) => new Date(Date.UTC(2026, 10, 20, n));
    for (let n = 0; n <= 10; n++) expect(await actions(hour(n))).toEqual(names.slice(Math.max(0, n - 1)).reverse());
    expect(await actions(hour(8), 'oldest')).toEqual(['a.8', 'a.9']);
    expect(await audit.list({ tenantKey: 79 }, { from: hour(1) }, { order: 'newest', limit: 5 })).toMatchObject({
      items: [],
    });
  });
});

describe('tampering with the audit behind the program', () => {
  it('shows: an edit, a removed row, a cut end', async () => {
    await tamper(`update audit set actor = 'nobody' where tenant_key = 1 and seq = 5`);
    expect(await problems()).toEqual(['row 5 was changed after it was written']);
    await tamper(`update audit set actor = 'admin' where tenant_key = 1 and seq = 5`);
    expect(await problems()).toEqual([]);
    await tamper('delete from audit where tenant_key = 1 and seq = 7');
    expect((await problems())[0]).toBe('rows 7 to 7 are missing');
    await tamper('delete from audit where tenant_key = 1 and seq > 6');
    expect((await problems()).at(-1)).toMatch(/its end was cut off$/);
  });
});
