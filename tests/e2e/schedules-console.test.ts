import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

const DAYS = 30;
const ZONE = 'Asia/Shanghai';

const DOCUMENTS = `
kind: Calendar
name: shop-days
timezone: ${ZONE}
weekdays: [mon, tue, wed, thu, fri]
freeze: [{ from: 2030-11-10T00:00, to: 2030-11-12T00:00, reason: Double 11 }]
---
kind: Workflow
name: orders-daily
owner: team-bi
tags: [core]
params: { size: { type: integer, default: 5 } }
schedule: { cron: "10 0 * * *", timezone: ${ZONE}, calendar: { name: shop-days, otherwise: next } }
tasks:
  load: { type: shell, with: { script: "exit 0" } }
---
kind: Workflow
name: heartbeat
tags: [ops]
schedule: { every: 6h }
tasks:
  beat: { type: noop }
`;

consoleTests('schedules in the console', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    platform = await start();
    await platform.client.documents.apply({ documents: [{ path: 'schedules.yaml', text: DOCUMENTS }] });
    ({ page, origin } = await signIn(platform));
  });

  const dialog = () => page.getByRole('dialog');
  const openTab = (name: string) => page.getByRole('tab', { name, exact: true }).click();
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  async function openSchedule(workflow: string): Promise<void> {
    await page.goto(`${origin}/p/default/schedule?tab=triggers`);
    await page.getByRole('link', { name: workflow, exact: true }).click();
    await page.getByRole('heading', { name: workflow }).waitFor();
  }

  it('leads to the calendar of the week by two keys, and from a cell to its firings and a file', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL(/\/schedule/);
    const grid = page.getByRole('grid');
    // The firing of every day at 0:10, a quarter hour of its own beside that of midnight UTC.
    const cell = grid.getByRole('button', { name: /00:00 Asia\/Shanghai: [1-9]\d* firings?/ }).last();
    await cell.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await cell.click();
    const firings = page.getByRole('region', { name: 'Firings of the quarter hour' });
    const row = firings.getByRole('row').filter({ hasText: 'orders-daily' });
    await row.getByText(/00:10/).first().waitFor();
    expect(page.url()).toContain('cell=');
    expect(await seriousFindings(page)).toEqual([]);

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    const csv = await readFile(await (await download).path(), 'utf8');
    expect(csv.split('\n').filter((line) => line.includes('orders-daily')).length).toBeGreaterThanOrEqual(3);
  });

  it('moves through the week by keyboard and shares what it shows', async () => {
    const chosen = page.url();
    const selected = page.getByRole('grid').locator('[aria-pressed="true"]');
    const before = await selected.getAttribute('aria-label');
    await selected.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.href !== chosen);
    await page.getByRole('grid').locator(`[aria-pressed="true"]:not([aria-label="${before}"])`).waitFor();
    await page.goto(chosen);
    await page.getByRole('grid').locator(`[aria-pressed="true"][aria-label="${before}"]`).waitFor();
  });

  it('narrows the week to a tag', async () => {
    await page.goto(`${origin}/p/default/schedule?tag=ops`);
    await page.getByText('1 schedule in 1 workflow').waitFor();
    await button('Reset filters').click();
    await page.getByText('1 schedule in 1 workflow').waitFor({ state: 'detached' });
  });

  it('lists triggers in words, with their next firings', async () => {
    await openTab('Triggers');
    const row = page.getByRole('row').filter({ hasText: 'orders-daily' });
    await row.getByText('At 00:10').waitFor();
    await row.getByText('shop-days').waitFor();
    await row.locator('.next-firings li').nth(2).waitFor();
    await page.getByRole('row').filter({ hasText: 'heartbeat' }).getByText('Every 6 hours').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('pauses a schedule with a reason and resumes it', async () => {
    await button('Pause… orders-daily/default').click();
    await dialog().getByLabel('Reason').fill('month end');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Pause schedule' }).click();
    const row = page.getByRole('row').filter({ hasText: 'orders-daily' });
    await row.locator('.workflow-title').filter({ hasText: 'month end' }).waitFor();
    await button('Resume… orders-daily/default').click();
    await dialog()
      .getByRole('radio', { name: /Leave them out/ })
      .check();
    await dialog().getByRole('button', { name: 'Resume schedule' }).click();
    await row.getByText('On', { exact: true }).waitFor();
  });

  it('takes a pause until a year of four digits, and none until a time that is past', async () => {
    await page.goto(`${origin}/p/default/schedule?tab=triggers`);
    await button('Pause… orders-daily/default').click();
    const until = dialog().getByLabel('Resume by itself at');
    // Six digits are a year that no program reads back.
    await until.pressSequentially('0101202610:00AM');
    expect(await until.inputValue()).toBe('2026-01-01T10:00');
    await dialog().getByText('This time has passed.').waitFor();
    expect(await dialog().getByRole('button', { name: 'Pause schedule' }).isDisabled()).toBe(true);
    await until.fill('2099-01-01T10:00');
    expect(await dialog().getByRole('button', { name: 'Pause schedule' }).isEnabled()).toBe(true);
  });

  it('says of a schedule that it rests with its workflow, and no next firing', async () => {
    await platform.client.workflows.pause({ name: 'heartbeat' }, { reason: 'audit' });
    await page.goto(`${origin}/p/default/schedule?tab=triggers`);
    const row = page.getByRole('row').filter({ hasText: 'heartbeat' });
    await row.getByText('Workflow paused').waitFor();
    await row.getByText('audit').waitFor();
    await row.getByText('No next firing').waitFor();
    await platform.client.workflows.resume({ name: 'heartbeat' });
  });

  it('shows the year of a schedule as dates and as a table, and what fires next in its zone', async () => {
    await openSchedule('orders-daily');
    await page.locator('.day[aria-label*="planned"]').first().waitFor();
    await page.getByRole('heading', { name: 'Next firings' }).waitFor();
    await page.locator('.both-zones').filter({ hasText: '00:10' }).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText('Table', { exact: true }).click();
    await page.getByRole('columnheader', { name: 'Missed' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('shows what a draft would fire beside what is live, and what is wrong with it', async () => {
    await openTab('Simulate');
    const cron = page.getByLabel('Cron');
    await cron.fill('10 30 * * *');
    await page.getByText('The draft cannot fire as it is.').waitFor();
    expect(await cron.getAttribute('aria-invalid')).toBe('true');
    await cron.fill('40 0 * * *');
    await page.getByText(/Next 14 days: 0 stay/).waitFor();
    await page.locator('.firing-moved').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('fires a schedule at once, and opens its ledger', async () => {
    await openSchedule('heartbeat');
    await button('Fire now…').click();
    await dialog().getByRole('button', { name: 'Fire now' }).click();
    await page.waitForURL(/\/r\/run_/);
    await page.getByText('Success').first().waitFor();
    await openSchedule('heartbeat');
    await openTab('Firing ledger');
    await page.getByRole('combobox', { name: 'Outcome' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it(`backfills ${DAYS} days after a preview, and shows every date to its end`, async () => {
    await page.goto(`${origin}/p/default/w/orders-daily`);
    await button('Backfill…').click();
    await dialog().getByText(`${DAYS} dates`).waitFor();
    await dialog().locator('.day[aria-label$=": Missing"]').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await button('Preview').click();
    const plan = dialog().getByRole('region', { name: 'The plan, date by date' });
    await plan.getByRole('row').nth(1).waitFor();
    const created = await plan.getByRole('row').filter({ hasText: 'create' }).count();
    expect(created).toBeGreaterThanOrEqual(15);
    await dialog().getByText(`${created} to create, 0 to rerun`).waitFor();
    await dialog()
      .getByText(/npx carillon backfill create orders-daily --project default -e dev --from/)
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog()
      .getByRole('button', { name: `Start ${created} runs` })
      .click();

    await page.waitForURL(/\/backfills\/bf_/);
    await page.locator('.page-heading').getByText('Success').waitFor();
    const dates = page.getByRole('list', { name: 'Dates' }).getByRole('link', { name: /: Success$/ });
    await dates.nth(created - 1).waitFor();
    expect(await dates.count()).toBe(created);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText('Table', { exact: true }).click();
    expect(await page.getByRole('row').filter({ hasText: 'Success' }).count()).toBe(created);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('finds nothing left to do for the same dates', async () => {
    await page.goto(`${origin}/p/default/w/orders-daily`);
    await button('Backfill…').click();
    await dialog().locator('.day[aria-label$=": Success"]').first().waitFor();
    await button('Preview').click();
    await dialog().getByText('0 to create, 0 to rerun').waitFor();
    expect(await dialog().getByRole('button', { name: 'Start 0 runs' }).isDisabled()).toBe(true);
  });

  it('plans no backfill with a parameter that is wrong, and keeps the parameter in sight', async () => {
    await page.goto(`${origin}/p/default/w/orders-daily`);
    await button('Backfill…').click();
    await dialog().getByText('Parameters (0 changed)').click();
    const size = dialog().getByLabel('size');
    await size.fill('many');
    await dialog().getByText('Missing or not right: size').waitFor();
    expect(await button('Preview').isDisabled()).toBe(true);
    await dialog().getByText('Parameters (0 changed)').click();
    expect(await size.isVisible()).toBe(true);
    await size.fill('');
    await dialog().getByText('Left empty, it is 5').waitFor();
    expect(await button('Preview').isEnabled()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('opens a backfill from a date of the year, for what its firing covers', async () => {
    await openSchedule('heartbeat');
    const [yesterday = ''] = new Date(Date.now() - 24 * 3_600_000).toISOString().split('T');
    await page.goto(`${origin}${new URL(page.url()).pathname}?year=${yesterday.slice(0, 4)}`);
    await page.locator(`[data-date="${yesterday}"]`).click();
    await button('Backfill…').click();
    // Runs of a fixed rate cover the date before for the first firing of a day, and the day itself for the rest.
    await dialog().getByText('2 dates').waitFor();
    expect(await dialog().getByLabel('Last date').inputValue()).toBe(yesterday);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('lists backfills with their progress', async () => {
    await page.goto(`${origin}/p/default/schedule?tab=backfills`);
    await page.getByRole('row').filter({ hasText: 'orders-daily' }).getByRole('progressbar').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('shows a calendar with its days, freeze windows and schedules', async () => {
    await page.goto(`${origin}/p/default/calendars`);
    await page.getByRole('link', { name: 'shop-days' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'shop-days' }).click();
    await page.locator('.day[aria-label$=": Closed"]').first().waitFor();
    await page.getByRole('cell', { name: 'Double 11' }).waitFor();
    await page.getByRole('link', { name: 'orders-daily' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('follows a pause that is made elsewhere, though no run tells of it', async () => {
    await page.goto(`${origin}/p/default/schedule?tab=triggers`);
    const row = page.getByRole('row').filter({ hasText: 'heartbeat' });
    await row.getByText('On', { exact: true }).waitFor();
    const { workflows } = platform.client;
    const heartbeat = { name: 'heartbeat' };
    await workflows.pause(heartbeat, { reason: 'the source moves' });
    await row.getByText('Workflow paused').waitFor();
    await row.getByText('the source moves').waitFor();
    await workflows.resume(heartbeat);
    await row.getByText('On', { exact: true }).waitFor();
  });

  // English and light are read above; every cell of the week is looked at, which takes its time.
  it.each([
    ['en', 'dark', 'Schedule'],
    ['zh-CN', 'light', '调度'],
  ])('can be read by everybody in %s, %s, also on a telephone', async (language, theme, title) => {
    await page.evaluate(
      ([chosen = '', mode = '']) => {
        localStorage.setItem('carillon.language', chosen);
        localStorage.setItem('carillon.theme', mode);
      },
      [language, theme],
    );
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${origin}/p/default/schedule`);
      await page.getByRole('heading', { name: title, exact: true }).waitFor();
      await page.getByRole('grid').waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
  });
});
