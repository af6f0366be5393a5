/**
 * A PostgreSQL to be harmed: stopped, frozen, copied, promoted, its clock moved. Of the programs that Carillon ships, so
 * that nothing need be installed; on loopback, in a directory of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { findDatabaseUser, prepareBinaries, runToEnd } from '@carillon/server/postgres';
import { freePort } from '@carillon/testkit/services';
import pg from 'pg';
import { until } from '../e2e/until.ts';

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const SUPERUSER = 'postgres';
export const DATABASE = 'carillon';

/** For tests and hooks that start servers: on a cold disk of a busy machine they take their time. */
export const PATIENCE_MS = 180_000;

export interface HarmedPostgres {
  readonly port: number;
  /** Of the platform's database. */
  readonly url: string;
  start(): Promise<void>;
  /** It has ended by itself, or as it was told. */
  hasEnded(): boolean;
  /** `immediate` is a crash. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  /** Answers nobody, and closes nothing. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Statements of the superuser, each by itself; the rows of the last. */
  sql<R extends object = object>(...statements: readonly string[]): Promise<readonly R[]>;
  /** From now on its wall clock is so far ahead; needs `movesClock`. */
  moveClock(seconds: number): Promise<void>;
  /** A server with the files of this one, which is stopped. */
  copy(): Promise<HarmedPostgres>;
  /** A streaming replica with the files of this one, which is stopped; both are to be started. */
  standby(): Promise<HarmedPostgres>;
  promote(): Promise<void>;
  /** Takes back what `of` holds, while both are stopped. */
  restore(of: HarmedPostgres): Promise<void>;
  readonly directory: string;
  remove(): Promise<void>;
}

export interface PostgresOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** An empty directory of its write-ahead log, elsewhere than its other files. */
  readonly walDirectory?: string;
  /** Its clock can be moved, where libfaketime is installed. */
  readonly movesClock?: boolean;
}

/** Whether clocks can be moved here. Where nothing may be left out, a missing library is an error; elsewhere it is said. */
export function canMoveClocks(): boolean {
  if (existsSync(FAKETIME)) return true;
  if (process.env['CARILLON_REQUIRE_SERVICES'] === '1') throw new Error('libfaketime is not installed on this machine');
  process.stderr.write('left out: libfaketime is not installed on this machine\n');
  return false;
}

/** All that there are, with the copies that a fault has just made: whoever is called off removes them. */
const standing = new Set<HarmedPostgres>();

export async function removeEveryPostgres(): Promise<void> {
  await Promise.all(Array.from(standing, (server) => server.remove()));
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '80',
  shared_buffers: '64MB',
  wal_level: 'replica',
  max_wal_senders: '4',
  hot_standby: 'on',
  wal_keep_size: '256MB',
  jit: 'off',
};

/** Made and running, with an empty platform's database. */
export async function createPostgres(options: PostgresOptions = {}): Promise<HarmedPostgres> {
  const { server, initialize } = await placeFor(options);
  try {
    await initialize();
    await server.start();
    const admin = new pg.Client({ connectionString: urlOf(server.port, 'postgres') });
    await admin.connect();
    await admin.query(`create database ${DATABASE}`);
    await admin.end();
    return server;
  } catch (error) {
    await server.remove();
    throw error;
  }
}

const urlOf = (port: number, database: string): string => `postgres://${SUPERUSER}@127.0.0.1:${port}/${database}`;

interface Place {
  readonly server: HarmedPostgres;
  initialize(): Promise<void>;
}

