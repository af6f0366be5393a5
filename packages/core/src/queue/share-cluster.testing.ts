/** A cluster without time of its own: workers as one pool, tasks of one length, whoever is first is served. */
import {
  lackingResource,
  minusResources,
  NO_RESOURCES,
  plusResources,
  type Resources,
} from '../placement/resources.ts';
import { plainQueue, type QueueSpec } from './queue-spec.ts';
import { createShares, type ShareLane } from './shares.ts';

export interface Flow extends ShareLane {
  /** Ready tasks that wait. */
  waiting: number;
  /** Rank of the first of them. */
  rank: number;
}

export const flow = (more: Partial<Flow> & { readonly key: number }): Flow => ({
  queue: 'default',
  tenant: 'default',
  project: 'default',
  resources: NO_RESOURCES,
  waiting: Number.POSITIVE_INFINITY,
  rank: 0,
  ...more,
});

export interface Cluster {
  readonly slots: number;
  readonly resources?: Resources;
  readonly queues?: readonly Partial<QueueSpec>[];
  readonly flows: readonly Flow[];
}

export function shareCluster({ slots, resources = NO_RESOURCES, queues = [], flows }: Cluster) {
  const shares = createShares(queues.map((queue) => ({ ...plainQueue(queue.name ?? 'default'), ...queue })));
  shares.setCapacity(slots, resources);
  const running: Flow[] = [];
  let used: Resources = NO_RESOURCES;

  const fits = (one: Flow): boolean =>
    running.length < slots && lackingResource(one.resources, minusResources(resources, used)) === undefined;

  /** Gives what is free; in the order in which it was given. */
  function serve(): readonly Flow[] {
    const given: Flow[] = [];
    for (;;) {
      const ready = flows.filter((one) => one.waiting > 0 && fits(one) && shares.gate(one).kind === 'open');
      const next = shares.first(ready, ({ rank }) => rank);
      if (!next) return given;
      next.waiting -= 1;
      next.rank += 1;
      shares.add(next, 1);
      used = plusResources(used, next.resources);
      running.push(next);
      given.push(next);
    }
  }

  /** The task that has run longest ends. */
  function endOne(pick: (running: readonly Flow[]) => number = () => 0): void {
    const [ended] = running.splice(pick(running), 1);
    if (!ended) return;
    shares.add(ended, -1);
    used = minusResources(used, ended.resources);
  }

  const runningOf = (one: Flow): number => running.filter((other) => other === one).length;
  return { serve, endOne, runningOf, shares, running: () => running.length };
}
