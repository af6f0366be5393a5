/** What a finger is told: it does not hover, and what is refused takes it all the same. */
import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

consoleTests('the console on a telephone', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    platform = await start();
    await platform.publish({
      name: 'release',
      tasks: { ask: { type: 'approval', with: { title: 'Release it?', expires: '1d' } } },
    });
    ({ page, origin } = await signIn(platform, { isPhone: true }));
  });

  it('says why an action is not offered to who taps it, however often it is tapped', async () => {
    const run = await platform.client.runs.start({ workflow: 'release' });
    await page.goto(`${origin}/p/default/r/${run.id}?task=ask`);
    const refused = page.getByRole('button', { name: 'Clear with downstream…' });
    const why = page.getByRole('tooltip').filter({ hasText: 'The task has not ended' });
    await tap(refused);
    await why.waitFor();
    const [button, tip] = await Promise.all([refused.boundingBox(), why.boundingBox()]);
    expect(Math.abs(middleOf(tip) - middleOf(button))).toBeLessThan(2);
    // A finger that is lifted must not pass for a pointer that leaves, which closes a tip some frames later.
    await tap(refused);
    await frames(30);
    expect(await why.isVisible()).toBe(true);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('main').tap({ position: { x: 4, y: 4 } });
    await why.waitFor({ state: 'hidden' });
  });

  /** What is disabled for programs is nothing that Playwright would tap; it must stand still all the same. */
  async function tap(target: Locator): Promise<void> {
    await target.scrollIntoViewIfNeeded();
    await target.tap({ force: true });
  }

  const middleOf = (box: { x: number; width: number } | null) => (box ? box.x + box.width / 2 : Number.NaN);

  const frames = (count: number) =>
    page.evaluate(
      (left) =>
        new Promise<void>((done) => {
          const step = () => (left-- > 0 ? requestAnimationFrame(step) : done());
          step();
        }),
      count,
    );
});
