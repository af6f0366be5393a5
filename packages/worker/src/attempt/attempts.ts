/**
 * The attempts this worker holds: a queue for what waits for a slot, the running ones in the order of their
 * start, and those whose result is not acknowledged yet. Nothing else knows how many slots are taken.
 */
import type { Attempt } from './attempt.ts';

export interface Attempts {
  enqueue(attempt: Attempt): void;
  /** The next to start, when there is a slot; it counts as running from now on. */
  next(): Attempt | undefined;
  /** The slot is free again. */
  release(attempt: Attempt): void;
  /** Its result is acknowledged, or nobody wants one. */
  settle(attemptId: string): void;
  get(attemptId: string): Attempt | undefined;
  /** Takes every attempt that has not started out of the queue. */
  takeQueued(): Attempt[];
  removeQueued(attempt: Attempt): void;
  running(): Iterable<Attempt>;
  /** Everything the server must not take for lost. */
  held(): Iterable<Attempt>;
  readonly busy: number;
  readonly queued: number;
  readonly oldestQueued: Attempt | undefined;
  /** Not yet ended: running or queued. */
  readonly open: number;
}

export function createAttempts(slots: number): Attempts {
  const held = new Map<string, Attempt>();
  const running = new Set<Attempt>();
  const queue = new Set<Attempt>();

  return {
    enqueue(attempt) {
      held.set(attempt.assignment.attemptId, attempt);
      queue.add(attempt);
    },
    next() {
      if (running.size >= slots || queue.size === 0) return undefined;
      const [attempt] = queue as Iterable<Attempt> as [Attempt];
      queue.delete(attempt);
      running.add(attempt);
      attempt.phase = 'running';
      return attempt;
    },
    release: (attempt) => void running.delete(attempt),
    settle: (attemptId) => void held.delete(attemptId),
    get: (attemptId) => held.get(attemptId),
    takeQueued() {
      const all = [...queue];
      queue.clear();
      for (const attempt of all) held.delete(attempt.assignment.attemptId);
      return all;
    },
    removeQueued(attempt) {
      queue.delete(attempt);
    },
    running: () => running,
    held: () => held.values(),
    get busy() {
      return running.size;
    },
    get queued() {
      return queue.size;
    },
    get oldestQueued() {
      const [oldest] = queue;
      return oldest;
    },
    get open() {
      return running.size + queue.size;
    },
  };
}
