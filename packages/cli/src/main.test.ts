import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { carillon } from '../test/capture.ts';
import { at, RUN_ID, sendProblem, startFakeApi } from '../test/fake-api.ts';

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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
