/** The faults, by their names in the report: how each is made, and how it is undone. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Node } from './nodes.ts';
import { sql } from './postgres.ts';
import type { Random } from './random.ts';
import type { Rig } from './rig.ts';
import type { Moment, Point } from './statements.ts';

export interface Frozen {
  readonly node: string;
  readonly from: number;
  readonly to: number;
}

interface FaultParts {
  readonly rig: Rig;
  readonly random: Random;
  readonly onFrozen: (frozen: Frozen) => void;
  readonly say: (text: string) => void;
}

/** Ends when the fault is healed. */
export type Fault = (parts: FaultParts) => Promise<void>;

const SECOND = 1_000;
/** A worker's processes have to be gone by then, or may be given away. */
const LEASE_S = 14;
const seconds = (random: Random, from: number, to: number): Promise<void> => delay(random.between(from, to) * SECOND);
type Of = (rig: Rig) => readonly Node[];
const servers: Of = (rig) => rig.servers;
const workers: Of = (rig) => rig.workers;

const kill =
  (of: Of, longest: number): Fault =>
  async ({ rig, random }) => {
    const node = random.pick(of(rig));
    await node.kill();
    await seconds(random, 0.5, longest);
    await node.start();
  };

/** One TERM, or a second one that drops everything. */
const drain =
  (of: Of): Fault =>
  async ({ rig, random }) => {
    const node = random.pick(of(rig));
    await node.drain(random.chance(0.3) ? 2 : 1);
    await seconds(random, 0.1, 2);
    await node.start();
  };

async function freezeOne({ random, onFrozen }: FaultParts, node: Node, longest: number): Promise<void> {
  const from = Date.now();
  node.program().signal('SIGSTOP');
  await seconds(random, 2, longest);
  node.program().signal('SIGCONT');
  onFrozen({ node: node.name, from, to: Date.now() });
}

const freeze =
  (of: Of, longest: number): Fault =>
  (parts) =>
    freezeOne(parts, parts.random.pick(of(parts.rig)), longest);

/** Connections stay open and nothing passes: half open, as both ends see it. */
const cut =
  (of: Of, longest: number): Fault =>
  async ({ rig, random }) => {
    const { ways } = random.pick(of(rig));
    for (const way of ways) way.cut();
    await seconds(random, 2, longest);
    for (const way of ways) way.mend();
  };

/** One of its ways: whoever is at its end has to be found dead, and another taken. */
const cutOneWay: Fault = async ({ rig, random }) => {
  const way = random.pick(random.pick(rig.workers).ways);
  way.cut();
  await seconds(random, 5, 20);
  way.mend();
};

/** All of them, one after the other, and back in another order. */
const swizzle: Fault = async ({ rig, random }) => {
  const shuffled = (): readonly Node[] =>
    rig.workers
      .map((node) => ({ node, rank: random.next() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ node }) => node);
  for (const { ways } of shuffled()) {
    for (const way of ways) way.cut();
    await seconds(random, 0.5, 2);
  }
  for (const { ways } of shuffled()) {
    for (const way of ways) way.mend();
    await seconds(random, 0.5, 2);
  }
};

const slow =
  (of: Of): Fault =>
  async ({ rig, random }) => {
    const { ways } = random.pick(of(rig));
    for (const way of ways) way.slow(random.between(50, 500));
    await seconds(random, 3, 12);
    for (const way of ways) way.slow(0);
  };

/** The clock of one node goes wrong; what is decided by is the store's. */
const clock =
  (of: Of): Fault =>
  async ({ rig, random }) => {
    const setClock = of(rig).find((node) => node.setClock)?.setClock;
    await setClock?.(random.pick(['+3600', '-3600', '+300', '-300', '+0 x2']));
    await seconds(random, 3, 15);
    await setClock?.('+0');
  };

const STRIKE_TRIES = 4;
/** Enough for what is done each few seconds; or another point is taken. */
const STRIKE_WITHIN_MS = 6_000;

