/**
 * The place of a data directory's PostgreSQL cluster: under the data directory, or, when PostgreSQL's user
 * cannot get in there, in a system directory of its own. Then `postgres/home` in the data directory names the
 * place, and `data-directory` in the place names who it belongs to. Every life of a data directory gets a new
 * place: one that was deleted and made anew never meets the cluster of the one before.
 */
import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canReach, type DatabaseUser } from './database-user.ts';

/** For root, whose own directories nobody else may enter. */
const SYSTEM_DIRECTORY = '/var/lib/carillon';

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

export async function findClusterHome(dataDirectory: string, user: DatabaseUser | undefined): Promise<ClusterHome> {
  const own = path.join(dataDirectory, 'postgres');
  await mkdir(own, { recursive: true, mode: 0o711 });
  const home = (await notedHome(dataDirectory)) ?? (await newHome(dataDirectory, user));
  return {
    cluster: path.join(home, 'cluster'),
    binaries: user ? SYSTEM_DIRECTORY : own,
    passwordFile: path.join(own, 'password'),
    logFile: path.join(own, 'postgres.log'),
  };
}

const noteIn = (dataDirectory: string): string => path.join(dataDirectory, 'postgres', 'home');
const ownerNoteIn = (home: string): string => path.join(home, 'data-directory');

async function notedHome(dataDirectory: string): Promise<string | undefined> {
  const note = noteIn(dataDirectory);
  const home = await readNote(note);
  if (home === undefined) return undefined;
  if (!(await exists(home)))
    throw new Error(
      `the database of ${dataDirectory} was kept in ${home} and is gone; bring it back, or delete ${note} to start with an empty one`,
    );
  const owner = await readNote(ownerNoteIn(home));
  if (owner !== undefined && (await isAnother(owner, dataDirectory)) && (await readNote(noteIn(owner))) === home)
    throw new Error(
      `${dataDirectory} is a copy of ${owner}, and the database in ${home} belongs to that one; delete ${note} to start with an empty database`,
    );
  if (owner !== dataDirectory) await writeFile(ownerNoteIn(home), `${dataDirectory}\n`);
  return home;
}

/** The notes come before the cluster: one that nobody remembers would be lost. */
async function newHome(dataDirectory: string, user: DatabaseUser | undefined): Promise<string> {
  const own = path.join(dataDirectory, 'postgres');
  if (!user || (await canReach(user, own)) || (await exists(path.join(own, 'cluster')))) return own;
  const home = path.join(SYSTEM_DIRECTORY, randomBytes(6).toString('hex'));
  await mkdir(home, { recursive: true, mode: 0o755 });
  await writeFile(ownerNoteIn(home), `${dataDirectory}\n`);
  await writeFile(noteIn(dataDirectory), `${home}\n`, { mode: 0o600 });
  return home;
}

async function readNote(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  });
  return text.trim() || undefined;
}

/** False for one that is gone (it was moved here), and for the same place under another name. */
async function isAnother(owner: string, dataDirectory: string): Promise<boolean> {
  return (await exists(owner)) && (await realpath(owner)) !== (await realpath(dataDirectory));
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
