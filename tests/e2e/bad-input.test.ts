import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ApiError, createClient } from '@carillon/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from './platform.ts';
import { runProgram } from './program.ts';

const GOOD = `kind: Workflow
name: good
params:
  day: { type: date }
  text: { type: string, default: "" }
tasks:
  a: { type: noop }
`;

interface BadDocument {
  readonly what: string;
  readonly text: string;
  /** Line and column of the place, what is wrong, and the fix. */
  readonly place: string;
  readonly message: string;
  readonly fix: string;
}

const task = (body: string, ...more: string[]): string =>
  ['kind: Workflow', 'name: bad', 'tasks:', `  a: ${body}`, ...more, ''].join('\n');

const BAD: readonly BadDocument[] = [
  {
    what: 'YAML that cannot be read',
    text: task('{ type: noop', '  b: { type: noop }'),
    place: '5:3',
    message: 'flow map in block collection must be sufficiently indented and end with a }',
    fix: 'Indent the lines of one map or list alike, with spaces.',
  },
  {
    what: 'a field that does not exist',
    text: task('{ type: noop, timeot: 5s }'),
    place: '4:20',
    message: 'tasks.a has no field "timeot"',
    fix: 'Did you mean "timeout"?',
  },
  {
    what: 'tasks that wait for each other',
    text: task('{ type: noop, needs: [c] }', '  b: { type: noop, needs: [a] }', '  c: { type: noop, needs: [b] }'),
    place: '4:27',
    message: 'tasks wait for each other: a → c → b → a',
    fix: 'Remove one of these from the needs of the one before it.',
  },
  {
    what: 'an upstream task that does not exist',
    text: task('{ type: noop, needs: [extrakt] }', '  extract: { type: noop }'),
    place: '4:28',
    message: 'a needs "extrakt", which is no task',
    fix: 'Did you mean "extract"?',
  },
  {
    what: 'an unknown task type',
    text: task('{ type: shel, with: { script: "true" } }'),
    place: '4:14',
    message: 'tasks.a.type must be one of',
    fix: 'Did you mean "shell"?',
  },
  {
    what: 'a task type of a later version',
    text: task('{ type: docker, with: { image: busybox } }'),
    place: '4:14',
    message: 'the task type "docker" is not available yet',
    fix: 'a later version brings it',
  },
  {
    what: 'an expression inside a script',
    text: task('{ type: shell, with: { script: "echo ${{ run.id }}" } }'),
    place: '4:37',
    message: '${{ is not evaluated inside script',
    fix: 'Give the value in env, or read the parameter from CARILLON_PARAM_<NAME>',
  },
];

let platform: Platform;
let folder: string;

beforeAll(async () => {
  platform = await startPlatform({ words: ['--no-examples'] });
  folder = path.join(platform.dataDir, 'documents');
  await mkdir(folder);
  await platform.client.documents.apply({ documents: [{ path: 'good.yaml', text: GOOD }] });
});
afterAll(() => platform?.remove());

afterEach(expectNothingChanged);

async function expectNothingChanged(): Promise<void> {
  expect((await fetch(`${platform.announced.url}/health/ready`)).status).toBe(200);
  const { items } = await platform.client.workflows.list();
  expect(items.map(({ name, version }) => `${name}@${version}`)).toEqual(['good@1']);
  expect((await platform.client.runs.list()).items).toEqual([]);
}

const refusalOf = async (call: Promise<unknown>): Promise<ApiError> => {
  const error = await call.then(
    () => undefined,
    (refusal: unknown) => refusal,
  );
  if (!(error instanceof ApiError)) throw new Error(`no refusal but ${String(error)}`);
  return error;
};

async function written(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

describe.each(BAD)('a document with $what', ({ text, place, message, fix }) => {
  const [line, column] = place.split(':');

  it('is refused by the API with its place and the fix, and nothing beside it is applied', async () => {
    const documents = [
      { path: 'fine.yaml', text: GOOD.replace('name: good', 'name: fine') },
      { path: 'bad.yaml', text },
    ];
    const { status, code, errors } = await refusalOf(platform.client.documents.apply({ documents }));
    expect({ status, code }).toEqual({ status: 422, code: 'VALIDATION_DOCUMENT' });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      file: 'bad.yaml',
      line: Number(line),
      column: Number(column),
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(fix) as string,
    });
  });

  it('is shown by the command line with its place and the fix, and gives exit code 3', async () => {
    const file = await written('bad.yaml', text);
    for (const words of [
      ['validate', file],
      ['apply', '-f', file],
    ]) {
      const { code, out, err } = await platform.cli(...words);
      expect(code).toBe(3);
      expect(`${out}${err}`).toContain(`bad.yaml:${place}`);
      expect(`${out}${err}`).toContain(`error: ${message}`);
      expect(`${out}${err}`).toMatch(/fix: \S/);
      expect(`${out}${err}`).toContain(fix);
    }
  });
});

