/**
 * Log chunks of all attempts on their way to the store: sent in batches, kept until acknowledged, sent again
 * after a reconnect. Only a window of bytes is on the stream at a time, so that results and beats behind it
 * do not wait; memory is bounded, what does not fit goes to disk, as does what waits for long, so that the next life
 * can ship it. What the disk does not take either is refused to the writer.
 */
import type { LogChunk, Logs } from '@carillon/protocol/grpc';
import type { LogSpool, SpooledChunk } from './log-spool.ts';
import { createLogWindow } from './log-window.ts';

const BATCH_BYTES = 256 * 2 ** 10;
const BATCH_CHUNKS = 256;
const MEMORY_BYTES = 64 * 2 ** 20;
/** Once full, it stays so until this much is left: gaps are then few and long, not many and short. */
const OPEN_AGAIN_BYTES = 48 * 2 ** 20;
/** What a chunk costs beside its body. */
const OVERHEAD_BYTES = 200;

export interface LogShipper {
  /** Larger chunks would not fit into what may be on the stream. */
  readonly chunkBytes: number;
  /** False when there is no room for logs: the chunk was not taken. */
  offer(chunk: LogChunk): boolean;
  /** Resolves when something was acknowledged since. */
  room(): Promise<void>;
  /** Work that ends when the last chunk of a log was taken. */
  track(work: Promise<void>): void;
  /** Sends what the window allows. */
  flush(): void;
  /** Writes down what waits since the last call; at the end of a life everything. */
  keep(what: 'old' | 'all'): void;
  acknowledge(seq: bigint): void;
  sendAgain(): void;
  /** Resolves when everything was acknowledged. */
  drained(): Promise<void>;
}

interface Entry {
  readonly bytes: number;
  /** In memory. */
  chunk: LogChunk | undefined;
  /** On disk. */
  spooled: SpooledChunk | undefined;
  isOld: boolean;
}

interface Batch {
  readonly entries: readonly Entry[];
  readonly bytes: number;
}

export interface LogShipperParts {
  send(logs: Logs): void;
  onTail(error: unknown): void;
  readonly spool: LogSpool;
}

export function createLogShipper({ send, onTail, spool }: LogShipperParts): LogShipper {
  const onDisk = (spooled: SpooledChunk): Entry => ({ bytes: spooled.bytes, chunk: undefined, spooled, isOld: true });
  const waiting = spool.left.map(onDisk);
  const unacknowledged = new Map<bigint, Batch>();
  const window = createLogWindow();
  let memoryBytes = 0;
  let onStreamBytes = 0;
  let isFull = false;
  let seq = 0n;
  let tails = 0;
  let waiters: (() => void)[] = [];

  const sizeOf = (chunk: LogChunk): number => chunk.body.length + OVERHEAD_BYTES;
  const wake = (): void => {
    const woken = waiters;
    waiters = [];
    for (const resolve of woken) resolve();
  };
  const room = (): Promise<void> => new Promise((resolve) => void waiters.push(resolve));

  function nextBatch(): Batch {
    let bytes = 0;
    let count = 0;
    const most = Math.min(BATCH_BYTES, window.bytes);
    while (count < waiting.length && count < BATCH_CHUNKS && bytes < most) bytes += (waiting[count++] as Entry).bytes;
    return { entries: waiting.splice(0, count), bytes };
  }
  function flush(): void {
    while (waiting.length > 0 && onStreamBytes < window.bytes) {
      const batch = nextBatch();
      seq += 1n;
      unacknowledged.set(seq, batch);
      onStreamBytes += batch.bytes;
      window.sent(seq, onStreamBytes);
      send({ seq, chunks: batch.entries.flatMap(({ chunk, spooled }) => chunk ?? spooled?.read() ?? []) });
    }
  }
  function forgetChunk(entry: Entry): void {
    if (entry.chunk) memoryBytes -= entry.bytes;
    entry.chunk = undefined;
  }
  function keepEntry(entry: Entry, what: 'old' | 'all'): void {
    if (entry.chunk && !entry.spooled && (entry.isOld || what === 'all')) entry.spooled = spool.put(entry.chunk);
    entry.isOld = true;
  }
  /** Into memory, as far as that goes, else to disk. */
  function take(chunk: LogChunk): Entry | undefined {
    const bytes = sizeOf(chunk);
    const spooled = memoryBytes + bytes > MEMORY_BYTES ? spool.put(chunk) : undefined;
    if (spooled) return onDisk(spooled);
    if (memoryBytes + bytes > MEMORY_BYTES) return undefined;
    memoryBytes += bytes;
    return { bytes, chunk, spooled, isOld: false };
  }

  return {
    get chunkBytes() {
      return window.bytes;
    },
    offer(chunk) {
      const entry = isFull ? undefined : take(chunk);
      isFull = entry === undefined;
      if (entry) waiting.push(entry);
      return !isFull;
    },
    room,
    track(work) {
      tails++;
      work.catch(onTail).finally(() => {
        tails--;
        wake();
      });
    },
    flush,
    keep(what) {
      for (const { entries } of unacknowledged.values()) for (const entry of entries) keepEntry(entry, what);
      for (const entry of waiting) {
        keepEntry(entry, what);
        // It is read back when it is its turn.
        if (entry.spooled) forgetChunk(entry);
      }
    },
    acknowledge(acknowledged) {
      const batch = unacknowledged.get(acknowledged);
      if (!batch) return;
      unacknowledged.delete(acknowledged);
      window.acknowledged(acknowledged);
      onStreamBytes -= batch.bytes;
      for (const entry of batch.entries) {
        forgetChunk(entry);
        entry.spooled?.drop();
      }
      if (memoryBytes <= OPEN_AGAIN_BYTES) isFull = false;
      wake();
      flush();
    },
    sendAgain() {
      waiting.unshift(...Array.from(unacknowledged.values(), ({ entries }) => entries).flat());
      unacknowledged.clear();
      onStreamBytes = 0;
      window.broken();
      flush();
    },
    async drained() {
      const isEmpty = (): boolean => waiting.length === 0 && unacknowledged.size === 0 && tails === 0;
      while (!isEmpty()) await room();
    },
  };
}
