/** Workers connected to this node: what they can do, and how much more they may be sent. */
import { isCapable, type LaneRecord, verdictOn, type WorkerStanding } from '@carillon/core';
import type { ServerMessage } from '@carillon/protocol/grpc';
import { host } from '@carillon/runtime';

export interface ConnectedWorker {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly capabilities: ReadonlySet<string>;
  /** Assignments it may still be sent. Goes below zero for a moment when a session is resumed. */
  credit: number;
  readonly slots: number;
  /** Assignments it may hold: its slots, and the window beyond them as far as the worker has opened it. */
  places: number;
  draining: boolean;
  /** When it was last heard of (monotonic ms): a silent one gets no new work, its lease may be gone. */
  beatenAt: number;
  /** Attempts of its last full list; undefined before the first. */
  held: ReadonlySet<string> | undefined;
  busy: number;
  /** Ids of definitions that this stream has been sent, by `version/task`. */
  readonly definitions: Map<string, number>;
  send(message: ServerMessage): void;
  /** Ends the stream: the worker comes back, resumes its session and is sent all that the store says it has. */
  close(): void;
}

export interface Sessions {
  add(worker: ConnectedWorker): void;
  remove(worker: ConnectedWorker): void;
  byKey(key: number): ConnectedWorker | undefined;
  all(): Iterable<ConnectedWorker>;
  /** The worker with most room that serves the lane. */
  pick(lane: LaneRecord): ConnectedWorker | undefined;
  serves(lane: LaneRecord): boolean;
}

function standingOf(worker: ConnectedWorker, heardSince: number): WorkerStanding {
  const { group, capabilities, draining, credit } = worker;
  return { group, capabilities, isSilent: worker.beatenAt <= heardSince, isDraining: draining, room: credit };
}

/** @param silentAfterMs about two heartbeats */
export function createSessions(silentAfterMs: number): Sessions {
  const connected = new Map<number, ConnectedWorker>();
  return {
    add: (worker) => void connected.set(worker.key, worker),
    remove(worker) {
      // A resumed session has a newer stream under the same key.
      if (connected.get(worker.key) === worker) connected.delete(worker.key);
    },
    byKey: (key) => connected.get(key),
    all: () => connected.values(),
    pick(lane) {
      let best: ConnectedWorker | undefined;
      const heardSince = host.monotonic() - silentAfterMs;
      for (const worker of connected.values()) {
        if (verdictOn(standingOf(worker, heardSince), lane) === 'fits' && (!best || worker.credit > best.credit))
          best = worker;
      }
      return best;
    },
    serves: (lane) => [...connected.values()].some((worker) => isCapable(worker, lane)),
  };
}
