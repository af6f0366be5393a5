/** What people come for, as they would do it: every step is a click, counted, and the clock runs until the answer is drawn. */
import type { Locator, Page } from 'playwright-core';
import type { Platform } from '../e2e/platform.ts';
import { until } from '../e2e/until.ts';
import { endWith, NOISY } from '../screens/alerts.ts';
import type { Installation } from '../screens/installation.ts';

export interface Steps {
  readonly page: Page;
  /** Another one for each walk, for what is made on the way. */
  readonly newName: string;
  /** One click on what has this role and name, in either language. */
  click(role: 'button' | 'link' | 'gridcell', name: RegExp): Promise<void>;
  /** One click on whatever this is. */
  clickOn(target: Locator): Promise<void>;
}

export interface Journey {
  readonly name: string;
  /** What it may take: a click more is a failure, a second more is told. */
  readonly bar: { readonly clicks?: number; readonly seconds?: number };
  /** As the person has it before the clock starts, if not the console's first page. */
  readonly from?: (installation: Installation) => string;
  readonly go: (steps: Steps, platform: Platform) => Promise<void>;
  /** What must have come of it, when the clock has stopped. */
  readonly holds?: (platform: Platform) => Promise<void>;
}

const DAY_MS = 86_400_000;
const MOST_DATES = 366;
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

export const JOURNEYS: readonly Journey[] = [
  {
    name: 'J1 first green run',
    bar: { seconds: 60 },
    from: () => '/p/default/w/hello',
    async go({ page, click }) {
      await click('button', /^(Start|启动)$/);
      await click('button', /^(Start run|启动运行|启动实例)$/);
      await page.locator('.run-state.family-success').waitFor();
    },
  },
  {
    name: 'J2 why the run failed',
    bar: { clicks: 3, seconds: 30 },
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
    name: 'J3 a workflow of five tasks with a branch',
    bar: { seconds: 300 },
    from: () => '/p/default/w',
    go: buildWorkflow,
  },
  {
    name: 'J4 preview of a backfill',
    bar: { seconds: 2 },
    from: () => '/p/default/w/orders-daily',
    async go({ page, click }) {
      await click('button', /^(Backfill…|补数…)$/);
      const dialog = page.getByRole('dialog');
      await dialog.locator('.day').first().waitFor();
      // A year and a day: as many dates as one plan may have.
      const [from, to] = [MOST_DATES - 1, 0].map((ago) => dateOf(Date.now() - DAY_MS * (ago + 1)));
      await dialog
        .locator('input[type=date]')
        .first()
        .fill(from ?? '');
      await dialog
        .locator('input[type=date]')
        .last()
        .fill(to ?? '');
      await click('button', /^(Preview|预览)$/);
      await dialog.locator('.plan-totals').waitFor();
    },
  },
  {
    name: 'J7 noisy task silenced',
    bar: { clicks: 5, seconds: 60 },
    async go({ page, click, clickOn }) {
      await click('link', /^(Alerts|告警)$/);
      await clickOn(page.getByRole('tab', { name: /^(Noise|噪音)$/ }));
      await clickOn(page.getByRole('table').getByRole('link').first());
      await page.locator('.hour-chart').waitFor();
      await click('button', /^(Silence…|静默…)$/);
      const dialog = page.getByRole('dialog');
      await dialog.locator('.silence-preview').waitFor();
      await dialog.getByRole('textbox').fill('vendor fix Thu');
      await clickOn(dialog.getByRole('button', { name: /^(Silence|静默)$/ }));
      await dialog.locator('.silence-done').waitFor();
    },
    holds: theSilenceHolds,
  },
  {
    name: 'J8 next seven days of firings',
    bar: { seconds: 2 },
    async go({ page, click }) {
      await click('link', /^(Schedule|调度)$/);
      const cell = page.getByRole('grid').locator('[aria-label]:not([aria-label*=" 0 "])').first();
      await cell.waitFor();
    },
  },
];

/** From nothing to a published version by the canvas and its forms alone: no YAML is typed. */
async function buildWorkflow({ page, newName, click, clickOn }: Steps): Promise<void> {
  const inspector = page.getByRole('complementary', { name: /^(Selected task|所选任务)$/ });
  const node = (id: string) => page.locator(`.react-flow__node[data-id="tasks/${id}"]`);
  const nameIt = async (field: Locator, name: string): Promise<void> => {
    await field.fill(name);
    await field.press('Enter');
  };
  /** Behind the selected task. */
  const add = async (type: string, id: string): Promise<void> => {
    await click('button', /^(Add task|添加任务)$/);
    await clickOn(page.locator('.palette').getByRole('button', { name: type }).first());
    await nameIt(inspector.getByRole('textbox', { name: /^(Name|名称)$/ }), id);
    await node(id).waitFor();
  };

  await click('link', /^(New workflow|新建工作流)$/);
  await page.getByRole('textbox', { name: /^(Name|名称)/ }).fill(newName);
  await clickOn(page.getByText(/^(Blank|空白)$/));
  await click('button', /^(Open in the editor|在编辑器中打开)$/);
  await page.locator('.yaml-pane .cm-content').getByText(newName).waitFor();
  await add('shell', 'extract');
  await add('switch', 'choose');
  await add('shell', 'load');
  await clickOn(node('choose'));
  await add('noop', 'rest');
  await clickOn(node('load'));
  await add('noop', 'check');
  await clickOn(node('choose'));
  await clickOn(inspector.getByRole('button', { name: /^(Add branch|添加分支)$/ }));
  await page.getByRole('tab', { name: /^(Problems|问题) 0$/ }).waitFor();
  await click('button', /^(Publish…|发布…)$/);
  const dialog = page.getByRole('dialog');
  await clickOn(dialog.getByRole('button', { name: /^(Publish|发布)$/ }));
  await page.getByText(/^(Version 1, live|版本 1，已生效)$/).waitFor();
}

/** The silenced cause is muted, one that nobody knew is told, and the silence has an end. It is removed for the next walk. */
async function theSilenceHolds({ client }: Platform): Promise<void> {
  const { items } = await client.silences.list({ active: true });
  const made = items.find(({ workflow }) => workflow === NOISY);
  if (!made?.cause) throw new Error(`nothing is silenced in ${NOISY}`);
  if (!(Date.parse(made.expiresAt) > Date.now())) throw new Error('the silence has no end');
  const before = (await client.alerts.list({ workflow: NOISY })).items;
  await endWith(client, 0);
  await endWith(client, 3);
  await endWith(client, 10 + before.length);
  await until('a new error is told, the silenced one is not', async () => {
    const after = (await client.alerts.list({ workflow: NOISY })).items;
    const silenced = after.find(({ id }) => id === made.cause);
    const news = after.find(({ id }) => before.every((known) => known.id !== id));
    return silenced?.told.length === 0 && silenced.muted > 0 && news !== undefined && news.told.length > 0;
  });
  await client.silences.remove(made.id);
}
