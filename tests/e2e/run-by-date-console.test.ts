/** Runs named by their date: the address leads to the run, lists several, and says why there is none. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';
import { until } from './until.ts';

const DATE = '2026-10-05';
const DOCUMENTS = `
kind: Workflow
name: daily
schedule: { cron: "10 0 * * *", timezone: Asia/Shanghai }
tasks:
  load: { type: noop }
---
kind: Workflow
name: twice
schedule: { cron: "10 0,12 * * *", timezone: Asia/Shanghai }
tasks:
  load: { type: noop }
`;

consoleTests('a run by its date in the console', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    platform = await start({ words: ['--no-examples'] });
    const { documents, plans, workflows } = platform.client;
    await documents.apply({ documents: [{ path: 'dates.yaml', text: DOCUMENTS }] });
    for (const workflow of ['daily', 'twice']) {
      const { id } = await plans.create({ kind: 'backfill', project: 'default', workflow, from: DATE, to: DATE });
      await plans.apply(id);
    }
    await until(
      'the runs of the date',
      async () => (await workflows.runsAt({ name: 'twice' }, DATE)).items.length === 2,
    );
    await until(
      'the run of the date',
      async () => (await workflows.runsAt({ name: 'daily' }, DATE)).items.length === 1,
    );
    ({ page, origin } = await signIn(platform));
  });

  const open = (workflow: string, date: string) => page.goto(`${origin}/p/default/w/${workflow}/at/${date}`);

  it('leads to the run, and back to where one came from', async () => {
    await open('daily', DATE);
    const [run] = (await platform.client.workflows.runsAt({ name: 'daily' }, DATE)).items;
    await page.waitForURL((url) => url.pathname === `/p/default/r/${run?.id}`);
    const date = page.getByRole('link', { name: 'covers Oct 5, 2026' });
    await date.waitFor();
    expect(await date.getAttribute('href')).toContain(`/p/default/w/daily/at/${DATE}`);
    await page.goBack();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('lists the newest run of each firing where there are several', async () => {
    await open('twice', DATE);
    await page.getByText('The date has several firings. Of each the newest run:').waitFor();
    expect(await page.getByRole('row').count()).toBe(3);
    await page.getByText(`npx carillon run at twice ${DATE} --project default -e dev`).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('says why there is none, and where to go from there', async () => {
    await open('daily', '2026-10-06');
    await page.getByText('Its time is over and nothing ran: a backfill does it now.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Backfills' }).click();
    await page.waitForURL((url) => url.pathname.endsWith('/w/daily') && url.searchParams.get('tab') === 'backfills');
  });
});
