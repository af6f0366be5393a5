import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@carillon/sdk';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createScreen, temporaryFolder } from '../../test/capture.ts';
import { sendProblem, startFakeApi } from '../../test/fake-api.ts';
import { watchDocuments } from './watch-documents.ts';

const WAIT = { timeout: 20_000, interval: 20 };

it('publishes what is saved, tells what is wrong, and goes on with the next save', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('a.yaml', 'first');
  const { url, answer } = await startFakeApi();
  const applied: string[][] = [];
  answer('/documents/apply', (response, { body }) => {
    const { documents } = body as { documents: { path: string; text: string }[] };
    applied.push(documents.map(({ path, text }) => `${path}: ${text}`));
    const bad = documents.find(({ text }) => text === 'bad');
    if (bad !== undefined)
      return sendProblem(response, 422, 'INVALID_DOCUMENT', {
        errors: [{ pointer: '', message: 'it is bad', file: bad.path, line: 1, column: 1 }],
      });
    const items = documents.map(({ path, text }) => ({
      kind: 'Workflow',
      project: 'default',
      name: path.replace('.yaml', ''),
      version: applied.length,
      outcome: text === 'first' ? 'unchanged' : 'updated',
    }));
    response.end(JSON.stringify({ items }));
  });
  const { terminal, err } = createScreen({ cwd: folder });
  const leave = new AbortController();
  onTestFinished(() => leave.abort());
  await watchDocuments(['.'], { client: createClient({ server: url }), terminal, signal: leave.signal });
  await vi.waitFor(() => expect(err()).toContain('1 document, as published'), WAIT);

  write('a.yaml', 'bad');
  await vi.waitFor(() => expect(err()).toContain('a.yaml:1:1: error: it is bad'), WAIT);
  write('a.yaml', 'good');
  await vi.waitFor(() => expect(err()).toContain('updated default/a@'), WAIT);

  mkdirSync(join(folder, 'below'));
  write('below/b.yaml', 'new');
  await vi.waitFor(() => expect(applied.at(-1)).toEqual(['a.yaml: good', 'below/b.yaml: new']), WAIT);

  rmSync(join(folder, 'below', 'b.yaml'));
  await vi.waitFor(() => expect(applied.at(-1)).toEqual(['a.yaml: good']), WAIT);
  const before = applied.length;
  mkdirSync(join(folder, '.git'));
  write('.git/c.yaml', 'hidden');
  write('a.yaml', 'better');
  await vi.waitFor(() => expect(applied.at(-1)).toEqual(['a.yaml: better']), WAIT);
  expect(
    applied
      .slice(before)
      .flat()
      .filter((text) => text.includes('hidden')),
  ).toEqual([]);
});
