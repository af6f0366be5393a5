/**
 * What is on its way to one worker. A worker that reads slower than it is written to (a slow link, a process that
 * stands still) is given no new work until what waits for it has left; acknowledgements and stops go on, they are few
 * and small. So the memory of a stream stays bounded (GUARANTEES 10.3).
 */
import type { ServerMessage } from '@carillon/protocol/grpc';

/** With this much waiting nothing new is given. */
const MAX_WAITING_BYTES = 4 * 2 ** 20;
/** Of a message of which nobody counted: an acknowledgement, a stop. */
const SMALL_BYTES = 256;

export interface Outgoing {
  /** @param bytes about how large it is; small when absent */
  send(message: ServerMessage, bytes?: number): void;
  /** Too much waits; `onRoom` tells when it no longer does. */
  readonly isFull: boolean;
}

export interface OutgoingParts {
  /** False when it is not taken on at once: `drained` says when the next may be. */
  write(message: ServerMessage): unknown;
  onRoom(): void;
}

export function createOutgoing({ write, onRoom }: OutgoingParts): Outgoing & { drained(): void } {
  let waiting: { readonly message: ServerMessage; readonly bytes: number }[] = [];
  let waitingBytes = 0;
  let isBlocked = false;
  const isFull = (): boolean => waitingBytes >= MAX_WAITING_BYTES;
  const isTakenOn = (message: ServerMessage): boolean => write(message) !== false;

  return {
    send(message, bytes = SMALL_BYTES) {
      if (!isBlocked) {
        isBlocked = !isTakenOn(message);
        return;
      }
      waiting.push({ message, bytes });
      waitingBytes += bytes;
    },
    get isFull() {
      return isFull();
    },
    drained() {
      const wasFull = isFull();
      isBlocked = false;
      let taken = 0;
      for (const { message, bytes } of waiting) {
        taken++;
        waitingBytes -= bytes;
        if (isTakenOn(message)) continue;
        isBlocked = true;
        break;
      }
      waiting = waiting.slice(taken);
      if (wasFull && !isFull()) onRoom();
    },
  };
}
