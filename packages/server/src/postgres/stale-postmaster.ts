/**
 * A PostgreSQL that outlived the program it belonged to (the program was killed) still holds the cluster.
 * It is asked to shut down before a new one starts; what it had committed is safe either way.
 */
import { execFile } from 'node:child_process';
import { readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Logger } from '@carillon/runtime';

const POLL_MS = 25;
/** Fast shutdown first; then immediate, which costs the next start a recovery. */
const PATIENCE_MS = { SIGINT: 15_000, SIGQUIT: 5_000, SIGKILL: 5_000 } as const;

export async function stopStalePostmaster(cluster: string, log: Logger): Promise<void> {
  const pidFile = path.join(cluster, 'postmaster.pid');
  const left = await readPidFile(pidFile);
  if (left === undefined) return;
  const { pid, socketDirectory } = left;
  if (isAlive(pid)) {
    // The number may belong to another program by now; PostgreSQL itself would not dare to say so.
    if (await servesCluster(pid, cluster)) await stop(pid, cluster, log);
    else await rm(pidFile, { force: true });
  }
  await removeSockets(socketDirectory);
}

async function stop(pid: number, cluster: string, log: Logger): Promise<void> {
  log.info({ pid }, 'stopping the PostgreSQL of a program that was killed');
  for (const [signal, patienceMs] of Object.entries(PATIENCE_MS)) {
    if (!tell(pid, signal)) return;
    if (await isGoneWithin(pid, patienceMs)) return;
  }
  throw new Error(`PostgreSQL with pid ${pid} holds ${cluster} and does not end`);
}

/** PostgreSQL writes: pid, data directory, start time, port, directory of the socket, and more. */
async function readPidFile(pidFile: string): Promise<{ pid: number; socketDirectory: string } | undefined> {
  const [pid = '', , , , socketDirectory = ''] = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  return Number(pid) > 0 ? { pid: Number(pid), socketDirectory } : undefined;
}

/** Where the watchdog was killed as well. The cluster's user wrote the name, so only what must be there goes. */
async function removeSockets(directory: string): Promise<void> {
  if (!/^carillon-\w{6}$/.test(path.basename(directory))) return;
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) await rm(path.join(directory, name), { force: true });
  await rmdir(directory).catch(() => undefined); // gone already, or not empty and then not ours
}

/** False when it ended by itself meanwhile: its watchdog may be at work too. */
function tell(pid: number, signal: string): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  const command =
    process.platform === 'linux'
      ? (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')
      : (await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))).stdout;
  return command.includes(`-D ${cluster} `);
}

async function isGoneWithin(pid: number, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += POLL_MS) {
    if (!isAlive(pid)) return true;
    await delay(POLL_MS);
  }
  return !isAlive(pid);
}
