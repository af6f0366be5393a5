/** A planted secret is looked for everywhere that the platform writes: database files, logs, answers (S5.4). */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Platform, startPlatform } from './platform.ts';

const CANARY = 'Canary7&Zebra/9+"q';

/** What a task that leaks leaves: each form from the middle of the secret, so that no alignment hides it. */
const FORMS: readonly Buffer[] = [
  CANARY,
  JSON.stringify(CANARY).slice(1, -1),
  encodeURIComponent(CANARY),
  Buffer.from(CANARY).toString('hex'),
  ...[0, 1, 2].map((shift) =>
    Buffer.from('.'.repeat(shift) + CANARY)
      .toString('base64')
      .slice(4, -4),
  ),
].map((text) => Buffer.from(text));

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ words: ['--no-examples'] });
});
afterAll(() => platform.remove());

describe('a secret', () => {
  it('reaches the tasks that name it, as variable, file and field', async () => {
    await platform.client.secrets.set({ name: 'dwh', value: CANARY });
    await platform.publish({
      name: 'leaky',
      tasks: {
        say: {
          type: 'shell',
          env: { DWH: 'u:${{ secrets.dwh }}' },
          with: {
            script: [
              'set -e',
              '[ "$DWH" = "u:$(cat "$CARILLON_SECRETS/dwh")" ] && echo "both alike"',
              'stat -c "%a %U" "$CARILLON_SECRETS/dwh" | sed "s/$(id -un)/mine/"',
              'ps -eo args | grep -c "[C]anary7" || true',
              'printf "%s" "$DWH"; sleep 0.2; printf "%s\\n" "$DWH"',
              'printf "%s" "$DWH" | base64 -w0; echo; printf "%s" "$DWH" | od -An -tx1 | tr -d " \\n"; echo',
              'printf "left=%s\\n" "$DWH" >> "$CARILLON_OUTPUT"',
            ].join('\n'),
          },
          outputs: { left: 'string' },
        },
        fail: {
          type: 'python',
          needs: ['say'],
          env: { DWH: '${{ secrets.dwh }}' },
          with: {
            script:
              'import os, json, urllib.parse as u\nprint(json.dumps(os.environ["DWH"]), u.quote(os.environ["DWH"], safe=""))\nraise ValueError(os.environ["DWH"])',
          },
        },
      },
    });
    const { id } = await platform.client.runs.start({ workflow: 'leaky' });
    expect((await platform.client.runs.wait(id)).state).toBe('failed');
    const tasks = await platform.client.runs.tasks(id);
    const say = tasks.find(({ task }) => task === 'say');
    expect(say).toMatchObject({ state: 'success', outputs: { left: 'u:***' } });
    expect(say?.input).toMatchObject({ env: { DWH: 'u:${{ secrets.dwh }}' } });
    const log = await platform.cli('run', 'logs', id);
    expect(log.out).toContain('both alike');
    expect(log.out).toContain('400 mine');
    expect(log.out).toMatch(/u:\*\*\*u:\*\*\*/);
    expect(log.out).toContain('ValueError: ***');
  });

  it('is found nowhere on the disk, and nowhere in what the server tells', async () => {
    const answers = ['/runs', '/audit', '/secrets', '/workflows', '/openapi.json'].map(async (at) =>
      Buffer.from(await (await platform.client.request({ path: at })).text()),
    );
    for (const answer of await Promise.all(answers)) expect(formsIn(answer)).toEqual([]);
    await platform.stop();
    expect(platform.dev.said()).not.toContain(CANARY);
    const { dataDir } = platform;
    const database = (await readFile(path.join(dataDir, 'postgres', 'home'), 'utf8').catch(() => dataDir)).trim();
    const files = (await Promise.all([dataDir, database].map(filesBelow))).flat();
    // A database has that many: with fewer, the place was a wrong one.
    expect(files.length).toBeGreaterThan(500);
    const found: string[] = [];
    let seesTheDatabase = false;
    for (const file of files) {
      const bytes = await readFile(file);
      seesTheDatabase ||= bytes.includes('ValueError: ***');
      if (formsIn(bytes).length > 0) found.push(file);
    }
    expect(seesTheDatabase).toBe(true);
    expect(found).toEqual([]);
    const worker = await readFile(files.find((file) => path.basename(file) === 'worker-id') as string, 'utf8');
    expect((await readdir('/dev/shm')).filter((name) => name.includes(worker.trim()))).toEqual([]);
  });

  it('opens after a restart with the key that the first start made, and does not without it', async () => {
    expect((await stat(path.join(platform.dataDir, 'secrets-key'))).mode & 0o777).toBe(0o600);
    await platform.start();
    const { id } = await platform.client.runs.start({ workflow: 'leaky' });
    expect((await platform.client.runs.wait(id)).state).toBe('failed');
    const tasks = await platform.client.runs.tasks(id);
    expect(tasks.find(({ task }) => task === 'say')?.state).toBe('success');
    expect((await platform.cli('audit', 'verify')).code).toBe(0);
    await platform.stop();
    await rm(path.join(platform.dataDir, 'secrets-key'));
    await expect(platform.start()).rejects.toThrow(/sealed with master keys that this server does not have/);
  });
});

const formsIn = (bytes: Buffer): string[] => FORMS.filter((form) => bytes.includes(form)).map(String);

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
