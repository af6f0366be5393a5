import type { LogRange, LogSlice } from '@carillon/sdk';
import { expect, it } from 'vitest';
import { offsetOfTail } from './log-tail.ts';

const SLICE_BYTES = 262_144;
const LINE = 'a line of eighteen\n';
const WHOLE = Buffer.from(LINE.repeat(40_000));

/** @param kept first byte that is still there */
const reader =
  (kept: number) =>
  async (range: LogRange): Promise<LogSlice> => {
    const asked = 'tail' in range ? WHOLE.length - range.tail : 'offset' in range ? range.offset : 0;
    const offset = Math.max(kept, asked);
    const nextOffset = Math.min(WHOLE.length, offset + SLICE_BYTES);
    const text = WHOLE.subarray(offset, nextOffset).toString();
    return { text, offset, nextOffset, size: WHOLE.length, complete: false };
  };

it.each([1, 2, 30_000])('finds where the last %i lines begin', async (lines) => {
  expect(await offsetOfTail(reader(0), lines)).toBe(WHOLE.length - lines * LINE.length);
});

it('is the beginning of a log that has fewer', async () => {
  expect(await offsetOfTail(reader(0), 50_000)).toBe(0);
});

it('is the first byte that is kept, where the beginning is gone', async () => {
  const kept = WHOLE.length - 10_000 * LINE.length;
  expect(await offsetOfTail(reader(kept), 50_000)).toBe(kept);
});
