/** Queues and limits are changed in the console: what it does is said before, and it can be taken back. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

consoleTests('queues and limits in the console', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    platform = await start({ words: ['--no-examples'] });
    const text = 'kind: Queue\nname: etl\ntitle: Nightly loads\nmaxShare: 75%\n';
    await platform.client.documents.apply({ documents: [{ path: 'q.yaml', text }] });
    ({ page, origin } = await signIn(platform));
  });

  const dialog = () => page.getByRole('dialog');
  const press = (name: string) => dialog().locator('footer').getByRole('button', { name, exact: true }).click();

  it('stand beside workers, whose filters can be reset once there are some', async () => {
    const reset = page.getByRole('button', { name: 'Reset filters' });
    await page.goto(`${origin}/p/default/fleet?env=dev`);
    await page.getByRole('button', { name: /^Drain / }).waitFor();
    expect(await reset.count()).toBe(0);
    await page.getByRole('searchbox', { name: 'Name, group, host or capability' }).fill('nobody');
    await page.locator('.empty').getByText('No worker matches this filter').waitFor();
    await page.locator('.empty').getByRole('button', { name: 'Reset filters' }).click();
    await page.getByRole('button', { name: /^Drain / }).waitFor();
    expect(await reset.count()).toBe(0);
  });

  it('change the share of a queue, keep the rest of its document, and take it back', async () => {
    const { queues } = platform.client;
    await page.goto(`${origin}/p/default/fleet?show=queues`);
    await page.getByRole('button', { name: 'Change the weight and shares of etl' }).click();
    await dialog().getByText('Nothing is changed yet').waitFor();
    const share = dialog().getByRole('textbox', { name: 'Maximum share' });
    await share.fill('much');
    expect(await dialog().getByRole('button', { name: 'Change', exact: true }).isDisabled()).toBe(true);
    await share.fill('50');
    await dialog().getByText('Maximum share 75% → 50%').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await press('Change');
    await dialog().getByText('Changed: Maximum share 75% → 50%').waitFor();
    expect((await queues.get('etl')).document).toMatchObject({ title: 'Nightly loads', maxShare: '50%' });
    await press('Undo');
    await dialog().waitFor({ state: 'detached' });
    expect((await queues.get('etl')).document).toMatchObject({ title: 'Nightly loads', maxShare: '75%' });
    // What somebody else has made of it since it was last read here stays.
    const text = 'kind: Queue\nname: etl\ntitle: Loads by night\nmaxShare: 75%\n';
    await platform.client.documents.apply({ documents: [{ path: 'q.yaml', text }] });
    await page.getByRole('button', { name: 'Change the weight and shares of etl' }).click();
    await dialog().getByRole('textbox', { name: 'Maximum share' }).fill('60');
    await press('Change');
    await dialog().getByText('Changed: Maximum share 75% → 60%').waitFor();
    expect((await queues.get('etl')).document).toMatchObject({ title: 'Loads by night', maxShare: '60%' });
  });

  it('claim a queue that nobody has described, and say so before', async () => {
    await page.goto(`${origin}/p/default/fleet?show=queues`);
    await page.getByRole('button', { name: 'Change the weight and shares of default' }).click();
    await dialog().getByRole('textbox', { name: 'Weight' }).fill('2');
    await dialog()
      .getByText(/it becomes a queue of this tenant/)
      .waitFor();
    await press('Change');
    await dialog().getByText('Changed: Weight 1 → 2').waitFor();
    expect(await dialog().getByRole('button', { name: 'Undo' }).count()).toBe(0);
    await press('Close');
  });

  it('set a limit, change and remove it, and take each back', async () => {
    const rules = async () =>
      (await platform.client.limits.rules()).items.map(({ name, concurrency }) => [name, concurrency?.max]);
    await page.goto(`${origin}/p/default/fleet?show=limits`);
    await page.getByRole('button', { name: 'New limit…' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('warehouse');
    await dialog().getByRole('textbox', { name: 'At once' }).fill('4');
    await dialog()
      .getByText(/what runs already is not counted/)
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await press('Set the limit');
    await dialog()
      .getByText(/^Set: .*At once – → 4/)
      .waitFor();
    await press('Close');
    await page.getByRole('button', { name: 'Change the limit warehouse' }).click();
    await dialog().getByRole('textbox', { name: 'At once' }).fill('8');
    await dialog().getByText('At once 4 → 8').waitFor();
    await press('Set the limit');
    await dialog().getByText('Set: At once 4 → 8').waitFor();
    expect(await rules()).toEqual([['warehouse', 8]]);
    await press('Undo');
    await dialog().waitFor({ state: 'detached' });
    expect(await rules()).toEqual([['warehouse', 4]]);
    await page.getByRole('button', { name: 'New limit…' }).click();
    await dialog().getByRole('textbox', { name: 'Name' }).fill('warehouse');
    await dialog().getByRole('textbox', { name: 'At once' }).fill('1');
    await dialog()
      .getByText(/There is a limit warehouse there already/)
      .waitFor();
    expect(await dialog().getByRole('button', { name: 'Set the limit' }).isDisabled()).toBe(true);
    await press('Cancel');
    await page.getByRole('button', { name: 'Remove the limit warehouse' }).click();
    await press('Remove');
    await dialog().getByText('The limit warehouse is removed').waitFor();
    expect(await rules()).toEqual([]);
    await press('Undo');
    await dialog().waitFor({ state: 'detached' });
    expect(await rules()).toEqual([['warehouse', 4]]);
  });
});
