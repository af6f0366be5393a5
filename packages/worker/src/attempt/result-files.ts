/**
 * Results that no server has acknowledged yet, one file each, so that the worker's next life can report them
 * (GUARANTEES 6.5). A file appears whole or not at all: whatever a kill left half written has another name.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Result } from '@carillon/protocol/grpc';
import type { WorkerLog } from '../worker-log.ts';
import type { Reserve } from './reserve.ts';

export interface ResultFiles {
  keep(results: readonly Result[]): void;
  forget(results: readonly Result[]): void;
  /** Of earlier lives. */
  readonly left: readonly Result[];
}

const UNFINISHED = '.part';

export function openResultFiles(stateDirectory: string, reserve: Reserve, log: WorkerLog): ResultFiles {
  const directory = join(stateDirectory, 'results');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const placeOf = ({ attemptId }: Result): string => join(directory, attemptId);

  function read(name: string): Result[] {
    const path = join(directory, name);
    try {
      if (!name.endsWith(UNFINISHED)) return [Result.decode(readFileSync(path))];
    } catch (error) {
      log.warn({ err: error, file: path }, 'a result of an earlier life cannot be read; its attempt is reported lost');
    }
    rmSync(path, { force: true });
    return [];
  }

  function keepOne(result: Result): void {
    const place = placeOf(result);
    writeFileSync(place + UNFINISHED, Result.encode(result).finish(), { mode: 0o600 });
    renameSync(place + UNFINISHED, place);
  }

  return {
    left: readdirSync(directory).flatMap(read),
    keep(results) {
      for (const result of results) {
        try {
          reserve.within(() => keepOne(result));
        } catch (error) {
          // It is still in memory, and lost only with this process.
          log.error({ err: error, attemptId: result.attemptId }, 'a result could not be written down');
        }
      }
    },
    forget(results) {
      for (const result of results) rmSync(placeOf(result), { force: true });
    },
  };
}
