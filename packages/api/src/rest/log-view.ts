/** A slice of a log as text. */
import type { LogSlice as LogBytes } from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { given } from './query.ts';

/**
 * Bytes as text. A slice may end within a character of several bytes: those are left for the next one,
 * unless nothing follows.
 */
export function logView(slice: LogBytes): rest.LogSlice {
  const bytes = Buffer.from(slice.text);
  const whole = slice.complete ? bytes.length : wholeCharacters(bytes);
  const isStuck = whole === 0 && bytes.length >= 4;
  const taken = isStuck ? bytes.length : whole;
  return {
    text: bytes.subarray(0, taken).toString('utf8'),
    offset: slice.offset,
    nextOffset: slice.nextOffset - (bytes.length - taken),
    complete: slice.complete,
    size: slice.size,
    ...given({ line: slice.line }),
  };
}

/** Length without a character that is cut off at the end. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue; // in the middle of a character
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
