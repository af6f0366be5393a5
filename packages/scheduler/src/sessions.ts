/** Workers connected to this node: what they can do, and how much more they may be sent. */
import {
  isCapable,
  isDiskFull,
  type Labels,
  type LaneRecord,
  type Resources,
  verdictOn,
  type WorkerOffer,
  type WorkerStanding,
} from '@carillon/core';
import type { ServerMessage } from '@carillon/protocol/grpc';
import { host } from '@carillon/runtime';

export interface ConnectedWorker extends WorkerOffer {
  readonly key: number;
  readonly id: string;
  /** Assignments it may still be sent. Goes below zero for a moment when a session is resumed. */
  credit: number;
  readonly slots: number;
  /** Assignments it may hold: its slots, and the window beyond them as far as the worker has opened it. */
  places: number;
  draining: boolean;
  /** Somebody asked that it be given nothing more. */
  isHeld: boolean;
  /** With those that every worker has; that its disk is full comes and goes. */
  labels: Labels;
  /** When it was last heard of (monotonic ms): a silent one gets no new work, its lease may be gone. */
  beatenAt: number;
  /** Attempts of its last full list; undefined before the first. */
  held: ReadonlySet<string> | undefined;
  busy: number;
  /** Of its resources, what its attempts asked for. */
  used: Resources;
  /** Attempts that it was given, and places that are promised, by lane. */
  readonly running: Map<number, number>;
  /** Lanes of its attempts. */
  readonly attempts: Map<string, number>;
  /** Ids of definitions that this stream has been sent, by `version/task`. */
  readonly definitions: Map<string, number>;
  /** It reads slower than it is written to: nothing new until that has changed. */
  readonly isBackedUp: boolean;
  /** @param bytes about how large the message is; small when absent */
  send(message: ServerMessage, bytes?: number): void;
  /** Ends the stream: the worker comes back, resumes its session and is sent all that the store says it has. */
  close(): void;
}

export interface Sessions {
  add(worker: ConnectedWorker): void;
  remove(worker: ConnectedWorker): void;
  byKey(key: number): ConnectedWorker | undefined;
  all(): Iterable<ConnectedWorker>;
  /** Those that are heard of and want work. */
  present(): Iterable<ConnectedWorker>;
  /** Those, or those of them, that could be given a task of the lane now. */
  fitting(lane: LaneRecord, among?: ReadonlySet<ConnectedWorker>): readonly ConnectedWorker[];
  /** The one of them with most room. */
  pick(lane: LaneRecord): ConnectedWorker | undefined;
  serves(lane: LaneRecord): boolean;
}

/** @param silentAfterMs about two heartbeats */
export function createSessions(silentAfterMs: number): Sessions {
  const connected = new Map<number, ConnectedWorker>();

  const isFitting = (worker: ConnectedWorker, lane: LaneRecord, heardSince: number): boolean =>
    !worker.isBackedUp && verdictOn(standingOf(worker, heardSince), lane) === 'fits';
  const heardSince = (): number => host.monotonic() - silentAfterMs;

  return {
    add: (worker) => void connected.set(worker.key, worker),
    remove(worker) {
      // A resumed session has a newer stream under the same key.
      if (connected.get(worker.key) === worker) connected.delete(worker.key);
    },
    byKey: (key) => connected.get(key),
    all: () => connected.values(),
    *present() {
      const since = heardSince();
      for (const worker of connected.values())
        if (!isLeaving(worker) && !isDiskFull(worker) && worker.beatenAt > since) yield worker;
    },
    fitting(lane, among) {
      const since = heardSince();
      return [...(among ?? connected.values())].filter((worker) => isFitting(worker, lane, since));
    },
    pick(lane) {
      let best: ConnectedWorker | undefined;
      const since = heardSince();
      for (const worker of connected.values())
        if (isFitting(worker, lane, since) && (!best || worker.credit > best.credit)) best = worker;
      return best;
    },
    serves: (lane) => [...connected.values()].some((worker) => isCapable(worker, lane)),
  };
}

function standingOf(worker: ConnectedWorker, heardSince: number): WorkerStanding {
  const { name, group, capabilities, labels, resources, used, credit } = worker;
  const isSilent = worker.beatenAt <= heardSince;
  return { name, group, capabilities, labels, resources, used, isSilent, isDraining: isLeaving(worker), room: credit };
}

const isLeaving = ({ draining, isHeld }: ConnectedWorker): boolean => draining || isHeld;