describe('input above its limit', () => {
  it('is refused as a document with the size that is allowed', async () => {
    const text = `${GOOD.replace('good', 'large')}#${'x'.repeat(5 * 2 ** 20)}\n`;
    const { status, errors } = await refusalOf(
      platform.client.documents.apply({ documents: [{ path: 'large.yaml', text }] }),
    );
    expect(status).toBe(422);
    expect(errors).toMatchObject([{ file: 'large.yaml', message: expect.stringContaining('5 MiB') as string }]);
    const { code, err, out } = await platform.cli('apply', '-f', await written('large.yaml', text));
    expect(code).toBe(3);
    expect(`${out}${err}`).toMatch(/large\.yaml.*5 MiB/);
  });

  it('is refused as parameters of a run with the size that is allowed', async () => {
    const params = { day: '2026-01-01', text: 'x'.repeat(256 * 1024) };
    const { status, code, message } = await refusalOf(platform.client.runs.start({ workflow: 'good', params }));
    expect({ status, code }).toEqual({ status: 422, code: 'LIMIT_PARAMS' });
    expect(message).toContain('256 KiB');
    const file = await written('params.json', JSON.stringify(params));
    const shown = await platform.cli('run', 'start', 'good', '--params', file);
    expect(shown.code).toBe(1);
    expect(shown.err).toContain('256 KiB');
  });

  it('is refused as a body, whatever is in it', async () => {
    const { status, code } = await refusalOf(
      platform.client.runs.start({ workflow: 'good', params: { text: 'x'.repeat(2 ** 21) } }),
    );
    expect({ status, code }).toEqual({ status: 413, code: 'LIMIT_BODY' });
  });
});

describe('a run that cannot be started', () => {
  it('names the workflow that does not exist, and the near one', async () => {
    const { status, code } = await refusalOf(platform.client.runs.start({ workflow: 'goood' }));
    expect({ status, code }).toEqual({ status: 404, code: 'NOT_FOUND' });
    const shown = await platform.cli('run', 'start', 'goood');
    expect(shown.code).toBe(5);
    expect(shown.err).toContain('goood');
    expect(shown.err).toMatch(/fix: .*good/);
  });

  it.each([
    ['of the wrong type', { day: 'yesterday' }, ['-p', 'day=yesterday'], 'day'],
    ['that does not exist', { dya: '2026-01-01' }, ['-p', 'dya=2026-01-01'], 'dya'],
  ])('names the parameter %s', async (_, params, words, name) => {
    const { status, code, errors } = await refusalOf(platform.client.runs.start({ workflow: 'good', params }));
    expect({ status, code }).toEqual({ status: 422, code: 'VALIDATION_PARAMS' });
    expect(errors).toMatchObject([{ pointer: expect.stringContaining(name) as string }]);
    const shown = await platform.cli('run', 'start', 'good', ...words);
    expect(shown.code).toBe(2);
    expect(shown.err).toMatch(new RegExp(`error: [^]*${name}`));
  });
});

describe('who is not known', () => {
  it('is told so with a wrong token, and gives exit code 4', async () => {
    const { url, token } = platform.announced;
    const wrong = `${token.slice(0, -8)}_0000000`;
    const { status } = await refusalOf(createClient({ server: url, token: wrong }).workflows.list());
    expect(status).toBe(401);
    const shown = await runProgram(['workflow', 'list'], { CARILLON_SERVER: url, CARILLON_TOKEN: wrong });
    expect(shown.code).toBe(4);
    expect(shown.err).toContain('fix: ');
    expect(shown.err).not.toContain(wrong);
  });

  it('is refused as a worker with a wrong token', async () => {
    const { grpc, token } = platform.announced;
    const { code, out, err } = await runProgram(['worker', 'run'], {
      CARILLON_DATA_DIR: platform.dataDir,
      CARILLON_WORKER_NAME: 'stranger',
      CARILLON_WORKER_TOKEN: token,
      CARILLON_SANDBOX: '0',
      CARILLON_GRPC: grpc,
    });
    expect(code).toBe(1);
    expect(`${out}${err}`).toMatch(/error: .*token/);
  });

  it('is told where no server answers, and gives exit code 8', async () => {
    const shown = await runProgram(['workflow', 'list'], {
      CARILLON_SERVER: 'http://127.0.0.1:1',
      CARILLON_TOKEN: platform.announced.token,
    });
    expect(shown.code).toBe(8);
    expect(shown.err).toContain('no answer from http://127.0.0.1:1');
    expect(shown.err).toContain('fix: ');
  });
});
