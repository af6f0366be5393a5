import { formatId } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const WAITS = `kind: Workflow
name: order
tasks:
  each:
    type: group
    tasks:
      paid: { type: wait, with: { signal: paid, params: { amount: { type: integer } } } }
  free: { type: wait, with: { signal: closed } }
`;

describe('signals and datasets over REST', () => {
  const { harness, get, post } = openedApi();
  const apply = (text: string) => post('/documents/apply', { documents: [{ path: 'w.yaml', text }] });
  const started = async (): Promise<string> => {
    expect((await apply(WAITS)).statusCode).toBe(200);
    return (await post('/runs', { workflow: 'order' })).json<{ id: string }>().id;
  };

  it('take what a task of the run waits for, and nothing else', async () => {
    const run = await started();
    const sent = await post(`/runs/${run}/signal`, { name: 'paid', payload: { amount: 7 } });
    expect(sent.statusCode).toBe(201);
    expect(sent.json()).toMatchObject({ kind: 'Signal', name: 'paid', runId: run, woken: 0 });
    const unknown = await post(`/runs/${run}/signal`, { name: 'payed' });
    expect(unknown.statusCode).toBe(400);
    expect(unknown.json<{ detail: string }>().detail).toContain('Did you mean "paid"?');
    const unfit = await post(`/runs/${run}/signal`, { name: 'paid', payload: { amount: 'many' } });
    expect(unfit.json<{ errors: unknown[] }>().errors).toMatchObject([{ pointer: '/payload/amount' }]);
    expect(
      (await post(`/runs/${formatId('run', '0197f000-0000-7000-8000-000000000000')}/signal`, { name: 'x' })).statusCode,
    ).toBe(404);
  });

  it('are one signal when they are repeated', async () => {
    const run = await started();
    const send = (amount: number) =>
      post(`/runs/${run}/signal`, { name: 'paid', payload: { amount } }, { 'idempotency-key': 'k1' });
    const [first, second] = [await send(7), await send(7)];
    expect(second.json<{ id: string }>().id).toBe(first.json<{ id: string }>().id);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect((await send(8)).json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('are kept for a run up to a bound', async () => {
    const run = await started();
    for (let i = 0; i < 100; i++) await post(`/runs/${run}/signal`, { name: 'closed', payload: { i } });
    const over = await post(`/runs/${run}/signal`, { name: 'closed' });
    expect(over.statusCode).toBe(429);
    expect(over.json()).toMatchObject({ code: 'LIMIT_SIGNALS' });
  });

  it('belong to a tenant', async () => {
    const run = await started();
    const authorization = `Bearer ${await harness.strangersToken()}`;
    expect((await post(`/runs/${run}/signal`, { name: 'closed' }, { authorization })).statusCode).toBe(404);
    expect((await post('/events', { project: 'retail', name: 'opened' }, { authorization })).statusCode).toBe(404);
  });

  it('are in the audit without what they carry', async () => {
    const run = await started();
    await post(`/runs/${run}/signal`, { name: 'paid', key: 'a', payload: { amount: 7 } });
    const { items } = (await get('/audit?action=run.signal')).json<{ items: { after: unknown }[] }>();
    expect(items[0]?.after).toEqual({ signal: 'paid', key: 'a' });
  });

  it('declare datasets, and tell of their updates', async () => {
    const text = 'kind: Dataset\nname: sales\ntitle: Sales\nuri: s3://lake/sales\n';
    const outcomes = async () => (await apply(text)).json<{ items: unknown[] }>().items;
    expect(await outcomes()).toEqual([
      { kind: 'Dataset', project: 'default', name: 'sales', version: 1, outcome: 'created' },
    ]);
    expect(await outcomes()).toMatchObject([{ version: 1, outcome: 'unchanged' }]);
    expect((await get('/datasets/sales')).json()).toMatchObject({ title: 'Sales', version: 1, uri: 's3://lake/sales' });
    for (const partition of ['a', 'b', 'c'])
      expect((await post('/datasets/sales/updates', { partition, metadata: { rows: 7 } })).statusCode).toBe(201);
    type Page = { items: { partition: string }[]; nextCursor?: string };
    const first = (await get('/datasets/sales/updates?limit=2')).json<Page>();
    expect(first.items.map(({ partition }) => partition)).toEqual(['c', 'b']);
    const rest = (await get(`/datasets/sales/updates?limit=2&cursor=${first.nextCursor}`)).json<Page>();
    expect(rest.items.map(({ partition }) => partition)).toEqual(['a']);
    expect((await get('/datasets?text=SAL')).json()).toMatchObject({
      items: [{ name: 'sales', lastUpdate: { partition: 'c' } }],
    });
    expect((await post('/datasets/none/updates', {})).statusCode).toBe(404);
  });

  it('are brought up to date once by an update that is sent again, however often at once', async () => {
    await apply('kind: Dataset\nname: keyed\n');
    const send = (partition: string, key: string) =>
      post('/datasets/keyed/updates', { partition }, { 'idempotency-key': key });
    const both = await Promise.all([send('a', 'once'), send('a', 'once')]);
    const again = await send('a', 'once');
    expect([...both, again].map(({ statusCode }) => statusCode)).toEqual([201, 201, 201]);
    expect(new Set([...both, again].map((answer) => answer.body)).size).toBe(1);
    expect(both.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(1);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await send('b', 'once')).json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await send('a', 'twice')).headers['idempotency-replayed']).toBeUndefined();
    expect((await get('/datasets/keyed/updates')).json<{ items: unknown[] }>().items).toHaveLength(2);
  });

  it('tell which tasks bring a dataset up to date, and which wait for it, also in other projects', async () => {
    const applied = await apply(
      `kind: Workflow
name: load_stock
defaults: { produces: [stock] }
tasks:
  load: { type: shell, with: { script: x } }
  day: { type: shell, produces: [{ dataset: stock, partition: "\${{ run.logicalDate }}" }], with: { script: x } }
  other: { type: shell, produces: [sales], with: { script: "echo stock" } }
  own: { type: wait, with: { dataset: stock, project: retail } }
---
kind: Workflow
project: retail
name: sums
tasks:
  parts:
    type: group
    tasks: { ready: { type: wait, with: { dataset: stock, project: default } } }
`,
    );
    expect(applied.statusCode).toBe(200);
    const use = { project: 'default', workflow: 'load_stock', version: 1, use: 'produces' };
    const awaited = { project: 'retail', workflow: 'sums', version: 1, task: 'parts.ready', use: 'awaits' };
    expect((await get('/datasets/stock/lineage')).json()).toEqual({
      items: [{ ...use, task: 'load' }, { ...use, task: 'day', partition: '${{ run.logicalDate }}' }, awaited],
    });
    expect((await get('/datasets/nowhere/lineage')).statusCode).toBe(404);
  });

  it('warn of workflows that wait for themselves', async () => {
    const waiting = (name: string, other: string, more = '') =>
      `kind: Workflow\nname: ${name}\ntasks:\n  dep: { type: wait, with: { run: { workflow: ${other}${more} } } }\n`;
    expect((await apply(waiting('ring_a', 'ring_b'))).json<{ warnings?: unknown }>().warnings).toBeUndefined();
    const closed = (await apply(waiting('ring_b', 'ring_a', ', cycle: today'))).json<{ warnings: unknown[] }>();
    expect(closed.warnings).toMatchObject([
      {
        code: 'VALIDATION_CYCLE',
        message: 'default/ring_b waits for itself: default/ring_b → default/ring_a → default/ring_b',
      },
    ]);
    const open = (await apply(waiting('ring_b', 'ring_a', ', offset: -1d'))).json<{ warnings?: unknown }>();
    expect(open.warnings).toBeUndefined();
  });
});
