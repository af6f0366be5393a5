/** Who did what, as the console shows it: found by filters, opened by an address, taken home, and checked. */
import { readFile } from 'node:fs/promises';
import type { AuditRecord } from '@carillon/protocol';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

const REASON = 'Tests run in Frankfurt';

consoleTests('the audit in the console', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    platform = await start({ words: ['--no-examples'] });
    const { variables, secrets } = platform.client;
    await variables.set({ name: 'region', value: 'cn' });
    await variables.set({ name: 'region', value: 'eu', reason: REASON });
    await secrets.set({ name: 'dwh_url', value: 'postgres://dwh' });
    ({ page, origin } = await signIn(platform));
  });

  const row = (text: string | RegExp) => page.getByRole('row').filter({ hasText: text });

  it('opens by two keys, and finds by kind and name, which its address keeps', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await page.waitForURL((url) => url.pathname === '/p/default/audit');
    await row('dwh_url').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Name or id of the object' }).fill('region');
    await page.waitForURL(/object=region/);
    await row('dwh_url').first().waitFor({ state: 'detached' });
    await page.reload();
    await row(REASON).first().waitFor();
    expect(await page.getByRole('row').count()).toBe(3);
    await page.getByText('npx carillon audit list --object region').waitFor();
  });

  it('shows a row at an address of its own, before and after', async () => {
    await row(REASON).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Set region' }).waitFor();
    const change = row('Value');
    expect(await change.getByRole('cell').allInnerTexts()).toEqual(['cn', 'eu']);
    await page.getByText(REASON).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const seq = new URL(page.url()).pathname.split('/').at(-1);
    await page.getByText(`npx carillon audit get ${seq}`, { exact: true }).waitFor();
  });

  it('gives all that fits as a file', async () => {
    await page.goto(`${origin}/audit?object=region`);
    await page.waitForURL((url) => url.pathname === '/p/default/audit' && url.searchParams.get('object') === 'region');
    await page.getByText('Export').click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'JSON' }).click();
    const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as AuditRecord);
    expect(rows.map(({ action, after }) => [action, after])).toEqual([
      ['variable.set', 'eu'],
      ['variable.set', 'cn'],
    ]);
  });

  it('finds the chain whole, and says so where it is not', async () => {
    await page.getByRole('button', { name: 'Check the chain…' }).click();
    const dialog = page.getByRole('dialog');
    const check = dialog.getByRole('button', { name: 'Check', exact: true });
    await check.click();
    await dialog.getByText('The chain is whole').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const { seq } = await platform.client.audit.head();
    await dialog.getByLabel('Checkpoint of an earlier check').fill(`${seq}:${'0'.repeat(64)}`);
    await check.click();
    await dialog.getByText(`Row ${seq} is not the one of the checkpoint: the chain was written anew.`).waitFor();
    expect(await dialog.getByText('The chain is whole').count()).toBe(0);
  });

  it('offers newer rows, and does not push them in', async () => {
    await page.goto(`${origin}/p/default/audit?object=late`);
    await page.getByText('Nothing was done that fits this filter').waitFor();
    await platform.client.variables.set({ name: 'late', value: 1 });
    await page.getByRole('button', { name: 'There are newer rows: show them' }).click();
    await row('late').first().waitFor();
  });
});
