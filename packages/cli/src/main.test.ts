import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { carillon, createScreen, temporaryFolder } from '../test/capture.ts';
import { ARTIFACT, at, RUN, RUN_ID, sendProblem, startFakeApi, task } from '../test/fake-api.ts';
import { main } from './main.ts';

// Commands load the domain when they need it, which is read from its many sources here: in no test's time.
beforeAll(() => import('@carillon/core'), 60_000);

describe('the command line', () => {
  it('prints its version and help on stdout', async () => {
    expect(await carillon(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const help = await carillon(['run', 'start', '--help']);
    expect(help.code).toBe(0);
    expect(help.out.startsWith('Examples:\n  carillon run start daily-report --follow')).toBe(true);
    expect(help.out).toContain('--idempotency-key');
  });

  it('says what may have been meant', async () => {
    expect(await carillon(['run', 'lst'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean list?'),
    });
    expect(await carillon(['aply'])).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean apply?') });
    expect(await carillon(['run', 'list', '--stat', 'failed'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean --state?'),
    });
  });

  it('knows no argument of a command that runs alone in a word that is no command', async () => {
    expect(await carillon(['worker', 'lst'])).toMatchObject({
      code: 2,
      err: "error: unknown command 'lst'\n(did you mean 'list'?)\n  fix: see `carillon worker --help`\n",
    });
  });

  it('says how a command is called that was called wrongly', async () => {
    expect(await carillon(['run', 'get'])).toMatchObject({
      code: 2,
      err: "error: missing required argument 'run'\n  usage: carillon run get [options] <run>\n  fix: see `carillon run get --help`\n",
    });
    expect(await carillon(['frobnicate'])).toMatchObject({
      code: 2,
      err: "error: unknown command 'frobnicate'\n  fix: see `carillon --help`\n",
    });
  });

  it('has the help of every command in front, too', async () => {
    for (const words of [['run'], ['run', 'start'], ['worker', 'cordon']])
      expect(await carillon(['help', ...words])).toEqual(await carillon([...words, '--help']));
    expect(await carillon(['help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Usage: carillon [options]'),
    });
  });

  it('refuses values it does not understand', async () => {
    for (const argv of [
      ['run', 'list', '--since', 'yesterday'],
      ['run', 'list', '--state', 'broken'],
      ['run', 'list', '-o', 'xml'],
      ['run', 'start', 'hello', '--follow', '--wait'],
      ['run', 'start', 'hello', '--timeout', '5m'],
      ['run', 'start'],
      ['run', 'list', '--server', 'localhost:4400'],
      ['run'],
    ]) {
      expect(await carillon(argv), argv.join(' ')).toMatchObject({ code: 2, out: '' });
    }
  });
});

describe('run list', () => {
  it('tells a list that is empty from one that filters leave empty', async () => {
    const api = await startFakeApi();
    api.answer('/runs', (response) => response.end(JSON.stringify({ items: [] })));
    expect((await carillon(['run', 'list', '--project', 'retail'], at(api.url))).err).toContain('no runs; start one');
    expect((await carillon(['run', 'list', '--state', 'failed'], at(api.url))).err).toContain('nothing matches');
  });

  it('asks for what the flags say', async () => {
    const api = await startFakeApi();
    await carillon(
      [
        'run',
        'list',
        '--state',
        'failed,stopped',
        '--workflow',
        'hello',
        '--since',
        '12h',
        '--limit',
        '7',
        '-e',
        'prod',
      ],
      at(api.url),
    );
    expect((api.seen[0]?.query.toString() ?? '').split('&').sort()).toEqual([
      'createdAfter=2026-11-20T12%3A10%3A00.000Z',
      'environment=prod',
      'limit=7',
      'state=failed',
      'state=stopped',
      'workflow=hello',
    ]);
    expect(api.seen[0]?.authorization).toBe('Bearer crl_api_x');
  });

  it('prints in every format', async () => {
    const api = await startFakeApi();
    const printed = async (...flags: string[]) => (await carillon(['run', 'list', ...flags], at(api.url))).out;
    expect(await printed()).toBe(
      'ID                              WORKFLOW  STATE    TRIGGER  DATE  CREATED  DURATION\n' +
        `${RUN_ID}  hello@3   success  manual   -     10m ago  4.0s\n`,
    );
    expect(JSON.parse(await printed('-o', 'json'))).toEqual([RUN]);
    expect(await printed('-o', 'yaml')).toContain(`id: ${RUN_ID}\n`);
    expect(await printed('-o', 'name')).toBe(`run/${RUN_ID}\n`);
    expect(await printed('-q')).toBe(`${RUN_ID}\n`);
    expect(await printed('-o', 'csv', '--columns', 'id,state,created')).toBe(
      `id,state,created\r\n${RUN_ID},success,2026-11-21T00:00:00.000Z\r\n`,
    );
    expect(await printed('--utc', '--columns', 'created')).toBe('CREATED\n2026-11-21T00:00:00.000Z\n');
    expect(await printed('--time-zone', 'Asia/Shanghai', '--columns', 'created')).toBe(
      'CREATED\n2026-11-21 08:00:00 +08:00\n',
    );
  });

  it('refuses a column that is none', async () => {
    const api = await startFakeApi();
    expect(await carillon(['run', 'list', '--columns', 'colour'], at(api.url))).toMatchObject({
      code: 2,
      err: expect.stringContaining("no column 'colour'"),
    });
  });
});

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

describe('run get', () => {
  it('tells children that failed from those that were stopped', async () => {
    const api = await startFakeApi();
    const totals = { rounds: 1, of: 5, open: 1, success: 1, failed: 1, stopped: 2 };
    api.state.tasks = [task('each', 1, { state: 'stopping', children: totals })];
    api.answer(`/runs/${RUN_ID}`, (response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...api.state.run, tasks: api.state.tasks })),
    );
    const { out } = await carillon(['run', 'get', RUN_ID], at(api.url));
    expect(out).toContain('4/5, 1 failed, 2 stopped');
  });
});

describe('run logs', () => {
  it('prints the tasks in the order they began, filtered by task, line and number', async () => {
    const api = await startFakeApi();
    api.state.logs = {
      greet: '2026-11-21T00:00:01.000Z o one\n2026-11-21T00:00:02.000Z e two\n2026-11-21T00:09:59.000Z o three\n',
      count: 'four',
    };
    const printed = async (...flags: string[]) => (await carillon(['run', 'logs', RUN_ID, ...flags], at(api.url))).out;
    expect(await printed()).toBe('greet | one\ngreet | two\ngreet | three\ncount | four\n');
    expect(await printed('--task', 'greet', '--tail', '1')).toBe('three\n');
    expect(await printed('--task', 'greet', '--since', '1m', '-t')).toBe('2026-11-21T00:09:59.000Z three\n');
    expect(await printed('--grep', 'o[nu]')).toBe('greet | one\ncount | four\n');
  });

  it('reads of a long log its end alone, also where it goes on', async () => {
    const api = await startFakeApi();
    const lines = Array.from({ length: 40_000 }, (_, n) => `第 ${n} 行 of many`);
    api.state.logs = { greet: `${lines.join('\n')}\n` };
    for (const flags of [[], ['-f']]) {
      for (const tail of [1, 20_000]) {
        const { out } = await carillon(
          ['run', 'logs', RUN_ID, '--task', 'greet', '--attempt', '1', '--tail', String(tail), ...flags],
          at(api.url),
        );
        expect(out).toBe(`${lines.slice(-tail).join('\n')}\n`);
      }
    }
    const read = api.seen.filter(({ path }) => path.endsWith('/log')).map(({ query }) => query.get('offset'));
    expect(read).not.toContain('0');
    expect((await carillon(['run', 'logs', RUN_ID, '-f', '--task', 'greet', '--attempt', '2'], at(api.url))).out).toBe(
      '',
    );
  });

  it('lets the server search, and says where the lines are', async () => {
    const api = await startFakeApi();
    api.state.logs = { greet: 'one\ntwo', count: 'four\none' };
    const searched = (...flags: string[]) => carillon(['run', 'logs', RUN_ID, ...flags], at(api.url));
    expect(await searched('--search', 'one')).toMatchObject({ code: 0, out: 'greet:1: one\ncount:2: one\n' });
    expect(await searched('--search', 'one', '--task', 'count')).toMatchObject({ out: 'count:2: one\n' });
    expect(await searched('--search', 'none')).toMatchObject({ code: 1, out: '' });
    expect(await searched('--search', 'one', '-f')).toMatchObject({ code: 2 });
    expect(await searched('--pattern')).toMatchObject({ code: 2 });
  });

  it('says where the lines of child runs are', async () => {
    const api = await startFakeApi();
    api.state.tasks = [task('each', 1, { children: { rounds: 1, open: 0, success: 2, failed: 0, stopped: 0 } })];
    api.state.logs = {};
    const { out, err } = await carillon(['run', 'logs', RUN_ID, '--task', 'each'], at(api.url));
    expect(out).toBe('');
    expect(err).toContain(`carillon run children ${RUN_ID} --task each`);
  });

  it('names the tasks there are', async () => {
    const api = await startFakeApi();
    const refused = await carillon(['run', 'logs', RUN_ID, '--task', 'gret'], at(api.url));
    expect(refused).toMatchObject({
      code: 5,
      err: "error: the run has no task 'gret'\n  fix: did you mean 'greet'?\n",
    });
  });

  it('keeps a terminal safe, and a file as it was', async () => {
    const api = await startFakeApi();
    const hostile = '\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b[0m';
    api.state.logs = { greet: `${hostile}\n` };
    const toFile = await carillon(['run', 'logs', RUN_ID, '--task', 'greet'], at(api.url));
    const toTerminal = await carillon(['run', 'logs', RUN_ID, '--task', 'greet'], { ...at(api.url), isOutTty: true });
    expect(toFile.out).toBe(`${hostile}\n`);
    expect(toTerminal.out).toBe('\x1b[31mred\x1b[0m\x1b[0m\n');
  });
});

describe('a failure', () => {
  it('tells what, why, how to fix it, and the request', async () => {
    const api = await startFakeApi();
    api.answer('/runs', (response) =>
      sendProblem(response, 422, 'VALIDATION_PARAMS', {
        detail: 'the parameters are not valid',
        hint: 'give a date',
        errors: [{ pointer: '/day', code: 'VALIDATION_PARAM_TYPE', message: 'must be a date' }],
      }),
    );
    expect(await carillon(['run', 'start', 'hello'], at(api.url))).toEqual({
      code: 2,
      out: '',
      err: 'error: the parameters are not valid\n  /day: must be a date\n  fix: give a date\n  VALIDATION_PARAMS · request req-1\n',
    });
  });

  it('does not say twice what it is about', async () => {
    const api = await startFakeApi();
    api.answer('/runs', (response) =>
      sendProblem(response, 422, 'VALIDATION_REQUEST', {
        detail: '/from: must be a date',
        errors: [{ pointer: '/from', code: 'VALIDATION_REQUEST', message: 'must be a date' }],
      }),
    );
    const { err } = await carillon(['run', 'start', 'hello'], at(api.url));
    expect(err.match(/must be a date/g)).toHaveLength(1);
  });

  it('has the exit code of its kind', async () => {
    const api = await startFakeApi();
    for (const [status, code, exit] of [
      [401, 'AUTH_REQUIRED', 4],
      [403, 'PERMISSION_DENIED', 4],
      [404, 'NOT_FOUND', 5],
      [409, 'CONFLICT_STATE', 6],
      [500, 'INTERNAL', 1],
      [404, 'FROM_A_LATER_VERSION', 5],
    ] as const) {
      api.answer(`/runs/${RUN_ID}`, (response) => sendProblem(response, status, code));
      expect(await carillon(['run', 'get', RUN_ID], at(api.url)), code).toMatchObject({ code: exit });
    }
  });

  it('says how to start a server when none answers', async () => {
    const port = await freePort();
    const refused = await carillon(['run', 'list'], at(`http://127.0.0.1:${port}`));
    expect(refused).toMatchObject({ code: 8, out: '' });
    expect(refused.err).toContain('ECONNREFUSED');
    expect(refused.err).toContain('carillon dev');
  });

  it('cannot write to the terminal what the server smuggles in', async () => {
    const api = await startFakeApi();
    api.answer('/runs', (response) =>
      sendProblem(response, 500, 'INTERNAL', { detail: 'oh \x1b]52;c;ZXZpbA==\x07no' }),
    );
    expect((await carillon(['run', 'list'], { ...at(api.url), isErrTty: true })).err).toContain('oh no');
  });
});

describe('apply', () => {
  it('sends documents with the files they name, and prints what became of them', async () => {
    const api = await startFakeApi();
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'flows', '.git'), { recursive: true });
    writeFileSync(
      join(cwd, 'flows', 'a.yaml'),
      'kind: Workflow\nname: a\ntasks: { x: { type: python, with: { file: a.py } }, y: { type: shell, with: { file: ../../etc/passwd } } }\n',
    );
    writeFileSync(join(cwd, 'flows', 'a.py'), 'print(1)\n');
    writeFileSync(join(cwd, 'flows', '.git', 'b.yaml'), 'kind: Workflow\n');
    api.answer('/documents/apply', (response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          items: [{ kind: 'Workflow', project: 'default', name: 'a', version: 1, outcome: 'created' }],
        }),
      ),
    );
    const applied = await carillon(['apply', '-f', 'flows', '-m', 'first', '--dry-run'], { ...at(api.url), cwd });
    expect(applied).toMatchObject({
      code: 0,
      out: expect.stringContaining('created'),
      err: 'dry run: nothing was changed\n',
    });
    expect(api.seen[0]?.body).toEqual({
      documents: [{ path: 'flows/a.yaml', text: expect.stringContaining('name: a') }],
      files: { 'flows/a.py': 'print(1)\n' },
      message: 'first',
      dryRun: true,
    });
  });

  it('shows the line that is wrong', async () => {
    const api = await startFakeApi();
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'a.yaml'), 'kind: Workflow\nname: a\n日本: 1\tscedule: x\n');
    api.answer('/documents/apply', (response) =>
      sendProblem(response, 422, 'VALIDATION_DOCUMENT', {
        errors: [
          {
            pointer: '/scedule',
            code: 'VALIDATION_UNKNOWN_FIELD',
            message: 'unknown field "scedule"',
            file: 'a.yaml',
            line: 3,
            column: 7,
            hint: 'Did you mean "schedule"?',
          },
        ],
      }),
    );
    const refused = await carillon(['apply', '-f', 'a.yaml'], { ...at(api.url), cwd });
    expect(refused.code).toBe(3);
    expect(refused.err).toBe(
      'a.yaml:3:7: error: unknown field "scedule"\n3 | 日本: 1 scedule: x\n            ^\n  fix: Did you mean "schedule"?\n\nerror: nothing was applied\n',
    );
  });

  it('says so when there is nothing to apply', async () => {
    expect(await carillon(['apply', '-f', '.'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no documents in .'),
    });
    expect(await carillon(['apply', '-f', 'missing.yaml'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('missing.yaml'),
    });
  });
});

describe('init', () => {
  it('writes a document once and never over another', async () => {
    const cwd = temporaryFolder();
    expect(await carillon(['init'], { cwd })).toMatchObject({ code: 0, out: 'hello.yaml\n' });
    expect(await carillon(['init'], { cwd })).toMatchObject({ code: 1, err: expect.stringContaining('there already') });
    expect(await carillon(['init', 'helo'], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringContaining('choose from hello'),
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
