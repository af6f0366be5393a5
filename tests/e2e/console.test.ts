import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { type Browser, openBrowser } from './browser.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

const TASKS = ['extract', 'clean', 'tables', 'load', 'check', 'monthly', 'render', 'notify'];

consoleTests('the console', ({ start, open }) => {
  let platform: Platform;
  let browser: Browser;
  let page: Page;
  let runPage: string;

  beforeAll(async () => {
    platform = await start();
    browser = await open();
    ({ page } = browser);
  });

  const panel = () => page.getByRole('tabpanel');
  const openTab = (name: string) => page.getByRole('tab', { name }).click();

  it('signs in by the link of the terminal and keeps the code out of the address', async () => {
    await browser.signIn(platform.signInLink());
    expect(page.url()).not.toContain('sign-in');
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('starts a run from the form that the parameters make', async () => {
    await page.getByRole('link', { name: 'Workflows' }).click();
    await page.getByRole('link', { name: 'daily-report' }).first().click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Start daily-report' });
    await dialog.getByLabel('Year of the report').fill('2013');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Start run' }).click();
    await page.waitForURL(/\/p\/default\/r\/run_/);
    runPage = page.url().replace(/[?#].*/, '');
  });

  it('shows the run to green in its graph, without being loaded again', async () => {
    for (const task of TASKS) {
      const node = page.locator(`.react-flow__node[data-id="${task}"]`);
      await node.and(page.locator('[aria-label$=", Success"]')).waitFor();
    }
    await page.getByRole('banner').or(page.locator('.run-header')).getByText('Success').first().waitFor();
    await page.waitForFunction(() => document.title.includes('Success'));
    const lines = await page
      .locator('.graph-lines path')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')));
    expect(lines.join('').match(/M/g)).toHaveLength(7);
  });

  it('shows the log of a task, its attempts, its inputs and its outputs', async () => {
    await page.locator('.react-flow__node[data-id="clean"]').click();
    await openTab('Log');
    await panel().getByText('kept 1461 rows, dropped 0').waitFor();
    await openTab('Attempts');
    await panel().getByRole('row').filter({ hasText: 'Success' }).waitFor();
    await openTab('In/Out');
    await panel().getByText('kept', { exact: false }).first().waitFor();
    await panel().getByText('weather.csv').first().waitFor();
    await openTab('Events');
    await panel().getByText('Success').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('shows when each task ran', async () => {
    await page.getByText('Timeline', { exact: true }).click();
    const rows = page.locator('.timeline-row');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(TASKS.length);
    expect(await rows.locator('.bar-running').count()).toBeGreaterThanOrEqual(TASKS.length - 1);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('goes on with a change after another tab has signed in, and says when the session has ended', async () => {
    const visitor = await openBrowser();
    try {
      const signIn = async (tab: Page) => {
        await tab.goto((await platform.client.signInCodes.create()).url);
        await tab.getByRole('heading', { name: 'Overview' }).waitFor();
      };
      await signIn(visitor.page);
      await visitor.page.getByRole('link', { name: 'Workflows' }).click();
      await visitor.page.getByRole('button', { name: 'Start daily-report' }).click();
      const other = await visitor.page.context().newPage();
      await signIn(other);
      await visitor.page.getByLabel('Year of the report').fill('2014');
      await visitor.page.getByRole('dialog').getByRole('button', { name: 'Start run' }).click();
      await visitor.page.waitForURL(/\/p\/default\/r\/run_/);
      const ofInputs = () => other.evaluate(() => JSON.stringify(localStorage).includes('2014'));
      expect(await ofInputs()).toBe(true);
      await other.getByRole('button', { name: /^Sign out/ }).click();
      // Nobody touches the tab: what it asks by itself tells.
      await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(await ofInputs()).toBe(false);
      await signIn(other);
      // Without a screen no tab is ever hidden, so none is shown again either.
      await visitor.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
      await visitor.page.locator('.run-header').waitFor();
      // The browser writes of answers that refuse.
      expect(visitor.errors.filter((line) => !/status of 40[13]/.test(line))).toEqual([]);
    } finally {
      await visitor.close();
    }
  });

  it.each([
    ['en', 'light', 'Success'],
    ['en', 'dark', 'Success'],
    ['zh-CN', 'light', '成功'],
    ['zh-CN', 'dark', '成功'],
  ])('can be read by everybody in %s, %s', async (language, theme, success) => {
    await page.evaluate(
      ([chosen = '', mode = '']) => {
        localStorage.setItem('carillon.language', chosen);
        localStorage.setItem('carillon.theme', mode);
      },
      [language, theme],
    );
    await page.goto(`${runPage}?view=graph&task=check&tab=log`);
    await page.locator(`.react-flow__node[data-id="notify"][aria-label$=", ${success}"]`).waitFor();
    await page.getByText('hottest_day: 35').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
