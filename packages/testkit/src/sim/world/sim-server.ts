/** A server: the scheduler as it ships, on the store and the wire of the simulation. */
import type { EngineStore } from '@carillon/core';
import { createLeadership, createMetrics, type Logger, newUuid } from '@carillon/runtime';
import { createScheduler, type LeaseTimes, type Scheduler, serveSession } from '@carillon/scheduler';
import type { SimStore } from './sim-store.ts';
import type { Wire } from './sim-wire.ts';
import type { SimProcess, SimWorld } from './sim-world.ts';

export interface SimServer {
  readonly process: SimProcess;
  readonly address: string;
  /** As its API reaches it. */
  readonly store: EngineStore;
  /** Undefined while it is down. */
  readonly scheduler: Scheduler | undefined;
  start(): void;
  /** As `kill -9` does it. */
  kill(): void;
}

export interface ServerParts {
  readonly world: SimWorld;
  readonly store: SimStore;
  readonly wire: Wire;
  readonly lease: LeaseTimes | undefined;
  /** All of them, as the record of servers has them. */
  readonly servers: () => readonly SimServer[];
  readonly log: Logger;
}

const RESTART_MS = 200;
/** More often than servers do: each of its rounds is a chance to lose something. */
const SPREAD_EVERY_MS = 5_000;

export function createSimServer(parts: ServerParts, index: number): SimServer {
  const { world, wire, lease, servers, log } = parts;
  const process = world.newProcess(`server ${index}`);
  const store = parts.store.connect(process);
  const address = `127.0.0.1:${4_500 + index}`;
  let scheduler: Scheduler | undefined;

  const boot = (): void => {
    const leadership = createLeadership({ store, owner: newUuid(), log });
    const made = createScheduler({
      store,
      leadership,
      secretReader: { read: async () => ({}) },
      calendars: { tables: async () => new Map(), inUse: async () => [] },
      log,
      metrics: createMetrics(),
      config: {
        grpcHost: '127.0.0.1',
        grpcPort: 0,
        publicUrl: 'http://simulation',
        spreadEveryMs: SPREAD_EVERY_MS,
        ...(lease ? { lease } : {}),
      },
      workersElsewhere: async () =>
        servers().flatMap(({ address: other, scheduler: running }) =>
          running && other !== address ? running.workers() : [],
        ),
      authenticateWorker: async () => ({}),
      checkDocument: () => [],
      openGateway: (_, parts) => ({
        async start() {
          wire.listen(address, process, (stream) => serveSession(stream, parts));
          return 0;
        },
        stop: async () => wire.close(address),
      }),
    });
    made.start().then(
      () => {
        leadership.start();
        scheduler = made;
      },
      // The store is away: a supervisor starts it again.
      () => restart(),
    );
  };
  /** As the system does it with what a process leaves: nothing listens at its address any more. */
  const leave = (): void => {
    world.kill(process);
    scheduler = undefined;
    wire.close(address);
  };
  const restart = (): void => {
    leave();
    wire.reset(process);
    process.isUp = true;
    world.after(RESTART_MS, process, boot);
  };

  return {
    process,
    address,
    store,
    get scheduler() {
      return process.isUp ? scheduler : undefined;
    },
    start() {
      process.isUp = true;
      world.after(0, process, boot);
    },
    kill() {
      leave();
      // Most often the host answers for it with a reset; of a host that is gone nobody hears.
      if (world.chances.happens(0.8)) wire.reset(process);
    },
  };
}
