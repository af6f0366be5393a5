/** Tells of what may have freed a slot on this node, after the commit. Slots freed on other nodes are found by polling. */
import type { EngineStore } from '@carillon/core';

const FREEING = [
  'finishSolo',
  'advance',
  'advanceSteps',
  'endRuns',
  'retry',
  'stop',
  'pauseRun',
  'pauseTask',
  'reopen',
] as const satisfies readonly (keyof EngineStore)[];

export function watchFreed<S extends EngineStore>(store: S, onFreed: () => void): S {
  const watched = FREEING.map((name) => {
    const call = store[name] as (...given: readonly unknown[]) => Promise<unknown>;
    return [
      name,
      async (...given: readonly unknown[]) => {
        const result = await call(...given);
        onFreed();
        return result;
      },
    ] as const;
  });
  return { ...store, ...Object.fromEntries(watched) };
}

/** The lane of what waits for limits is nobody's: what arrives there is the granter's. */
export function withArrivals<D extends { queued(laneKey: number): void }>(
  dispatcher: D,
  { lane, onArrived }: { readonly lane: number; readonly onArrived: () => void },
): D {
  return { ...dispatcher, queued: (key) => (key === lane ? onArrived() : dispatcher.queued(key)) };
}
