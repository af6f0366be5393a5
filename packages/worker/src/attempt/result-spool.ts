/**
 * Results on their way to the store. They leave in numbered batches, one per turn of the event loop, and are
 * kept until the server says that all of a batch is committed; after a reconnect what is unacknowledged is
 * sent again, and the store answers a repeated report with the same acknowledgement. What could not be sent, or
 * waits for its acknowledgement for longer than that usually takes, is on disk as well, for the next life.
 */
import type { Result, Results } from '@carillon/protocol/grpc';
import type { ResultFiles } from './result-files.ts';

/** Bounds of one message, well under gRPC's 4 MiB. Outputs are at most 256 KiB each. */
const MAX_RESULTS = 1_000;
const MAX_CHARS = 800_000;

export interface ResultSpool {
  add(result: Result): void;
  /** Numbers what was added and sends it. */
  flush(): void;
  /** Writes down what waits since the last call; at the end of a life everything. */
  keep(what?: 'old' | 'all'): void;
  /** The results of the acknowledged batch. */
  acknowledge(seq: bigint): readonly Result[];
  sendAgain(): void;
  /** Drops the others; they are nobody's any more. */
  retain(isWanted: (attemptId: string) => boolean): readonly Result[];
  has(attemptId: string): boolean;
  attempts(): readonly Pick<Result, 'attemptId' | 'fence'>[];
  /** Results not yet acknowledged, sent or not. */
  readonly size: number;
  /** Whether there is something to flush. */
  readonly isGathering: boolean;
}

interface Batch {
  readonly results: Result[];
  /** When it is acknowledged meanwhile, it need not be written down at all. */
  age: 'new' | 'waiting' | 'kept';
}

/** @param send false when nothing was sent */
export function createResultSpool(files: ResultFiles, send: (results: Results) => boolean): ResultSpool {
  const unacknowledged = new Map<bigint, Batch>();
  let gathered: Result[] = [];
  let chars = 0;
  let seq = 0n;
  let size = 0;

  /** True when a batch is full. */
  function gather(result: Result): boolean {
    gathered.push(result);
    size++;
    chars += result.output.length + result.reason.length;
    return gathered.length >= MAX_RESULTS || chars >= MAX_CHARS;
  }

  function cut(age: Batch['age']): Batch {
    seq += 1n;
    const batch: Batch = { results: gathered, age };
    gathered = [];
    chars = 0;
    unacknowledged.set(seq, batch);
    return batch;
  }

  function flush(): void {
    if (gathered.length === 0) return;
    const batch = cut('new');
    if (!send({ seq, results: batch.results })) keepBatch(batch);
  }

  function keepBatch(batch: Batch): void {
    batch.age = 'kept';
    files.keep(batch.results);
  }

  function forget({ results, age }: Batch): void {
    size -= results.length;
    if (age === 'kept') files.forget(results);
  }

  const all = (): Result[] => [...[...unacknowledged.values()].flatMap(({ results }) => results), ...gathered];

  for (const result of files.left) if (gather(result)) cut('kept');
  if (gathered.length > 0) cut('kept');

  return {
    add(result) {
      if (gather(result)) flush();
    },
    flush,
    keep(what = 'old') {
      for (const batch of unacknowledged.values()) {
        if (batch.age === 'kept') continue;
        if (what === 'all' || batch.age === 'waiting') keepBatch(batch);
        else batch.age = 'waiting';
      }
    },
    acknowledge(acknowledged) {
      const batch = unacknowledged.get(acknowledged);
      if (!batch) return [];
      unacknowledged.delete(acknowledged);
      forget(batch);
      return batch.results;
    },
    sendAgain() {
      for (const [number, { results }] of unacknowledged) send({ seq: number, results });
    },
    retain(isWanted) {
      const dropped = all().filter(({ attemptId }) => !isWanted(attemptId));
      for (const [number, batch] of unacknowledged) {
        const results = batch.results.filter(({ attemptId }) => isWanted(attemptId));
        if (results.length === 0) unacknowledged.delete(number);
        else unacknowledged.set(number, { ...batch, results });
        if (batch.age === 'kept') files.forget(batch.results.filter(({ attemptId }) => !isWanted(attemptId)));
      }
      gathered = gathered.filter(({ attemptId }) => isWanted(attemptId));
      size -= dropped.length;
      return dropped;
    },
    has: (attemptId) => all().some((result) => result.attemptId === attemptId),
    attempts: all,
    get size() {
      return size;
    },
    get isGathering() {
      return gathered.length > 0;
    },
  };
}
