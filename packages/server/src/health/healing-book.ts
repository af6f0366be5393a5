/**
 * Writes down what this server made good, each second and off the way of whoever healed it. While the store is away
 * the records wait, up to a bound; a crash loses those of its last second, and with them nothing but their telling.
 */
import type { Healing, ServerHealthStore } from '@carillon/core';
import { host, type Logger, type Timer } from '@carillon/runtime';

const EVERY_MS = 1_000;
const MAX_WAITING = 1_000;

export interface HealingBook {
  add(healings: readonly Healing[]): void;
  /** Writes what waits. */
  flush(): Promise<void>;
  /** With what waits, if the store takes it. */
  stop(): Promise<void>;
}

export function createHealingBook(
  store: Pick<ServerHealthStore, 'recordHealings'>,
  server: string,
  log: Logger,
): HealingBook {
  let waiting: Healing[] = [];
  let timer: Timer | undefined;
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    const taken = waiting;
    if (taken.length === 0) return;
    waiting = [];
    try {
      await store.recordHealings(server, taken);
    } catch (error) {
      log.warn({ err: error, healings: taken.length }, 'what was healed could not be written down yet');
      keep([...taken, ...waiting]);
      plan();
    }
  };
  const keep = (healings: readonly Healing[]): void => {
    waiting = healings.slice(-MAX_WAITING);
    if (healings.length > MAX_WAITING)
      log.warn({ healings: healings.length - MAX_WAITING }, 'the record of some healings was given up');
  };
  const flush = async (): Promise<void> => {
    await writing;
    writing = write().finally(() => {
      writing = undefined;
    });
    await writing;
  };
  const plan = (): void => {
    timer ??= host.after(EVERY_MS, () => {
      timer = undefined;
      void flush();
    });
  };

  return {
    add(healings) {
      keep([...waiting, ...healings]);
      plan();
    },
    flush,
    async stop() {
      await flush();
      timer?.cancel();
      timer = undefined;
    },
  };
}
