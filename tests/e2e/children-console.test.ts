/** What the console shows of a task that waits for runs: how far they are, the way to each, and the way back. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';
import { until } from './until.ts';

consoleTests('runs of a task in the console', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;
  let run: string;

  beforeAll(async () => {
    platform = await start();
    await platform.publish({
      name: 'regions',
      tasks: {
        each: {
          type: 'shell',
          forEach: { items: ['cn', 'eu', 'us', 'br'], max: 2 },
          with: { script: 'test "$CARILLON_ITEM" != eu' },
        },
      },
    });
    await platform.publish({ name: 'asks', tasks: { ask: { type: 'approval', with: { expires: '1d' } } } });
    await platform.publish({
      name: 'nightly',
      tasks: {
        first: { type: 'noop' },
        regions: { type: 'workflow', needs: ['first'], with: { workflow: 'regions' } },
        release: { type: 'workflow', needs: ['first'], with: { workflow: 'asks' } },
      },
    });
    ({ page, origin } = await signIn(platform));
    run = (await platform.client.runs.start({ workflow: 'nightly' })).id;
  });

  const childOf = async (of: string): Promise<string> => {
    let id = '';
    await until('the run of a task has ended', async () => {
      const { items } = await platform.client.runs.children(run, { task: of });
      id = items[0]?.id ?? '';
      return items[0]?.state === 'failed';
    });
    return id;
  };

  it('leads from a task to its runs, tells how far they are, and leads back', async () => {
    const failed = await childOf('regions');
    await page.goto(`${origin}/p/default/r/${run}?task=release`);
    await page.getByRole('progressbar', { name: 'Runs of this task' }).waitFor();
    await page.getByRole('link', { name: 'asks@1' }).click();
    const crumb = page.getByRole('navigation', { name: 'Started for' });
    await crumb.getByRole('link', { name: 'release' }).waitFor();
    await page.goto(`${origin}/p/default/r/${failed}?task=each`);
    await page.getByText('4 of 4 ended').waitFor();
    await page.getByText('1 without success').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText('Failed', { exact: true }).last().click();
    await page.getByText('"eu"').waitFor();
    await crumb.getByRole('link', { name: 'regions' }).click();
    await page.getByRole('heading', { name: 'regions' }).waitFor();
  });
});
