import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { familyOf, type HostProcess, killAll, survivorsOf } from './host-processes.ts';
import { startNpm } from './npm.ts';
import { until } from './until.ts';

it.each([
  { workload: 'memory', signal: 'pressCtrlC', code: 130 },
  { workload: 'idle', signal: 'terminate', code: 143 },
] as const)(
  '$signal ends a bench of $workload with $code, and nothing that it started or wrote is left',
  async ({ workload, signal, code }) => {
    // With a short name, and open to whom a database runs as: its socket lies there.
    const place = await mkdtemp('/tmp/bench-');
    await chmod(place, 0o711);
    // The compile cache is npm's own, in versions that have one.
    const settings = { TMPDIR: place, NODE_DISABLE_COMPILE_CACHE: '1' };
    const npm = startNpm(['run', '--silent', 'bench', '--', '--workload', workload], settings);
    let family: readonly HostProcess[] = [];
    try {
      await until('the worker of its platform', async () => {
        if (npm.hasEnded()) throw new Error(`the bench ended while it was starting:\n${npm.said()}`);
        family = await familyOf(npm.pid);
        return family.some(({ command }) => command.includes('worker run'));
      });
      npm[signal]();
      expect({ code: await npm.ended, said: npm.said() }).toMatchObject({ code });
      expect(npm.said()).not.toMatch(/\.mjs:\d/);
      await until('the end of everything it started', async () => (await survivorsOf(family)).length === 0);
      expect(await readdir(place)).toEqual([]);
    } finally {
      killAll(await survivorsOf(family));
      await rm(place, { recursive: true, force: true });
    }
  },
);
