/** The directory a worker keeps between its lives: who it is, and that only one life uses it at a time. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WorkerConfigError } from '../config.ts';

export interface StateDirectory {
  readonly path: string;
  /** Same in every life. */
  readonly workerId: string;
  release(): void;
}

const LOOK_AGAIN_MS = 50;

/** An earlier life that is still ending is waited for, no longer than `patienceMs`. */
export async function openStateDirectory(path: string, patienceMs: number): Promise<StateDirectory> {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = join(path, 'lock');
  const giveUp = performance.now() + patienceMs;
  for (let holder = takeLock(lock); holder !== undefined; holder = takeLock(lock)) {
    if (performance.now() >= giveUp) throw inUse(path, holder);
    await delay(LOOK_AGAIN_MS);
  }
  return { path, workerId: readOrMakeId(join(path, 'worker-id')), release: () => rmSync(lock, { force: true }) };
}

/**
 * The process id of the holder where the lock is not to be had. The holder's start time tells it from another
 * process that was given the same number.
 */
function takeLock(lock: string): string | undefined {
  const mine = `${process.pid} ${startTimeOf(process.pid)}`;
  for (;;) {
    try {
      writeFileSync(lock, mine, { flag: 'wx', mode: 0o600 });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readIfThere(lock);
    const [pid = '', startTime] = holder.split(' ');
    if (isAlive(Number(pid)) && startTimeOf(Number(pid)) === startTime && holder !== mine) return pid;
    rmSync(lock, { force: true });
  }
}

const inUse = (path: string, pid: string): WorkerConfigError =>
  new WorkerConfigError(
    'WORKER_CONFIG',
    `stateDirectory: ${path} is in use by the worker with process id ${pid}; stop it, or give this one another name or directory`,
  );

/** Empty when its holder has let go meanwhile. */
function readIfThere(lock: string): string {
  try {
    return readFileSync(lock, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
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
