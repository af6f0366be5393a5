/**
 * Start and stop of the parts of a process: started in the order they were added, stopped in the reverse
 * one. A part that fails to start takes down those before it; one that fails to stop is logged and does
 * not keep the others from stopping.
 */
import type { Logger } from './logger.ts';

export interface Part {
  readonly name: string;
  start(): Promise<unknown>;
  stop(): Promise<unknown>;
}

export interface Lifecycle {
  /** Starts the part now; it is stopped with the rest. */
  start(part: Part): Promise<void>;
  /** Something that already runs and must be stopped with the rest. */
  onStop(name: string, stop: () => Promise<unknown>): void;
  /** Idempotent; every caller waits for the same stop. */
  stop(): Promise<void>;
}

export function createLifecycle(log: Logger): Lifecycle {
  const stops: { name: string; stop: () => Promise<unknown> }[] = [];
  let stopping: Promise<void> | undefined;

  const stopAll = async (): Promise<void> => {
    for (let next = stops.pop(); next; next = stops.pop()) {
      const { name, stop } = next;
      await stop().catch((error: unknown) => log.error({ err: error, part: name }, 'did not stop cleanly'));
    }
  };
  const stop = (): Promise<void> => {
    stopping ??= stopAll();
    return stopping;
  };
  return {
    async start(part) {
      if (stopping) throw new Error(`${part.name} cannot start: the process is stopping`);
      try {
        await part.start();
      } catch (error) {
        await stop();
        throw error;
      }
      // Asked to stop while this part was starting: it came too late to be stopped with the others.
      if (stopping) await part.stop();
      else stops.push({ name: part.name, stop: () => part.stop() });
    },
    onStop: (name, stopPart) => void stops.push({ name, stop: stopPart }),
    stop,
  };
}
