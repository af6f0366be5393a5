/** `task …`: what `run … --task` does, for one task run that is named by itself. */
import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { at, RUN, RUN_ID, startFakeApi, task } from '../test/fake-api.ts';

async function platform() {
  const api = await startFakeApi();
  const tasks = [task('greet', 1), task('count', 2, { state: 'failed' })];
  api.state.tasks = tasks;
  const answer = (path: string, body: object): void =>
    api.answer(path, (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    );
  const [, count] = tasks as [object, { readonly id: string }];
  answer(`/task-runs/${count.id}`, count);
  answer(`/task-runs/${count.id}/retry`, count);
  answer(`/task-runs/${count.id}/mark`, { run: RUN, newRun: true, dryRun: true, tasks: [] });
  const checks = [{ code: 'QUOTA', outcome: 'blocks', sentence: 'The queue etl is full.', evidence: [] }];
  answer(`/task-runs/${count.id}/explain`, { task: 'count', state: 'queued', answer: checks[0], checks });
  return { api, count: count.id, run: (...words: string[]) => carillon(['task', ...words], at(api.url)) };
}

describe('tasks of a run', () => {
  it('are listed by state, and given on by their ids', async () => {
    const { api, count, run } = await platform();
    expect((await run('list', RUN_ID)).out).toMatch(/^TASK +TYPE +STATE.*\ngreet .*\ncount .*failed/);
    expect((await run('list', RUN_ID, '--state', 'failed', '-q')).out).toBe(`${count}\n`);
    expect(JSON.parse((await run('list', RUN_ID, '-o', 'json')).out)).toHaveLength(2);
    await run('list', RUN_ID, '--items');
    expect(api.seen.at(-1)?.query.get('items')).toBe('true');
    expect(await run('list', RUN_ID, '--state', 'broken')).toMatchObject({ code: 2 });
    expect(await run('list', RUN_ID, '--state', 'paused')).toMatchObject({ code: 0, out: '' });
  });

  it.each([['by its id'], ['as the task of its run']])('one %s', async (how) => {
    const { api, count, run } = await platform();
    const name = how === 'by its id' ? count : `${RUN_ID}/count`;
    expect((await run('logs', name)).out).toBe('the greeting has 11 letters\n');
    expect((await run('logs', name, '--search', 'nothing')).code).toBe(1);
    expect((await run('why', name, '-o', 'json', '--jq', '.[].code')).out.trim()).toBe('QUOTA');
    await run('retry', name, '--reason', 'it is back');
    expect(api.seen.at(-1)).toMatchObject({ path: `/task-runs/${count}/retry`, body: { reason: 'it is back' } });
    const looked = await run('retry', name, '--dry-run', '-o', 'json');
    expect(api.seen.at(-1)).toMatchObject({ method: 'GET', path: `/task-runs/${count}` });
    expect(JSON.parse(looked.out)).toHaveLength(1);
    await run('mark', name, '--as', 'success', '--dry-run');
    expect(api.seen.at(-1)).toMatchObject({ path: `/task-runs/${count}/mark`, body: { as: 'success' } });
    expect(api.seen.at(-1)?.query.get('dryRun')).toBe('true');
  });

  it('that a run does not have are told, with what may have been meant', async () => {
    const { run } = await platform();
    expect(await run('logs', `${RUN_ID}/cuont`)).toMatchObject({
      code: 5,
      err: "error: the run has no task 'cuont'\n  fix: did you mean 'count'?\n",
    });
  });
});
