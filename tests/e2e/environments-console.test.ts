/** What is in an environment of its own is shown and acted on there, by whichever link people come. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@carillon/runtime';
import { createClient } from '@carillon/sdk';
import { ensurePlatformDatabase, type Postgres, startPostgres } from '@carillon/server/postgres';
import { openDatabase } from '@carillon/store';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

const log = createLogger({ name: 'e2e', level: 'warn' });
const WORKFLOW = `
kind: Workflow
name: orders
params: { size: { type: integer, required: true } }
schedule: { every: 6h, params: { size: 7 } }
tasks:
  load: { type: noop }
`;

let directory: string;
let postgres: Postgres;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'carillon-environments-'));
  postgres = await startPostgres({ dataDirectory: directory, log });
});
afterAll(async () => {
  await postgres?.stop();
  if (directory) await rm(directory, { recursive: true, force: true });
});

consoleTests('environments in the console', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;
  let schedule: string;
  let run: string;

  beforeAll(async () => {
    const url = await ensurePlatformDatabase(postgres);
    platform = await start({ words: ['--no-examples'], settings: { CARILLON_DATABASE_URL: url } });
    const database = openDatabase({ url, applicationName: 'e2e', apiConnections: 1, leaseConnections: 1 }, log);
    await database.api.query(
      `insert into environment (id, tenant_key, name) select gen_random_uuid(), key, 'prod' from tenant`,
    );
    await database.close();
    const { url: server, token } = platform.announced;
    const prod = createClient({ server, token, environment: 'prod' });
    await prod.documents.apply({ documents: [{ path: 'orders.yaml', text: WORKFLOW }] });
    schedule = (await prod.schedules.list()).items[0]?.id ?? '';
    run = (await prod.runs.start({ workflow: 'orders', params: { size: 3 } })).id;
    ({ page, origin } = await signIn(platform));
  });

  const project = () => page.getByRole('combobox', { name: 'Project' });
  const environment = () => page.getByRole('combobox', { name: 'Environment' });
  /** The address names it before the page is drawn in it. */
  const shown = (name: string) =>
    environment().locator('option:checked', { hasText: name }).waitFor({ state: 'attached' });
  const open = (where: string) => page.goto(`${origin}${where}`);

  it('shows a run in its own, by the short address and with what was asked of it', async () => {
    await open(`/r/${run}?task=load&tab=events#L3`);
    await page.waitForURL((url) => url.searchParams.get('env') === 'prod');
    await shown('prod');
    const { pathname, searchParams, hash } = new URL(page.url());
    expect(pathname).toBe(`/p/default/r/${run}`);
    expect([searchParams.get('task'), searchParams.get('tab'), hash]).toEqual(['load', 'events', '#L3']);
    expect(await page.getByRole('link', { name: 'orders' }).first().getAttribute('href')).toContain('env=prod');
  });

  it('leads to the list in another one, where that is chosen', async () => {
    await environment().selectOption('dev');
    await page.waitForURL((url) => url.pathname === '/p/default/r' && url.searchParams.get('env') === 'dev');
    await page.goBack();
    await page.waitForURL((url) => url.pathname.endsWith(run) && url.searchParams.get('env') === 'prod');
  });

  it('plans a backfill from the page of a schedule where the schedule is', async () => {
    await open(`/schedule/${schedule}?env=dev`);
    await page.waitForURL((url) => url.searchParams.get('env') === 'prod');
    const yesterday = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);
    await page.goto(`${page.url()}&year=${yesterday.slice(0, 4)}`);
    await page.locator(`[data-date="${yesterday}"]`).click();
    await page.getByRole('button', { name: 'Backfill…', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Missing or not right: size').waitFor();
    await dialog.getByLabel('size').fill('5');
    const planned = page.waitForResponse((answer) => answer.url().includes('/api/v1/plans?'));
    await dialog.getByRole('button', { name: 'Preview' }).click();
    expect(await (await planned).json()).toMatchObject({ environment: 'prod', workflow: 'orders' });
    await dialog.getByText('npx carillon backfill create orders --project default -e prod').waitFor();
    await page.keyboard.press('Escape');
  });

  it('fires a schedule with its own parameters, and with none that is wrong', async () => {
    await page.getByRole('button', { name: 'Fire now…' }).click();
    const dialog = page.getByRole('dialog');
    const size = dialog.getByLabel('size');
    expect(await size.inputValue()).toBe('7');
    const fire = dialog.getByRole('button', { name: 'Fire now' });
    await size.fill('7.5');
    await dialog.getByText('This must be a whole number').waitFor();
    expect(await fire.isDisabled()).toBe(true);
    await size.fill('8');
    await fire.click();
    await page.waitForURL(/\/r\/run_/);
    const fired = /run_\w+/.exec(page.url())?.[0] ?? '';
    expect(await platform.client.runs.get(fired)).toMatchObject({ environment: 'prod', params: { size: 8 } });
  });

  it('keeps the environment that was chosen for pages whose address names none, and says it there', async () => {
    await open('/p/default/w?env=dev');
    await environment().selectOption('prod');
    await page.waitForURL((url) => url.searchParams.get('env') === 'prod');
    await open('/p/default/w');
    await page.waitForURL((url) => url.searchParams.get('env') === 'prod');
    await shown('prod');
    await page.getByRole('link', { name: 'orders' }).waitFor();
    await open('/p/default/w?env=dev');
    await shown('dev');
  });

  it('stays in one environment while another tab goes to the next, and on the way back', async () => {
    await page.evaluate(() => localStorage.setItem('carillon.environment', 'dev'));
    await open('/p/default/w');
    await page.waitForURL((url) => url.searchParams.get('env') === 'dev');
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByRole('combobox', { name: 'Environment' }).selectOption('prod');
    await other.waitForURL((url) => url.searchParams.get('env') === 'prod');
    await other.close();
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.waitForURL((url) => url.pathname === '/p/default/r' && url.searchParams.get('env') === 'dev');
    await shown('dev');
    await environment().selectOption('prod');
    await page.waitForURL((url) => url.searchParams.get('env') === 'prod');
    await page.goBack();
    await page.waitForURL((url) => url.searchParams.get('env') === 'dev');
    await shown('dev');
  });

  it('offers a project that was made meanwhile, as soon as the tab is shown again', async () => {
    expect(await project().locator('option').allTextContents()).not.toContain('fresh');
    const text = WORKFLOW.replace('name: orders', 'name: orders\nproject: fresh');
    await platform.client.documents.apply({ documents: [{ path: 'fresh.yaml', text }] });
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await project().locator('option', { hasText: 'fresh' }).waitFor({ state: 'attached' });
  });
});
