/**
 * A private PostgreSQL beside this program: reached over a socket in a private directory, never over the
 * network. It runs in a session of its own, so that Ctrl-C in the terminal reaches us alone and the database
 * stops last. When this program is killed, a one-line shell that waits for our end shuts it down; should that
 * be killed too, the next start finds the server by its pid file (stale-postmaster.ts).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@carillon/runtime';
import { type Binaries, prepareBinaries } from './binaries.ts';
import { ensureCluster, SUPERUSER } from './cluster.ts';
import { type ClusterHome, findClusterHome } from './cluster-home.ts';
import { type DatabaseUser, findDatabaseUser } from './database-user.ts';
import { POSTGRES_ENV } from './server-program.ts';
import { stopStalePostmaster } from './stale-postmaster.ts';

/** What a killed server left to replay at its next start may take this long. */
const START_PATIENCE_MS = 120_000;
const START_POLL_MS = 15;
const STOP_PATIENCE_MS = 20_000;
/** A socket's path may have 103 bytes at least; PostgreSQL adds `/.s.PGSQL.5432`. */
const LONGEST_TMPDIR = 70;

/**
 * Fast, and never at the price of a commit: fsync, full_page_writes and synchronous_commit stay on. WAL files
 * are kept for reuse (min_wal_size), because making new ones under load is what stalls writers.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  max_connections: '80',
  max_wal_size: '4GB',
  min_wal_size: '512MB',
  wal_buffers: '16MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  checkpoint_timeout: '15min',
  jit: 'off',
  log_checkpoints: 'off',
  // Refused statements are answered to whoever sent them; this file is for the server's own troubles.
  log_min_messages: 'log',
};

const MIB = 2 ** 20;

/**
 * What is ready or running should fit into its buffers: with a million ready tasks a worker drains at 0.91 of the rate of a
 * short backlog with 1 GB, at 0.84 with 256 MB. A sixteenth of the memory is little beside what else a laptop does.
 */
export function memorySettings(memoryBytes: number): Readonly<Record<string, string>> {
  const buffers = Math.min(1_024, Math.max(128, Math.floor(memoryBytes / 16 / MIB)));
  return { shared_buffers: `${buffers}MB`, effective_cache_size: `${4 * buffers}MB` };
}

/** Of the machine, or what a control group leaves of it. */
const memoryBytes = (): number => Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);

export interface Postgres {
  /** For connecting as the superuser, or as another role. */
  url(database: string, role?: { readonly name: string; readonly password: string }): string;
  /** Resolves when the server ends without having been asked to. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  readonly dataDirectory: string;
  readonly log: Logger;
  /** In place of its usual ones, or beside them. */
  readonly settings?: Readonly<Record<string, string>>;
}

export async function startPostgres({ dataDirectory, log, settings = {} }: PostgresOptions): Promise<Postgres> {
  const user = await findDatabaseUser();
  const home = await findClusterHome(dataDirectory, user);
  const binaries = await prepareBinaries(user, home.binaries);
  const socketDirectory = await makeSocketDirectory(user);
  try {
    await stopStalePostmaster(home.cluster, log);
    const password = await ensureCluster({ home, binaries, user, scratch: socketDirectory });
    const server = await launch({ home, binaries, user, socketDirectory, settings });
    return supervise(server, socketDirectory, password);
  } catch (error) {
    await rm(socketDirectory, { recursive: true, force: true });
    throw error;
  }
}

async function makeSocketDirectory(user: DatabaseUser | undefined): Promise<string> {
  const parent = os.tmpdir().length <= LONGEST_TMPDIR ? os.tmpdir() : '/tmp';
  const directory = await mkdtemp(path.join(parent, 'carillon-'));
  if (user) await chown(directory, user.uid, user.gid);
  return directory;
}

interface Launch {
  readonly home: ClusterHome;
  readonly binaries: Binaries;
  readonly user: DatabaseUser | undefined;
  readonly socketDirectory: string;
  readonly settings: Readonly<Record<string, string>>;
}

async function launch({ home, binaries, user, socketDirectory, settings }: Launch): Promise<ChildProcess> {
  const log = await open(home.logFile, 'w', 0o600);
  const all = { ...SETTINGS, ...memorySettings(memoryBytes()), ...settings, unix_socket_directories: socketDirectory };
  const options = Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const server = spawn(binaries.postgres, ['-D', home.cluster, ...options], {
    cwd: '/',
    env: POSTGRES_ENV,
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
    ...user,
  });
  let failure: Error | undefined;
  server.once('error', (error) => {
    failure = error;
  });
  await log.close();
  for (let waited = 0; waited < START_PATIENCE_MS; waited += START_POLL_MS) {
    if (failure || server.exitCode !== null || server.signalCode !== null) {
      throw new Error(`PostgreSQL did not start; the end of ${home.logFile} is:\n${await lastLines(home.logFile)}`, {
        cause: failure,
      });
    }
    if (await isReady(home.cluster, server.pid)) return server;
    await delay(START_POLL_MS);
  }
  server.kill('SIGQUIT');
  throw new Error(`PostgreSQL was not ready within ${START_PATIENCE_MS / 1_000} s; see ${home.logFile}`);
}

/** The eighth line of the pid file is the server's own word for its state. */
async function isReady(cluster: string, pid: number | undefined): Promise<boolean> {
  const lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

async function lastLines(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-8).join('\n');
}

/** Its standard input is a pipe from us that nothing is ever written to: `read` returns when we are gone. */
const WATCHDOG = 'read -r _; kill -INT "$1"; rm -rf "$2"';

function supervise(server: ChildProcess, socketDirectory: string, password: string): Postgres {
  let isStopping = false;
  const ended = new Promise<string>((resolve) => {
    server.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'carillon-watchdog', String(server.pid), socketDirectory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Once the server is gone its number may become somebody else's.
  void ended.then(() => watchdog.kill('SIGKILL'));

  return {
    url: (database, role = { name: SUPERUSER, password }) =>
      `postgresql://${role.name}:${encodeURIComponent(role.password)}@localhost/${database}?host=${encodeURIComponent(socketDirectory)}`,
    died: new Promise((resolve) => {
      void ended.then((how) => {
        if (!isStopping) resolve(how);
      });
    }),
    async stop() {
      if (!isStopping) {
        isStopping = true;
        server.kill('SIGINT');
      }
      const impatience = setTimeout(() => server.kill('SIGQUIT'), STOP_PATIENCE_MS);
      await ended;
      clearTimeout(impatience);
      await rm(socketDirectory, { recursive: true, force: true });
    },
  };
}
