/** What people come for, as they would do it: every step is a click, counted, and the clock runs until the answer is drawn. */
import type { Page } from 'playwright-core';
import type { Platform } from '../e2e/platform.ts';
import type { Installation } from '../screens/installation.ts';

export interface Steps {
  readonly page: Page;
  /** One click on what has this role and name, in either language. */
  click(role: 'button' | 'link' | 'gridcell', name: RegExp): Promise<void>;
}

export interface Journey {
  readonly name: string;
  /** As the person has it before the clock starts, if not the console's first page. */
  readonly from?: (installation: Installation) => string;
  readonly go: (steps: Steps, platform: Platform) => Promise<void>;
}

export const JOURNEYS: readonly Journey[] = [
  {
    name: 'J1 first green run',
    from: () => '/p/default/w/hello',
    async go({ page, click }) {
      await click('button', /^(Start|启动)$/);
      await click('button', /^(Start run|启动运行|启动实例)$/);
      await page.locator('.run-state.family-success').waitFor();
    },
  },
  {
    name: 'J2 why the run failed',
    async go({ page, click }) {
      await click('link', /^booking$/);
      await page
        .getByText(/exit code 1|退出码 1|退出码为 1/)
        .first()
        .waitFor();
      await page.locator('.log').waitFor();
    },
  },
  {
    name: 'J4 preview of a backfill',
    from: () => '/p/default/w/orders-daily',
    async go({ page, click }) {
      await click('button', /^(Backfill…|补数…)$/);
      await page.getByRole('dialog').locator('.day').first().waitFor();
      await click('button', /^(Preview|预览)$/);
      await page.getByRole('dialog').locator('.plan-totals').waitFor();
    },
  },
  {
    name: 'J8 next seven days of firings',
    async go({ page, click }) {
      await click('link', /^(Schedule|调度)$/);
      const cell = page.getByRole('grid').locator('[aria-label]:not([aria-label*=" 0 "])').first();
      await cell.waitFor();
    },
  },
];
