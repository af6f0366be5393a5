import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { loadDocuments } from '@carillon/spec';
import { describe, expect, it } from 'vitest';
import { carillon, temporaryFolder } from '../test/capture.ts';
import { startFakeApi, WORKFLOW } from '../test/fake-api.ts';

const PUBLISHED = `kind: Workflow
name: hello
tasks:
  extract: { type: shell, with: { script: echo out } }
  load: { type: python, needs: [extract], with: { file: load.py }, timeout: 10m }
  report: { type: shell, needs: [load], with: { script: echo done } }
`;
const EDITED = PUBLISHED.replace('timeout: 10m', 'timeout: 30m')
  .replace(/ {2}report.*\n/, '  check: { type: shell, needs: [load], with: { script: echo ok } }\n')
  .replace('tasks:', '# as agreed\ntasks:');

const sideOf = (text: string, script: string) => {
  const [loaded] = loadDocuments([{ path: 'hello.yaml', text }], { 'load.py': script }).workflows;
  return { ...WORKFLOW, document: loaded?.document, source: text, files: { 'load.py': script } };
};
/** Commands are read when they are called, which takes its time on a busy machine. */
const SLOW = { timeout: 60_000 };
const send = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

async function api(outcome: 'created' | 'updated' | 'unchanged') {
  const fake = await startFakeApi();
  const items = [{ kind: 'Workflow', project: 'default', name: 'hello', version: 4, outcome }];
  fake.answer('/documents/apply', (response) => send(response, { items }));
  fake.answer('/workflows/default/hello/versions/3', (response) => send(response, sideOf(PUBLISHED, 'pass')));
  fake.answer('/workflows/default/hello/versions/2', (response) => send(response, sideOf(EDITED, 'pass')));
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'hello.yaml'), EDITED);
  writeFileSync(join(cwd, 'load.py'), 'print(1)');
  return { ...fake, place: { cwd, env: { CARILLON_SERVER: fake.url, CARILLON_TOKEN: 'crl_api_x' } } };
}

describe('carillon diff', SLOW, () => {
  it('tells in sentences and as a graph what an apply would change, and changes nothing', async () => {
    const { place, seen } = await api('updated');
    const { code, out } = await carillon(['diff', '-f', '.'], place);
    expect(code).toBe(12);
    expect(out).toBe(
      [
        'Workflow default/hello: becomes version 4',
        '  timeout of load: 10m → 30m',
        '  task report removed',
        '  new task check',
        '  files.load.py: pass → print(1)',
        '',
        '    extract',
        '  ~ load ← extract',
        '  + check ← load',
        '  - report ← load',
        '',
      ].join('\n'),
    );
    expect(seen.filter(({ method }) => method !== 'GET').map(({ body }) => body)).toEqual([
      expect.objectContaining({ dryRun: true }),
    ]);
  });

  it('tells the lines when it is asked for them', async () => {
    const { place } = await api('updated');
    const { out } = await carillon(['diff', '-f', 'hello.yaml', '--as', 'text'], place);
    expect(out).toContain('  + # as agreed\n');
    expect(out).toContain('  - ' + PUBLISHED.split('\n').at(4) + '\n');
    expect(out).not.toContain('new task');
  });

  it('gives programs all of it', async () => {
    const { place } = await api('updated');
    const [one] = JSON.parse((await carillon(['diff', '-f', '.', '-o', 'json'], place)).out);
    expect(one).toMatchObject({ kind: 'Workflow', name: 'hello', version: 4, outcome: 'updated' });
    expect(one.changes[0]).toEqual({
      change: 'changed',
      path: ['tasks', 'load', 'timeout'],
      before: '10m',
      after: '30m',
      sentence: 'timeout of load: 10m → 30m',
    });
  });

  it('ends with 0 where nothing changes, and reads no version of what is new', async () => {
    const same = await api('unchanged');
    expect(await carillon(['diff', '-f', '.'], same.place)).toEqual({ code: 0, out: '', err: '1 stays as it is\n' });
    const created = await api('created');
    const { out } = await carillon(['diff', '-f', '.'], created.place);
    expect(out).toContain('Workflow default/hello: new\n  + extract\n');
    expect(created.seen.map(({ path }) => path)).toEqual(['/documents/apply']);
  });
});

describe('carillon workflow diff', SLOW, () => {
  it('compares the live version with the one before it', async () => {
    const { place } = await api('unchanged');
    const { code, out, err } = await carillon(['workflow', 'diff', 'hello'], place);
    expect([code, err]).toEqual([12, 'default/hello 2 → 3\n']);
    expect(out).toContain('timeout of load: 30m → 10m');
    expect((await carillon(['workflow', 'diff', 'hello', '--from', '3', '--to', '3'], place)).code).toBe(0);
  });
});

describe('carillon plan', SLOW, () => {
  const PLAN = {
    errors: [],
    logicalDate: '2026-11-20',
    params: { region: 'cn' },
    tasks: [
      { in: 'tasks', task: 'extract', type: 'shell', step: 1, inline: false, workers: ['w1'], workerCount: 5 },
      { in: 'tasks', task: 'load', type: 'python', step: 2, inline: false, workers: [], workerCount: 0 },
    ],
    firings: [],
  };

  it('says in which order what would run where, with parameters by their types', async () => {
    const { place, answer, seen } = await api('updated');
    answer('/documents/dry-run', (response) => send(response, PLAN));
    writeFileSync(join(place.cwd, 'typed.yaml'), EDITED.replace('tasks:', 'params: { n: { type: integer } }\ntasks:'));
    const { code, out } = await carillon(['plan', '-f', 'typed.yaml', '--date', '2026-11-20', '-p', 'n=3'], place);
    expect(code).toBe(0);
    expect(out).toContain('covers  2026-11-20\nregion = cn\n');
    expect(out).toMatch(/2 +load +- +python +- +NONE is connected/);
    expect(seen.at(-1)?.body).toMatchObject({ date: '2026-11-20', params: { n: 3 }, files: { 'load.py': 'print(1)' } });
  });

  it('shows what is wrong at its line', async () => {
    const { place, answer } = await api('updated');
    const error = { pointer: '5:9', code: 'VALIDATION_REFERENCE', message: 'no such queue', line: 5, column: 9 };
    answer('/documents/dry-run', (response) => send(response, { errors: [error], params: {}, tasks: [], firings: [] }));
    const { code, err } = await carillon(['plan', '-f', 'hello.yaml'], place);
    expect([code, err]).toEqual([3, expect.stringContaining('hello.yaml:5:9: error: no such queue')]);
    expect(err).toContain('5 | ');
  });
});
