/** Faults (FAULTS §2), each with its healing. */
import type { Chances } from '../chances.ts';
import type { Cluster } from '../world/cluster.ts';

/** Does it, and says how long it lasts. */
type Fault = (cluster: Cluster, chances: Chances) => number;

const seconds = (chances: Chances, low: number, high: number): number => chances.between(low * 1_000, high * 1_000);

export const FAULTS: Readonly<Record<string, Fault>> = {
  server_crash({ world, servers }, chances) {
    const server = chances.pick(servers);
    const ms = seconds(chances, 1, 20);
    server.kill();
    world.after(ms, undefined, () => server.process.isUp || server.start());
    return ms;
  },
  all_servers_crash({ world, servers }, chances) {
    const ms = seconds(chances, 1, 10);
    for (const server of servers) {
      server.kill();
      world.after(ms, undefined, () => server.process.isUp || server.start());
    }
    return ms;
  },
  server_freeze({ world, servers }, chances) {
    const { process } = chances.pick(servers);
    const ms = seconds(chances, 2, 40);
    process.frozenUntil = Math.max(process.frozenUntil, world.now() + ms);
    return ms;
  },
  server_cut_from_store({ world, servers, store }, chances) {
    const { process } = chances.pick(servers);
    const ms = seconds(chances, 5, 40);
    store.faults.cutOff.add(process);
    world.after(ms, undefined, () => store.faults.cutOff.delete(process));
    return ms;
  },
  worker_crash({ world, workers }, chances) {
    const worker = chances.pick(workers);
    const ms = seconds(chances, 1, 30);
    worker.kill();
    world.after(ms, undefined, () => worker.process.isUp || worker.start());
    return ms;
  },
  worker_freeze({ workers }, chances) {
    const ms = seconds(chances, 2, 30);
    chances.pick(workers).freeze(ms);
    return ms;
  },
  worker_cut({ world, wire, workers }, chances) {
    const { link } = chances.pick(workers);
    const ms = seconds(chances, 2, 30);
    const way = chances.below(3);
    link.upHeld ||= way !== 0;
    link.downHeld ||= way !== 1;
    world.after(ms, undefined, () => {
      link.upHeld = false;
      link.downHeld = false;
      wire.heal(link);
    });
    return ms;
  },
  slow_link({ world, workers }, chances) {
    const { link } = chances.pick(workers);
    const ms = seconds(chances, 5, 60);
    link.delayMs = chances.between(100, 1_500);
    world.after(ms, undefined, () => {
      link.delayMs = 0;
    });
    return ms;
  },
  streams_reset({ wire, workers }, chances) {
    for (const { link } of workers) if (chances.happens(0.7)) wire.reset(link);
    return 0;
  },
  store_restart({ world, store }, chances) {
    const ms = seconds(chances, 1, 45);
    store.faults.isDown = true;
    world.after(ms, undefined, () => {
      store.faults.isDown = false;
    });
    return ms;
  },
  store_frozen({ world, store }, chances) {
    const ms = seconds(chances, 1, 30);
    store.process.frozenUntil = Math.max(store.process.frozenUntil, world.now() + ms);
    return ms;
  },
  store_sessions_cut({ world, store }, chances) {
    const ms = seconds(chances, 2, 30);
    store.faults.failing = chances.between(0.02, 0.5);
    world.after(ms, undefined, () => {
      store.faults.failing = 0;
    });
    return ms;
  },
  store_slow({ world, store }, chances) {
    const ms = seconds(chances, 5, 60);
    store.faults.slowBy = chances.between(50, 1_500);
    world.after(ms, undefined, () => {
      store.faults.slowBy = 0;
    });
    return ms;
  },
  node_clock_step({ servers, workers }, chances) {
    const { process } = chances.pick([...servers, ...workers]);
    process.wallOffset = chances.pick([-3_600_000, -300_000, -5_000, 0, 5_000, 300_000, 3_600_000]);
    return 0;
  },
  store_clock_step({ storeClock }, chances) {
    // Within what is borne (GUARANTEES 2.4); either way it comes back in the end.
    storeClock.offset = chances.pick([0, -25_000, -3_000, -200, 200, 3_000]);
    return 0;
  },
};

/** Ends them all. */
export function healEverything({ servers, workers, wire, store, storeClock }: Cluster): void {
  store.faults.isDown = false;
  store.faults.failing = 0;
  store.faults.slowBy = 0;
  store.faults.cutOff.clear();
  storeClock.offset = 0;
  for (const server of servers) {
    server.process.wallOffset = 0;
    if (!server.process.isUp) server.start();
  }
  for (const worker of workers) {
    worker.process.wallOffset = 0;
    Object.assign(worker.link, { upHeld: false, downHeld: false, delayMs: 0 });
    wire.heal(worker.link);
    if (!worker.process.isUp) worker.start();
  }
}
