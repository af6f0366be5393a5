/**
 * One program per data directory. The lock is a file that names its holder; it is made complete by link(2),
 * which fails when there is one. A lock whose holder is gone (killed, or the machine restarted) is moved away
 * first. PostgreSQL guards its cluster by itself as well.
 */
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  readonly pid: number;
  constructor(pid: number, where: string) {
    super(where);
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  /** Tells a process from a later one of the same number; empty where the system does not say. */
  readonly born: string;
}

/** Takes the lock or throws {@link AlreadyRunningError}; gives back how to let go. */
export async function lockInstance(runDirectory: string): Promise<() => Promise<void>> {
  const lock = path.join(runDirectory, 'lock');
  const own = `${lock}.${process.pid}`;
  await writeFile(own, JSON.stringify({ pid: process.pid, born: await birthOf(process.pid) } satisfies Holder), {
    mode: 0o600,
  });
  try {
    while (!(await tryLink(own, lock))) await moveStaleAway(lock);
  } finally {
    await rm(own, { force: true });
  }
  return () => rm(lock, { force: true });
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function moveStaleAway(lock: string): Promise<void> {
  const text = await readFile(lock, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const holder = JSON.parse(text) as Holder;
  if (await isRunning(holder)) throw new AlreadyRunningError(holder.pid, `pid ${holder.pid} holds ${lock}`);
  const stale = `${lock}.stale.${process.pid}`;
  await rename(lock, stale).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rm(stale, { force: true });
}

async function isRunning({ pid, born }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return (await birthOf(pid)) === born;
}

/** Start time in clock ticks since boot (field 22; the name in field 2 may hold spaces). */
async function birthOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
