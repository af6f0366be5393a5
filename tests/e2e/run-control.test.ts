/** A hand in runs: from what failed, and across a server that dies while a run is paused. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import { type Platform, startPlatform } from './platform.ts';
import { awaiting, makeSigns, type Signs } from './signs.ts';
import { until } from './until.ts';

let platform: Platform;
let signs: Signs;

beforeAll(async () => {
  platform = await startPlatform({ words: ['--no-examples'] });
  signs = await makeSigns(platform.dataDir);
});
afterAll(() => platform?.remove());

const step = (script: string, ...needs: string[]) => ({ type: 'shell', needs, with: { script } });
const taskLines = async (run: string) =>
  (await platform.client.runs.tasks(run)).map(({ task, state, reason }) =>
    [task, state, reason?.code].filter(Boolean).join(' '),
  );

/** The middle of three tasks fails until somebody puts a file there. */
async function failedRun(name: string): Promise<{ readonly id: string; mend(): Promise<void> }> {
  const file = path.join(signs.directory, `${name}.csv`);
  await platform.publish({
    name,
    tasks: {
      extract: step(`echo extract >> "${signs.directory}/${name}.done"`),
      load: step(`test -e "${file}" && echo load >> "${signs.directory}/${name}.done"`, 'extract'),
      report: step(`echo report >> "${signs.directory}/${name}.done"`, 'load'),
    },
  });
  const { id } = await platform.client.runs.start({ workflow: name });
  expect((await platform.client.runs.wait(id)).state).toBe('failed');
  return { id, mend: () => writeFile(file, '') };
}

const RERUN_FROM_FAILED = ['extract success REUSED', 'load success', 'report success'];

describe('a run that failed', () => {
  it('runs again from what failed, as the dry run said, and keeps the rest', async () => {
    const { id, mend } = await failedRun('from-failed');
    const before = await taskLines(id);
    await mend();
    const look = await platform.cli('run', 'rerun', id, '--from', 'failed', '--dry-run');
    expect(look.code).toBe(0);
    expect(look.out.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['TASK', 'STATE', 'EFFECT'],
      ['extract', 'success', 'kept'],
      ['load', 'failed', 'runs'],
      ['report', 'upstream_failed', 'runs'],
      [''],
    ]);
    expect((await platform.client.runs.list({ workflow: 'from-failed' })).items).toHaveLength(1);

    const done = await platform.cli('run', 'rerun', id, '--from', 'failed', '--reason', 'file is there', '-q');
    expect(done.code).toBe(0);
    const rerun = done.out.trim();
    expect((await platform.client.runs.wait(rerun)).state).toBe('success');
    expect(await taskLines(rerun)).toEqual(RERUN_FROM_FAILED);
    expect(await signs.lines('from-failed.done')).toEqual(['extract', 'load', 'report']);
    expect(await taskLines(id)).toEqual(before);
    expect((await platform.client.runs.get(id)).family?.map((member) => member.id)).toEqual([rerun, id]);
  });

  it('is refused with the exit code of a conflict where nothing failed', async () => {
    await platform.publish({ name: 'green', tasks: { only: step('true') } });
    const { id } = await platform.client.runs.start({ workflow: 'green' });
    await platform.client.runs.wait(id);
    const refused = await platform.cli('run', 'rerun', id, '--from', 'failed');
    expect(refused.code).toBe(6);
    expect(refused.err).toContain('nothing of the run has failed');
    const unknown = await platform.cli('run', 'mark', id, '--task', 'onli', '--as', 'success');
    expect(unknown.code).toBe(5);
    expect(unknown.err).toContain("did you mean 'only'?");
  });
});

describe('a task run named by itself', () => {
  it('is found among those of its run, explained, tried again and marked', async () => {
    await platform.publish({
      name: 'one-by-one',
      tasks: {
        load: { ...step('echo "no rows"; exit 3'), retry: { max: 1, initial: '1h' } },
        report: step('true', 'load'),
      },
    });
    const { id: run } = await platform.client.runs.start({ workflow: 'one-by-one' });
    const load = await until('a task that waits to be retried', async () => {
      const { out } = await platform.cli('task', 'list', run, '--state', 'retrying', '-q');
      return out.trim() === '' ? undefined : out.trim();
    });
    expect((await platform.cli('task', 'logs', load)).out).toBe('no rows\n');
    expect((await platform.cli('task', 'why', `${run}/load`)).out).toContain('RETRY_BACKOFF');
    expect((await platform.cli('task', 'retry', load)).code).toBe(0);
    expect((await platform.client.runs.wait(run)).state).toBe('failed');
    expect((await platform.cli('task', 'logs', `${run}/load`, '--attempt', '2')).out).toBe('no rows\n');

    const look = await platform.cli('task', 'mark', load, '--as', 'success', '--dry-run');
    expect(look.out).toMatch(/load +failed +counts as success\nreport +upstream_failed +runs\n/);
    const marked = await platform.cli('task', 'mark', load, '--as', 'success', '-q');
    expect((await platform.client.runs.wait(marked.out.trim())).state).toBe('success');
  });
});

