/**
 * The making of a cluster, and its superuser. A cluster is complete or absent: it is made beside its place and
 * renamed, so a start that was killed half-way leaves nothing that looks whole.
 */
import { randomBytes } from 'node:crypto';
import { access, chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.ts';
import type { ClusterHome } from './cluster-home.ts';
import type { DatabaseUser } from './database-user.ts';
import { runToEnd } from './server-program.ts';

export const SUPERUSER = 'carillon';

interface ClusterOptions {
  readonly home: ClusterHome;
  readonly binaries: Binaries;
  readonly user: DatabaseUser | undefined;
}

/** Makes the cluster when there is none; returns the superuser's password. No server may run on it. */
export async function ensureCluster(
  options: ClusterOptions & {
    /** A private directory that PostgreSQL's user may read. */
    readonly scratch: string;
  },
): Promise<string> {
  const { home } = options;
  if (!(await exists(home.cluster))) return makeCluster(options);
  return (await readPassword(home.passwordFile)) ?? resetPassword(options);
}

async function makeCluster(options: ClusterOptions & { readonly scratch: string }): Promise<string> {
  const { home, binaries, user, scratch } = options;
  const partial = `${home.cluster}.new`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  const handed = path.join(scratch, 'password');
  const password = newPassword();
  await writePrivate(home.passwordFile, password);
  await writePrivate(handed, password);
  if (user) {
    await chown(partial, user.uid, user.gid);
    await chown(handed, user.uid, user.gid);
  }
  try {
    await runToEnd({
      program: binaries.initdb,
      args: [
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
    });
  } finally {
    await rm(handed, { force: true });
  }
  await rename(partial, home.cluster);
  return password;
}

/** The file is gone, the cluster is ours all the same: whoever may run its server may name a new password. */
async function resetPassword({ home, binaries, user }: ClusterOptions): Promise<string> {
  const password = newPassword();
  await runToEnd({
    program: binaries.postgres,
    args: ['--single', '-D', home.cluster, 'postgres'],
    // base64url: nothing in it needs quoting.
    input: `alter role ${SUPERUSER} password '${password}'\n`,
    user,
  });
  await writePrivate(home.passwordFile, password);
  return password;
}

const newPassword = (): string => randomBytes(24).toString('base64url');

async function readPassword(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.trim() || undefined;
}

async function writePrivate(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 });
  await chmod(file, 0o600);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
