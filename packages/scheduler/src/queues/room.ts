/**
 * What workers of this node are given: places, resources, and the shares of queues that they count for. Room is taken
 * before the statement that leases, given back where it leased less, and freed when an attempt ends. It is counted by
 * attempt, so that whatever is reported twice, late or for somebody else frees nothing.
 */
import { type LaneRecord, type LiveAttempt, plusResources, timesWithin, minusResources } from '@carillon/core';
import type { ConnectedWorker } from '../sessions.ts';
import type { Lanes } from './lanes.ts';

export interface Room {
  take(worker: ConnectedWorker, lane: LaneRecord, count?: number): void;
  /** It was not used after all. */
  giveBack(worker: ConnectedWorker, laneKey: number, count?: number): void;
  /** What was taken is this attempt's until it ends. */
  hold(worker: ConnectedWorker, attempt: Pick<LiveAttempt, 'attemptId' | 'laneKey'>): void;
  /** The attempts have ended; their places are for the worker to offer again. */
  freed(worker: ConnectedWorker, attempts: Iterable<Pick<LiveAttempt, 'attemptId'>>): void;
  /** Of a session that goes on: its places are taken already. */
  resume(worker: ConnectedWorker, live: readonly LiveAttempt[]): Promise<void>;
  /** The stream is gone; what its attempts do is counted by whoever takes the session up. */
  drop(worker: ConnectedWorker): void;
  /** What the worker says it holds: attempts that it does not know twice in a row are not counted any more. */
  compare(worker: ConnectedWorker, held: ReadonlySet<string>): void;
  /** How many more tasks of a lane fit. */
  fits(worker: ConnectedWorker, lane: LaneRecord): number;
}

export function createRoom(lanes: Lanes, onUse: (lane: LaneRecord, count: number) => void): Room {
  const use = (worker: ConnectedWorker, lane: LaneRecord, count: number): void => {
    const running = (worker.running.get(lane.key) ?? 0) + count;
    if (running > 0) worker.running.set(lane.key, running);
    else worker.running.delete(lane.key);
    worker.used = plusResources(worker.used, lane.resources, count);
    onUse(lane, count);
  };

  const stopUse = (worker: ConnectedWorker, laneKey: number, count: number): void => {
    const lane = lanes.byKey(laneKey);
    // A worker that was dropped uses nothing any more.
    const used = Math.min(count, worker.running.get(laneKey) ?? 0);
    if (lane && used > 0) use(worker, lane, -used);
  };

  /** Missing from the last list; what was sent meanwhile may be missing for a moment. */
  const missing = new WeakMap<ConnectedWorker, ReadonlySet<string>>();

  const freed: Room['freed'] = (worker, attempts) => {
    const ended = new Map<number, number>();
    for (const { attemptId } of attempts) {
      const laneKey = worker.attempts.get(attemptId);
      if (laneKey === undefined) continue;
      worker.attempts.delete(attemptId);
      ended.set(laneKey, (ended.get(laneKey) ?? 0) + 1);
    }
    for (const [laneKey, count] of ended) stopUse(worker, laneKey, count);
  };

  return {
    take(worker, lane, count = 1) {
      worker.credit -= count;
      use(worker, lane, count);
    },
    giveBack(worker, laneKey, count = 1) {
      worker.credit += count;
      stopUse(worker, laneKey, count);
    },
    hold: (worker, { attemptId, laneKey }) => void worker.attempts.set(attemptId, laneKey),
    freed,
    compare(worker, held) {
      const absent = new Set([...worker.attempts.keys()].filter((id) => !held.has(id)));
      const gone = [...(missing.get(worker) ?? [])].filter((id) => absent.has(id));
      freed(
        worker,
        gone.map((attemptId) => ({ attemptId })),
      );
      missing.set(worker, absent);
    },
    async resume(worker, live) {
      await lanes.learn(new Set(live.map(({ laneKey }) => laneKey)));
      for (const { attemptId, laneKey } of live) {
        const lane = lanes.byKey(laneKey);
        if (!lane) continue;
        worker.attempts.set(attemptId, laneKey);
        use(worker, lane, 1);
      }
    },
    drop(worker) {
      for (const [laneKey, count] of new Map(worker.running)) stopUse(worker, laneKey, count);
      worker.attempts.clear();
    },
    fits: (worker, lane) =>
      Math.min(worker.credit, timesWithin(lane.resources, minusResources(worker.resources, worker.used))),
  };
}
