import { describe, expect, it } from 'vitest';
import { carillon, createScreen } from '../test/capture.ts';
import { ARTIFACT, at, RUN, RUN_ID, sendProblem, startFakeApi, task } from '../test/fake-api.ts';
import { main } from './main.ts';

describe('run start', () => {
  it('reads parameters by the types that the workflow declares', async () => {
    const api = await startFakeApi();
    const started = await carillon(
      ['run', 'start', 'hello', '-p', 'who=12', '-p', 'times=3', '--date', '2026-11-20', '-q'],
      at(api.url),
    );
    expect(started).toMatchObject({ code: 0, out: `${RUN_ID}\n` });
    const request = api.seen.find(({ method }) => method === 'POST');
    expect(request?.body).toEqual({
      project: 'default',
      workflow: 'hello',
      params: { who: '12', times: 3 },
      date: '2026-11-20',
    });
  });

  it('reads parameters from stdin, and lets -p go before them', async () => {
    const api = await startFakeApi();
    await carillon(['run', 'start', 'hello', '--params', '-', '-p', 'who=me'], {
      ...at(api.url),
      input: '{"who": "you", "times": 2}',
    });
    expect(api.seen.find(({ method }) => method === 'POST')?.body).toMatchObject({ params: { who: 'me', times: 2 } });
  });

  it('says which parameter was meant', async () => {
    const api = await startFakeApi();
    const refused = await carillon(['run', 'start', 'hello', '-p', 'time=3'], at(api.url));
    expect(refused).toMatchObject({
      code: 2,
      err: "error: the workflow has no parameter 'time'\n  fix: did you mean 'times'?\n",
    });
  });

  it('says which workflow was meant', async () => {
    const api = await startFakeApi();
    api.answer('/runs', (response) => sendProblem(response, 404, 'NOT_FOUND', { detail: 'no workflow helo' }));
    const refused = await carillon(['run', 'start', 'helo'], at(api.url));
    expect(refused).toEqual({
      code: 5,
      out: '',
      err: "error: there is no workflow 'helo' in project 'default'\n  fix: did you mean 'hello'?\n",
    });
  });

  it('waits without a word and ends as the run did', async () => {
    const api = await startFakeApi();
    for (const [state, code] of [
      ['success', 0],
      ['failed', 10],
      ['stopped', 11],
    ] as const) {
      api.state.run = { ...RUN, state };
      const waited = await carillon(['run', 'start', 'hello', '--wait', '-o', 'json'], at(api.url));
      expect(waited).toMatchObject({ code, err: '' });
      expect(JSON.parse(waited.out).state).toBe(state);
    }
  });

  it('tells by its exit code that nobody approved it, and nothing else went wrong', async () => {
    const api = await startFakeApi();
    api.state.run = { ...RUN, state: 'failed' };
    const rejected = task('ask', 1, { state: 'failed', reason: { code: 'REJECTED', message: 'Rejected.' } });
    const late = task('late', 2, { state: 'failed', reason: { code: 'APPROVAL_EXPIRED', message: 'Nobody did.' } });
    const broken = task('load', 3, { state: 'failed', reason: { code: 'EXIT_CODE', message: 'exit code 1' } });
    for (const [tasks, code] of [
      [[rejected, late], 13],
      [[rejected, broken], 10],
      [[task('skipped', 1)], 10],
    ] as const) {
      api.state.tasks = tasks;
      expect((await carillon(['run', 'start', 'hello', '--wait'], at(api.url))).code).toBe(code);
      expect((await carillon(['run', 'watch', RUN_ID], at(api.url))).code).toBe(code);
    }
  });

  it('estimates from runs of its own environment, wherever the line looks', async () => {
    const api = await startFakeApi();
    await carillon(['run', 'watch', RUN_ID, '-e', 'prod'], at(api.url));
    const estimate = api.seen.find(({ path, query }) => path === '/runs' && query.get('state') === 'success');
    expect(estimate?.query.get('environment')).toBe(RUN.environment);
  });

  it('follows line by line where there is no terminal, and sums up', async () => {
    const api = await startFakeApi();
    api.state.tasks = [
      task('greet', 1),
      task('count', 2, { state: 'failed', attempt: 2, reason: { code: 'EXIT_CODE', message: 'exit code 1' } }),
    ];
    api.state.run = { ...RUN, state: 'failed', reason: { code: 'TASK_FAILED', message: 'task count failed' } };
    api.state.artifacts = [{ ...ARTIFACT, name: 'my page.html', size: 2048 }];
    const followed = await carillon(['run', 'start', 'hello', '--follow'], at(api.url));
    expect(followed.code).toBe(10);
    expect(followed.err).toBe(`started hello@3 as ${RUN_ID}\nhttp://console/runs/${RUN_ID}\n`);
    expect(followed.out).toBe(
      [
        '  greet | Hello, you!',
        '  ✓ greet  success  1.5s',
        '  count | the greeting has 11 letters',
        '  count | the greeting has 11 letters',
        '  ✕ count  failed  1.5s  attempt 2, exit code 1',
        '✕ hello@3 failed in 4.0s: task count failed',
        '  tasks      1 success · 1 failed',
        '  ✕ count: attempt 2, exit code 1',
        `  log        carillon run logs ${RUN_ID} --task count`,
        '  artifact   greet/my page.html (2.0 KiB)',
        `  download   carillon run io ${RUN_ID} --download 'greet/my page.html'`,
        `  console    http://console/runs/${RUN_ID}`,
        '',
      ].join('\n'),
    );
  });

  it('prints one event per line for programs', async () => {
    const api = await startFakeApi();
    api.state.events = [
      { runId: RUN_ID, seq: '9', at: RUN.createdAt, runState: 'running', transitions: [] },
      { runId: RUN_ID, seq: '10', at: RUN.createdAt, runState: 'success', transitions: [] },
    ];
    const { out } = await carillon(['run', 'watch', RUN_ID, '-o', 'json'], at(api.url));
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).seq),
    ).toEqual(['9', '10']);
  });
});

describe('leaving a followed run', () => {
  it('never stops it, and says how to come back', async () => {
    const api = await startFakeApi();
    const { endedAt: _, ...open } = RUN;
    api.state.run = { ...open, state: 'running' };
    api.state.tasks = [task('greet', 1, { state: 'queued', attempt: 0 })];
    const screen = createScreen(at(api.url));
    api.answer('/stream', (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': ping\n\n');
      screen.interrupt();
    });
    expect(await main(['run', 'watch', RUN_ID], screen.terminal)).toBe(130);
    expect(screen.err()).toContain(`carillon run watch ${RUN_ID}`);
    expect(api.seen.some(({ method }) => method === 'POST')).toBe(false);
  });

  it('ends with its own code when the time is over', async () => {
    const api = await startFakeApi();
    const { endedAt: _, ...open } = RUN;
    api.state.run = { ...open, state: 'running' };
    expect(await carillon(['run', 'start', 'hello', '--wait', '--timeout', '1ms'], at(api.url))).toMatchObject({
      code: 7,
      err: expect.stringContaining('it goes on'),
    });
  });
});
