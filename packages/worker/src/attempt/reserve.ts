/**
 * Room on the disk that nobody else can take, for what a worker must be able to write down: its journal and its results
 * (GUARANTEES 14). It is a file of that size, which gives way the first time a write finds no room.
 */
import { execFileSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerLog } from '../worker-log.ts';

export const RESERVE_BYTES = 64 * 2 ** 20;

export interface Reserve {
  /** Carries out a write; once more, with the reserve given up, when there was no room for it. */
  within<T>(write: () => T): T;
  /** Takes the room again, where it was given up and there is enough. */
  refill(): void;
}

export function openReserve(stateDirectory: string, bytes: number, log: WorkerLog): Reserve {
  const path = join(stateDirectory, 'reserve');
  let isHeld = sizeOf(path) === bytes;

  function refill(): void {
    if (isHeld) return;
    try {
      allocate(path, bytes);
      isHeld = true;
    } catch (error) {
      rmSync(path, { force: true });
      log.warn({ err: error, bytes }, 'the disk has no room to reserve for the journal and results');
    }
  }

  refill();
  return {
    within(write) {
      try {
        return write();
      } catch (error) {
        if (!isHeld || !isNoRoom(error)) throw error;
        log.warn({ directory: stateDirectory }, 'the disk is full: the reserve is given to the journal and results');
        rmSync(path, { force: true });
        isHeld = false;
        return write();
      }
    },
    refill,
  };
}

const isNoRoom = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Blocks that are really there: a file with a hole in it keeps no room. */
function allocate(path: string, bytes: number): void {
  try {
    execFileSync('fallocate', ['-l', String(bytes), path], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    // No such program, or a file system that cannot: then the blocks are written.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !/not supported/i.test(String(error))) throw error;
    writeFileSync(path, Buffer.alloc(bytes), { mode: 0o600 });
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
