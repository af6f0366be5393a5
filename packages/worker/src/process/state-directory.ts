/** The directory a worker keeps between its lives: who it is, and that only one life uses it at a time. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkerConfigError } from '../config.ts';

export interface StateDirectory {
  readonly path: string;
  /** Same in every life. */
  readonly workerId: string;
  release(): void;
}

export function openStateDirectory(path: string): StateDirectory {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = join(path, 'lock');
  takeLock(lock, path);
  return { path, workerId: readOrMakeId(join(path, 'worker-id')), release: () => rmSync(lock, { force: true }) };
}

/** The holder's start time tells it from another process that was given the same number. */
function takeLock(lock: string, path: string): void {
  const mine = `${process.pid} ${startTimeOf(process.pid)}`;
  for (;;) {
    try {
      return writeFileSync(lock, mine, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readFileSync(lock, 'utf8');
    const [pid, startTime] = holder.split(' ') as [string, string];
    if (isAlive(Number(pid)) && startTimeOf(Number(pid)) === startTime && holder !== mine) {
      throw new WorkerConfigError(
        'WORKER_CONFIG',
        `stateDirectory: ${path} is in use by the worker with process id ${pid}; stop it, or give this one another name or directory`,
      );
    }
    rmSync(lock, { force: true });
  }
}

function readOrMakeId(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomUUID(), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** In clock ticks since boot; empty where there is no /proc. */
function startTimeOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
