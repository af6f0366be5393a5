/** What a server knows of itself: its load, its row among the servers, and what it made good. */
import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Healing, LoadLevel, ServerLoad, Shed } from '@carillon/core';
import { createRecentQuantile, host, type Logger, type Metrics, newUuid, watchLoopDelay } from '@carillon/runtime';
import type { Store } from '@carillon/store';
import { createHealingBook } from './healing-book.ts';
import { createLoadWatch } from './load-watch.ts';
import { createServerBeat } from './server-beat.ts';
import { workersOfOthers } from './workers-of-others.ts';

/** In beats. */
const LAST_MINUTE = { quantile: 0.99, looks: 12 };
const MS_PER_S = 1_000;

export interface OwnHealth {
  readonly serverId: string;
  readonly level: () => LoadLevel;
  readonly isPutOff: (what: Shed) => boolean;
  readonly onHealed: (healings: readonly Healing[]) => void;
  /** How many workers each of the other servers has. */
  readonly workersElsewhere: () => Promise<readonly number[]>;
  /** Begins to tell of itself. */
  start(workers: () => number): Promise<void>;
  stop(): Promise<void>;
}

export interface OwnHealthParts {
  readonly store: Store;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly roles: readonly string[];
  readonly version: string;
  readonly masterKeys: readonly string[];
  /** Whose disk is told of. */
  readonly dataDirectory: string;
}

export function createOwnHealth(parts: OwnHealthParts): OwnHealth {
  const { store, metrics, log, roles, version, masterKeys, dataDirectory } = parts;
  const serverId = newUuid();
  const loopDelay = watchLoopDelay();
  let statements = 0;
  const load = createLoadWatch({
    sample() {
      const { p99Ms, count } = store.database.statements.take();
      statements += count;
      return { loopDelayMs: loopDelay.take(), storeMs: p99Ms };
    },
    metrics,
    log,
  });
  const book = createHealingBook(store.health, serverId, log);
  const claims = createRecentQuantile(metrics, 'claim_seconds', LAST_MINUTE);
  const lateness = createRecentQuantile(metrics, 'firing_lateness_seconds', LAST_MINUTE);
  const use = createUse(() => statements);
  let workers = (): number => 0;

  const feel = async (): Promise<Omit<ServerLoad, 'clockOffMs'>> => {
    const { rss, heapUsed } = process.memoryUsage();
    const recentLoad = load.recent();
    return {
      level: load.level,
      loopDelayMs: Math.round(recentLoad.loopDelayMs),
      storeMs: Math.round(recentLoad.storeMs * 10) / 10,
      ...use(),
      poolWaiting: store.database.api.waitingCount + store.database.lease.waitingCount,
      claimMs: inMs(await claims.look()),
      latenessMs: inMs(await lateness.look()),
      rssBytes: rss,
      heapBytes: heapUsed,
      workers: workers(),
      disk: await diskOf(dataDirectory),
    };
  };
  const beat = createServerBeat({
    store: store.health,
    server: { id: serverId, host: hostname(), pid: process.pid, version, roles, masterKeys },
    feel,
    log,
  });

  return {
    serverId,
    level: () => load.level,
    isPutOff: load.isPutOff,
    onHealed: book.add,
    workersElsewhere: async () => workersOfOthers(serverId, await store.health.servers()),
    async start(connected) {
      workers = connected;
      load.start();
      await beat.start();
    },
    async stop() {
      load.stop();
      loopDelay.stop();
      await book.stop();
      await beat.stop();
    },
  };
}

const inMs = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * MS_PER_S;

/** Statements a second and cores in use, since it was last asked. */
function createUse(statements: () => number): () => { readonly statements: number; readonly cpu: number } {
  let before = { at: host.monotonic(), statements: statements(), cpu: process.cpuUsage() };
  return () => {
    const now = { at: host.monotonic(), statements: statements(), cpu: process.cpuUsage() };
    const passedMs = Math.max(1, now.at - before.at);
    const cpuMs = (now.cpu.user + now.cpu.system - before.cpu.user - before.cpu.system) / 1_000;
    const perSecond = ((now.statements - before.statements) * MS_PER_S) / passedMs;
    before = now;
    return { statements: Math.round(perSecond), cpu: Math.round((cpuMs / passedMs) * 100) / 100 };
  };
}

/** Undefined where the directory is not there: a server on a given database may have none. */
async function diskOf(directory: string): Promise<ServerLoad['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(directory);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
