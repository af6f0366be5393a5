import { beforeAll, describe, expect, it } from 'vitest';
import type { Lineage } from '@carillon/protocol';
import { openedApi } from '../../test/opened-api.ts';

const DOCUMENTS = `kind: Dataset
name: orders
title: Orders by day
fresh: 26h
---
kind: Dataset
name: unused
---
kind: Workflow
name: load
tasks:
  day: { type: shell, produces: [orders], with: { script: x } }
---
kind: Workflow
name: sums
tasks:
  ready: { type: wait, with: { dataset: orders, partition: a } }
  add: { type: shell, needs: [ready], produces: [totals], with: { script: x } }
---
kind: Workflow
name: alone
tasks: { a: { type: noop } }
---
kind: Workflow
name: calls
tasks:
  one: { type: wait, with: { run: { workflow: alone } } }
  two: { type: wait, with: { run: { workflow: gone } } }
---
kind: Workflow
name: idle
title: Idle
tasks: { a: { type: noop } }
`;

describe('lineage over REST', () => {
  const { harness, get, post, publish } = openedApi();
  beforeAll(() => publish(DOCUMENTS));

  const lineage = async (query = ''): Promise<Lineage> => (await get(`/lineage${query}`)).json();
  const idsOf = ({ nodes }: Lineage): readonly string[] => nodes.map(({ id }) => id);

  it('is told as a whole or around one thing, with how fresh each dataset is', async () => {
    expect(idsOf(await lineage())).toEqual([
      'workflow:default/alone',
      'workflow:default/calls',
      'workflow:default/gone',
      'workflow:default/load',
      'dataset:default/orders',
      'workflow:default/sums',
      'dataset:default/totals',
    ]);
    const { of, nodes, edges, isCut } = await lineage('?of=dataset:orders&depth=1');
    expect({ of, isCut }).toEqual({ of: 'dataset:default/orders', isCut: false });
    expect(edges).toHaveLength(2);
    expect(nodes[0]).toMatchObject({ title: 'Orders by day', freshness: 'never' });
    await post('/datasets/orders/updates', { partition: 'b' });
    expect((await lineage('?of=workflow:sums')).nodes.find(({ name }) => name === 'orders')).toMatchObject({
      freshness: 'fresh',
      lastUpdate: { partition: 'b' },
    });
    expect((await get('/datasets/orders')).json()).toMatchObject({
      fresh: '26h',
      freshness: 'fresh',
      actions: { update: { allowed: true } },
    });
  });

  it('has what is linked to nothing alone, and nothing that is not there', async () => {
    expect(idsOf(await lineage('?of=dataset:unused'))).toEqual(['dataset:default/unused']);
    expect(await lineage('?of=workflow:idle')).toMatchObject({ nodes: [{ title: 'Idle', version: 1 }], edges: [] });
    expect((await get('/lineage?of=dataset:nowhere')).statusCode).toBe(404);
    expect((await get('/lineage?of=workflow:nowhere')).statusCode).toBe(404);
    expect((await get('/lineage?of=file:x')).statusCode).toBe(400);
  });

  it('knows what is live of workflows that others name, and that have nothing of their own to tell', async () => {
    const { nodes } = await lineage('?of=workflow:calls');
    expect(nodes.map(({ name, version }) => [name, version])).toEqual([
      ['calls', 1],
      ['alone', 1],
      ['gone', undefined],
    ]);
  });

  it('says where it is cut', async () => {
    expect(await lineage('?limit=2')).toMatchObject({ isCut: true, edges: [{ use: 'awaits' }] });
    expect((await lineage('?limit=2')).nodes).toHaveLength(2);
  });

  it('looks at the project first that is asked for', async () => {
    const text = `kind: Workflow\nproject: zoo\nname: feed\ntasks: { a: { type: shell, produces: [hay], with: { script: x } } }`;
    const before = await lineage('?project=zoo');
    expect(before).toMatchObject({ nodes: [], isCut: false, isPartial: false });
    await publish(text);
    const place = { tenantKey: 1, environmentKey: 1 };
    const { datasets } = harness.store;
    expect(await datasets.linkedWorkflows(place, { project: 'zoo', limit: 1 })).toMatchObject([{ workflow: 'feed' }]);
    expect(await datasets.linkedWorkflows(place, { project: undefined, limit: 1 })).toMatchObject([
      { workflow: 'calls' },
    ]);
    // Another live version is seen at once, however long links are kept.
    expect(idsOf(await lineage('?project=zoo'))).toEqual(['workflow:zoo/feed', 'dataset:zoo/hay']);
  });

  it('belongs to a tenant', async () => {
    const authorization = `Bearer ${await harness.strangersToken()}`;
    expect((await get('/lineage', { authorization })).json<Lineage>().nodes).toEqual([]);
    expect((await get('/datasets/orders/waits', { authorization })).json()).toEqual({ items: [] });
  });
});
