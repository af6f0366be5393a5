import type { LogRange, LogSlice } from '@carillon/sdk';

/** Less than the server gives at once, so that what was read before and what comes now overlap. */
const STEP_BYTES = 250_000;
const NEWLINE = 10;

/** The byte at which the last lines of a log begin, as far as it has come: of a long one its end alone is read. */
export async function offsetOfTail(read: (range: LogRange) => Promise<LogSlice>, lines: number): Promise<number> {
  let slice = await read({ tail: STEP_BYTES });
  let bytes = Buffer.from(slice.text);
  // What ends the last line begins none.
  let at = bytes.length - 1;
  for (let missing = lines; ; ) {
    at = at > 0 ? bytes.lastIndexOf(NEWLINE, at - 1) : -1;
    if (at !== -1) {
      missing -= 1;
      if (missing === 0) return slice.offset + at + 1;
      continue;
    }
    if (slice.offset === 0) return 0;
    const before = slice.offset;
    slice = await read({ offset: Math.max(0, before - STEP_BYTES) });
    // What would stand there is kept no longer.
    if (slice.offset >= before) return before;
    bytes = Buffer.from(slice.text).subarray(0, before - slice.offset);
    at = bytes.length;
  }
}
