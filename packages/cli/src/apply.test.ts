import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carillon, temporaryFolder } from '../test/capture.ts';
import { at, sendProblem, startFakeApi } from '../test/fake-api.ts';

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
