import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { familyOf, survivorsOf } from './host-processes.ts';
import { freePort, readAnnouncement, removeData } from './platform.ts';
import { until } from './until.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

it('npm start ends with 0 and leaves nothing when Ctrl-C reaches every process of the terminal', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'carillon-e2e-'));
  const [http, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const npm = spawn('npm', ['start', '--silent', '--', '--no-examples'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      CARILLON_DATA_DIR: dataDir,
      CARILLON_HTTP_PORT: String(http),
      CARILLON_GRPC_PORT: String(grpc),
      CARILLON_METRICS_PORT: String(metrics),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a shell gives to what it runs in the foreground.
    detached: true,
  });
  let said = '';
  for (const stream of [npm.stdout, npm.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => npm.once('close', resolve));
  const group = -(npm.pid ?? Number.NaN);
  try {
    await until('a started server', () => {
      if (npm.exitCode !== null) throw new Error(`npm start ended while it was starting:\n${said}`);
      return said.includes('Ctrl-C stops everything');
    });
    const family = await familyOf(npm.pid ?? 0);
    process.kill(group, 'SIGINT');
    expect({ code: await ended, said }).toMatchObject({
      code: 0,
      said: expect.stringContaining('stopping;') as string,
    });
    expect(said).not.toMatch(/error|fatal|ended by itself/i);
    expect(family.length).toBeGreaterThan(3);
    await until('the end of everything it started', async () => (await survivorsOf(family)).length === 0);
    expect(await readAnnouncement(dataDir)).toBeUndefined();
  } finally {
    if (npm.exitCode === null) process.kill(group, 'SIGKILL');
    await removeData(dataDir);
  }
});
