/** Renews leases: the beats of many workers share one statement on the pool that nothing else uses. */
import type { BeatTimes, EngineStore } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import { createFlusher } from '../runs/flusher.ts';
import type { ConnectedWorker } from '../sessions.ts';

const MAX_BATCH = 1_000;

export interface Heartbeats {
  /** `lost` is called when the store no longer has the session's lease. */
  beat(worker: ConnectedWorker, seq: bigint, lost: () => void): void;
}

interface Beat {
  readonly worker: ConnectedWorker;
  readonly seq: bigint;
  readonly lost: () => void;
}

export function createHeartbeats(store: Pick<EngineStore, 'beat'>, times: BeatTimes, log: Logger): Heartbeats {
  const acknowledge = ({ worker, seq }: Beat, storeAway: boolean): void =>
    worker.send({ body: { $case: 'heartbeatAck', value: { seq, storeAway } } });

  const flusher = createFlusher<Beat>({
    shards: 1,
    shardOf: () => 0,
    maxBatch: MAX_BATCH,
    keyOf: (beat) => String(beat.worker.key),
    async flush(batch) {
      try {
        const alive = await store.beat(
          batch.map(({ worker }) => ({
            key: worker.key,
            busy: worker.busy,
            room: worker.credit,
            isDraining: worker.draining,
            running: worker.running,
          })),
          times,
        );
        for (const beat of batch) {
          if (alive.has(beat.worker.key)) acknowledge(beat, false);
          else beat.lost();
        }
      } catch (error) {
        log.warn(
          { err: error, workers: batch.length },
          'leases cannot be renewed; workers are told that the store is away',
        );
        for (const beat of batch) acknowledge(beat, true);
      }
    },
  });
  return {
    beat: (worker, seq, lost) => flusher.push({ worker, seq, lost }),
  };
}
