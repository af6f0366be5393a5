/**
 * What happens while a reader is sent what it missed. A reader that takes nothing would be held for until the memory is
 * full: after so many events it is cut, and comes back behind the last that it saw.
 */
import type { FeedEvent } from '@carillon/core';

export const MAX_HELD = 10_000;

export interface HeldEvents {
  take(events: readonly FeedEvent[]): void;
  /** All of them, once. */
  release(): readonly FeedEvent[];
}

export function createHeldEvents(onTooMany: () => void): HeldEvents {
  let held: FeedEvent[] = [];
  let isCut = false;
  return {
    take(events) {
      if (isCut) return;
      held = held.concat(events);
      if (held.length <= MAX_HELD) return;
      held = [];
      isCut = true;
      onTooMany();
    },
    release() {
      const all = held;
      held = [];
      return all;
    },
  };
}
