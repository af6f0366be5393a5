/** Answering an approval on a telephone, and what the run page shows of it. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';
import { until } from './until.ts';

consoleTests('approvals in the console', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    platform = await start();
    await platform.publish({
      name: 'release',
      tasks: {
        ask: {
          type: 'approval',
          with: {
            title: 'Release it?',
            message: 'Look twice.',
            params: { share: { type: 'integer', default: 10 } },
            expires: '1d',
          },
        },
        after: { type: 'noop', needs: ['ask'], when: 'tasks.ask.outputs.share == 25' },
      },
    });
    ({ page, origin } = await signIn(platform));
  });

  const asked = async (): Promise<string> => {
    const run = await platform.client.runs.start({ workflow: 'release' });
    await until('an open approval', async () => {
      const { items } = await platform.client.approvals.list({ run: run.id, state: ['open'] });
      return items.length === 1;
    });
    return run.id;
  };
  const stateOf = async (run: string): Promise<string> => (await platform.client.runs.get(run)).state;
  const overflow = () => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  it('is answered with one tap and a comment on a screen of 360 pixels', async () => {
    const run = await asked();
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(`${origin}/approvals`);
    const card = page.getByRole('article').filter({ hasText: 'Release it?' });
    await card.getByText('Look twice.').waitFor();
    expect(await overflow()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await card.getByRole('link', { name: 'Release it?' }).click();
    await page.waitForURL(/\/p\/default\/approvals\/apr_/);
    const [, short = ''] = /(\/approvals\/apr_\w+)/.exec(page.url()) ?? [];
    await page.goto(`${origin}${short}`);
    await page.getByRole('heading', { name: 'Approval', exact: true }).waitFor();
    await card.getByRole('heading', { name: 'Release it?' }).waitFor();
    expect(await card.getByRole('link', { name: 'Release it?' }).count()).toBe(0);
    expect(await overflow()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await card.getByLabel('share').fill('25');
    await card.getByLabel('Comment').fill('go');
    await card.getByRole('button', { name: 'Approve' }).click();
    await card.getByText('Approved').waitFor();
    await page.getByRole('link', { name: 'All approvals' }).click();
    await page.getByText('Nothing waits for an approval').waitFor();
    await until('the end of the run', async () => (await stateOf(run)) === 'success');
    const tasks = await platform.client.runs.tasks(run);
    expect(tasks.map(({ task, state }) => [task, state])).toEqual([
      ['ask', 'success'],
      ['after', 'success'],
    ]);
  });

  it('is rejected from the panel of its task, which then tells who did it and why', async () => {
    const run = await asked();
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${origin}/p/default/r/${run}?task=ask`);
    const card = page.getByRole('article').filter({ hasText: 'Release it?' });
    await card.getByLabel('Comment').fill('not today');
    expect(await seriousFindings(page)).toEqual([]);
    await card.getByRole('button', { name: 'Reject' }).click();
    await card.getByText('not today').waitFor();
    await card.getByText('Rejected').waitFor();
    await until('the end of the run', async () => (await stateOf(run)) === 'failed');
  });

  it('says why an action is not offered, to who comes by keyboard', async () => {
    const run = await asked();
    await page.goto(`${origin}/p/default/r/${run}?task=ask`);
    const refused = page.getByRole('button', { name: 'Clear with downstream…' });
    const why = page.getByRole('tooltip').filter({ hasText: 'The task has not ended' });
    await refused.focus();
    await why.waitFor();
    expect(await refused.getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await platform.client.runs.stop(run);
    await until('the end of the run', async () => (await stateOf(run)) === 'stopped');
  });

  it('goes on telling of a run in a list whose filter no longer finds it', async () => {
    const run = await asked();
    await page.goto(`${origin}/p/default/r?state=running`);
    const row = page.getByRole('row').filter({ hasText: 'release' });
    await row.getByText('Running', { exact: true }).waitFor();
    await platform.client.runs.stop(run);
    await row.getByText('Stopped', { exact: true }).waitFor();
    expect(await row.count()).toBe(1);
  });
});
