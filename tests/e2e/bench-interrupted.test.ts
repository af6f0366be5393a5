import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { familyOf, killAll, survivorsOf } from './host-processes.ts';
import { until } from './until.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Ctrl-C reaches every process of the terminal, TERM only the one it is meant for. */
it.each([
  { workload: 'memory', signal: 'SIGINT', isToAll: true, code: 130 },
  { workload: 'idle', signal: 'SIGTERM', isToAll: false, code: 143 },
] as const)(
  '$signal ends a bench of $workload with $code, and nothing that it started or wrote is left',
  async (given) => {
    // With a short name, and open to whom a database runs as: its socket lies there.
    const place = await mkdtemp('/tmp/bench-');
    await chmod(place, 0o711);
    const npm = spawn('npm', ['run', '--silent', 'bench', '--', '--workload', given.workload], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: place },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let said = '';
    for (const stream of [npm.stdout, npm.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = new Promise<number | null>((resolve) => npm.once('close', resolve));
    const pid = npm.pid ?? Number.NaN;
    let family = await familyOf(pid);
    try {
      await until('the worker of its platform', async () => {
        if (npm.exitCode !== null) throw new Error(`the bench ended while it was starting:\n${said}`);
        family = await familyOf(pid);
        return family.some(({ command }) => command.includes('worker run'));
      });
      process.kill(given.isToAll ? -pid : pid, given.signal);
      expect({ code: await ended, said }).toMatchObject({ code: given.code });
      expect(said).not.toMatch(/\.mjs:\d/);
      await until('the end of everything it started', async () => (await survivorsOf(family)).length === 0);
      expect(await readdir(place)).toEqual([]);
    } finally {
      killAll(await survivorsOf(family));
      await rm(place, { recursive: true, force: true });
    }
  },
);
