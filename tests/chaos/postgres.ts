/** PostgreSQL with a standby that follows synchronously, as Debian packages it; on loopback, each in a directory of its own. */
import { execFile, spawnSync } from 'node:child_process';
import { chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@carillon/testkit/services';
import { hostProcesses } from '../e2e/host-processes.ts';

const run = promisify(execFile);
const VERSIONS = '/usr/lib/postgresql';
const USER = 'postgres';

export interface Cluster {
  readonly port: number;
  readonly directory: string;
  /** `immediate` is a crash: it recovers from its WAL. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
  /** All its processes stop, and go on. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** A standby becomes the primary. */
  promote(): Promise<void>;
}

/** Where its programs are; undefined when it is not installed. */
export async function findPostgres(): Promise<string | undefined> {
  const versions = await readdir(VERSIONS).catch(() => []);
  const newest = versions
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => b - a)[0];
  return newest === undefined || newest < 15 ? undefined : path.join(VERSIONS, String(newest), 'bin');
}

const SETTINGS = {
  fsync: 'on',
  max_connections: '120',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  unix_socket_directories: '',
  listen_addresses: '127.0.0.1',
  wal_level: 'replica',
  hot_standby: 'on',
};

export async function createPrimary(bin: string, parent: string): Promise<Cluster> {
  const directory = await ownDirectory(parent, 'primary');
  await asOwner(bin, 'initdb', ['-D', directory, '-A', 'trust', '--no-sync', '-U', USER, '--locale=C', '-E', 'UTF8']);
  return clusterIn(bin, directory, await freePort());
}

/** A copy of a running primary that follows it; the primary waits for it from now on. */
export async function createStandby(bin: string, parent: string, primary: Cluster): Promise<Cluster> {
  const directory = await ownDirectory(parent, 'standby');
  const from = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', USER];
  await asOwner(bin, 'pg_basebackup', [...from, '-D', directory, '-R', '-X', 'stream', '-c', 'fast']);
  const standby = await clusterIn(bin, directory, await freePort());
  await standby.start();
  await sql(primary.port, `alter system set synchronous_standby_names = '*'`, 'select pg_reload_conf()');
  return standby;
}

/** Statements as the superuser, each by itself. */
export const sql = (port: number, ...statements: readonly string[]): Promise<string> =>
  sqlIn('postgres', port, ...statements);

export async function sqlIn(database: string, port: number, ...statements: readonly string[]): Promise<string> {
  const texts = statements.flatMap((statement) => ['-c', statement]);
  const { stdout } = await run('psql', [
    '-h',
    '127.0.0.1',
    '-p',
    String(port),
    '-U',
    USER,
    '-d',
    database,
    '-Atq',
    ...texts,
  ]);
  return stdout.trim();
}

async function ownDirectory(parent: string, name: string): Promise<string> {
  const directory = path.join(parent, name);
  await mkdir(directory, { mode: 0o700 });
  const [uid, gid] = (['-u', '-g'] as const).map((flag) => Number(spawnSync('id', [flag, USER]).stdout.toString()));
  await chown(directory, uid ?? 0, gid ?? 0);
  return directory;
}

/** In a session of its own: Ctrl-C would cut it short, and leave a server that nobody knows of. */
async function asOwner(bin: string, program: string, args: readonly string[]): Promise<void> {
  await run('setsid', ['-w', 'runuser', '-u', USER, '--', path.join(bin, program), ...args], { cwd: '/' });
}

async function clusterIn(bin: string, directory: string, port: number): Promise<Cluster> {
  const settings = { ...SETTINGS, port: String(port) };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  const file = path.join(directory, 'postgresql.conf');
  await writeFile(file, `${await readFile(file, 'utf8')}\n${lines.join('\n')}\n`);
  const control = (...args: readonly string[]) =>
    asOwner(bin, 'pg_ctl', ['-D', directory, '-l', path.join(directory, 'log'), '-w', '-t', '60', ...args]);
  // The postmaster first: while it stands still, it brings up nobody whom a list of its children would not hold.
  const signalAll = async (signal: NodeJS.Signals): Promise<void> => {
    const postmaster = Number((await readFile(path.join(directory, 'postmaster.pid'), 'utf8')).split('\n')[0]);
    process.kill(postmaster, signal);
    for (const { pid, parent } of await hostProcesses()) if (parent === postmaster) signalUnlessGone(pid, signal);
  };
  return {
    port,
    directory,
    stop: (mode) => control('-m', mode, 'stop'),
    start: () => control('start'),
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    promote: () => control('promote'),
  };
}

/** A session may end at any moment by itself. */
function signalUnlessGone(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
