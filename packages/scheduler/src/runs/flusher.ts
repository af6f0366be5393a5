/**
 * Group commit: what arrives while a flush is in flight is the next batch, so a busy system shares
 * transactions and an idle one waits for nothing. There is never a timer. Items of one shard are flushed in
 * order; shards do not wait for each other.
 */
import { host } from '@carillon/runtime';

export interface Flusher<T> {
  push(item: T): void;
  /** Resolves when nothing is queued or in flight. */
  idle(): Promise<void>;
}

export interface FlusherOptions<T> {
  readonly shards: number;
  readonly shardOf: (item: T) => number;
  readonly maxBatch: number;
  /** Two items with the same key are never in one batch: a statement must not touch a row twice. */
  readonly keyOf?: (item: T) => string;
  /** An item that must be the only one of its batch. */
  readonly alone?: (item: T) => boolean;
  /** Must not reject: what fails is for the flush to answer to its items. */
  readonly flush: (batch: readonly T[], shard: number) => Promise<void>;
}

export function createFlusher<T>(options: FlusherOptions<T>): Flusher<T> {
  const queues: T[][] = Array.from({ length: options.shards }, () => []);
  const busy: boolean[] = queues.map(() => false);
  let waiters: (() => void)[] = [];

  const isIdle = (): boolean => queues.every((queue, shard) => queue.length === 0 && !busy[shard]);

  const pump = async (shard: number): Promise<void> => {
    const queue = queues[shard] as T[];
    try {
      while (queue.length > 0) await options.flush(takeBatch(queue, options), shard);
    } finally {
      busy[shard] = false;
      if (isIdle()) {
        for (const resolve of waiters) resolve();
        waiters = [];
      }
    }
  };

  return {
    push(item) {
      const shard = options.shardOf(item) % options.shards;
      (queues[shard] as T[]).push(item);
      if (busy[shard]) return;
      busy[shard] = true;
      host.soon(() => void pump(shard));
    },
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
  };
}

function takeBatch<T>(queue: T[], { maxBatch, keyOf, alone }: FlusherOptions<T>): T[] {
  const lonely = alone ? queue.findIndex((item, i) => i < maxBatch && alone(item)) : -1;
  if (lonely === 0) return queue.splice(0, 1);
  const taken = queue.splice(0, lonely > 0 ? lonely : maxBatch);
  if (!keyOf) return taken;
  const seen = new Set<string>();
  const batch: T[] = [];
  const later: T[] = [];
  for (const item of taken) {
    const key = keyOf(item);
    (seen.has(key) ? later : batch).push(item);
    seen.add(key);
  }
  queue.unshift(...later);
  return batch;
}

/** Spreads run ids over shards: the last random digits before the task number's place. */
export function shardOfRun(runId: string): number {
  return Number.parseInt(runId.slice(24, 31), 16);
}
