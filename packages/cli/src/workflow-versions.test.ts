import { readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { hashVersion, loadDocuments } from '@carillon/spec';
import { describe, expect, it } from 'vitest';
import { carillon, temporaryFolder } from '../test/capture.ts';
import { startFakeApi, WORKFLOW } from '../test/fake-api.ts';

const LIVE = `kind: Workflow
name: hello
queue: etl
schedule: { cron: 0 6 * * *, calendar: shop-days }
tasks:
  extract: { type: shell, with: { script: echo out }, env: { KEY: '\${{ secrets.dwh }}', REGION: '\${{ vars.region }}' } }
  load: { type: python, needs: [extract], with: { file: lib/load.py }, timeout: 10m }
`;
const OLDER = LIVE.replace('timeout: 10m', 'timeout: 30m');
const FILES = { 'lib/load.py': 'print(1)\n' };
const CALENDAR = { kind: 'Calendar', name: 'shop-days', project: 'default', holidays: [{ country: 'CN' }] };
/** Commands are read when they are called, which takes its time on a busy machine. */
const SLOW = { timeout: 60_000 };

const sideOf = (text: string) => {
  const [loaded] = loadDocuments([{ path: 'hello.yaml', text }], FILES).workflows;
  return { ...WORKFLOW, document: loaded?.document, source: text, files: FILES };
};
const send = (response: ServerResponse, body: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

async function api() {
  const fake = await startFakeApi();
  const items = [{ kind: 'Workflow', project: 'default', name: 'hello', version: 4, outcome: 'updated' }];
  fake.answer('/documents/apply', (response) => send(response, { items }));
  // Newer than the live one: another environment has it.
  fake.answer('/workflows/default/hello/versions', (response) => send(response, { items: [{ number: 5 }] }));
  fake.answer('/workflows/default/hello/versions/3', (response) => send(response, sideOf(LIVE)));
  fake.answer('/workflows/default/hello/versions/2', (response) => send(response, sideOf(OLDER)));
  fake.answer('/calendars/default/shop-days', (response) =>
    send(response, { name: 'shop-days', origin: 'document', tags: [], document: CALENDAR }),
  );
  const cwd = temporaryFolder();
  const applied = () => fake.seen.filter(({ path }) => path === '/documents/apply').map(({ body }) => body);
  return { applied, cwd, place: { cwd, env: { CARILLON_SERVER: fake.url, CARILLON_TOKEN: 'crl_api_x' } } };
}

describe('carillon workflow rollback', SLOW, () => {
  it('publishes what the version before said, as a change of the live one, and says what that is', async () => {
    const { place, applied } = await api();
    const { code, out, err } = await carillon(['workflow', 'rollback', 'hello'], place);
    expect(code, err).toBe(0);
    expect(out).toContain('updated');
    expect(err).toContain('timeout of load: 10m → 30m');
    expect(applied()).toEqual([
      {
        documents: [{ path: 'hello.yaml', text: OLDER }],
        files: FILES,
        message: 'back to version 2',
        basedOn: { 'default/hello': 5 },
      },
    ]);
  });

  it('refuses the live version', async () => {
    const { place, applied } = await api();
    const { code, err } = await carillon(['workflow', 'rollback', 'hello', '--to', '3'], place);
    expect(code).toBe(2);
    expect(err).toContain('version 3 of hello is the live one');
    expect(applied()).toEqual([]);
  });
});

describe('carillon workflow export', SLOW, () => {
  it('writes all that is needed elsewhere, and names what must be there', async () => {
    const { place, cwd } = await api();
    const { code, err } = await carillon(['workflow', 'export', 'hello', '--to', 'out'], place);
    expect(code, err).toBe(0);
    const texts = ['hello.yaml', 'shop-days.calendar.yaml'].map((path) => ({
      path,
      text: readFileSync(join(cwd, 'out', path), 'utf8'),
    }));
    const { workflows, calendars } = loadDocuments(texts, {
      'lib/load.py': readFileSync(join(cwd, 'out/lib/load.py'), 'utf8'),
    });
    const [exported] = workflows;
    const live = sideOf(LIVE);
    expect(exported && hashVersion(exported.document, exported.files)).toBe(
      live.document && hashVersion(live.document, FILES),
    );
    expect(calendars.map(({ document }) => document.name)).toEqual(['shop-days']);
    expect(err).toContain('secret: dwh');
    expect(err).toContain('variable: region');
    expect(err).toContain('queue: etl');
  });

  it('writes over nothing that says something else', async () => {
    const { place, cwd } = await api();
    writeFileSync(join(cwd, 'hello.yaml'), 'mine');
    const refused = await carillon(['workflow', 'export', 'hello', '--to', '.'], place);
    expect(refused.code).toBe(1);
    expect(readFileSync(join(cwd, 'hello.yaml'), 'utf8')).toBe('mine');
    expect((await carillon(['workflow', 'export', 'hello', '--to', '.', '--force'], place)).code).toBe(0);
    expect(readFileSync(join(cwd, 'hello.yaml'), 'utf8')).toContain('kind: Workflow');
  });

  it('prints nothing that would lack its files', async () => {
    const { place } = await api();
    const { code, out, err } = await carillon(['workflow', 'export', 'hello'], place);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('lib/load.py');
  });
});

describe.runIf(process.platform !== 'win32')('carillon workflow edit', SLOW, () => {
  /** An editor is any command line: here one that changes the file it is given. */
  const edited = async (editor: string, words: readonly string[] = ['--yes'], answers: readonly string[] = []) => {
    const { place, applied } = await api();
    const left = [...answers];
    const ended = await carillon(['workflow', 'edit', 'hello', ...words], {
      ...place,
      env: { ...place.env, EDITOR: editor },
      ask: async () => left.shift(),
    });
    return { ...ended, applied: applied() };
  };

  it('publishes what was changed, scripts too, against the version that was opened', async () => {
    const { code, err, applied } = await edited(
      `sh -c 'sed -i s/10m/20m/ "$0"; echo "print(2)" > "$(dirname "$0")/lib/load.py"'`,
    );
    expect(code, err).toBe(0);
    expect(err).toContain('timeout of load: 10m → 20m');
    expect(applied).toEqual([
      expect.objectContaining({
        documents: [{ path: 'hello.yaml', text: LIVE.replace('10m', '20m') }],
        files: { 'lib/load.py': 'print(2)\n' },
        basedOn: { 'default/hello': 5 },
      }),
    ]);
  });

  it('changes nothing where nothing was changed', async () => {
    const { code, err, applied } = await edited('true');
    expect([code, applied]).toEqual([0, []]);
    expect(err).toContain('nothing was changed');
  });

  it('asks again where it is not valid, and keeps the text where it is left so', async () => {
    const { code, err, applied } = await edited('sed -i s/python/pithon/', [], ['n']);
    expect([code, applied]).toEqual([3, []]);
    expect(err).toContain('pithon');
    const [, folder = ''] = /kept in (\S+)/.exec(err) ?? [];
    expect(readFileSync(join(folder, 'hello.yaml'), 'utf8')).toContain('pithon');
  });

  it('publishes only when it is told to', async () => {
    const { code, applied } = await edited('sed -i s/10m/20m/', [], ['n']);
    expect([code, applied]).toEqual([1, []]);
  });
});
