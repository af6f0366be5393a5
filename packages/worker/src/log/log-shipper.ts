/**
 * Log chunks of all attempts on their way to the store: sent in batches, kept until acknowledged, sent again
 * after a reconnect. Only a window of bytes is on the stream at a time, so that results and beats behind it
 * do not wait; memory is bounded, and what does not fit is refused to the writer.
 */
import type { LogChunk, Logs } from '@carillon/protocol/grpc';

const WINDOW_BYTES = 1 * 2 ** 20;
const BATCH_BYTES = 256 * 2 ** 10;
const BATCH_CHUNKS = 256;
const KEPT_BYTES = 64 * 2 ** 20;
/** Once full, it stays so until this much is left: gaps are then few and long, not many and short. */
const OPEN_AGAIN_BYTES = 48 * 2 ** 20;
/** What a chunk costs beside its body. */
const OVERHEAD_BYTES = 200;

export interface LogShipper {
  /** False when the memory for logs is used up: the chunk was not taken. */
  offer(chunk: LogChunk): boolean;
  /** Resolves when something was acknowledged since. */
  room(): Promise<void>;
  /** Work that ends when the last chunk of a log was taken. */
  track(work: Promise<void>): void;
  /** Sends what the window allows. */
  flush(): void;
  acknowledge(seq: bigint): void;
  sendAgain(): void;
  /** Resolves when everything was acknowledged. */
  drained(): Promise<void>;
}

interface Batch {
  readonly chunks: LogChunk[];
  readonly bytes: number;
}

export function createLogShipper(send: (logs: Logs) => void, onTail: (error: unknown) => void): LogShipper {
  const waiting: LogChunk[] = [];
  const unacknowledged = new Map<bigint, Batch>();
  let keptBytes = 0;
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
    while (count < waiting.length && count < BATCH_CHUNKS && bytes < BATCH_BYTES)
      bytes += sizeOf(waiting[count++] as LogChunk);
    return { chunks: waiting.splice(0, count), bytes };
  }
  function flush(): void {
    while (waiting.length > 0 && onStreamBytes < WINDOW_BYTES) {
      const batch = nextBatch();
      seq += 1n;
      unacknowledged.set(seq, batch);
      onStreamBytes += batch.bytes;
      send({ seq, chunks: batch.chunks });
    }
  }

  return {
    offer(chunk) {
      isFull ||= keptBytes + sizeOf(chunk) > KEPT_BYTES;
      if (isFull) return false;
      keptBytes += sizeOf(chunk);
      waiting.push(chunk);
      return true;
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
    acknowledge(acknowledged) {
      const batch = unacknowledged.get(acknowledged);
      if (!batch) return;
      unacknowledged.delete(acknowledged);
      keptBytes -= batch.bytes;
      onStreamBytes -= batch.bytes;
      if (keptBytes <= OPEN_AGAIN_BYTES) isFull = false;
      wake();
      flush();
    },
    sendAgain() {
      for (const [number, batch] of unacknowledged) send({ seq: number, chunks: batch.chunks });
    },
    async drained() {
      const isEmpty = (): boolean => waiting.length === 0 && unacknowledged.size === 0 && tails === 0;
      while (!isEmpty()) await room();
    },
  };
}
