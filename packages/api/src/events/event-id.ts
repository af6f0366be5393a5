/** Ids of streamed events: transaction and number within it. Without a number: the whole transaction. */
import { CarillonError, type EventRecord } from '@carillon/core';

export interface Position {
  readonly xid: bigint;
  /** Undefined: everything of the transaction was seen. */
  readonly seq: bigint | undefined;
}

export const eventId = (event: EventRecord): string => `${event.xid}-${event.seq}`;

export function parseEventId(text: string): Position {
  const match = /^(\d{1,18})(?:-(\d{1,18}))?$/.exec(text);
  if (!match)
    throw new CarillonError({
      code: 'VALIDATION_CURSOR',
      message: 'the header Last-Event-ID is not an id of this stream',
    });
  return { xid: BigInt(match[1] as string), seq: match[2] === undefined ? undefined : BigInt(match[2]) };
}

export function isAfter(event: EventRecord, position: Position): boolean {
  const xid = BigInt(event.xid);
  if (xid !== position.xid) return xid > position.xid;
  return position.seq !== undefined && BigInt(event.seq) > position.seq;
}

export const positionOf = (event: EventRecord): Position => ({ xid: BigInt(event.xid), seq: BigInt(event.seq) });

/** Cursor to read from, so that the rest of a half-seen transaction comes again. */
export const cursorBefore = (position: Position): string =>
  String(position.seq === undefined ? position.xid : position.xid - 1n);
