/** The newest chunks of a log that grew over the first half of its limit, in a bounded place. */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { MAX_LINE_BYTES } from './log-line.ts';

export interface TailChunk {
  readonly body: Buffer;
  readonly lines: number;
}

export interface TailRing {
  /** What had to go to make room, undefined when nothing had. */
  put(chunk: TailChunk): { readonly lines: number; readonly bytes: number } | undefined;
  /** The chunks kept, oldest first; afterwards the place is gone. */
  drain(): Generator<TailChunk>;
}

/** One file of slots of a chunk's greatest size. The page cache takes the writes, so they are not waited for. */
export function createFileTailRing(path: string, bytes: number): TailRing {
  const slots: { length: number; lines: number }[] = [];
  const count = Math.max(1, Math.floor(bytes / MAX_LINE_BYTES));
  const file = openSync(path, 'w+', 0o600);
  let next = 0;
  return {
    put({ body, lines }) {
      const slot = next++ % count;
      const gone = slots[slot];
      writeSync(file, body, 0, body.length, slot * MAX_LINE_BYTES);
      slots[slot] = { length: body.length, lines };
      return gone && { lines: gone.lines, bytes: gone.length };
    },
    *drain() {
      try {
        for (let n = Math.max(0, next - count); n < next; n++) {
          const { length, lines } = slots[n % count] as (typeof slots)[number];
          const body = Buffer.alloc(length);
          readSync(file, body, 0, length, (n % count) * MAX_LINE_BYTES);
          yield { body, lines };
        }
      } finally {
        closeSync(file);
        rmSync(path, { force: true });
      }
    },
  };
}

/** For workers without a state directory. */
export function createMemoryTailRing(bytes: number): TailRing {
  let chunks: TailChunk[] = [];
  const count = Math.max(1, Math.floor(bytes / MAX_LINE_BYTES));
  return {
    put(chunk) {
      chunks.push(chunk);
      const gone = chunks.length > count ? chunks.shift() : undefined;
      return gone && { lines: gone.lines, bytes: gone.body.length };
    },
    *drain() {
      const all = chunks;
      chunks = [];
      yield* all;
    },
  };
}
