import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlreadyRunningError, lockInstance } from './instance-lock.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'carillon-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('lockInstance', () => {
  it('lets one in and tells the second who it is', async () => {
    const release = await lockInstance(directory);
    await expect(lockInstance(directory)).rejects.toThrow(AlreadyRunningError);
    await release();
    await (await lockInstance(directory))();
  });

  it('takes over from a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await writeFile(path.join(directory, 'lock'), JSON.stringify({ pid, born: '1' }));
    await (await lockInstance(directory))();
  });

  it('takes over when the number belongs to a later process', async () => {
    await writeFile(path.join(directory, 'lock'), JSON.stringify({ pid: process.pid, born: 'long ago' }));
    await (await lockInstance(directory))();
  });
});
