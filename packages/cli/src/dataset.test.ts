import type { Lineage } from '@carillon/sdk';
import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { startFakeApi } from '../test/fake-api.ts';

const dataset = (name: string, freshness: 'never' | 'stale') =>
  ({ id: `dataset:default/${name}`, kind: 'dataset', project: 'default', name, freshness }) as const;
const workflow = (name: string, project = 'default') =>
  ({ id: `workflow:${project}/${name}`, kind: 'workflow', project, name, version: 3 }) as const;
const edge = (
  from: { readonly id: string },
  to: { readonly id: string },
  use: 'awaits' | 'produces',
  task: string,
) => ({
  from: from.id,
  to: to.id,
  use,
  tasks: [task],
});

const [orders, totals] = [dataset('orders', 'stale'), dataset('totals', 'never')];
const [load, sums, mail] = [workflow('load'), workflow('sums'), workflow('mail', 'retail')];
const file = { id: 'file:/in/x.csv', kind: 'file', name: '/in/x.csv' } as const;
const lineage = (of: string | undefined): Lineage => ({
  apiVersion: 'carillon/v1',
  kind: 'Lineage',
  ...(of !== undefined && { of }),
  nodes: [orders, load, sums, file, totals, mail],
  edges: [
    edge(load, orders, 'produces', 'day'),
    edge(file, load, 'awaits', 'arrived'),
    edge(orders, sums, 'awaits', 'ready'),
    edge(orders, mail, 'awaits', 'ready'),
    edge(sums, totals, 'produces', 'add'),
    edge(totals, mail, 'awaits', 'all'),
  ],
  isCut: false,
  isPartial: false,
});

async function platform(answer: Lineage) {
  const api = await startFakeApi();
  api.answer('/lineage', (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)),
  );
  const run = (...words: string[]) =>
    carillon(['dataset', ...words], { env: { CARILLON_SERVER: api.url, CARILLON_TOKEN: 'crl_api_x' } });
  return { api, run };
}

describe('dataset lineage', () => {
  it('draws what leads to a dataset above what comes of it, each thing with its own once', async () => {
    const { api, run } = await platform(lineage(orders.id));
    expect((await run('lineage', 'orders')).out).toBe(`dataset orders  ! stale
├─ comes from
│  └─ workflow load@3  produces: day
│     └─ file /in/x.csv  awaits: arrived
└─ leads to
   ├─ workflow sums@3  awaits: ready
   │  └─ dataset totals  ◌ never updated  produces: add
   │     └─ workflow retail/mail@3  awaits: all
   └─ workflow retail/mail@3  awaits: ready
`);
    expect(Object.fromEntries(api.seen.at(-1)?.query ?? [])).toMatchObject({ of: 'dataset:orders', depth: '2' });
  });

  it('draws all of a project from where nothing leads to', async () => {
    const { run } = await platform(lineage(undefined));
    expect((await run('lineage')).out).toMatch(/^file \/in\/x\.csv\n└─ workflow load@3 .*\n {3}└─ dataset orders/);
  });

  it('gives programs the graph, and says where it was cut', async () => {
    const { run } = await platform({ ...lineage(orders.id), isCut: true });
    const done = await run('lineage', 'orders', '-o', 'json');
    expect((JSON.parse(done.out) as Lineage).edges).toHaveLength(6);
    expect(done.err).toContain('cut at 200');
    expect((await run('lineage', '--workflow', 'sums', '-o', 'name')).out).toContain('dataset:default/totals\n');
  });

  it('says where not all workflows were looked at', async () => {
    const { run } = await platform({ ...lineage(undefined), nodes: [], edges: [], isPartial: true });
    const { err, out } = await run('lineage');
    expect(err).toContain('not all were looked at');
    expect(`${err}${out}`).not.toContain('no live version names');
  });

  it('is of one thing', async () => {
    const { api, run } = await platform(lineage(undefined));
    expect(await run('lineage', 'orders', '--workflow', 'sums')).toMatchObject({ code: 2 });
    expect(await run('lineage', '--tasks')).toMatchObject({ code: 2 });
    expect(api.seen).toEqual([]);
  });
});

describe('dataset update --dry-run', () => {
  it('lists the waits that the update meets, and makes none', async () => {
    const { api, run } = await platform(lineage(undefined));
    const wait = { runId: 'run_1', project: 'default', task: 'ready', since: '2026-11-21T00:00:00Z' };
    const items = [
      { ...wait, workflow: 'any' },
      { ...wait, workflow: 'same', partition: 'a' },
    ];
    api.answer('/datasets/orders/waits', (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items })),
    );
    const { out, err } = await run('emit', 'orders', '--partition', 'a', '--dry-run');
    expect(out).toContain('any');
    expect(out).toContain('same');
    expect(err).toBe('');
    await run('emit', 'orders', '--dry-run');
    expect(api.seen.map(({ method, query }) => [method, query.get('partition')])).toEqual([
      ['GET', 'a'],
      ['GET', ''],
    ]);
    items.push(...Array.from({ length: 98 }, () => ({ ...wait, workflow: 'more' })));
    expect((await run('emit', 'orders', '--dry-run')).err).toContain('there may be more');
  });
});
