import type { BulkPlan, Plan, Run, WorkflowPlan } from '@carillon/sdk';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

const RUNS = 300;
const WIDE = 'a-workflow-whose-name-is-longer-than-that-of-all-the-others';

consoleTests('plans in the console', ({ start, signIn }) => {
  let platform: Platform;
  let page: Page;
  let origin: string;

  beforeAll(async () => {
    platform = await start({ words: ['--no-examples'] });
    await platform.publish({
      name: 'orders',
      schedule: { cron: '10 0 * * *', timezone: 'Asia/Shanghai' },
      tasks: { only: { type: 'noop' } },
    });
    await platform.publish({ name: WIDE, tasks: { only: { type: 'noop' } } });
    await platform.client.runs.start({ workflow: WIDE });
    await platform.client.runs.startMany({ workflow: 'orders', items: Array.from({ length: RUNS }, () => ({})) });
    ({ page, origin } = await signIn(platform));
  });

  const show = (id: string) => page.goto(`${origin}/p/default/bulk/${id}`);
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const ended = async (): Promise<readonly Run[]> =>
    (await platform.client.runs.list({ workflow: 'orders', state: ['success'], limit: 200 })).items;

  const row = (no: number) => page.locator(`[aria-rowindex="${no + 1}"] a`).first();
  const scrollTo = (y: number) => page.locator('main').evaluate((main, top) => main.scrollTo(0, top), y);

  /** Loads so many runs of the list. */
  async function listRuns(count: number, query = ''): Promise<void> {
    await page.goto(`${origin}/p/default/r${query}`);
    for (let shown = 50; shown < count; shown += 50) {
      await page.locator(`table[aria-rowcount="${shown + 1}"]`).waitFor();
      await page.getByRole('button', { name: 'Load more' }).click();
    }
    await page.locator(`table[aria-rowcount="${count + 1}"]`).waitFor();
  }

  it('can be made of a list of runs that draws those in sight alone', async () => {
    await listRuns(RUNS, '?workflow=orders');
    expect(await page.locator('main tbody tr').count()).toBeLessThan(100);
    expect(await row(RUNS).count()).toBe(0);
    await scrollTo(1e6);
    await row(RUNS).waitFor();
    expect(await page.locator('main tbody tr').count()).toBeLessThan(100);
  });

  it('show a command for many runs: the rows in sight alone, and which runs in words', async () => {
    await expect.poll(async () => (await ended()).length, { timeout: 60_000 }).toBe(200);
    const plan: BulkPlan = await platform.client.bulk.plan({
      kind: 'bulk_runs',
      action: 'rerun',
      filter: { workflow: 'orders', state: ['success', 'failed'], trigger: ['api'] },
    });
    const asked: URL[] = [];
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname.startsWith(`/api/v1/plans/${plan.id}`)) asked.push(url);
    });
    await show(plan.id);
    await heading(/Rerun/);
    await page.getByText('Workflow: orders · State: Success or Failed · Trigger: API').waitFor();
    const rows = page.getByRole('region', { name: 'Runs of the plan' }).getByRole('row');
    await rows.getByRole('link', { name: 'orders' }).first().waitFor();
    expect(await rows.count()).toBeLessThan(100);
    expect(asked.filter(({ pathname }) => !pathname.endsWith('/items')).map(({ search }) => search)).toContain(
      '?items=0',
    );
    expect(asked.every(({ searchParams }) => (searchParams.get('cursor') ?? '0') === '0')).toBe(true);
    await page.getByRole('region', { name: 'Runs of the plan' }).evaluate((frame) => frame.scrollTo(0, 1e6));
    await page
      .locator(`[aria-rowindex="${plan.totals.planned + plan.totals.skipped + 1}"] a`)
      .first()
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('can be made of a list whose columns stay as its rows come and go', async () => {
    // Times are told anew as they pass.
    await page.evaluate(() => localStorage.setItem('carillon.columns.runs', 'started,duration'));
    await listRuns(RUNS);
    const columns = () => page.locator('main th').evaluateAll((heads) => heads.map((head) => head.clientWidth));
    const narrow = await columns();
    await page.getByRole('button', { name: 'Load more' }).click();
    await row(RUNS + 1)
      .filter({ hasText: WIDE })
      .waitFor();
    const widened = await columns();
    expect(widened.some((width, n) => width > (narrow[n] ?? width))).toBe(true);
    await scrollTo(0);
    await row(1).waitFor();
    expect(await row(RUNS + 1).count()).toBe(0);
    expect(await columns()).toEqual(widened);
    // Another width of the window begins anew, with the rows in sight: the wide one is none of them.
    const size = page.viewportSize() ?? { width: 1440, height: 900 };
    await page.setViewportSize({ ...size, width: size.width - 200 });
    const last = async () => (await columns()).at(-1);
    await expect.poll(last, { timeout: 10_000 }).toBeGreaterThan(widened.at(-1) ?? 0);
    await page.setViewportSize(size);
    await expect.poll(columns, { timeout: 10_000 }).toEqual(narrow);
    await page.evaluate(() => localStorage.removeItem('carillon.columns.runs'));
  });

  it('show one of a backfill until it became one, and then the backfill', async () => {
    const range = { from: '2026-10-01', to: '2026-10-03' };
    const plan: Plan = await platform.client.plans.create({ kind: 'backfill', workflow: 'orders', ...range });
    await show(plan.id);
    await heading('Plan of a backfill of orders');
    await page.getByText('Not carried out.').waitFor();
    expect(await page.getByRole('region', { name: 'The plan, date by date' }).getByRole('row').count()).toBe(4);
    expect(await seriousFindings(page)).toEqual([]);
    const { id } = await platform.client.plans.apply(plan.id);
    await page.reload();
    await page.waitForURL(new RegExp(`/p/default/backfills/${id}`));
  });

  it('show one for many workflows, before it is carried out and after', async () => {
    const planned: WorkflowPlan = await platform.client.workflows.plan({
      kind: 'workflows',
      action: 'pause',
      filter: { workflows: ['default/orders'] },
    });
    await show(planned.id);
    await heading('Pause many workflows');
    await page.getByText('1 workflow takes it').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await platform.client.workflows.applyPlan(planned.id);
    await page.reload();
    await page.getByText('Carried out').waitFor();
    await page.getByText('1 workflow done').waitFor();
  });
});
