/**
 * PostgreSQL refuses to run as root, so as root it is started as somebody without rights: the machine's
 * `postgres`, else `nobody`, else the number that means nobody everywhere (a container may have no names).
 */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export interface DatabaseUser {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: DatabaseUser = { uid: 65_534, gid: 65_534 };

/** Undefined when this process is not root: then PostgreSQL runs as whoever we are. */
export async function findDatabaseUser(): Promise<DatabaseUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] =
      accounts
        .split('\n')
        .find((line) => line.startsWith(`${name}:`))
        ?.split(':') ?? [];
    if (uid && gid && uid !== '0') return { uid: Number(uid), gid: Number(gid) };
  }
  return NOBODY;
}

/** Whether `user` may enter every directory above `file`, and run it or, a directory, enter it. */
export async function canReach(user: DatabaseUser, file: string): Promise<boolean> {
  const ENTER = 0o1;
  const READ_AND_RUN = 0o5;
  for (let place = file; ; place = path.dirname(place)) {
    const found = await stat(place);
    const { uid, gid, mode } = found;
    const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
    const needed = found.isDirectory() ? ENTER : READ_AND_RUN;
    if (((mode >> shift) & needed) !== needed) return false;
    if (place === path.dirname(place)) return true;
  }
}
