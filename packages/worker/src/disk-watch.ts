/**
 * Whether the disk of the state directory has room for further attempts. A worker whose disk has none keeps what runs,
 * takes nothing new, and says so to the servers (GUARANTEES 14). It is the metronome that asks.
 */
import { statfs } from 'node:fs/promises';

/** Full below this … */
const FULL_BELOW_BYTES = 64 * 2 ** 20;
/** … until there is so much: one that comes and goes at the edge would start what it cannot finish. */
const ROOM_AGAIN_BYTES = 192 * 2 ** 20;
const LOOK_EVERY_MS = 2_000;

export interface DiskWatch {
  readonly isFull: boolean;
  /** Looks, when it is time to. */
  tick(elapsed: number): void;
  /** A write found no room, whatever was seen last. */
  noRoom(): void;
}

export interface DiskWatchParts {
  /** Resolves to the bytes that are free. */
  freeBytes(): Promise<number>;
  onChange(isFull: boolean): void;
}

export const freeBytesOf = (directory: string) => async (): Promise<number> => {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
};

export function createDiskWatch({ freeBytes, onChange }: DiskWatchParts): DiskWatch {
  let isFull = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const set = (full: boolean): void => {
    if (full === isFull) return;
    isFull = full;
    onChange(full);
  };
  const look = async (): Promise<void> => {
    const free = await freeBytes();
    set(free < (isFull ? ROOM_AGAIN_BYTES : FULL_BELOW_BYTES));
  };

  return {
    get isFull() {
      return isFull;
    },
    tick(elapsed) {
      if (elapsed - lookedAt < LOOK_EVERY_MS) return;
      lookedAt = elapsed;
      // A disk that cannot even be asked has no room that anybody could rely on.
      look().catch(() => set(true));
    },
    noRoom: () => set(true),
  };
}
