import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStateDirectory } from './state-directory.ts';

let directory: string;
let holder: ChildProcess;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'carillon-state-'));
  holder = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 2 ** 30)']);
  await once(holder, 'spawn');
  const stat = readFileSync(`/proc/${holder.pid}/stat`, 'latin1');
  writeFileSync(join(directory, 'lock'), `${holder.pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`);
});
afterEach(() => {
  holder.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

describe('openStateDirectory', () => {
  it('names the process that holds the directory', async () => {
    await expect(openStateDirectory(directory, 0)).rejects.toThrow(`worker with process id ${holder.pid}`);
  });

  it('waits for the end of the holder where it was given patience', async () => {
    const opening = openStateDirectory(directory, 60_000);
    holder.kill('SIGKILL');
    const { workerId, release } = await opening;
    release();
    expect((await openStateDirectory(directory, 0)).workerId).toBe(workerId);
  });
});
