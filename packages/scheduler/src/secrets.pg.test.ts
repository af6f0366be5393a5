import type { JsonObject, TaskRunRecord } from '@carillon/core';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, workflow } from './workflows.testing.ts';

const CANARY = 'canary-9f"x/ü';
const TENANT = { tenantKey: 1 };

describe('secrets of attempts', () => {
  let cluster: TestCluster;
  const given: unknown[] = [];

  beforeAll(async () => {
    cluster = await startTestCluster({
      take: (params, context) => {
        given.push({ input: context.with['input'], params });
        context.log.line('stdout', `it is ${CANARY}, or ${Buffer.from(CANARY).toString('base64')}`);
        return { token: `t=${CANARY}`, rows: 3 };
      },
      throwing: () => {
        throw new Error(`could not connect to db://u:${CANARY}@host`);
      },
      ok: () => ({}),
    });
    await set('dwh', CANARY);
  });
  afterAll(() => cluster.stop());

  const set = (name: string, value: string) =>
    cluster.store.secrets.put(TENANT, { name, value }, { actor: 'test', via: 'system' });
  const query = async (text: string) => (await cluster.store.database.api.query(text)).rows;

  async function run(name: string, tasks: Parameters<typeof workflow>[1], params: JsonObject = {}) {
    await cluster.publish(workflow(name, tasks));
    const id = await cluster.start(name, params);
    const ended = await cluster.ended(id);
    return { ...ended, tasks: await cluster.tasks(id) };
  }
  const withSecret = (name: string, more: object = {}) =>
    call('take', { with: { handler: 'take', input: { url: `db://u:\${{ secrets.${name} }}@h`, n: 1 } }, ...more });

  it('reach the worker, and nothing that is kept', async () => {
    given.length = 0;
    const ended = await run('reach', { a: withSecret('dwh'), b: call('throwing', { ...envOf('dwh'), needs: ['a'] }) });
    expect(given).toEqual([{ input: { url: `db://u:${CANARY}@h`, n: 1 }, params: {} }]);
    expect(ended.tasks['a']).toMatchObject({ state: 'success', output: { token: 't=***', rows: 3 } });
    expect(ended.tasks['a']?.input).toMatchObject({ with: { input: { url: 'db://u:${{ secrets.dwh }}@h' } } });
    expect(ended.tasks['b']?.reason).toMatchObject({
      code: 'USER_ERROR',
      params: { message: expect.stringContaining('***') },
    });
    const [log] = await query(`select string_agg(convert_from(body, 'UTF8'), '') text from log_chunk`);
    expect(log.text).toContain('it is ***, or ***');
    await expectNoCanary();
  });

  /** Every table as text, in every form that the attempts above were able to leave it in. */
  async function expectNoCanary(): Promise<void> {
    const tables = await query(
      `select quote_ident(relname) t from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
    );
    for (const { t } of tables) {
      const [{ dump }] = await query(`select string_agg(x::text, ' ') dump from ${t} x`);
      const bytes = Buffer.from(CANARY);
      for (const form of ['canary-9f', bytes.toString('base64').slice(0, 10), bytes.toString('hex').slice(0, 16)])
        expect(String(dump), t).not.toContain(form);
    }
  }

  it('are the same for a task of its own run and of a larger one', async () => {
    given.length = 0;
    await run('alone', { only: withSecret('dwh') });
    expect(given).toMatchObject([{ input: { url: `db://u:${CANARY}@h` } }]);
  });

  it('that are missing fail the task at once, however many tries it has, and keep no slot', async () => {
    const ended = await run('missing', {
      a: withSecret('nowhere', { retry: { max: 5, initial: '1s' } }),
      b: call('ok'),
    });
    expect(ended.tasks['a']).toMatchObject({
      state: 'failed',
      attempt: 1,
      reason: { code: 'SECRET_MISSING', params: { secret: 'nowhere' } },
    });
    expect(ended.tasks['b']?.state).toBe('success');
    for (let i = 0; i < 8; i++) await run(`missing_${i}`, { a: withSecret('nowhere') });
    expect((await run('after', { a: withSecret('dwh') })).state).toBe('success');
  });

  it('that cannot be read keep the task waiting, without a try used up', async () => {
    await set('locked', CANARY);
    await query(`update secret set master_key_id = 'another' where name = 'locked'`);
    await cluster.publish(workflow('locked', { a: withSecret('locked') }));
    const id = await cluster.start('locked');
    const waiting = (): Promise<TaskRunRecord> =>
      vi.waitFor(async () => {
        const { a } = await cluster.tasks(id);
        if (a?.reason?.code !== 'SECRET_STORE_AWAY') throw new Error(`${a?.state} ${a?.reason?.code}`);
        return a;
      });
    expect(await waiting()).toMatchObject({ state: 'retrying' });
    await set('locked', CANARY);
    await query(`update task_run set due_at = now() where run_id = '${id}'`);
    expect((await cluster.ended(id)).state).toBe('success');
    const [{ tries, lost }] = (await query(
      `select count(*) filter (where state = 11) tries, count(*) filter (where state = 17) lost from attempt_history where run_id = '${id}'`,
    )) as [{ tries: number; lost: number }];
    expect([tries, lost > 0]).toEqual([0, true]);
  });

  it('are told in the audit when they are used', async () => {
    const { items } = await cluster.store.audit.list(
      TENANT,
      { actions: ['secret.use'] },
      { order: 'oldest', limit: 1 },
    );
    expect(items).toMatchObject([
      {
        actor: 'carillon',
        object: { kind: 'secret', name: 'dwh' },
        after: { workflow: 'reach', task: 'a', version: 1 },
      },
    ]);
  });
});

const envOf = (name: string): { env: Record<string, string> } => ({ env: { A: `\${{ secrets.${name} }}` } });
