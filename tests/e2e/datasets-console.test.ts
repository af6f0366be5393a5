/** Datasets in the console: what leads to what, how fresh it is, and an update that somebody tells of. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';
import { until } from './until.ts';

const DOCUMENTS = `kind: Dataset
name: orders
fresh: 26h
---
kind: Workflow
name: load
tasks: { day: { type: shell, with: { script: "true" }, produces: [orders] } }
---
kind: Workflow
name: sums
tasks:
  ready: { type: wait, with: { dataset: orders, partition: monday } }
  add: { type: shell, needs: [ready], with: { script: "true" }, produces: [totals] }
`;

consoleTests('datasets in the console', ({ start, signIn, tolerate }) => {
  tolerate(/status of 404/);

  let platform: Platform;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    platform = await start({ words: ['--no-examples'] });
    await platform.client.documents.apply({ documents: [{ path: 'd.yaml', text: DOCUMENTS }] });
    ({ page, origin } = await signIn(platform));
  });

  const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);

  it('draws what leads to what, and leads from a dataset to what is around it and from a workflow to its page', async () => {
    await page.goto(`${origin}/p/default/datasets`);
    await page.getByRole('tab', { name: 'Lineage' }).click();
    await node('dataset:default/totals').waitFor();
    expect(await page.locator('.react-flow__node').count()).toBe(4);
    await node('dataset:default/orders').getByText('orders').click();
    await page.waitForURL((url) => url.searchParams.get('name') === 'orders');
    await page.getByRole('heading', { name: 'What leads to orders, and what comes of it' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await node('workflow:default/sums').getByText('sums').click();
    await page.waitForURL((url) => url.pathname === '/p/default/w/sums');
    await page.locator('.graph-panel').getByRole('link', { name: 'Lineage' }).click();
    await page.getByRole('heading', { name: 'What leads to sums, and what comes of it' }).waitFor();
  });

  it('records an update, and says before who goes on', async () => {
    const { runs } = platform.client;
    const run = (await runs.start({ workflow: 'sums' })).id;
    await until('it waits', async () => (await platform.client.datasets.waits('orders')).items.length === 1);
    await page.goto(`${origin}/p/default/datasets?name=orders`);
    await page.getByRole('button', { name: 'Record an update…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No task run waits for this now').waitFor();
    await dialog.getByText('1 more waits for another partition').waitFor();
    await dialog.getByRole('textbox', { name: 'Partition' }).fill('monday');
    await dialog.getByText('1 task run goes on').waitFor();
    await dialog.getByRole('textbox', { name: 'Metadata' }).fill('rows=7');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Record the update' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Updates of orders' }).getByText('monday').waitFor();
    await page.locator('.dataset-facts').getByText('Fresh', { exact: true }).waitFor();
    expect((await runs.wait(run)).state).toBe('success');
    expect((await platform.client.datasets.updates('orders')).items[0]?.metadata).toEqual({ rows: 7 });
  });

  it('offers a backfill of what brings it up to date', async () => {
    await page.goto(`${origin}/p/default/datasets?name=orders`);
    await page.getByRole('button', { name: 'Backfill a range of load' }).click();
    await page.getByRole('dialog', { name: 'Backfill load' }).waitFor();
  });
});
