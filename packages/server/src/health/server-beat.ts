/**
 * This server's row in the record of servers: written when it starts, touched each five seconds with how it feels,
 * closed when it stops. Nothing rests on it but what people are told: one that cannot write goes on.
 */
import { SERVER_BEAT_MS, type ServerHealthStore, type ServerLoad } from '@carillon/core';
import { host, type Logger, type Timer } from '@carillon/runtime';

export interface ServerBeat {
  start(): Promise<void>;
  /** One beat; what tests call. */
  runOnce(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerBeatParts {
  readonly store: ServerHealthStore;
  readonly server: Parameters<ServerHealthStore['join']>[0];
  /** How it feels, but for its clock. */
  readonly feel: () => Promise<Omit<ServerLoad, 'clockOffMs'>>;
  readonly log: Logger;
}

export function createServerBeat({ store, server, feel, log }: ServerBeatParts): ServerBeat {
  let timer: Timer | undefined;
  let current: Promise<void> | undefined;
  let clockOffMs = 0;

  const touch = async (): Promise<boolean> => {
    const load = { ...(await feel()), clockOffMs };
    const before = host.wallClock();
    const seenAt = await store.beat(server.id, load);
    // The store looked at its clock somewhere in between.
    if (seenAt) clockOffMs = Math.round((before + host.wallClock()) / 2 - seenAt.getTime());
    return seenAt !== undefined;
  };
  const beat = async (): Promise<void> => {
    try {
      if (await touch()) return;
      // It is new, or nobody heard of it for so long that it was forgotten.
      await store.join(server);
      await touch();
    } catch (error) {
      log.debug({ err: error }, 'this server could not say that it is there');
    }
  };
  const runOnce = (): Promise<void> => {
    current ??= beat().finally(() => {
      current = undefined;
    });
    return current;
  };

  return {
    async start() {
      await runOnce();
      timer ??= host.every(SERVER_BEAT_MS, () => void runOnce());
    },
    runOnce,
    async stop() {
      timer?.cancel();
      timer = undefined;
      await current;
      await store
        .leave(server.id)
        .catch((error: unknown) => log.debug({ err: error }, 'this server could not say that it stops'));
    },
  };
}
