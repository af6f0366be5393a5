/** The faults, by their names in the report: how each is made, and how it is undone. */
import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from './postgres.ts';
import type { Random } from './random.ts';
import type { Node, Rig } from './rig.ts';

/** Ends when the fault is healed. */
type Fault = (rig: Rig, random: Random) => Promise<void>;

const SECOND = 1_000;
const seconds = (random: Random, from: number, to: number): Promise<void> => delay(random.between(from, to) * SECOND);

const kill =
  (of: (rig: Rig) => readonly Node[]): Fault =>
  async (rig, random) => {
    const node = random.pick(of(rig));
    await node.kill();
    await seconds(random, 0.5, 6);
    await node.start();
  };

const freeze =
  (of: (rig: Rig) => readonly Node[], longest: number): Fault =>
  async (rig, random) => {
    const node = random.pick(of(rig));
    node.program().signal('SIGSTOP');
    await seconds(random, 2, longest);
    node.program().signal('SIGCONT');
  };

const cut =
  (of: (rig: Rig) => readonly Node[], longest: number): Fault =>
  async (rig, random) => {
    const { ways } = random.pick(of(rig));
    for (const way of ways) way.cut();
    await seconds(random, 2, longest);
    for (const way of ways) way.mend();
  };

const slow =
  (of: (rig: Rig) => readonly Node[]): Fault =>
  async (rig, random) => {
    const { ways } = random.pick(of(rig));
    for (const way of ways) way.slow(random.between(50, 500));
    await seconds(random, 3, 12);
    for (const way of ways) way.slow(0);
  };

const servers = (rig: Rig): readonly Node[] => rig.servers;
const workers = (rig: Rig): readonly Node[] => rig.workers;

export const FAULTS = {
  server_kill: kill(servers),
  server_freeze: freeze(servers, 20),
  server_cut_from_store: cut(servers, 15),
  server_slow_store: slow(servers),
  all_servers_kill: async (rig, random) => {
    await Promise.all(rig.servers.map((server) => server.kill()));
    await seconds(random, 1, 4);
    await Promise.all(rig.servers.map((server) => server.start()));
  },
  worker_kill: kill(workers),
  worker_freeze: freeze(workers, 25),
  worker_cut: cut(workers, 25),
  worker_slow: slow(workers),
  store_crash: async (rig, random) => {
    await rig.primary().stop('immediate');
    await seconds(random, 0.5, 5);
    await rig.primary().start();
  },
  store_restart: async (rig) => {
    await rig.primary().stop('fast');
    await rig.primary().start();
  },
  store_sessions_cut: async (rig, random) => {
    for (let round = 0; round < 5; round++) {
      await sql(
        rig.primary().port,
        `select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name like 'carillon%' and random() < 0.5`,
      );
      await seconds(random, 0.5, 2);
    }
  },
  store_freeze: async (rig, random) => {
    const store = rig.primary();
    await store.freeze();
    await seconds(random, 2, 12);
    await store.thaw();
  },
} as const satisfies Readonly<Record<string, Fault>>;
export type FaultName = keyof typeof FAULTS;

/** The clock of one server goes wrong for a while; what it decides by is the store's. */
export const clockJump =
  (file: string): Fault =>
  async (_rig, random) => {
    await writeFile(file, random.pick(['+3600', '-3600', '+300', '-300']));
    await seconds(random, 3, 15);
    await writeFile(file, '+0');
  };

/** Once: the standby is used up by it. */
export const storeFailOver: Fault = (rig) => rig.failOver();
