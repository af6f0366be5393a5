/** What the page of a run tells beyond its states: what changed since it went well, where its time went, what is looked for. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

const MANY = 2_000;

/** The check fails with its second version. */
const orders = (limit: number) => ({
  name: 'orders',
  params: { region: { type: 'string', default: 'cn' } },
  tasks: {
    extract: { type: 'shell', with: { script: 'echo read; echo odd row >&2; echo done' } },
    check: { type: 'shell', needs: ['extract'], with: { script: `test ${limit} -lt 20` } },
    notify: { type: 'noop', needs: ['check'] },
  },
});

consoleTests('the page of a run', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;
  let green: string;
  let failed: string;

  beforeAll(async () => {
    platform = await start({ words: ['--no-examples'] });
    const { runs } = platform.client;
    await platform.publish(orders(10));
    green = (await runs.start({ workflow: 'orders' })).id;
    await runs.wait(green);
    await platform.publish(orders(30));
    failed = (await runs.start({ workflow: 'orders', params: { region: 'us' } })).id;
    await runs.wait(failed);
    ({ page, origin } = await signIn(platform));
  });

  const open = (run: string, search = '') => page.goto(`${origin}/p/default/r/${run}${search}`);
  const node = (task: string) => page.locator(`.react-flow__node[data-id="${task}"]`);

  it('says what changed since the last success, and leads to both side by side', async () => {
    await open(failed, '?view=graph');
    const strip = page.locator('.since-green');
    await strip.getByText('version @1 → @2').waitFor();
    await strip.getByText(/script of check/).waitFor();
    await strip.getByText('region: cn → us').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await strip.getByRole('link', { name: /^Changed since the last success/ }).click();
    await page.waitForURL((url) => url.pathname.endsWith('/compare') && url.searchParams.get('with') === green);
  });

  it('keeps in the address which tasks are looked for, in every view', async () => {
    await open(failed, '?view=graph&task=extract');
    await node('extract').waitFor();
    await page.getByRole('searchbox', { name: 'Filter tasks' }).fill('NOT');
    await page.waitForURL((url) => url.searchParams.get('q') === 'NOT');
    await page.getByRole('status').getByText('1 of 3').waitFor();
    await node('extract').locator('.is-faded').waitFor();
    expect(await node('notify').locator('.is-faded').count()).toBe(0);
    await page.getByText('Timeline', { exact: true }).click();
    await page.locator('.timeline-row').getByText('notify').waitFor();
    expect(await page.locator('.timeline-row').count()).toBe(1);
    await page.getByRole('combobox', { name: 'State' }).selectOption({ label: 'Success · 1' });
    await page.getByText('No task matches this filter').waitFor();
    await page.getByRole('button', { name: 'Reset filters' }).click();
    await page.waitForURL((url) => !url.searchParams.has('q') && !url.searchParams.has('state'));
    await page.getByRole('combobox', { name: 'State' }).selectOption({ label: 'Success · 1' });
    await page.waitForURL((url) => url.searchParams.get('state') === 'success');
    await page.getByText('Table', { exact: true }).click();
    await page.locator('.task-table').getByRole('button', { name: 'extract' }).waitFor();
    await page.reload();
    await page.locator('.task-table').getByRole('button', { name: 'extract' }).waitFor();
    expect(await page.locator('.task-table tbody tr').count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('shows the lines of a log from a level on, and goes to a time', async () => {
    const script = 'echo INFO open; echo WARN slow; echo "  of three"; echo ERROR gone; echo INFO end';
    await platform.publish({ name: 'levels', tasks: { talk: { type: 'shell', with: { script } } } });
    const { id } = await platform.client.runs.start({ workflow: 'levels' });
    await platform.client.runs.wait(id);
    await open(id, '?task=talk&tab=log');
    const log = page.getByRole('log');
    await log.getByText('INFO end').waitFor();
    const levels = page.getByRole('combobox', { name: 'Levels of the log' });
    await levels.selectOption({ label: 'Warnings and errors' });
    await log.getByText('INFO end').waitFor({ state: 'detached' });
    expect(await log.locator('.log-text').allInnerTexts()).toEqual(['WARN slow', '  of three', 'ERROR gone']);
    await page.waitForURL((url) => url.searchParams.get('level') === 'warn');
    await page.reload();
    await log.getByText('ERROR gone').waitFor();
    expect(await log.locator('.log-line').count()).toBe(3);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel('Go to a time').fill('00:00:00');
    await log.getByText('WARN slow').waitFor();
  });

  it('shows the lines of one stream of a log, with the numbers that they have among all', async () => {
    await open(green, '?view=table&task=extract&tab=log');
    const log = page.getByRole('log');
    await log.getByText('odd row').waitFor();
    const streams = page.getByRole('combobox', { name: 'Streams of the log' });
    await streams.selectOption({ label: 'stderr' });
    await page.getByText('1 line', { exact: true }).waitFor();
    expect(await log.locator('.log-line').count()).toBe(1);
    const link = log.getByRole('link', { name: /^Link to line/ });
    const number = await link.textContent();
    await link.click();
    await page.waitForURL((url) => url.searchParams.get('stream') === 'err' && url.hash === `#L${number}`);
    await page.reload();
    await log.locator('.log-line.is-marked').getByText('odd row').waitFor();
    expect(await log.locator('.log-line').count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Filter tasks' }).fill('extract');
    await page.waitForURL((url) => url.searchParams.get('q') === 'extract' && url.hash === `#L${number}`);
    await streams.selectOption({ label: 'Without platform' });
    await page.waitForURL((url) => url.searchParams.get('stream') === 'own' && url.hash === `#L${number}`);
    await log.getByText('done', { exact: true }).waitFor();
    expect(await log.locator('.log-line').count()).toBe(3);
    expect(await log.locator('.is-system').count()).toBe(0);
    const numbers = (await log.locator('.log-number').allInnerTexts()).map(Number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await page.getByRole('button', { name: /^Regular expression/ }).click();
    const search = page.getByRole('searchbox', { name: 'Search the log' });
    await search.fill('d.ne');
    await search.press('Enter');
    const hit = page.locator('.log-hits').getByRole('button', { name: /done$/ });
    const found = await hit.locator('.log-number').textContent();
    await streams.selectOption({ label: 'stderr' });
    await log.getByText('done', { exact: true }).waitFor({ state: 'detached' });
    await hit.click();
    await page.waitForURL((url) => !url.searchParams.has('stream') && url.hash === `#L${found}`);
    await log.locator('.log-line.is-marked').getByText('done', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Attempts' }).click();
    await page.waitForURL((url) => url.searchParams.get('tab') === 'attempts' && url.hash === '');
  });

  it('has in the address in which zone it tells instants, and keeps to it for who opens the link', async () => {
    await open(green);
    const zone = page.getByRole('combobox', { name: 'Time zone' });
    await zone.selectOption('utc');
    await page.waitForURL((url) => url.searchParams.get('tz') === 'utc');
    const started = page.locator('.run-facts time').first().filter({ hasText: /UTC$/ });
    await started.waitFor();
    await page.evaluate(() => localStorage.removeItem('carillon.zone'));
    await page.reload();
    await started.waitFor();
    expect(await page.evaluate(() => localStorage.getItem('carillon.zone'))).toBeNull();
  });

  it('keeps the zone that is chosen in the settings, whatever the link said that led there', async () => {
    await page.goto(`${origin}/p/default/settings?tz=utc`);
    const zones = page.getByRole('group', { name: 'Time zone' });
    const own = zones.getByRole('radio', { name: 'Asia/Shanghai' });
    await zones.getByRole('radio', { name: 'UTC' }).and(page.locator(':checked')).waitFor();
    await own.check();
    await page.waitForURL((url) => url.searchParams.get('tz') === 'viewer');
    await page.reload();
    await own.and(page.locator(':checked')).waitFor();
  });

  it('offers what the workflow was last started with here', async () => {
    const start = async () => {
      await page.goto(`${origin}/p/default/w/orders`);
      await page.getByRole('button', { name: 'Start', exact: true }).click();
      return page.getByRole('dialog', { name: 'Start orders' });
    };
    const first = await start();
    const region = `eu-${'x'.repeat(80)}`;
    await first.getByLabel('region').fill(region);
    await first.getByRole('button', { name: 'Start run' }).click();
    await page.waitForURL(/\/p\/default\/r\/run_/);
    const second = await start();
    await second.getByText(/^region=eu-x{57}…$/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await second.getByRole('button', { name: 'Take the last inputs' }).click();
    expect(await second.getByLabel('region').inputValue()).toBe(region);
    await second.getByText(`-p region=${region}`).waitFor();
  });

  it('leaves on paper what nobody can press there', async () => {
    await open(green, '?view=table&task=extract&tab=log');
    await page.getByRole('log').getByText('odd row').waitFor();
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.rail', '.top-bar', '.run-actions', '.view-bar', '.log-bar'])
      expect(await page.locator(hidden).first().isVisible()).toBe(false);
    expect(await page.locator('.task-table tbody tr').count()).toBe(3);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const bottom = await page.locator('.task-panel').evaluate((panel) => panel.getBoundingClientRect().bottom);
    expect(height).toBeGreaterThanOrEqual(Math.floor(bottom));
    await page.emulateMedia({ media: null });
  });

  it('draws of very many tasks those that are looked at, and all of them on paper', async () => {
    const names = Array.from({ length: MANY }, (_, n) => `part_${String(n).padStart(4, '0')}`);
    const tasks = Object.fromEntries(names.map((name) => [name, { type: 'noop' }]));
    await platform.publish({ name: 'wide', tasks });
    const { id } = await platform.client.runs.start({ workflow: 'wide' });
    await platform.client.runs.wait(id);
    for (const [view, row, frame] of [
      ['table', '.task-table tbody tr[data-index]', '.task-table'],
      ['timeline', '.timeline-row', '.timeline'],
    ] as const) {
      await open(id, `?view=${view}`);
      await page
        .locator(row)
        .getByText(names[0] ?? '')
        .waitFor();
      expect(await page.locator(row).count()).toBeLessThan(100);
      await page.locator(frame).evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page
        .locator(row)
        .getByText(names.at(-1) ?? '')
        .waitFor();
      expect(await page.locator(row).count()).toBeLessThan(100);
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      expect(await page.locator(`${frame} :is(.timeline-row, tbody tr)`).count()).toBe(MANY);
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    }
    expect(await page.locator('.segments i').count()).toBe(1);
  });

  it('marks in the graph what the run took its time with', async () => {
    await open(green, '?view=graph');
    await page.locator('.graph-legend').waitFor();
    await node('extract').and(page.locator('[aria-label*="critical path"]')).locator('.is-critical').waitFor();
    const shares = await page.locator('.task-node em').allTextContents();
    const total = shares.reduce((sum, share) => sum + Number.parseInt(share, 10), 0);
    expect(shares).toHaveLength(3);
    expect(total).toBeGreaterThan(50);
    expect(total).toBeLessThanOrEqual(102);
    expect(await page.locator('.graph-lines path.is-critical').count()).toBe(2);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