describe('a paused run', () => {
  it('stays paused over the death of its server, and goes on when it is resumed', async () => {
    await platform.publish({
      name: 'paused',
      tasks: {
        first: step([`: > "${signs.directory}/paused.begun"`, awaiting(signs, 'paused.go')].join('\n')),
        second: step('true', 'first'),
      },
    });
    const { id } = await platform.client.runs.start({ workflow: 'paused' });
    await signs.seen('paused.begun');
    expect((await platform.cli('run', 'pause', id, '--reason', 'upgrade')).code).toBe(0);
    platform.dev.signal('SIGKILL');
    await platform.dev.ended;
    await platform.start();
    await signs.give('paused.go');
    const paused = await platform.client.runs.get(id);
    expect(paused).toMatchObject({ state: 'paused', reason: { params: { message: 'upgrade' } } });
    expect((await platform.cli('run', 'resume', id)).code).toBe(0);
    expect((await platform.client.runs.wait(id)).state).toBe('success');
    expect(await taskLines(id)).toEqual(['first success', 'second success']);
  });
});

consoleTests('control of a run in the console', ({ open }) => {
  let page: Page;

  beforeAll(async () => {
    const browser = await open();
    ({ page } = browser);
    await browser.signIn((await platform.client.signInCodes.create()).url);
  });

  it('previews a rerun, starts it with the keyboard, and shows the family', async () => {
    const { id, mend } = await failedRun('in-console');
    await mend();
    await page.goto(new URL(`/p/default/r/${id}`, platform.announced.url).href);
    await page.getByRole('button', { name: 'Rerun…' }).waitFor();
    const dialog = page.getByRole('dialog');
    await until('the dialog of a key', async () => {
      await page.keyboard.press('r');
      return dialog.isVisible();
    });
    await dialog.getByText('1 task is kept with its result').waitFor();
    await dialog.getByText('2 tasks run again').waitFor();
    expect(await dialog.getByText(`npx carillon run rerun ${id} --from failed`).count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Start the new run' }).click();
    const rerun = await until('the page of the new run', () => {
      const shown = /run_\w+/.exec(page.url())?.[0];
      return shown !== id && shown;
    });
    await page.getByRole('navigation', { name: 'Reruns' }).getByText('this run').waitFor();
    expect((await platform.client.runs.wait(rerun)).state).toBe('success');
    expect(await taskLines(rerun)).toEqual(RERUN_FROM_FAILED);
    await until('the end on the page', async () => (await page.locator('.run-state').textContent()) === 'Success');
    await page.goto(new URL(`/p/default/r/${rerun}?task=load`, platform.announced.url).href);
    await page.getByRole('button', { name: 'Rerun with downstream…' }).click();
    await page
      .getByRole('dialog')
      .getByText(/runs? again/)
      .first()
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('stops a run for a reason, and says how to do the same elsewhere', async () => {
    await platform.publish({ name: 'endless', tasks: { wait: step(awaiting(signs, 'endless.go')) } });
    const { id } = await platform.client.runs.start({ workflow: 'endless' });
    await page.goto(new URL(`/p/default/r/${id}`, platform.announced.url).href);
    await page.getByRole('button', { name: 'Stop…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('wrong source');
    await dialog.getByText(`npx carillon run stop ${id} --reason 'wrong source'`).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Stop the run' }).click();
    await dialog.waitFor({ state: 'detached' });
    const stopped = await platform.client.runs.wait(id);
    expect(stopped).toMatchObject({ state: 'stopped', reason: { params: { message: 'wrong source' } } });
  });

  it('keeps what is filled in for a group of failures when one more run fails of the same', async () => {
    await failedRun('failing');
    await page.goto(new URL('/p/default', platform.announced.url).href);
    const group = page.locator('.attention-row').filter({ hasText: 'failing' });
    await group.getByRole('button', { name: 'Rerun 1…' }).click();
    const rate = page.getByRole('dialog').getByLabel('Runs a second');
    await rate.fill('7');
    const { id } = await platform.client.runs.start({ workflow: 'failing' });
    expect((await platform.client.runs.wait(id)).state).toBe('failed');
    await group.getByText('Rerun 2…').waitFor();
    expect(await rate.inputValue()).toBe('7');
  });

  it.each([
    ['en', 'Act on all…', 'Preview', '3 runs take it', 'Start 3 runs', '3 of 3 done', 'Close'],
    ['zh-CN', '批量操作…', '预览', '3 个实例将被处理', '启动 3 个实例', '已完成 3 / 3', '关闭'],
  ])('does to many runs in %s what its plan says', async (language, open, preview, takes, confirm, done, close) => {
    const workflow = `many-${language.toLowerCase()}`;
    await platform.publish({ name: workflow, tasks: { only: { type: 'noop' } } });
    const { ids } = await platform.client.runs.startMany({ workflow, items: [{}, {}, {}] });
    await Promise.all(ids.map((id) => platform.client.runs.wait(id)));
    await page.evaluate((chosen) => localStorage.setItem('carillon.language', chosen), language);
    await page.goto(new URL(`/p/default/r?workflow=${workflow}&state=["success"]`, platform.announced.url).href);
    await page.getByRole('button', { name: open }).click();
    const dialog = page.getByRole('dialog');
    const press = (name: string) => dialog.locator('footer').getByRole('button', { name, exact: true }).click();
    await dialog.getByRole('button', { name: preview }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await press(preview);
    await dialog.getByText(takes).waitFor();
    await dialog.getByRole('row').nth(ids.length).waitFor();
    expect(await dialog.getByRole('row').count()).toBe(ids.length + 1);
    expect(await seriousFindings(page)).toEqual([]);
    expect((await platform.client.runs.list({ workflow })).items).toHaveLength(ids.length);
    await press(confirm);
    await dialog.getByRole('status').getByText(done).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await press(close);
    const { items } = await platform.client.runs.list({ workflow });
    expect(items).toHaveLength(2 * ids.length);
  });

  it('takes the runs that are ticked, and shows what became of each when it has ended', async () => {
    const workflow = 'ticked';
    await platform.publish({ name: workflow, tasks: { only: { type: 'noop' } } });
    const { ids } = await platform.client.runs.startMany({ workflow, items: [{}, {}, {}] });
    await Promise.all(ids.map((id) => platform.client.runs.wait(id)));
    await page.evaluate(() => localStorage.setItem('carillon.language', 'en'));
    await page.goto(new URL(`/p/default/r?workflow=${workflow}`, platform.announced.url).href);
    for (const row of [0, 2])
      await page
        .getByRole('checkbox', { name: `Choose ${workflow}` })
        .nth(row)
        .check();
    await page.getByRole('button', { name: 'Act on these…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The 2 runs that are chosen in the list.').waitFor();
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText('2 runs take it').waitFor();
    await dialog.getByRole('button', { name: 'Start 2 runs' }).click();
    await dialog.getByRole('status').getByText('2 of 2 done').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect((await platform.client.runs.list({ workflow })).items).toHaveLength(ids.length + 2);

    await page.getByRole('link', { name: 'Bulk commands' }).click();
    await page.getByRole('row').filter({ hasText: '2 runs that are chosen' }).getByRole('link').click();
    await page.getByRole('link', { name: 'started anew' }).nth(1).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('previews every run of a plan, and draws those in sight', async () => {
    const workflow = 'hundreds';
    const many = 201;
    await platform.publish({ name: workflow, tasks: { only: { type: 'noop' } } });
    await platform.client.runs.startMany({ workflow, items: Array.from({ length: many }, () => ({})) });
    await page.goto(new URL(`/p/default/r?workflow=${workflow}`, platform.announced.url).href);
    await page.getByRole('button', { name: 'Act on all…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Rerun\b(?! from)/ }).check();
    await until('all of them have ended', async () => {
      const { items } = await platform.client.runs.list({ workflow, state: ['queued', 'running'] });
      return items.length === 0;
    });
    await dialog.getByRole('button', { name: 'Preview' }).click();
    await dialog.getByText(`${many} runs take it`).waitFor();
    const runs = dialog.getByRole('region', { name: 'Runs of the plan' });
    await runs.evaluate((frame) => frame.scrollTo(0, 1e6));
    await runs
      .locator(`[aria-rowindex="${many + 1}"] a`)
      .first()
      .waitFor();
    expect(await dialog.getByRole('row').count()).toBeLessThan(100);
  });
});
