import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from './platform.ts';
import { until } from './until.ts';

let platform: Platform;
let folder: string;
beforeAll(async () => {
  platform = await startPlatform({ words: ['--no-examples'] });
  folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-calendars-'));
});
afterAll(async () => {
  await platform.remove();
  await rm(folder, { recursive: true, force: true });
});

async function apply(name: string, text: string) {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return platform.cli('apply', '-f', file);
}

const GATE = 'kind: Calendar\nname: gate\n';
const CLOSED = `${GATE}exclude: [{ from: 2000-01-01, to: 2039-12-31, reason: Closed for years }]\n`;
const EVERY_SECOND = `kind: Workflow
name: gated
schedule: { cron: "* * * * * *", calendar: from-gate, overlap: allow }
tasks: { only: { type: noop } }
`;

describe('a schedule with a calendar', () => {
  it('rests while its days are closed, and fires at once when a new version of a part of it opens them', async () => {
    const built = 'kind: Calendar\nname: from-gate\nintersection: [gate]\n';
    expect((await apply('gated.yaml', `${CLOSED}---\n${built}---\n${EVERY_SECOND}`)).code).toBe(0);
    const closed = await platform.cli('calendar', 'days', 'from-gate', '-q');
    expect(closed.code).toBe(0);
    expect((await platform.client.runs.list({ workflow: 'gated' })).items).toEqual([]);

    const opened = await apply('gate.yaml', GATE);
    expect(opened.out).toMatch(/from-gate +2 +updated/);
    await until('runs on the days that are open now', async () => {
      const { items } = await platform.client.runs.list({ workflow: 'gated' });
      return items.length >= 2;
    });
  });

  it('shows the make-up workdays of China in the terminal', async () => {
    const { out } = await platform.cli('calendar', 'days', 'cn-workdays', '--month', '2026-05');
    expect(out).toContain(' 4·  5·  6   7   8   9+ 10·');
  });
});
