/** Graphs of tasks are seen whole from the first on, however slow the machine that draws them is. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { consoleTests } from './console-tests.ts';

/** So many times slower than this machine: what is drawn in several steps is seen in each of them. */
const SLOWDOWN = 8;
/** By then it stands as it will. */
const FIRST_FRAMES = 20;

/** Side by side or one below the other, by the room that there is: the sides at which its lines begin change with it. */
const sales = {
  name: 'sales',
  tasks: { orders: { type: 'noop' }, rates: { type: 'noop' }, report: { type: 'noop', needs: ['orders', 'rates'] } },
};

consoleTests('a graph of tasks', ({ start, signIn }) => {
  let page: Page;
  let origin: string;
  let run: string;

  beforeAll(async () => {
    const platform = await start({ words: ['--no-examples'] });
    await platform.publish(sales);
    run = (await platform.client.runs.start({ workflow: 'sales' })).id;
    await platform.client.runs.wait(run);
    ({ page, origin } = await signIn(platform));
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  });

  it('of a run is fitted into its pane with all of them', async () => {
    await page.goto(`${origin}/p/default/r/${run}?view=graph`, { waitUntil: 'commit' });
    expect(await cutInFirstFrames(page)).toEqual([]);
  });

  it('of the editor is fitted into its pane with all of them', async () => {
    await page.goto(`${origin}/p/default/w/sales/edit`, { waitUntil: 'commit' });
    expect(await cutInFirstFrames(page)).toEqual([]);
  });
});

/** The tasks that are not wholly within the pane as the graph is first drawn. */
const cutInFirstFrames = (page: Page): Promise<readonly string[]> =>
  page.evaluate(
    ([count, frames]) =>
      new Promise<readonly string[]>((resolve) => {
        const cut: string[] = [];
        let seen = 0;
        const look = () => {
          const pane = document.querySelector('.react-flow')?.getBoundingClientRect();
          const nodes = [...document.querySelectorAll<HTMLElement>('.react-flow__node')].filter((node) =>
            node.checkVisibility({ visibilityProperty: true }),
          );
          if (!pane || nodes.length < count) return;
          seen++;
          for (const node of nodes) {
            const { left, top, right, bottom } = node.getBoundingClientRect();
            const isWhole = left >= pane.left && top >= pane.top && right <= pane.right && bottom <= pane.bottom;
            if (!isWhole) cut.push(`${node.dataset['id']} in frame ${seen}`);
          }
        };
        const frame = () => {
          // The last thing before it is painted: after whatever else is told of sizes.
          new ResizeObserver((_sizes, self) => {
            self.disconnect();
            look();
            if (seen < frames) requestAnimationFrame(frame);
            else resolve(cut);
          }).observe(document.documentElement);
        };
        requestAnimationFrame(frame);
      }),
    [Object.keys(sales.tasks).length, FIRST_FRAMES] as const,
  );
