/** Ids of streamed events: order and number. Without a number: everything of that order. */
import { CarillonError, type FeedEvent, said } from '@carillon/core';

export interface Position {
  readonly order: bigint;
  /** Undefined: everything of that order was seen. */
  readonly seq: bigint | undefined;
}

export const eventId = (event: FeedEvent): string => `${event.order}-${event.seq}`;

export function parseEventId(text: string): Position {
  const match = /^(\d{1,18})(?:-(\d{1,18}))?$/.exec(text);
  if (!match)
    throw new CarillonError({
      code: 'VALIDATION_CURSOR',
      message: said`the header Last-Event-ID is not an id of this stream`,
    });
  return { order: BigInt(match[1] as string), seq: match[2] === undefined ? undefined : BigInt(match[2]) };
}

export function isAfter(event: FeedEvent, position: Position): boolean {
  const order = BigInt(event.order);
  if (order !== position.order) return order > position.order;
  return position.seq !== undefined && BigInt(event.seq) > position.seq;
}

export const positionOf = (event: FeedEvent): Position => ({ order: BigInt(event.order), seq: BigInt(event.seq) });

/** Cursor to read from, so that the rest of what was half seen comes again. */
export const cursorBefore = (position: Position): string =>
  String(position.seq === undefined ? position.order : position.order - 1n);
