/** Why a task waits: the same answer on the command line and in the console, live, until it moves. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import { type Platform, startPlatform } from './platform.ts';

const TASKS = {
  nowhere: { type: 'shell', with: { script: 'echo here at last' }, workers: { group: 'elsewhere' } },
  later: { type: 'shell', needs: ['nowhere'], with: { script: 'true' } },
  nap: { type: 'wait', with: { for: '1h' } },
};
const PATIENCE_MS = 60_000;

describe('why a task waits', () => {
  let platform: Platform;
  let runId: string;

  beforeAll(async () => {
    platform = await startPlatform();
    await platform.publish({ name: 'stuck', tasks: TASKS });
    runId = (await platform.client.runs.start({ workflow: 'stuck' })).id;
  });
  afterAll(() => platform?.remove());

  it('is told by `run why`, as JSON and for people', async () => {
    const { code, out } = await platform.cli('run', 'why', runId, '-o', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      {
        task: 'nowhere',
        state: 'queued',
        code: 'NO_CAPABLE_WORKER',
        sentence: expect.stringContaining('in the group elsewhere'),
        evidence: [{ kind: 'worker', is: 'other_group' }],
        fix: { action: 'start_worker', command: 'carillon worker run --group elsewhere' },
      },
      { task: 'later', state: 'pending', code: 'DEP_UPSTREAM', evidence: [{ kind: 'task', name: 'nowhere' }] },
      { task: 'nap', state: 'waiting', code: 'NOT_DUE', eta: expect.any(String) },
    ]);
    const table = await platform.cli('run', 'why', runId, '--task', 'nowhere');
    expect(table.out).toContain('other_group');
  });

  consoleTests('in the console', ({ signIn }) => {
    let page: Page;

    beforeAll(async () => {
      ({ page } = await signIn(platform));
    });

    it.each([
      ['en', 'light', 'No worker takes shell in group elsewhere', 'of another group'],
      ['en', 'dark', 'No worker takes shell in group elsewhere', 'of another group'],
      ['zh-CN', 'light', '没有工作节点能执行 shell', '属于其他分组'],
      ['zh-CN', 'dark', '没有工作节点能执行 shell', '属于其他分组'],
    ])('is said in %s, %s, with the evidence behind `y`', async (language, theme, answer, verdict) => {
      await page.evaluate(
        ([chosen = '', mode = '']) => {
          localStorage.setItem('carillon.language', chosen);
          localStorage.setItem('carillon.theme', mode);
        },
        [language, theme],
      );
      await page.goto(`${platform.announced.url}/p/default/r/${runId}?task=nowhere`);
      await page.locator('.why-answer').getByText(answer).waitFor();
      await page.locator('.run-strip').getByText(answer).waitFor();
      await page.keyboard.press('y');
      await page.locator('.why-evidence').getByText(verdict).waitFor();
      await page.getByText('carillon worker run --group elsewhere').waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      const screens = process.env['CARILLON_SCREENS_DIR'];
      if (screens !== undefined) await page.screenshot({ path: `${screens}/why-${language}-${theme}.png` });
    });

    it('goes when the cause does', async () => {
      await platform.worker('far', { CARILLON_WORKER_GROUP: 'elsewhere' });
      await page.locator('.why-answer').waitFor({ state: 'detached' });
      await expect
        .poll(async () => (await platform.client.runs.why(runId)).items.map(({ task }) => task), {
          timeout: PATIENCE_MS,
        })
        .toEqual(['nap']);
    });
  });
});
