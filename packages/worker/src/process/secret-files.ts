/**
 * Where attempts find their secrets as files: in memory where the host has a place for that, since what was
 * written to a disk can be found there again. One directory for each life of the worker, removed by its end,
 * by its warden when it was killed, and by the next life in any case.
 */
import { accessSync, constants } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';

export interface SecretFiles {
  /** Of this life; empty of secrets whenever no attempt runs. */
  readonly directory: string;
  /** Removes what earlier lives left, and makes the directory. */
  open(): Promise<void>;
  /** Writes the attempt's secrets, one file each that only its user reads; the directory they are in. */
  write(attemptId: string, secrets: Readonly<Record<string, string>>): Promise<string>;
  remove(attemptId: string): Promise<void>;
  close(): Promise<void>;
}

/** @param fallback a directory of this worker's own, for hosts without one in memory */
export function createSecretFiles(workerId: string, life: string, fallback: string): SecretFiles {
  const base = isWritable(IN_MEMORY) ? IN_MEMORY : fallback;
  const prefix = `carillon-secrets-${workerId}-`;
  const directory = join(base, prefix + life);
  const placeOf = (attemptId: string): string => join(directory, attemptId);
  const removed = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

  return {
    directory,
    async open() {
      const left = (await readdir(base)).filter((name) => name.startsWith(prefix));
      await Promise.all(left.map((name) => removed(join(base, name))));
      await mkdir(directory, { mode: 0o700 });
    },
    async write(attemptId, secrets) {
      const place = placeOf(attemptId);
      await mkdir(place, { mode: 0o700 });
      const write = ([name, value]: [string, string]) =>
        writeFile(join(place, name), value, { mode: 0o400, flag: 'wx' });
      await Promise.all(Object.entries(secrets).map(write));
      return place;
    },
    remove: (attemptId) => removed(placeOf(attemptId)),
    close: () => removed(directory),
  };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false; // no such place on this host, or not for us: the answer
  }
}
