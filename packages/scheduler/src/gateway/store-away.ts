/**
 * What a worker is told that cannot be greeted, because the store does not say who it is or what it holds: that the
 * store is away. So it keeps what runs (GUARANTEES 6.5), whichever server it reaches; who else is there learns no more
 * than that.
 */
import type { ServerMessage } from '@carillon/protocol/grpc';
import { host } from '@carillon/runtime';
import { isStoreError } from '../store-error.ts';
import type { LeaseTimes } from './session-stream.ts';

/** Answers no beat: it comes before the first. */
const STORE_AWAY: ServerMessage = { body: { $case: 'heartbeatAck', value: { seq: 0n, storeAway: true } } };

/** Between two tries: well below a worker's patience. */
export const storeAwayEvery = ({ heartbeatMs }: Pick<LeaseTimes, 'heartbeatMs'>): number => heartbeatMs / 3;

export interface Waiting {
  readonly everyMs: number;
  readonly isOpen: () => boolean;
  tell(message: ServerMessage): void;
}

/** The work's outcome once the store answers; rejects with the store's error when nobody waits any more. */
export async function onceStoreAnswers<T>(work: () => Promise<T>, { everyMs, isOpen, tell }: Waiting): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isStoreError(error) || !isOpen()) throw error;
    }
    tell(STORE_AWAY);
    await new Promise<void>((resolve) => void host.after(everyMs, resolve, { background: true }));
  }
}
