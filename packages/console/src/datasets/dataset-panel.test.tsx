import type { Dataset, DatasetUse } from '@carillon/protocol';
import type { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { drawn, quietClient } from '../../test/drawn.tsx';
import { datasetQuery, datasetUsesQuery, datasetWaitsQuery } from '../api/dataset-queries.ts';
import { en } from '../i18n/en.ts';
import { DatasetPanel } from './dataset-panel.tsx';
import { UpdatePreview } from './update-preview.tsx';

const place = { project: 'shop', environment: 'dev' };
const ORDERS: Dataset = {
  apiVersion: 'carillon/v1',
  kind: 'Dataset',
  project: 'shop',
  name: 'orders',
  version: 1,
  fresh: '26h',
  freshness: 'stale',
  tags: [],
  actions: { update: { allowed: false, code: 'OTHER_TENANT', reason: 'no' } },
};
const use = (workflow: string, does: DatasetUse['use']): DatasetUse => ({
  project: 'shop',
  workflow,
  version: 2,
  task: 'load',
  use: does,
});

function clientWith(dataset: Dataset | undefined, uses: readonly DatasetUse[]): QueryClient {
  const client = quietClient();
  client.setQueryData(datasetUsesQuery(place, 'orders').queryKey, { items: uses });
  if (dataset) client.setQueryData(datasetQuery(place, 'orders').queryKey, dataset);
  return client;
}

describe('one dataset', () => {
  it('says how fresh it is, after how long it is stale, and which tasks have to do with it', async () => {
    const text = await drawn(
      <DatasetPanel place={place} name="orders" />,
      clientWith(ORDERS, [use('load-orders', 'produces'), use('sums', 'awaits')]),
    );
    for (const word of [en.freshness.stale, '26h', 'load-orders', 'sums', en.datasets.produces, en.datasets.awaits])
      expect(text).toContain(word);
    expect(text).toContain('Updates of orders');
  });

  it('offers to record an update, greyed for who may not', async () => {
    const may = { ...ORDERS, actions: { update: { allowed: true } as const } };
    const button = /<button[^>]*>(?:<span>)?Record an update…/;
    const [greyed, offered] = await Promise.all(
      [ORDERS, may].map((dataset) => drawn(<DatasetPanel place={place} name="orders" />, clientWith(dataset, []))),
    );
    expect(button.exec(greyed ?? '')?.[0]).toContain('aria-disabled="true"');
    expect(button.exec(offered ?? '')?.[0]).not.toContain('aria-disabled');
  });
});

describe('the preview of an update', () => {
  const wait = (runId: string, partition?: string) => ({
    runId,
    project: 'shop',
    workflow: 'sums',
    task: runId,
    since: '2026-11-22T10:00:00Z',
    ...(partition !== undefined && { partition }),
  });
  const preview = async (partition: string) => {
    const client = clientWith(undefined, [use('sums', 'awaits')]);
    const all = [wait('any'), wait('monday', 'mon'), wait('tuesday', 'tue')];
    client.setQueryData(datasetWaitsQuery(place, 'orders').queryKey, { items: all });
    const items = all.filter((one) => one.partition === undefined || one.partition === partition);
    client.setQueryData(datasetWaitsQuery(place, 'orders', partition).queryKey, { items });
    return drawn(<UpdatePreview place={place} name="orders" partition={partition} />, client);
  };

  it('names the task runs that go on with this partition, and counts those that wait for another', async () => {
    const text = await preview('mon');
    expect(text).toContain('2 task runs go on');
    expect(text).toContain('sums / monday');
    expect(text).not.toContain('sums / tuesday');
    expect(text).toContain('1 more waits for another partition');
  });

  it('of the whole lets only those go on that wait for any', async () => {
    expect(await preview('')).toContain('1 task run goes on');
  });
});
