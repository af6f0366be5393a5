/**
 * Results on their way to the store. They leave in numbered batches, one per turn of the event loop, and are
 * kept until the server says that all of a batch is committed; after a reconnect what is unacknowledged is
 * sent again, and the store answers a repeated report with the same acknowledgement.
 */
import type { Result, Results } from '@carillon/protocol/grpc';

/** Bounds of one message, well under gRPC's 4 MiB. Outputs are at most 256 KiB each. */
const MAX_RESULTS = 500;
const MAX_CHARS = 800_000;

export interface ResultSpool {
  add(result: Result): void;
  /** Numbers what was added and hands it to `send`. */
  flush(): void;
  /** The results of the acknowledged batch. */
  acknowledge(seq: bigint): readonly Result[];
  sendAgain(): void;
  forgetAll(): readonly Result[];
  /** Results not yet acknowledged, sent or not. */
  readonly size: number;
  /** Whether there is something to flush. */
  readonly isGathering: boolean;
}

export function createResultSpool(send: (results: Results) => void): ResultSpool {
  const unacknowledged = new Map<bigint, Result[]>();
  let gathered: Result[] = [];
  let chars = 0;
  let seq = 0n;
  let size = 0;

  function flush(): void {
    if (gathered.length === 0) return;
    seq += 1n;
    const results = gathered;
    gathered = [];
    chars = 0;
    unacknowledged.set(seq, results);
    send({ seq, results });
  }

  return {
    add(result) {
      gathered.push(result);
      size++;
      chars += result.output.length + result.reason.length;
      if (gathered.length >= MAX_RESULTS || chars >= MAX_CHARS) flush();
    },
    flush,
    acknowledge(acknowledged) {
      const results = unacknowledged.get(acknowledged) ?? [];
      unacknowledged.delete(acknowledged);
      size -= results.length;
      return results;
    },
    sendAgain() {
      for (const [number, results] of unacknowledged) send({ seq: number, results });
    },
    forgetAll() {
      const all = [...unacknowledged.values(), gathered].flat();
      unacknowledged.clear();
      gathered = [];
      chars = 0;
      size = 0;
      return all;
    },
    get size() {
      return size;
    },
    get isGathering() {
      return gathered.length > 0;
    },
  };
}
