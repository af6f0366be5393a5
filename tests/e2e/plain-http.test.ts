/** Browsers keep much from pages that come without TLS from another machine; none of it may be missed. */
import { expect, it } from 'vitest';
import { OTHER_MACHINE } from './browser.ts';
import { consoleTests } from './console-tests.ts';

consoleTests('the console without TLS from another machine', ({ start, open, tolerate }) => {
  // A header that browsers heed with TLS only, of which they make a note.
  tolerate(/Cross-Origin-Opener-Policy/);

  it('starts a run, and opens the editor', async () => {
    const platform = await start();
    await platform.publish({ name: 'greet', tasks: { say: { type: 'noop' } } });
    const browser = await open();
    const { page } = browser;
    const link = new URL(platform.signInLink());
    link.hostname = OTHER_MACHINE;
    const origin = await browser.signIn(link.href);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await page.goto(`${origin}/p/default/w/greet`);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Start run' }).click();
    await page.waitForURL(/\/r\/run_/);
    await page.goto(`${origin}/p/default/w/greet/edit`);
    await page.locator('.yaml-pane .cm-content').getByText('say').first().waitFor();
  });
});