async function placeFor(options: PostgresOptions): Promise<Place> {
  const user = await findDatabaseUser();
  const root = await mkdtemp(path.join(os.tmpdir(), 'carillon-faults-'));
  await chmod(root, 0o711);
  const binaries = await prepareBinaries(user, path.join(root, 'binaries'));
  const directory = path.join(root, 'data');
  const clock = path.join(root, 'clock');
  const port = await freePort();
  let child: ReturnType<typeof spawn> | undefined;

  const own = async (file: string): Promise<void> => {
    if (user) await chown(file, user.uid, user.gid);
  };
  const environment = options.movesClock
    ? {
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      }
    : {};
  const settings = { ...SETTINGS, ...options.settings, port: String(port) };
  /** All its processes: the postmaster's children know their parent. */
  const signalAll = async (signal: NodeJS.Signals): Promise<void> => {
    const postmaster = child?.pid as number;
    const children = (await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')).trim();
    for (const pid of [postmaster, ...children.split(' ').filter(Boolean).map(Number)]) process.kill(pid, signal);
  };
  const place = async (from: HarmedPostgres, more: PostgresOptions): Promise<HarmedPostgres> => {
    const other = (await placeFor({ ...options, ...more })).server;
    await other.restore(from);
    return other;
  };

  const server: HarmedPostgres = {
    port,
    url: urlOf(port, DATABASE),
    directory,
    async start() {
      const started = spawn(
        binaries.postgres,
        ['-D', directory, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
        {
          cwd: '/',
          env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin', ...environment },
          stdio: ['ignore', 'ignore', 'pipe'],
          ...user,
        },
      );
      child = started;
      let said = '';
      started.stderr?.on('data', (text: Buffer) => (said = `${said}${text.toString()}`.slice(-4_000)));
      await until('PostgreSQL ready', async () => {
        if (started.exitCode !== null || started.signalCode !== null) throw new Error(`PostgreSQL has ended:\n${said}`);
        const lines = (await readFile(path.join(directory, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
        return Number(lines[0]) === started.pid && ['ready', 'standby'].includes(lines[7]?.trim() ?? '');
      });
    },
    hasEnded: () => child === undefined || child.exitCode !== null || child.signalCode !== null,
    async stop(mode) {
      const stopping = child;
      if (!stopping || server.hasEnded()) return;
      const ended = once(stopping, 'exit');
      stopping.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await ended;
    },
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    async sql<R extends object>(...statements: readonly string[]) {
      const client = new pg.Client({ connectionString: urlOf(port, DATABASE), application_name: 'faults' });
      client.on('error', () => undefined); // the statement fails with it
      await client.connect();
      try {
        let rows: readonly R[] = [];
        for (const statement of statements) ({ rows } = await client.query<R>(statement));
        return rows;
      } finally {
        await client.end();
      }
    },
    moveClock: (seconds) => writeFile(clock, seconds < 0 ? String(seconds) : `+${seconds}`),
    copy: () => place(server, {}),
    async standby() {
      const replica = await place(server, {
        settings: {
          ...options.settings,
          primary_conninfo: `host=127.0.0.1 port=${port} user=${SUPERUSER} application_name=replica`,
        },
      });
      const signal = path.join(replica.directory, 'standby.signal');
      await writeFile(signal, '');
      await own(signal);
      return replica;
    },
    async promote() {
      await this.sql('select pg_promote(true, 60)');
    },
    async restore(from) {
      await rm(directory, { recursive: true, force: true });
      await cp(from.directory, directory, { recursive: true, preserveTimestamps: true });
      await rm(path.join(directory, 'postmaster.pid'), { force: true });
      if (user) await runAsRoot('chown', ['-R', `${user.uid}:${user.gid}`, directory]);
      await chmod(directory, 0o700);
    },
    async remove() {
      // What a fault has frozen hears no order to end.
      await server.thaw().catch(() => undefined);
      await server.stop('immediate');
      await rm(root, { recursive: true, force: true });
      standing.delete(server);
    },
  };
  standing.add(server);
  return {
    server,
    async initialize() {
      await writeFile(clock, '+0');
      await mkdir(directory, { mode: 0o700 });
      await own(directory);
      const { walDirectory } = options;
      if (walDirectory !== undefined) await own(walDirectory);
      const wal = walDirectory === undefined ? [] : ['-X', walDirectory];
      const args = ['-D', directory, ...wal, '-A', 'trust', '-U', SUPERUSER, '--no-sync', '--locale=C', '-E', 'UTF8'];
      await runToEnd({ program: binaries.initdb, args, user });
    },
  };
}

async function runAsRoot(program: string, args: readonly string[]): Promise<void> {
  const [code] = (await once(spawn(program, args, { stdio: 'ignore' }), 'exit')) as [number];
  if (code !== 0) throw new Error(`${program} failed (exit code ${code})`);
}
