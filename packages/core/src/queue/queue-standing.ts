/** How queues stand: what each uses, what is guaranteed to it, and what waits in it. */
import type { FleetWorker, LaneBacklog, QueueRecord } from '../ports/queue-store.ts';
import type { LaneRecord } from '../ports/engine-store.ts';
import { DEFAULT_QUEUE } from '../definition/queue-document.ts';
import { NO_RESOURCES, plusResources } from '../placement/resources.ts';
import { compileQueue, plainQueue, type QueueSpec } from './queue-spec.ts';
import { createShares, type Gate, type Shares } from './shares.ts';

export interface QueueBook {
  readonly queues: readonly QueueRecord[];
  readonly fleet: readonly FleetWorker[];
  /** Of all lanes that are named by the others. */
  readonly lanes: readonly LaneRecord[];
}

/** The shares as any server sees them, by what all of them said last. */
export function sharesOf({ queues, fleet, lanes }: QueueBook): Shares {
  const shares = createShares(queues.map(({ document, pausedAt }) => compileQueue(document, pausedAt !== undefined)));
  const present = fleet.filter(({ isSilent }) => !isSilent);
  shares.setCapacity(
    present.reduce((sum, { slots }) => sum + slots, 0),
    present.reduce((sum, { resources }) => plusResources(sum, resources), NO_RESOURCES),
  );
  const byKey = new Map(lanes.map((lane) => [lane.key, lane]));
  for (const { running } of present)
    for (const [key, count] of running) {
      const lane = byKey.get(key);
      if (lane) shares.add(lane, count);
    }
  return shares;
}

export interface QueueHolder {
  readonly tenant: string;
  readonly project: string;
  readonly running: number;
}

export interface QueueStanding {
  readonly spec: QueueSpec;
  /** Undefined: nobody has described it. */
  readonly record: QueueRecord | undefined;
  /** Whether one more task that asks for nothing but a slot could begin. */
  readonly gate: Gate;
  /** Of all that the workers have, in the resource of which it uses most. */
  readonly used: number;
  /** Task runs, those of queues below it included. */
  readonly running: number;
  /** Its own; counted up to a bound a lane. */
  readonly ready: number;
  readonly oldestReadyAt: Date | undefined;
  /** Who has its own task runs, most first. */
  readonly holders: readonly QueueHolder[];
}

/** The default queue, those with a document, and those that tasks stand in; by name. */
export function queueStandings(book: QueueBook, backlogs: readonly LaneBacklog[]): readonly QueueStanding[] {
  const shares = sharesOf(book);
  const records = new Map(book.queues.map((record) => [record.document.name, record]));
  const names = new Set([DEFAULT_QUEUE, ...records.keys(), ...backlogs.map(({ lane }) => lane.queue)]);
  return [...names].sort().map((name, i) => {
    const record = records.get(name);
    const { used, slots } = shares.standing(name);
    const own = backlogs.filter(({ lane }) => lane.queue === name);
    const oldest = Math.min(...own.map(({ oldestReadyAt }) => oldestReadyAt.getTime()));
    return {
      spec: record ? compileQueue(record.document, record.pausedAt !== undefined) : plainQueue(name),
      record,
      gate: shares.gate({ key: -1 - i, queue: name, tenant: '', project: '', resources: NO_RESOURCES }),
      used,
      running: slots,
      ready: own.reduce((sum, { ready }) => sum + ready, 0),
      oldestReadyAt: own.length === 0 ? undefined : new Date(oldest),
      holders: holdersOf(name, book),
    };
  });
}

export function holdersOf(queue: string, { fleet, lanes }: Pick<QueueBook, 'fleet' | 'lanes'>): readonly QueueHolder[] {
  const holders = new Map<string, QueueHolder>();
  for (const { key, tenant, project } of lanes.filter((lane) => lane.queue === queue)) {
    const running = fleet.reduce((sum, worker) => sum + (worker.running.get(key) ?? 0), 0);
    const name = `${tenant}/${project}`;
    if (running > 0) holders.set(name, { tenant, project, running: running + (holders.get(name)?.running ?? 0) });
  }
  return [...holders.values()].sort((a, b) => b.running - a.running);
}
