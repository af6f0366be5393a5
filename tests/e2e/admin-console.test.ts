/** Secrets, variables and tokens in the console: what is there, who uses it, and what is changed where. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

const VALUE = 'postgres://dwh:hunter2@db';

consoleTests('the administration in the console', ({ start, open }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;
  /** Everything that the server answered. */
  const answers: Promise<string>[] = [];

  beforeAll(async () => {
    platform = await start({ words: ['--no-examples'] });
    const { secrets, variables } = platform.client;
    await secrets.set({ name: 'dwh_url', value: VALUE });
    await variables.set({ name: 'region', value: 'cn' });
    await variables.set({ name: 'region', value: 'eu', environment: 'dev' });
    await platform.publish({
      name: 'orders',
      tasks: { load: { type: 'shell', with: { script: 'true' }, env: { DB: '${{ secrets.dwh_url }}' } } },
    });
    const browser = await open();
    ({ page } = browser);
    page.on('response', (response) => {
      if (response.url().includes('/api/v1/') && !response.url().includes('/stream'))
        answers.push(response.text().catch(() => ''));
    });
    origin = await browser.signIn(platform.signInLink());
  });

  const dialog = () => page.getByRole('dialog');
  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  const openTab = (tab: string) => page.goto(`${origin}/p/default/admin?tab=${tab}`);

  it('says who uses a secret and how it gets a new value, and never shows one', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.waitForURL((url) => url.pathname === '/p/default/admin');
    await page.getByRole('button', { name: 'What uses dwh_url: 1' }).click();
    await row('dwh_url').getByRole('link', { name: 'orders' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'New value for dwh_url' }).click();
    await dialog().getByLabel('Reason').fill('It leaked');
    await dialog().getByText("npx carillon secret set dwh_url --reason 'It leaked'", { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('button', { name: 'Remove the secret dwh_url' }).click();
    await dialog()
      .getByText(/fail from then on/)
      .waitFor();
    expect((await Promise.all(answers)).filter((text) => text.includes('hunter2'))).toEqual([]);
  });

  it('marks the variable that runs are given, sets one, and removes it with a reason', async () => {
    await openTab('variables');
    await row('eu').getByText('given here').waitFor();
    expect(await row('cn').getByText('given here').count()).toBe(0);

    await page.getByRole('button', { name: 'New variable…' }).click();
    await dialog().getByLabel('Name').fill('batch');
    await dialog().getByLabel('Value').fill('[1, 2');
    await dialog().getByLabel('JSON: a number, a list, a map').check();
    await dialog().getByText('This is no JSON.').waitFor();
    await dialog().getByLabel('Value').fill('[1, 2]');
    await dialog().getByLabel('Project default in dev').check();
    const command = "npx carillon variable set batch '[1, 2]' --json --project default -e dev";
    await dialog().getByText(command, { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Set the variable' }).click();
    await row('batch').waitFor();
    const [made] = (await platform.client.variables.list({ name: 'batch' })).items;
    expect(made).toMatchObject({ value: [1, 2], level: 'environment', project: 'default', environment: 'dev' });

    await page.getByRole('button', { name: 'Remove the variable batch?' }).click();
    await dialog().getByLabel('Reason').fill('Nobody reads it');
    await dialog().getByRole('button', { name: 'Remove the variable' }).click();
    await row('batch').waitFor({ state: 'detached' });
    const { items } = await platform.client.audit.list({ action: 'variable.remove' });
    expect(items).toMatchObject([{ object: { name: 'batch' }, reason: 'Nobody reads it', via: 'session' }]);
  });

  it('lists tokens without their secrets, and gives the commands that make and end one', async () => {
    const { id, secret } = await platform.client.tokens.create({ tokenKind: 'worker', name: 'host-7' });
    await openTab('tokens');
    await page.getByRole('searchbox').fill('host');
    await page.waitForURL(/q=host/);
    await page.getByRole('button', { name: 'Revoke the token host-7' }).click();
    await dialog().getByText(`npx carillon token revoke ${id}`, { exact: true }).waitFor();
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('button', { name: 'New token…' }).click();
    await dialog().getByLabel('Name').fill('nightly');
    await dialog().getByLabel('30 days').check();
    const command = 'npx carillon token create --kind api --name nightly --expires 30d';
    await dialog().getByText(command, { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect((await Promise.all(answers)).filter((text) => text.includes(secret))).toEqual([]);
  });
});
