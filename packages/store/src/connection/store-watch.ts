/**
 * Whether the store answers at all. A frozen server, or a network that swallows everything, closes no connection, so
 * whoever has asked would wait until its statement's limit. A probe each second, on a connection of its own, tells
 * within five seconds: then those who wait on the pools are told, and newcomers are, until a probe is answered again.
 * A store that refuses or cuts connections needs no watch: everybody hears of it at once.
 */
import { host, type Logger, type Timer } from '@carillon/runtime';
import type pg from 'pg';

const EVERY_MS = 1_000;
/** Callers are told within 5 s (GUARANTEES 14), and a probe begins at most a second after a freeze did. */
const PATIENCE_MS = 3_500;
const STEPS = 7;

export interface StoreWatch {
  readonly isAway: () => boolean;
  stop(): Promise<void>;
}

export interface StoreWatchParts {
  connect(): Promise<pg.Client>;
  /** Asks what any server can answer at once. */
  probe(client: pg.Client): Promise<void>;
  /** Once for each outage. */
  onAway(): void;
  readonly log: Logger;
}

const SILENCE = Symbol('no answer');

export function startStoreWatch({ connect, probe, onAway, log }: StoreWatchParts): StoreWatch {
  let client: pg.Client | undefined;
  let timer: Timer | undefined;
  let isAway = false;
  let isRunning = true;
  let current: Promise<void> = Promise.resolve();

  const drop = async (which: pg.Client | undefined): Promise<void> => {
    if (client === which) client = undefined;
    // With a question under way this cuts the connection instead of saying goodbye.
    await which?.end().catch((error: unknown) => log.debug({ err: error }, 'the connection of the watch was broken'));
  };
  const ask = async (): Promise<void> => {
    const used = client ?? (await connect());
    // It came too late: another took its place, or nobody needs one any more.
    if (!isRunning || (client && client !== used)) return drop(used);
    client = used;
    await probe(used).catch(async (error: unknown) => {
      await drop(used);
      throw error;
    });
  };
  const look = async (): Promise<void> => {
    const answer = await within(PATIENCE_MS, ask()).catch((error: unknown) => error);
    if (answer === undefined) {
      if (isAway) log.info('the database answers again');
      isAway = false;
    } else if (answer === SILENCE && isRunning) {
      void drop(client);
      if (isAway) return;
      isAway = true;
      log.warn({ forMs: PATIENCE_MS }, 'the database does not answer');
      onAway();
    }
  };
  const plan = (): void => {
    const run = (): void => {
      current = look().finally(() => isRunning && plan());
    };
    timer = host.after(EVERY_MS, run, { background: true });
  };
  plan();

  return {
    isAway: () => isAway,
    async stop() {
      isRunning = false;
      timer?.cancel();
      await drop(client);
      await current;
    },
  };
}

/**
 * Rejects with {@link SILENCE}. Waits in steps, and reads what has arrived behind each: a pause of this process, however
 * long, is one of them and not the whole wait, or a busy program would take itself for a frozen store.
 */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: Timer | undefined;
  const silence = new Promise<never>((_, reject) => {
    const wait = (steps: number): void => {
      const next = () => (steps > 1 ? wait(steps - 1) : reject(SILENCE));
      timer = host.after(ms / STEPS, () => host.endOfTurn(next), { background: true });
    };
    wait(STEPS);
  });
  await Promise.race([work, silence]).finally(() => timer?.cancel());
}
