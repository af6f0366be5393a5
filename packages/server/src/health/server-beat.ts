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

  const beat = async (): Promise<void> => {
    try {
      const load = { ...(await feel()), clockOffMs };
      const before = host.wallClock();
      const seenAt = await store.beat(server.id, load);
      if (!seenAt) return await store.join(server);
      // The store looked at its clock somewhere in between.
      clockOffMs = Math.round((before + host.wallClock()) / 2 - seenAt.getTime());
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
      await store.join(server);
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
