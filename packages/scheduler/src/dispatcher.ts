/**
 * Leases ready task runs to workers of this node that have room (all nodes run it; two never lease the same
 * row, SKIP LOCKED). It works while a lane is known to have a backlog; polling and hints tell of lanes that
 * got one elsewhere. Whose turn it is, queues decide (queues/grants.ts). A crash between the lease's commit and its
 * sending is made good when the session resumes: all its live attempts are sent again.
 */
import { type EngineStore, isCapable, type LaneRecord } from '@carillon/core';
import { host, type Logger, type Timer } from '@carillon/runtime';
import type { Assigner } from './gateway/assignments.ts';
import { createGrants, type Grant, type WaitingLane } from './queues/grants.ts';
import { type IsNeeded, pauseOf } from './loops/loop.ts';
import type { Lanes } from './queues/lanes.ts';
import type { QueueBoard } from './queues/queue-board.ts';
import type { Room } from './queues/room.ts';
import type { ConnectedWorker, Sessions } from './sessions.ts';

const BUSY_POLL_MS = 1_000;
const IDLE_POLL_MS = 5_000;
/** The claim starts at the lowest rank seen lately; this often it looks from the beginning for late low ranks. */
const RESET_LOW_MS = 500;
const LOWEST_RANK = Number.MIN_SAFE_INTEGER;
const CLAIMERS = 2;
const HINT_MS = 10;

interface LaneState extends WaitingLane {
  lowRank: number;
  lowResetAt: number;
  headRank: number;
  /** Rises with every row that is known to be ready. */
  news: number;
}

export interface Dispatcher {
  /** Knows the queues before it gives anything. */
  start(): Promise<void>;
  stop(): Promise<void>;
  hasBacklog(laneKey: number): boolean;
  /** A place for one task of the lane, taken: unless it has to queue behind others. */
  lease(lane: LaneRecord): ConnectedWorker | undefined;
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
  readonly lanes: Lanes;
  readonly board: QueueBoard;
  readonly room: Room;
  readonly assigner: Assigner;
  /** Whether the store has ready rows, asked while this node knows of none. */
  readonly hasReady: IsNeeded;
  readonly log: Logger;
}

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const { store, sessions, lanes, board, room, assigner, hasReady, log } = parts;
  const grants = createGrants(parts);
  const states = new Map<number, LaneState>();
  /** With ready rows that nobody has leased, by lane. */
  const waiting = new Map<number, LaneState>();
  const inFlight = new Set<Promise<void>>();
  let timer: Timer | undefined;
  let running = false;
  let hinting = false;
  let news = 0;

  const stateOf = (lane: LaneRecord): LaneState => {
    let state = states.get(lane.key);
    if (!state) {
      state = { lane, lowRank: LOWEST_RANK, lowResetAt: 0, headRank: LOWEST_RANK, news: 0 };
      states.set(lane.key, state);
    }
    return state;
  };

  const nowWaits = (state: LaneState): void => {
    state.news = ++news;
    waiting.set(state.lane.key, state);
  };

  const claimOnce = async ({ waiting: state, worker, count }: Grant<LaneState>): Promise<void> => {
    const laneKey = state.lane.key;
    const now = host.monotonic();
    if (now - state.lowResetAt > RESET_LOW_MS) {
      state.lowRank = LOWEST_RANK;
      state.lowResetAt = now;
    }
    const request = { sessionKey: worker.key, laneKey, limit: count, lowRank: state.lowRank };
    const seen = state.news;
    const claimed = await store.claim(request).catch((error: unknown) => {
      // It may have committed all the same; only a stream that starts anew learns what the worker holds.
      worker.close();
      throw error;
    });
    if (claimed.length < count) room.giveBack(worker, laneKey, count - claimed.length);
    if (claimed.length > 0) {
      state.lowRank = Math.min(...claimed.map((item) => item.rank));
      state.headRank = Math.max(...claimed.map((item) => item.rank));
    }
    // Lower ranks than the cursor were not looked at: only a look from the beginning tells that nothing is left.
    if (claimed.length < count && request.lowRank === LOWEST_RANK && state.news === seen) waiting.delete(laneKey);
    else if (claimed.length < count) state.lowRank = LOWEST_RANK;
    if (claimed.length > 0)
      await assigner.send(
        worker,
        claimed.map((item) => ({ ...item, laneKey })),
      );
  };

  const claimAll = async (): Promise<void> => {
    for (;;) {
      const planned = running ? [...grants.plan([...waiting.values()])] : [];
      if (planned.length === 0) return;
      try {
        for (let next = planned.shift(); next; next = planned.shift()) await claimOnce(next);
      } catch (error) {
        // The backlog stays; the next poll tries again.
        log.warn({ err: error }, 'claim failed');
        for (const { waiting: state, worker, count } of planned) room.giveBack(worker, state.lane.key, count);
        return;
      }
    }
  };

  const kick = (): void => {
    if (!running || waiting.size === 0) return;
    while (inFlight.size < CLAIMERS) {
      const claiming = claimAll();
      inFlight.add(claiming);
      void claiming.finally(() => inFlight.delete(claiming));
    }
  };

  /** What the store says holds for every lane of which nothing was heard meanwhile. */
  const poll = async (): Promise<void> => {
    const asked = news;
    const [ready] = await Promise.all([store.backlog(), board.refresh()]);
    for (const { lane } of ready) lanes.meet(lane);
    const seen = new Set(ready.map(({ lane }) => lane.key));
    for (const [key, state] of waiting) if (!seen.has(key) && state.news <= asked) waiting.delete(key);
    for (const { lane, rank } of ready) {
      const state = stateOf(lane);
      state.headRank = rank;
      nowWaits(state);
    }
    kick();
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

  /** Without news: hints may have been lost. */
  const look = async (): Promise<unknown> => (waiting.size > 0 || (await hasReady()) ? poll() : board.refresh());

  const again = (): void => {
    if (!running) return;
    timer = host.after(pauseOf(waiting.size > 0 ? BUSY_POLL_MS : IDLE_POLL_MS), () => {
      void look()
        .catch((error: unknown) => log.warn({ err: error }, 'could not look for ready task runs'))
        .finally(again);
    });
  };

  return {
    hasBacklog: (key) => waiting.has(key),
    poll,
    lease(lane) {
      if (waiting.has(lane.key)) return undefined;
      // It became ready just now: of equals everybody else is older.
      const one = { lane, headRank: Number.POSITIVE_INFINITY };
      return grants.direct(one, waiting);
    },
    async start() {
      await board.refresh();
      running = true;
      again();
    },
    async stop() {
      running = false;
      timer?.cancel();
      await Promise.all(inFlight);
    },
    queued(key) {
      const lane = lanes.byKey(key);
      if (!lane) return;
      nowWaits(stateOf(lane));
      if (running && sessions.serves(lane)) kick();
      else hintOthers();
    },
    roomFreed(worker) {
      for (const { lane } of waiting.values()) if (isCapable(worker, lane)) return kick();
    },
  };
}
