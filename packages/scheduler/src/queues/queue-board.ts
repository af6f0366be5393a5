/**
 * What this node knows of queues: their documents, all workers that are there, and who uses what of them. What runs
 * here is counted exactly; what runs at other nodes is what these said with their workers' last beats, a few seconds
 * ago. A node that has read nothing yet knows its own workers.
 */
import {
  compileQueue,
  createShares,
  type EngineStore,
  type FleetWorker,
  incapability,
  isDiskFull,
  type LaneRecord,
  NO_RESOURCES,
  type PlanTask,
  plusResources,
  type QueueRecord,
  rankOf,
  type Resources,
  type Shares,
  type WorkerOffer,
} from '@carillon/core';
import type { Sessions } from '../sessions.ts';
import type { Lanes } from './lanes.ts';

export interface QueueBoard {
  readonly shares: Shares;
  /** Order within its lane, as its queue wants it. */
  rank(task: Pick<PlanTask, 'requirement'>, priority: number, readyAtMs: number): number;
  /** All workers that could be given tasks of the lane and are there, here and elsewhere. */
  online(lane: LaneRecord): readonly WorkerOffer[];
  /** Tasks of a lane were given to workers of this node, or ended. */
  use(lane: LaneRecord, count: number): void;
  /** The workers of this node have changed. */
  count(): void;
  /** Reads queues and workers anew, and which of them somebody holds. True: the queues have changed. */
  refresh(): Promise<boolean>;
}

export interface QueueBoardParts {
  readonly store: Pick<EngineStore, 'queues' | 'fleet'>;
  readonly sessions: Sessions;
  readonly lanes: Lanes;
}

export function createQueueBoard({ store, sessions, lanes }: QueueBoardParts): QueueBoard {
  let shares = createShares([]);
  let known = '[]';
  let elsewhere: readonly FleetWorker[] = [];

  const rebuild = (queues: readonly QueueRecord[]): void => {
    shares = createShares(queues.map(({ document, pausedAt }) => compileQueue(document, pausedAt !== undefined)));
    for (const worker of sessions.all())
      for (const [key, running] of worker.running) {
        const lane = lanes.byKey(key);
        if (lane) shares.add(lane, running);
      }
  };

  const count = (): void => {
    let slots = 0;
    let resources: Resources = NO_RESOURCES;
    const here = [...sessions.all()];
    const present = elsewhere.filter(({ isSilent, sessionKey }) => !isSilent && !sessions.byKey(sessionKey));
    for (const worker of [...here, ...present]) {
      slots += worker.slots;
      resources = plusResources(resources, worker.resources);
    }
    shares.setCapacity(slots, resources);
    const running = new Map<number, { readonly lane: LaneRecord; readonly count: number }>();
    for (const worker of present)
      for (const [key, some] of worker.running) {
        const lane = lanes.byKey(key);
        if (lane) running.set(key, { lane, count: (running.get(key)?.count ?? 0) + some });
      }
    shares.setElsewhere(running);
  };

  return {
    get shares() {
      return shares;
    },
    rank: ({ requirement }, priority, readyAtMs) => rankOf(readyAtMs, priority, shares.pointMs(requirement.queue)),
    online(lane) {
      const here = [...sessions.present()];
      const others = elsewhere.filter(
        (one) => !one.isSilent && !one.isDraining && !isDiskFull(one) && !sessions.byKey(one.sessionKey),
      );
      return [...here, ...others].filter((worker) => incapability(worker, lane) === undefined);
    },
    use: (lane, times) => shares.add(lane, times),
    count,
    async refresh() {
      const [queues, fleet] = await Promise.all([store.queues(), store.fleet()]);
      await lanes.learn(new Set(fleet.flatMap(({ running }) => [...running.keys()])));
      elsewhere = fleet;
      for (const { sessionKey, isHeld } of fleet) {
        const worker = sessions.byKey(sessionKey);
        if (worker) worker.isHeld = isHeld;
      }
      const text = JSON.stringify(queues);
      const isChanged = text !== known;
      if (isChanged) rebuild(queues);
      known = text;
      count();
      return isChanged;
    },
  };
}
