/**
 * The streams between workers and servers: bytes of the real messages, in order within a stream as TCP has it, over
 * links that delay, hold back in one direction or both, or are cut. A stream on which nothing can pass is given up by
 * the keep-alive of either end.
 */
import { ServerMessage, WorkerMessage } from '@carillon/protocol/grpc';
import type { SessionStream } from '@carillon/scheduler';
import type { Channel, ChannelStream } from '@carillon/worker';
import type { SimProcess, SimWorld } from './sim-world.ts';

/** 5 s until a ping is sent, 3 s for its answer. */
const KEEP_ALIVE_MS = 8_000;
const UNAVAILABLE = 14;

/** The way between a worker's host and everybody else. */
export interface Link {
  /** Nothing passes to the servers; nothing to the worker. */
  upHeld: boolean;
  downHeld: boolean;
  delayMs: number;
}

export interface Wire {
  listen(address: string, server: SimProcess, serve: (stream: SessionStream) => void): void;
  close(address: string): void;
  open(address: string, worker: SimProcess, link: Link): Channel;
  /** Cuts streams as a reset does: those of a link, or of a process. */
  reset(of: Link | SimProcess): void;
  /** Lets what was held back pass. */
  heal(link: Link): void;
}

type Listener = (value?: never) => void;

interface End {
  readonly process: SimProcess;
  readonly life: number;
  readonly listeners: Map<string, Listener[]>;
  /** Nothing more arrives here. */
  isClosed: boolean;
  /** Arrival of what was sent here last: later messages come after it. */
  lastAt: number;
  readonly held: (() => void)[];
}

interface Pair {
  readonly link: Link;
  readonly worker: End;
  readonly server: End;
}

class StreamError extends Error {
  readonly code = UNAVAILABLE;
  readonly details = 'the connection is gone';
}

export function createWire(world: SimWorld): Wire {
  const servers = new Map<string, { readonly process: SimProcess; readonly serve: (stream: SessionStream) => void }>();
  const pairs = new Set<Pair>();
  const { chances } = world;

  const newEnd = (process: SimProcess): End => ({
    process,
    life: process.life,
    listeners: new Map(),
    isClosed: false,
    lastAt: 0,
    held: [],
  });
  const emit = (end: End, event: string, value?: unknown): void => {
    for (const listener of end.listeners.get(event) ?? []) (listener as (value: unknown) => void)(value);
  };
  const listen = (end: End, event: string, listener: Listener): void => {
    const some = end.listeners.get(event);
    if (some) some.push(listener);
    else end.listeners.set(event, [listener]);
  };
  const isHeld = ({ link, server }: Pair, to: End): boolean => (to === server ? link.upHeld : link.downHeld);

  const pass = (pair: Pair, to: End, arrive: () => void): void => {
    const ms = pair.link.delayMs + (chances.happens(0.8) ? 0.2 : chances.between(0, 5));
    to.lastAt = Math.max(to.lastAt, world.now() + ms);
    world.after(to.lastAt - world.now(), to.process, () => {
      if (!to.isClosed && to.process.life === to.life) arrive();
    });
  };
  const send = (pair: Pair, to: End, arrive: () => void): void => {
    const isAlive = to.process.isUp && to.process.life === to.life;
    if (isHeld(pair, to) || !isAlive) to.held.push(arrive);
    else pass(pair, to, arrive);
  };
  const forget = (pair: Pair): void => {
    if (pair.server.isClosed && pair.worker.isClosed) pairs.delete(pair);
  };
  const breakEnd = (pair: Pair, end: End): void => {
    if (end.isClosed) return;
    world.after(chances.between(0, 2), end.process, () => {
      if (end.isClosed || end.process.life !== end.life) return;
      end.isClosed = true;
      forget(pair);
      emit(end, 'error', new StreamError('the stream broke'));
    });
  };
  const breakPair = (pair: Pair): void => {
    breakEnd(pair, pair.worker);
    breakEnd(pair, pair.server);
  };

  /** Each end looks whether the other has been silent for too long. */
  const keepAlive = (pair: Pair): void => {
    const check = (from: number | undefined): void => {
      if (pair.worker.isClosed && pair.server.isClosed) return;
      const isMute = ({ process, life }: End): boolean => process.life !== life || process.frozenUntil > world.now();
      const isStuck = pair.link.upHeld || pair.link.downHeld || isMute(pair.worker) || isMute(pair.server);
      const since = isStuck ? (from ?? world.now()) : undefined;
      if (since !== undefined && world.now() - since >= KEEP_ALIVE_MS) return breakPair(pair);
      world.after(KEEP_ALIVE_MS / 4, undefined, () => check(since));
    };
    world.after(KEEP_ALIVE_MS / 4, undefined, () => check(undefined));
  };

  const accept = (pair: Pair, address: string): void => {
    const listening = servers.get(address);
    if (listening?.process !== pair.server.process || !listening.process.isUp) return breakEnd(pair, pair.worker);
    pass(pair, pair.server, () => listening.serve(serverEnd(pair)));
  };

  const serverEnd = (pair: Pair): SessionStream => ({
    write(message) {
      const bytes = ServerMessage.encode(message).finish();
      send(pair, pair.worker, () => emit(pair.worker, 'data', ServerMessage.decode(bytes)));
    },
    end() {
      pair.server.isClosed = true;
      forget(pair);
      send(pair, pair.worker, () => {
        pair.worker.isClosed = true;
        forget(pair);
        emit(pair.worker, 'end');
      });
    },
    on: (event, listener) => listen(pair.server, event, listener as Listener),
  });

  const workerEnd = (pair: Pair): ChannelStream => ({
    write(message) {
      const bytes = WorkerMessage.encode(message).finish();
      send(pair, pair.server, () => emit(pair.server, 'data', WorkerMessage.decode(bytes)));
    },
    end: () => send(pair, pair.server, () => emit(pair.server, 'end')),
    cancel() {
      pair.worker.isClosed = true;
      forget(pair);
      send(pair, pair.server, () => {
        pair.server.isClosed = true;
        forget(pair);
        emit(pair.server, 'cancelled');
      });
    },
    on: (event: string, listener: unknown) => listen(pair.worker, event, listener as Listener),
    removeAllListeners: () => pair.worker.listeners.clear(),
    writableNeedDrain: false,
  });

  return {
    listen: (address, process, serve) => void servers.set(address, { process, serve }),
    close: (address) => void servers.delete(address),
    open(address, worker, link) {
      const server = servers.get(address)?.process;
      const pair: Pair = { link, worker: newEnd(worker), server: newEnd(server ?? world.newProcess('nobody')) };
      pairs.add(pair);
      if (!server?.isUp) breakEnd(pair, pair.worker);
      else if (!link.upHeld) accept(pair, address);
      keepAlive(pair);
      return { stream: workerEnd(pair), client: undefined, close: () => undefined };
    },
    reset(of) {
      for (const pair of pairs)
        if (pair.link === of || pair.worker.process === of || pair.server.process === of) breakPair(pair);
    },
    heal(link) {
      for (const pair of pairs) {
        if (pair.link !== link) continue;
        for (const end of [pair.worker, pair.server]) for (const arrive of end.held.splice(0)) pass(pair, end, arrive);
      }
    },
  };
}
