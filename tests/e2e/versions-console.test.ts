/** Versions in the console: a roll-back that is not permitted changes nothing and says why; nor is a newer one replaced unseen. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

const REFUSED = { allowed: false, code: 'OTHER_TENANT', reason: 'It belongs to another tenant.' };
const orders = (title: string) => ({ name: 'orders', title, tasks: { load: { type: 'noop' } } });

consoleTests('a roll-back', ({ start, signIn, tolerate }) => {
  tolerate(/status of 403/);

  let platform: Platform;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    platform = await start({ words: ['--no-examples'] });
    for (const title of ['First', 'Second']) await platform.publish(orders(title));
    ({ page, origin } = await signIn(platform));
  });

  const rollBack = () => page.getByRole('button', { name: 'Roll back to @1…' });
  const live = async () => (await platform.client.workflows.get({ name: 'orders' })).version;

  it('is not offered to who may not publish, and says why to a pointer and by keyboard', async () => {
    await page.route('**/api/v1/workflows/default/orders?*', async (route) => {
      const response = await route.fetch();
      const workflow = (await response.json()) as { readonly actions: object };
      const actions = { ...workflow.actions, publish: REFUSED };
      await route.fulfill({ response, json: { ...workflow, actions } });
    });
    await page.goto(`${origin}/p/default/w/orders?tab=versions&version=1`);
    await rollBack().focus();
    await page.getByRole('tooltip').filter({ hasText: 'It belongs to another tenant' }).waitFor();
    expect(await rollBack().getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('that the server refuses after all leaves the version live, says so, and can be tried again', async () => {
    await page.route('**/api/v1/documents/apply?*', (route) =>
      route.fulfill({
        status: 403,
        contentType: 'application/problem+json',
        json: {
          type: 'urn:carillon:PERMISSION_DENIED',
          title: 'not permitted',
          status: 403,
          code: 'PERMISSION_DENIED',
          detail: 'document.apply is not permitted',
        },
      }),
    );
    await page.goto(`${origin}/p/default/w/orders?tab=versions&version=1`);
    await rollBack().click();
    const dialog = page.getByRole('dialog');
    const now = dialog.getByRole('button', { name: 'Publish what @1 says' });
    await now.click();
    await dialog.getByRole('alert').getByText('PERMISSION_DENIED').waitFor();
    expect(await live()).toBe(2);
    await page.unrouteAll({ behavior: 'wait' });
    await now.click();
    await dialog.waitFor({ state: 'detached' });
    expect(await live()).toBe(3);
  });
});

consoleTests('a draft that a newer version has overtaken', ({ start, signIn, tolerate }) => {
  // The publication that came second, and what could not be read of the first.
  tolerate(/status of (409|503)/);

  it('is published on that version, once it could be read', async () => {
    const platform = await start({ words: ['--no-examples'] });
    await platform.publish(orders('First'));
    const { page, origin } = await signIn(platform);
    await page.goto(`${origin}/p/default/w/orders/edit`);
    const text = page.locator('.yaml-pane .cm-content');
    await text.getByText('First').waitFor();
    await text.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('# mine\n');
    await page.getByText('draft saved').waitFor();
    await platform.publish(orders('Second'));

    await page.getByRole('button', { name: 'Publish…' }).click();
    const publish = page
      .getByRole('dialog', { name: 'Publish orders' })
      .getByRole('button', { name: 'Publish', exact: true });
    const versions = '**/api/v1/workflows/default/orders/versions?*';
    await page.route(versions, (route) => route.fulfill({ status: 503 }));
    await publish.click();
    await page.getByRole('alert').getByText('The server does not answer').waitFor();
    await page.unroute(versions);
    await publish.click();
    const dialog = page.getByRole('dialog', { name: 'Version 2 by' });
    await dialog.getByText('Second').first().waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await publish.click();
    await page.getByText('Version 3, live').waitFor();
    const { items } = await platform.client.workflows.versions({ name: 'orders' });
    expect(items[0]?.source).toContain('# mine');
  });
});
