/** Tells of runs that end on this node, after the commit. Ends on other nodes are found by polling. */
import type { EngineStore } from '@carillon/core';

export interface EndsHeard {
  onEnded(runIds: Iterable<string>): void;
  /** Those that a task of another run waits for. */
  onChildren(runIds: readonly string[]): void;
}

export function watchEnds<S extends Pick<EngineStore, 'endRuns' | 'finishSolo' | 'stop'>>(
  store: S,
  { onEnded, onChildren }: EndsHeard,
): S {
  return {
    ...store,
    async endRuns(ends, shard) {
      const runs = await store.endRuns(ends, shard);
      onEnded(runs.ended);
      onChildren(runs.children);
      return runs;
    },
    async finishSolo(completions, shard) {
      const runs = await store.finishSolo(completions, shard);
      onEnded(runs.ended);
      onChildren(runs.children);
      return runs;
    },
    async stop(scope, runId, by) {
      const outcome = await store.stop(scope, runId, by);
      if (outcome.ended) onEnded([runId]);
      if (outcome.ended) onChildren([runId]);
      return outcome;
    },
  };
}
