/**
 * The place of a data directory's PostgreSQL cluster, and its making. A cluster is complete or absent: it is
 * made beside its place and renamed, so a start that was killed half-way leaves nothing that looks whole.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.ts';
import { canReach, type DatabaseUser } from './database-user.ts';

/** For root, whose own directories nobody else may enter. */
const SYSTEM_DIRECTORY = '/var/lib/carillon';

export const SUPERUSER = 'carillon';

export interface ClusterHome {
  /** Belongs to the user who runs PostgreSQL. */
  readonly cluster: string;
  /** Where copies of the binaries go, when copies are needed. */
  readonly binaries: string;
  /** Superuser's password, mode 0600, read by this program alone. */
  readonly passwordFile: string;
  /** What PostgreSQL itself has to say, of the last start. */
  readonly logFile: string;
}

/** Under the data directory, or elsewhere when `user` cannot get in there; then `postgres/home` names the place. */
export async function findClusterHome(dataDirectory: string, user: DatabaseUser | undefined): Promise<ClusterHome> {
  const own = path.join(dataDirectory, 'postgres');
  await mkdir(own, { recursive: true, mode: 0o711 });
  const note = path.join(own, 'home');
  const noted = await readFile(note, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
  const home = noted ?? (!user || (await canReach(user, own)) ? own : systemHome(dataDirectory));
  if (noted !== undefined && !(await exists(path.join(noted, 'cluster')))) {
    throw new Error(
      `the database of ${dataDirectory} was kept in ${noted} and is gone; bring it back, or delete ${note} to start with an empty one`,
    );
  }
  await mkdir(home, { recursive: true, mode: 0o755 });
  return {
    cluster: path.join(home, 'cluster'),
    binaries: user ? SYSTEM_DIRECTORY : own,
    passwordFile: path.join(own, 'password'),
    logFile: path.join(own, 'postgres.log'),
  };
}

function systemHome(dataDirectory: string): string {
  return path.join(SYSTEM_DIRECTORY, createHash('sha256').update(dataDirectory).digest('hex').slice(0, 12));
}

/** Makes the cluster when there is none; returns the superuser's password. */
export async function ensureCluster(options: {
  readonly home: ClusterHome;
  readonly binaries: Binaries;
  readonly user: DatabaseUser | undefined;
  /** A private directory that PostgreSQL's user may read. */
  readonly scratch: string;
}): Promise<string> {
  const { home, binaries, user, scratch } = options;
  if (await exists(home.cluster)) return (await readFile(home.passwordFile, 'utf8')).trim();

  const partial = `${home.cluster}.new`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  const handed = path.join(scratch, 'password');
  const password = randomBytes(24).toString('base64url');
  await writePrivate(home.passwordFile, password);
  await writePrivate(handed, password);
  if (user) {
    await chown(partial, user.uid, user.gid);
    await chown(handed, user.uid, user.gid);
  }
  try {
    await run(
      binaries.initdb,
      [
        '-D',
        partial,
        '-U',
        SUPERUSER,
        '--auth=scram-sha-256',
        `--pwfile=${handed}`,
        '--locale=C',
        '--encoding=UTF8',
        '--no-instructions',
      ],
      user,
    );
  } finally {
    await rm(handed, { force: true });
  }
  // The note comes before the rename: a cluster that nobody remembers would be lost.
  const own = path.dirname(home.passwordFile);
  if (path.dirname(home.cluster) !== own) await writePrivate(path.join(own, 'home'), `${path.dirname(home.cluster)}\n`);
  await rename(partial, home.cluster);
  return password;
}

async function writePrivate(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
}

/** What PostgreSQL's programs see of our environment: nothing. */
export const POSTGRES_ENV = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } as const;

async function run(program: string, args: readonly string[], user: DatabaseUser | undefined): Promise<void> {
  const child = spawn(program, args, { cwd: '/', env: POSTGRES_ENV, stdio: ['ignore', 'pipe', 'pipe'], ...user });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new Error(
          `${program} cannot be started; its programs need glibc. Set CARILLON_DATABASE_URL to use a PostgreSQL of your own`,
          { cause },
        ),
      ),
    );
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${path.basename(program)} failed (exit code ${code}):\n${said.trim()}`);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
