/** Tells of runs that end on this node, after the commit. Ends on other nodes are found by polling. */
import type { EngineStore } from '@carillon/core';

export function watchEnds<S extends Pick<EngineStore, 'endRuns' | 'finishSolo' | 'stop'>>(
  store: S,
  onEnded: (runIds: Iterable<string>) => void,
): S {
  return {
    ...store,
    async endRuns(ends, shard) {
      const ended = await store.endRuns(ends, shard);
      onEnded(ended);
      return ended;
    },
    async finishSolo(completions, shard) {
      const ended = await store.finishSolo(completions, shard);
      onEnded(ended);
      return ended;
    },
    async stop(scope, runId, by) {
      const outcome = await store.stop(scope, runId, by);
      if (outcome.ended) onEnded([runId]);
      return outcome;
    },
  };
}
