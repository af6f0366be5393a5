/**
 * Runs whose end something waits for: held runs, and fixed delays. Kept so that the end of any other run costs
 * nothing. What is forgotten or was never heard of is found by polling.
 */
const MAX_KEPT = 10_000;

export interface AwaitedRuns {
  add(runIds: readonly string[]): void;
  ended(runIds: Iterable<string>): void;
}

export function createAwaitedRuns(onEnded: () => void): AwaitedRuns {
  const awaited = new Set<string>();
  return {
    add(runIds) {
      for (const id of runIds) awaited.add(id);
      for (const id of awaited) {
        if (awaited.size <= MAX_KEPT) break;
        awaited.delete(id);
      }
    },
    ended(runIds) {
      if (awaited.size === 0) return;
      let waited = false;
      for (const id of runIds) waited = awaited.delete(id) || waited;
      if (waited) onEnded();
    },
  };
}
