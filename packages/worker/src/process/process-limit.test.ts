/** Against the control groups of this machine; where it lets nobody make one, that is what is tested. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../test/silent-log.ts';
import { createProcessLimit, type ProcessLimit } from './process-limit.ts';
import { startWarden } from './warden.ts';

const run = promisify(execFile);
const MOST = 20;
const WORKER = randomUUID();
const FORTY = 'i=0; while [ $i -lt 40 ]; do sleep 1 & i=$((i + 1)); done; echo all';

let limit: ProcessLimit;
beforeEach(async () => {
  limit = createProcessLimit({ most: MOST, workerId: WORKER, life: 'second', log: silentLog });
  await limit.open();
});
afterEach(async () => {
  const groups = limit.directory();
  if (groups !== undefined) await rmdir(groups);
});

const outputOf = async (words: readonly [string, ...string[]]): Promise<string> => {
  const [program, ...args] = words;
  return run(program, args).then(
    ({ stdout }) => stdout.trim(),
    (error: unknown) => String((error as { stderr?: string }).stderr),
  );
};

describe('a task', () => {
  it('is given so many processes and no more, and says so, where the worker may make control groups', async () => {
    const group = await limit.groupOf(randomUUID());
    if (!group) return expect(await outputOf(['/bin/sh', '-c', FORTY])).toBe('all');
    const bomb = await group.command(['sh', '-c', FORTY], process.env, '/');
    expect(await outputOf(bomb)).toMatch(/fork/i);
    expect(await group.remove()).toBe(true);
    // Its neighbours have what they had.
    const next = await limit.groupOf(randomUUID());
    const words = (await next?.command(['echo', 'a  b'], process.env, '/')) ?? ['echo'];
    expect(await outputOf(words)).toBe('a  b');
    expect(await next?.remove()).toBe(false);
  });

  it('is gone when its group is empty, and not while somebody who left its session is in there', async () => {
    const group = await limit.groupOf(randomUUID());
    if (!group) return;
    expect(await group.isEmpty()).toBe(false);
    const script = 'setsid sleep 600 >/dev/null 2>&1 & echo $!';
    const pid = Number(await outputOf(await group.command(['sh', '-c', script], process.env, '/')));
    expect(await group.isEmpty()).toBe(false);
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await group.isEmpty()).toBe(true), { timeout: 10_000, interval: 10 });
    await group.remove();
  });

  it('keeps its group while the warden of the life before removes its own', async () => {
    const before = createProcessLimit({ most: MOST, workerId: WORKER, life: 'first', log: silentLog });
    await before.open();
    const secrets = await mkdtemp(join(tmpdir(), 'carillon-groups-'));
    const warden = startWarden(`${WORKER}/first`, secrets, before.directory());
    await limit.open();
    const group = await limit.groupOf(randomUUID());
    const words = (await group?.command(['echo', 'here'], process.env, '/')) ?? ['echo', 'here'];
    await warden.release();
    expect(await outputOf(words)).toBe('here');
    await group?.remove();
    if (before.directory() !== undefined) expect(existsSync(before.directory() as string)).toBe(false);
  });

  it('finds nothing left of earlier lives', async () => {
    const before = createProcessLimit({ most: MOST, workerId: WORKER, life: 'killed', log: silentLog });
    await before.open();
    await before.groupOf(randomUUID());
    await limit.open();
    if (before.directory() !== undefined) expect(existsSync(before.directory() as string)).toBe(false);
  });

  it('whose program is not there is told so by the program’s own name', async () => {
    const group = await limit.groupOf(randomUUID());
    expect((await group?.command(['no-such-program', 'x'], process.env, '/')) ?? ['no-such-program', 'x']).toEqual([
      'no-such-program',
      'x',
    ]);
    await group?.remove();
  });

  it('has no limit where no group can be made, and where none is wanted', async () => {
    const nowhere = await mkdtemp(join(tmpdir(), 'carillon-groups-'));
    for (const parts of [
      { most: MOST, root: nowhere },
      { most: 0, root: nowhere },
    ]) {
      const none = createProcessLimit({ ...parts, workerId: WORKER, life: 'none', log: silentLog });
      await none.open();
      expect(await none.groupOf('a')).toBeUndefined();
    }
    await rm(nowhere, { recursive: true });
  });
});
