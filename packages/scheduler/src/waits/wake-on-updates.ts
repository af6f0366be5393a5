/** Wakes waits for datasets when their updates stand. One that is not woken looks again by itself, seconds later. */
import { datasetTopic, type EngineStore, type UpdatedDataset } from '@carillon/core';
import type { Logger } from '@carillon/runtime';

type UpdatingStore = Pick<EngineStore, 'advance' | 'finishSolo' | 'wakeWaits'>;

export function wakeOnUpdates<S extends UpdatingStore>(store: S, onWoken: () => void, log: Logger): S {
  const wake = async (updated: readonly UpdatedDataset[]): Promise<void> => {
    for (const { environmentKey, project, name } of updated)
      if ((await store.wakeWaits({ environmentKey }, [datasetTopic(project, name)])) > 0) onWoken();
  };
  /** The end has its answer without it. */
  const wakeLater = (updated: readonly UpdatedDataset[] = []): void => {
    if (updated.length > 0)
      wake(updated).catch((error: unknown) =>
        log.warn({ err: error }, 'what waits for datasets looks again a few seconds later'),
      );
  };
  return {
    ...store,
    async advance(completions, early, shard) {
      const advanced = await store.advance(completions, early, shard);
      wakeLater(advanced.updated);
      return advanced;
    },
    async finishSolo(completions, shard) {
      const runs = await store.finishSolo(completions, shard);
      wakeLater(runs.updated);
      return runs;
    },
  };
}
