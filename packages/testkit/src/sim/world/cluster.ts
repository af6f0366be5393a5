/** A whole cluster: servers and workers as they ship, between a model of the store and a simulated wire. */
import type { Chances } from '../chances.ts';
import { QUEUES, SCHEDULES, VERSIONS, versionOf, workOf } from '../load/workflows.ts';
import type { Shape } from '../load/steps.ts';
import { createTransactions } from '../store/model.ts';
import { newSchedule } from '../store/new-schedule.ts';
import { placeKey } from '../store/schedules.ts';
import { createTables, type Safety, type Tables } from '../store/tables.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createSimLog } from './sim-log.ts';
import { createSimServer, type SimServer } from './sim-server.ts';
import { createSimStore, type SimStore } from './sim-store.ts';
import { createWire, type Wire } from './sim-wire.ts';
import { createSimWorker, type SimWorker } from './sim-worker.ts';
import { createSimWorld, EPOCH, type SimWorld } from './sim-world.ts';

export const SCOPE = { tenantKey: 1, projectKey: 1, environmentKey: 1 } as const;

export interface Cluster {
  readonly world: SimWorld;
  readonly tables: Tables;
  readonly store: SimStore;
  readonly storeClock: { offset: number };
  readonly wire: Wire;
  readonly ledger: Ledger;
  readonly servers: readonly SimServer[];
  readonly workers: readonly SimWorker[];
  /** Of the programs themselves, as their logs tell them. */
  readonly mistakes: ReadonlySet<string>;
}

const numbered = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

export function createCluster(chances: Chances, shape: Shape, without: ReadonlySet<Safety>): Cluster {
  const world = createSimWorld(chances);
  const storeClock = { offset: 0 };
  const uuids = chances.fork();
  const machine = {
    // In whole milliseconds, as programs get them from PostgreSQL.
    now: () => Math.floor(EPOCH + world.now() + storeClock.offset),
    elapsed: () => world.now(),
    newUuid: () => uuids.uuid(),
  };
  const tables = createTables(machine, without);
  fillCatalogue(tables);
  const store = createSimStore(world, createTransactions(tables));
  const wire = createWire(world);
  const ledger = createLedger();
  const mistakes = new Set<string>();
  const log = createSimLog((told) => mistakes.add(told));
  const serverParts = { world, store, wire, lease: undefined, servers: () => servers, log };
  const servers: readonly SimServer[] = numbered(shape.servers, (i) => createSimServer(serverParts, i + 1));
  const work = chances.fork();
  const place = {
    world,
    wire,
    ledger,
    log,
    slots: shape.slots,
    servers: servers.map(({ address }) => address),
    hasJournal: !without.has('journal'),
    workOf: (attempt: Parameters<typeof workOf>[1]) => workOf(work, attempt),
  };
  const workers = numbered(shape.workers, (i) => createSimWorker(place, `worker ${i + 1}`));
  for (const one of [...servers, ...workers]) one.start();
  return { world, tables, store, storeClock, wire, ledger, servers, workers, mistakes };
}

function fillCatalogue(tables: Tables): void {
  for (const queue of QUEUES) tables.queues.insert(queue.document.name, queue);
  for (const version of VERSIONS) {
    tables.versions.insert(version.key, version);
    tables.deployments.insert(placeKey(version.workflowKey, SCOPE.environmentKey), {
      versionKey: version.key,
      paused: false,
    });
  }
  SCHEDULES.forEach(
    ({ workflow, definition }, i) =>
      void tables.schedules.insert(
        i + 1,
        newSchedule({ key: i + 1, at: EPOCH, workflow, definition, workflowKey: versionOf(workflow).workflowKey }),
      ),
  );
}
