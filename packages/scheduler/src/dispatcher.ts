/**
 * Leases ready task runs to workers of this node that have room (all nodes run it; two never lease the same
 * row, SKIP LOCKED). It works while a lane is known to have a backlog; polling and hints tell of lanes that
 * got one elsewhere. A crash between the lease's commit and its sending is made good when the session
 * resumes: all its live attempts are sent again.
 */
import { type EngineStore, isCapable, type LaneRecord } from '@carillon/core';
import { host, type Logger, type Timer } from '@carillon/runtime';
import type { Assigner } from './gateway/assignments.ts';
import type { ConnectedWorker, Sessions } from './sessions.ts';

/** Rows of one claim. */
const MAX_CLAIM = 500;
const BUSY_POLL_MS = 1_000;
const IDLE_POLL_MS = 5_000;
/** The claim starts at the lowest rank seen lately; this often it looks from the beginning for late low ranks. */
const RESET_LOW_MS = 500;
const LOWEST_RANK = Number.MIN_SAFE_INTEGER;
const CLAIMERS = 2;
const HINT_MS = 10;

interface LaneState {
  readonly lane: LaneRecord;
  backlog: boolean;
  claiming: number;
  lowRank: number;
  lowResetAt: number;
}

export interface Dispatcher {
  start(): void;
  stop(): Promise<void>;
  knows(lane: LaneRecord): void;
  lane(key: number): LaneRecord | undefined;
  hasBacklog(laneKey: number): boolean;
  /** Ready rows were written that nobody leased. */
  queued(laneKey: number): void;
  /** A worker has room again. */
  roomFreed(worker: ConnectedWorker): void;
  /** Looks at the store now: hints and reconnects. */
  poll(): Promise<void>;
}

export interface DispatcherParts {
  readonly store: Pick<EngineStore, 'claim' | 'backlog' | 'hint'>;
  readonly sessions: Sessions;
  readonly assigner: Assigner;
  readonly log: Logger;
}

export function createDispatcher({ store, sessions, assigner, log }: DispatcherParts): Dispatcher {
  const lanes = new Map<number, LaneState>();
  const inFlight = new Set<Promise<void>>();
  let timer: Timer | undefined;
  let running = false;
  let hinting = false;

  const knows = (lane: LaneRecord): LaneState => {
    let state = lanes.get(lane.key);
    if (!state) {
      state = { lane, backlog: false, claiming: 0, lowRank: LOWEST_RANK, lowResetAt: 0 };
      lanes.set(lane.key, state);
    }
    return state;
  };

  const claimOnce = async (state: LaneState, worker: ConnectedWorker): Promise<void> => {
    const limit = Math.min(worker.credit, MAX_CLAIM);
    worker.credit -= limit;
    const now = host.monotonic();
    if (now - state.lowResetAt > RESET_LOW_MS) {
      state.lowRank = LOWEST_RANK;
      state.lowResetAt = now;
    }
    const request = { sessionKey: worker.key, laneKey: state.lane.key, limit, lowRank: state.lowRank };
    const claimed = await store.claim(request).catch((error: unknown) => {
      // It may have committed all the same; only a stream that starts anew learns what the worker holds.
      worker.close();
      throw error;
    });
    worker.credit += limit - claimed.length;
    if (claimed.length > 0) state.lowRank = Math.min(...claimed.map((item) => item.rank));
    // Lower ranks than the cursor were not looked at: only a look from the beginning tells that nothing is left.
    if (claimed.length < limit && request.lowRank === LOWEST_RANK) state.backlog = false;
    else if (claimed.length < limit) state.lowRank = LOWEST_RANK;
    if (claimed.length > 0) await assigner.send(worker, claimed);
  };

  const claimLane = async (state: LaneState): Promise<void> => {
    state.claiming++;
    try {
      for (;;) {
        const worker = running && state.backlog ? sessions.pick(state.lane) : undefined;
        if (!worker || !isWorthClaiming(worker)) return;
        await claimOnce(state, worker);
      }
    } catch (error) {
      // The backlog stays; the next poll tries again.
      log.warn({ err: error, lane: state.lane.capability }, 'claim failed');
    } finally {
      state.claiming--;
    }
  };

  const kick = (state: LaneState): void => {
    if (!running || !state.backlog) return;
    for (let i = state.claiming; i < CLAIMERS; i++) {
      const claiming = claimLane(state);
      inFlight.add(claiming);
      void claiming.finally(() => inFlight.delete(claiming));
    }
  };

  const poll = async (): Promise<void> => {
    const ready = await store.backlog();
    for (const lane of ready) {
      const state = knows(lane);
      state.backlog = true;
      kick(state);
    }
  };

  /** Tells other nodes that there is work, at most once in HINT_MS: a NOTIFY a row would cost half the inserts. */
  const hintOthers = (): void => {
    if (hinting) return;
    hinting = true;
    const hint = (): void => {
      hinting = false;
      store
        .hint('ready')
        .catch((error: unknown) =>
          log.warn({ err: error }, 'no hint of ready work; other nodes find it at their next poll'),
        );
    };
    host.after(HINT_MS, hint, { background: true });
  };

  const again = (): void => {
    if (!running) return;
    const busy = [...lanes.values()].some((state) => state.backlog);
    timer = host.after(busy ? BUSY_POLL_MS : IDLE_POLL_MS, () => {
      void poll()
        .catch((error: unknown) => log.warn({ err: error }, 'could not look for ready task runs'))
        .finally(again);
    });
  };

  return {
    knows: (lane) => void knows(lane),
    lane: (key) => lanes.get(key)?.lane,
    hasBacklog: (key) => lanes.get(key)?.backlog ?? false,
    poll,
    start() {
      running = true;
      again();
    },
    async stop() {
      running = false;
      timer?.cancel();
      await Promise.all(inFlight);
    },
    queued(key) {
      const state = lanes.get(key);
      if (!state) return;
      state.backlog = true;
      if (running && sessions.serves(state.lane)) kick(state);
      else hintOthers();
    },
    roomFreed(worker) {
      for (const state of lanes.values()) if (state.backlog && isCapable(worker, state.lane)) kick(state);
    },
  };
}

/**
 * A free slot always is. While all slots have work and attempts are short, as a window beyond them says, a
 * handful of free places is not worth a round trip: more are about to come free.
 */
const isWorthClaiming = ({ credit, places, slots }: ConnectedWorker): boolean =>
  places - credit < slots || credit >= Math.min(MAX_CLAIM, places / 4);