/** A server that stands at a point of those it passes, one at which servers were struck least often. */
async function strike({ rig, random, say }: FaultParts, moments: readonly Moment[]): Promise<Node | undefined> {
  for (let tries = 0; tries < STRIKE_TRIES; tries++) {
    const at = Math.floor(random.next() * rig.servers.length);
    const passed = rig.statements[at]?.passed(moments) ?? [];
    if (passed.length === 0) continue;
    const countOf = ({ moment, statement }: Point) => rig.struck.get(`${moment} ${statement}`) ?? { tries: 0, hits: 0 };
    const least = Math.min(...passed.map((point) => countOf(point).tries));
    const point = random.pick(passed.filter((one) => countOf(one).tries === least));
    const isReached = await rig.statements[at]?.reaches(point, STRIKE_WITHIN_MS);
    const before = countOf(point);
    const name = `${point.moment} ${point.statement}`;
    rig.struck.set(name, { tries: before.tries + 1, hits: before.hits + (isReached ? 1 : 0) });
    const node = rig.servers[at];
    if (!isReached || !node) continue;
    say(`${node.name} ${name}`);
    return node;
  }
  return undefined;
}

/** It dies there, and no sooner. */
const crashAtPoint: Fault = async (parts) => {
  const node = await strike(parts, ['before', 'after']);
  if (!node) return;
  await node.kill();
  await seconds(parts.random, 0.2, 2);
  await node.start();
};

/** With its locks held: longer than the store lets a transaction idle, at times. */
const freezeWithin: Fault = async (parts) => {
  const node = await strike(parts, ['within']);
  if (node) await freezeOne(parts, node, 16);
};

export const FAULTS = {
  server: {
    server_kill: kill(servers, 6),
    server_drain: drain(servers),
    server_freeze: freeze(servers, LEASE_S + 6),
    server_cut_from_store: cut(servers, LEASE_S + 26),
    server_slow_store: slow(servers),
    server_clock: clock(servers),
    server_crash_point: crashAtPoint,
    server_freeze_in_transaction: freezeWithin,
    all_servers_kill: async ({ rig, random }) => {
      await Promise.all(rig.servers.map((server) => server.kill()));
      await seconds(random, 1, 4);
      await Promise.all(rig.servers.map((server) => server.start()));
    },
  },
  worker: {
    worker_kill: kill(workers, LEASE_S + 6),
    worker_drain: drain(workers),
    worker_freeze: freeze(workers, LEASE_S + 11),
    worker_cut: cut(workers, LEASE_S + 26),
    worker_half_open: cutOneWay,
    worker_swizzle: swizzle,
    worker_slow: slow(workers),
    worker_clock: clock(workers),
  },
  store: {
    store_crash: async ({ rig, random }) => {
      await rig.primary().stop('immediate');
      await seconds(random, 0.5, LEASE_S + 6);
      await rig.primary().start();
    },
    store_restart: async ({ rig }) => {
      await rig.primary().stop('fast');
      await rig.primary().start();
    },
    store_sessions_cut: async ({ rig, random }) => {
      for (let round = 0; round < 5; round++) {
        await sql(
          rig.primary().port,
          `select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name like 'carillon%' and random() < 0.5`,
        );
        await seconds(random, 0.5, 2);
      }
    },
    store_freeze: async ({ rig, random }) => {
      const store = rig.primary();
      await store.freeze();
      await seconds(random, 2, LEASE_S + 6);
      await store.thaw();
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Fault>>>>;

/** At the same time only what does not undo each other: one of each kind. */
export type Kind = keyof typeof FAULTS;
export const KINDS = Object.keys(FAULTS) as readonly Kind[];

type NamesOf<K> = K extends Kind ? keyof (typeof FAULTS)[K] : never;
export type FaultName = NamesOf<Kind>;
const BY_NAME: Readonly<Record<FaultName, Fault>> = { ...FAULTS.server, ...FAULTS.worker, ...FAULTS.store };
export const FAULT_NAMES = Object.keys(BY_NAME) as readonly FaultName[];
export const isFault = (name: string): name is FaultName => Object.hasOwn(BY_NAME, name);

/** For the last quarter of the time that it may take. */
export const lasting =
  (name: FaultName): Fault =>
  (parts) =>
    BY_NAME[name]({ ...parts, random: atLast(parts.random) });

const atLast = (random: Random): Random => ({
  ...random,
  between: (from, to) => random.between(from + 0.75 * (to - from), to),
});

/** Once: the standby is used up by it. */
export const failOver: Fault = ({ rig }) => rig.failOver();
