/**
 * One open stream of server-sent events. A reader that does not keep up is cut: it comes back with the id
 * of the last event it saw and misses nothing.
 */
import type { ServerResponse } from 'node:http';
import type { FeedEvent } from '@carillon/core';
import { eventView } from '../rest/run-views.ts';
import { eventId, isAfter, type Position, positionOf } from './event-id.ts';

const MAX_UNSENT_BYTES = 1024 * 1024;

export interface EventLine {
  /** Sends those that are wanted and new. */
  send(events: readonly FeedEvent[]): void;
  /** Tells that events were left out: what was read before is to be read anew. */
  reset(cursor: string): void;
  /** Once the reader has taken what was sent, or is gone. */
  drained(): Promise<void>;
  ping(): void;
  end(): void;
  readonly closed: boolean;
}

export function createEventLine(raw: ServerResponse, wants: (event: FeedEvent) => boolean, from: Position): EventLine {
  let position = from;

  function write(text: string): void {
    if (raw.destroyed || raw.writableEnded) return;
    raw.write(text);
    if (raw.writableLength > MAX_UNSENT_BYTES) raw.destroy();
  }

  return {
    send(events) {
      const lines: string[] = [];
      for (const event of events) {
        if (!isAfter(event, position)) continue;
        position = positionOf(event);
        if (wants(event))
          lines.push(`id: ${eventId(event)}\nevent: run\ndata: ${JSON.stringify(eventView(event))}\n\n`);
      }
      if (lines.length > 0) write(lines.join(''));
    },
    reset(cursor) {
      position = { order: BigInt(cursor), seq: undefined };
      write(`id: ${cursor}\nevent: reset\ndata: {}\n\n`);
    },
    drained: () =>
      new Promise((resolve) => {
        if (!raw.writableNeedDrain || raw.destroyed) return resolve();
        const done = () => {
          raw.off('drain', done).off('close', done);
          resolve();
        };
        raw.on('drain', done).on('close', done);
      }),
    ping: () => write(': ping\n\n'),
    end: () => void raw.end(),
    get closed() {
      return raw.destroyed || raw.writableEnded;
    },
  };
}
