/** Somebody who has never seen the editor builds a workflow of five tasks with a branch (UX J3). */
import type { Locator, Page, Route } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { seriousFindings } from './axe.ts';
import { consoleTests } from './console-tests.ts';
import type { Platform } from './platform.ts';

consoleTests('the editor', ({ start, signIn, tolerate }) => {
  // Browsers make a note of a save that met no server.
  tolerate(/status of 503/);

  let platform: Platform;
  let page: Page;

  beforeAll(async () => {
    platform = await start();
    ({ page } = await signIn(platform));
    await page.getByRole('link', { name: 'Workflows' }).first().click();
  });

  const node = (id: string) => page.locator(`.react-flow__node[data-id="tasks/${id}"]`);
  const text = () => page.locator('.yaml-pane .cm-content');
  const inspector = () => page.getByRole('complementary', { name: 'Selected task' });
  const kept = async () => (await platform.client.drafts.get({ name: 'orders' })).text;
  const end = async (typed: string) => {
    await text().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(typed);
  };
  const problems = (count: number) => page.getByRole('tab', { name: `Problems ${count}`, exact: true }).waitFor();

  /** Behind the selected task. */
  async function add(type: string, id: string): Promise<void> {
    await page.getByRole('button', { name: 'Add task' }).click();
    await page.locator('.palette').getByRole('button', { name: type }).first().click();
    const name = inspector().getByRole('textbox', { name: 'Name' });
    await name.fill(id);
    await name.press('Enter');
    await node(id).waitFor();
  }

  it('builds five tasks with a branch from nothing, without typing YAML', async () => {
    await page.getByRole('link', { name: 'New workflow' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('orders');
    await page.getByText('Blank').click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open in the editor' }).click();
    await text().getByText('orders').waitFor();
    await add('shell', 'extract');
    await add('switch', 'choose');
    await add('shell', 'load');
    await node('choose').click();
    await add('noop', 'rest');
    await node('load').click();
    await add('noop', 'check');
    await node('choose').click();
    await inspector().getByRole('button', { name: 'Add branch' }).click();
    await inspector().getByRole('group', { name: 'Branch 1' }).waitFor();
    await problems(0);
    await page.locator('.react-flow__edge').nth(3).waitFor({ state: 'attached' });
    expect((await text().innerText()).split('\n').filter((line) => line.trim() !== '')).toContain(
      '    needs: [choose]',
    );
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('tells what a run would do, and starts none', async () => {
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByRole('button', { name: 'Show what would run' }).click();
    const steps = page.locator('.dry-run-tasks li');
    await steps.nth(4).waitFor();
    expect(await steps.first().innerText()).toContain('1 can run it');
    expect((await platform.client.runs.list({ workflow: 'orders' })).items).toEqual([]);
    await page.getByRole('tab', { name: 'Problems 0' }).click();
  });

  it('marks a mistake on its line and its node, and takes it back by the one undo', async () => {
    await node('check').click();
    await text().getByText('check:').click();
    await page.keyboard.press('End');
    await page.keyboard.insertText(' # \n    timeout: soon');
    await page.locator('.cm-lint-marker-error').first().waitFor();
    await node('check').locator('.finding-count').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await problems(0);
  });

  it('loses nothing with its tab', async () => {
    await node('check').click();
    await inspector().getByRole('button', { name: 'Delete' }).click();
    await node('check').waitFor({ state: 'detached' });
    await page.getByText('draft saved').waitFor();
    await page.reload();
    await node('load').waitFor();
    expect(await node('check').count()).toBe(0);
  });

  it('shows what a task runs at its full height, and writes it into the text', async () => {
    await node('extract').dblclick();
    await page.waitForURL((url) => url.searchParams.get('view') === 'script');
    const script = page.getByRole('textbox', { name: 'Script of extract' });
    await script.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('for f in one two; do\n  echo $f # each\ndone');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText('Both', { exact: true }).click();
    await text().getByText('echo $f # each').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await text().getByText('echo $f # each').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Redo' }).click();
    await text().getByText('echo $f # each').waitFor();
    await problems(0);
  });

  it('keeps what is typed into a script that the text refuses, and writes it once it can', async () => {
    const script = page.getByRole('textbox', { name: 'Script of extract' });
    const mode = (name: string) => page.getByText(name, { exact: true }).first().click();
    const undo = () => page.getByRole('button', { name: 'Undo' }).click();
    const insertBehind = async (line: string, more: string) => {
      await text().getByText(line).first().click();
      await page.keyboard.press('End');
      await page.keyboard.insertText(more);
    };
    await insertBehind('with:', ' &same');
    await insertBehind('rest:', '\n    env: *same');
    await node('extract').dblclick();
    await script.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('echo kept');
    await page.getByRole('status').getByText('What you typed is kept here').waitFor();
    await page.getByRole('alert').getByText('An anchor or alias of YAML stands there').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await mode('Both');
    expect(await text().getByText('echo kept').count()).toBe(0);
    await undo();
    await text().getByText('env: *same').waitFor({ state: 'detached' });
    await undo();
    await text().getByText('&same').waitFor({ state: 'detached' });
    await mode('Script');
    await page.getByText('What you typed is kept here').waitFor({ state: 'detached' });
    expect(await script.innerText()).toBe('echo kept');
    await mode('Both');
    await text().getByText('echo kept').waitFor();
    await insertBehind('rest:', '\n  - [');
    await page.getByText('This is the last graph that could be').waitFor();
    await node('extract').dblclick();
    await page.getByRole('status').getByText('mend its marked line').waitFor();
    await script.click();
    await page.keyboard.insertText('lost ');
    await undo();
    await page.getByText('mend its marked line').waitFor({ state: 'detached' });
    expect(await script.innerText()).toBe('echo kept');
    await undo();
    await script.getByText('echo $f # each').waitFor();
    await mode('Both');
    await problems(0);
  });

  it('keeps what is typed the moment before its page is left, closed or hidden', async () => {
    const script = page.getByRole('textbox', { name: 'Script of extract' });
    const type = async (line: string) => {
      await node('extract').dblclick();
      await script.click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(line);
    };
    const both = () => page.getByText('Both', { exact: true }).first().click();
    await type('echo another page');
    await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
    await page.waitForURL(/\/r\b/);
    expect(await kept()).toContain('echo another page');
    await page.goBack();
    await both();
    await text().getByText('echo another page').waitFor();
    await type('echo closed');
    await page.reload();
    await both();
    await text().getByText('echo closed').waitFor();
    await page.getByText('draft saved').waitFor();
    expect(await kept()).toContain('echo closed');
    await end('# the last word');
    await page.reload();
    await text().getByText('# the last word').waitFor();
    await page.getByText('draft saved').waitFor();
    expect(await kept()).toContain('# the last word');
    const saved = page.waitForResponse((answer) => answer.url().endsWith('/save') && answer.ok());
    await end(' but one');
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      Reflect.deleteProperty(document, 'visibilityState');
    });
    await saved;
    expect(await kept()).toContain('# the last word but one');
    await type('echo kept');
    await page.evaluate(loseEdits);
    await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
    await page.waitForURL(/\/r\b/);
    await page.goBack();
    await page.reload();
    await both();
    await text().getByText('echo kept').waitFor();
    const condition = async (where: Locator, typed: string) => {
      await where.getByRole('textbox').click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(typed);
      await page.reload();
      await text().getByText(typed).waitFor();
    };
    await node('choose').click();
    await condition(inspector().getByRole('group', { name: 'Branch 1' }), '1 < 2');
    await node('rest').click();
    await inspector().getByRole('textbox', { name: 'Name' }).fill('others');
    await page.reload();
    await node('others').waitFor();
    await type('for f in one two; do\n  echo $f # each\ndone');
    await both();
    await text().getByText('echo $f # each').waitFor();
    await problems(0);
  });

  it('has forms for how a task runs, each of which changes its own lines', async () => {
    await node('load').click();
    await inspector().getByRole('button', { name: 'Environment variables' }).click();
    const variable = inspector().getByRole('group', { name: 'Environment variables: one more' });
    await variable.getByRole('textbox', { name: /name/ }).fill('REGION');
    await variable.getByRole('textbox', { name: /value/ }).fill('cn');
    await variable.getByRole('button', { name: 'Add' }).click();
    await text().getByText('REGION: cn').waitFor();
    await inspector()
      .getByRole('textbox', { name: /^REGION/ })
      .click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await text()
      .getByText(/REGION: (''|"")/)
      .waitFor();
    await page.keyboard.insertText('eu');
    await text()
      .getByText(/REGION: ['"]eu/)
      .waitFor();
    await inspector().getByRole('button', { name: 'Remove REGION' }).click();
    await text().getByText('REGION').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await text()
      .getByText(/REGION: ['"]eu/)
      .waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await text().getByText('REGION: cn').waitFor();
    await inspector().getByRole('button', { name: 'Outputs' }).click();
    const output = inspector().getByRole('group', { name: 'Outputs: one more' });
    await output.getByRole('textbox', { name: /name/ }).fill('rows');
    await output.getByRole('button', { name: 'Add' }).click();
    await text().getByText('rows: string').waitFor();
    await inspector().getByRole('combobox', { name: 'After tasks that ended as' }).click();
    await page.getByText('all_done', { exact: true }).last().click();
    await text().getByText('rule: all_done').waitFor();
    await inspector().getByRole('button', { name: 'Waits between retries' }).click();
    await inspector().getByRole('textbox', { name: 'First wait' }).fill('10s');
    await text().getByText('initial: 10s').waitFor();
    await problems(0);
    expect(await seriousFindings(page)).toEqual([]);
    for (const line of ['initial: 10s', 'rule: all_done', 'rows: string', 'REGION: cn']) {
      await page.getByRole('button', { name: 'Undo' }).click();
      await text().getByText(line).waitFor({ state: 'detached' });
    }
  });

  it('says what goes live in sentences, and publishes it as a version', async () => {
    await page.getByRole('button', { name: 'Publish…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish orders' });
    await dialog.getByText('new task choose').waitFor();
    await dialog.getByLabel('Message').fill('first');
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 1, live').waitFor();
    const { items } = await platform.client.workflows.versions({ name: 'orders' });
    expect(items.map(({ number, message }) => ({ number, message }))).toEqual([{ number: 1, message: 'first' }]);
  });

  it('tests one task on a worker, and counts it nowhere', async () => {
    await node('extract').click();
    await inspector().getByRole('button', { name: 'Test…' }).click();
    await page.getByRole('button', { name: 'Run the test' }).click();
    const result = page.getByRole('region', { name: 'What came of the test' });
    await result.getByText('Success').waitFor();
    await result.locator('.log-line').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect((await platform.client.runs.list({ workflow: 'orders' })).items).toEqual([]);
    await page.getByRole('tab', { name: 'Problems 0' }).click();
  });

  it('takes its own save for nobody else’s when it never hears of it', async () => {
    /** The server takes the next save, and its page is not told. */
    const unheard = () =>
      new Promise<void>((resolve) => {
        const take = async (route: Route) => {
          await route.fetch();
          resolve();
        };
        void page.route('**/save', take, { times: 1 });
      });
    let isSaved = unheard();
    await end('# unheard');
    await isSaved;
    await end(' of');
    await page.reload();
    await text().getByText('# unheard of').waitFor();
    await page.getByText('draft saved').waitFor();
    expect(await kept()).toContain('# unheard of');
    isSaved = unheard();
    await end('# a mistake');
    await isSaved;
    await page.getByRole('button', { name: 'Undo' }).click();
    await text().getByText('# a mistake').waitFor({ state: 'detached' });
    await page.reload();
    await text().getByText('# unheard of').waitFor();
    await page.getByText('draft saved').waitFor();
    expect(await kept()).not.toContain('# a mistake');
  });

  it('says where a text is kept that cannot be saved', async () => {
    await page.route('**/save', (route) => route.fulfill({ status: 503 }));
    await end('# offline');
    await page.getByText('kept in this browser: The server does not answer').waitFor();
    await page.evaluate(fillStorage);
    await end(' and full');
    await page.getByText('not kept, and this browser has no room for it: The server does not answer').waitFor();
    await page.unroute('**/save');
    await page.getByText('draft saved').waitFor();
    expect(await kept()).toContain('# offline and full');
    await page.reload();
    await text().getByText('# offline and full').waitFor();
  });

  it('says who else has it open', async () => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByText('You have it open in another window').waitFor();
    await other.close();
  });

  it('says that somebody else writes, and merges by hand where both changed the same place', async () => {
    await text().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText('# mine\n');
    await page.getByText('draft saved').waitFor();
    const { text: mine, revision } = await platform.client.drafts.get({ name: 'orders' });
    await platform.client.drafts.save({ name: 'orders' }, { text: mine.replace('# mine', '# theirs'), revision });
    const asked = '**/api/v1/drafts?*';
    await page.route(asked, (route) => route.fulfill({ status: 503 }));
    await page.getByRole('button', { name: 'Compare…' }).click();
    await page.getByRole('alert').getByText('Their text could not be read').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.unroute(asked);
    await page.getByRole('button', { name: 'Try again' }).click();
    const dialog = page.getByRole('dialog', { name: 'admin has saved this draft meanwhile' });
    await dialog.getByText('# theirs').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Merge by hand' }).click();
    await text().getByText('>>>>>>> admin').waitFor();
    expect((await text().innerText()).split('\n').filter((line) => /mine|theirs/.test(line))).toEqual([
      '<<<<<<< mine',
      '# mine',
      '# theirs',
    ]);
  });
});

/** In a page: the browser has no room left. */
function fillStorage(): void {
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (this: Storage, key: string, value: string) {
    if (this === localStorage) throw new DOMException('full', 'QuotaExceededError');
    setItem.call(this, key, value);
  };
}

/** In a page: whoever makes edits of the text never answers. */
function loseEdits(): void {
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, message: { readonly question: { readonly ask: string } }) {
    if (message.question.ask !== 'edit') postMessage.call(this, message);
  };
}
