import type { LogSlice } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { ApiError, UNREACHABLE } from '../api/client.ts';
import { followLog, type LoadedLog, NO_LOG } from './follow-log.ts';
import { linesOf } from './log-lines.ts';

const slice = (offset: number, text: string, complete = false): LogSlice => ({
  offset,
  nextOffset: offset + text.length,
  size: 100,
  text,
  complete,
});
const refused = (status: number) => new ApiError(status, undefined);

/** Answers in turn to a log that is followed from its start. */
async function followed(answers: readonly (LogSlice | ApiError)[]) {
  const left = [...answers];
  const asked: unknown[] = [];
  const pauses: (number | undefined)[] = [];
  const troubles: (readonly [status: number, isRetried: boolean] | undefined)[] = [];
  let log: LoadedLog = NO_LOG;
  await followLog({
    line: undefined,
    signal: new AbortController().signal,
    read: async (range) => {
      asked.push(range);
      const answer = left.shift();
      if (answer === undefined || answer instanceof ApiError) throw answer;
      return answer;
    },
    pause: async (ms) => void pauses.push(ms),
    update: (change) => {
      log = change(log);
      troubles.push(log.trouble && [(log.trouble.error as ApiError).status, log.trouble.isRetried]);
    },
  });
  return { log, lines: linesOf(log.text).map(({ text }) => text), asked, pauses, troubles };
}

describe('followLog', () => {
  it('reads on while the log grows, and ends with it', async () => {
    const { lines, asked, pauses } = await followed([slice(0, 'one\n'), slice(4, ''), slice(4, 'two\n', true)]);
    expect(lines).toEqual(['one', 'two']);
    expect(asked).toEqual([{ offset: 0 }, { offset: 4 }, { offset: 4 }]);
    expect(pauses).toEqual([500]);
  });

  it.each([429, 503, UNREACHABLE])('keeps what it has and tries again by itself after %i', async (status) => {
    const { lines, asked, pauses, troubles } = await followed([
      slice(0, 'one\n'),
      refused(status),
      slice(4, 'two\n', true),
    ]);
    expect(lines).toEqual(['one', 'two']);
    expect(asked.at(-1)).toEqual({ offset: 4 });
    expect(pauses).toEqual([3_000]);
    expect(troubles).toEqual([undefined, [status, true], undefined]);
  });

  it.each([401, 403, 404])('waits to be asked after %i, and then reads on', async (status) => {
    const { lines, pauses, troubles } = await followed([slice(0, 'one\n'), refused(status), slice(4, 'two\n', true)]);
    expect(lines).toEqual(['one', 'two']);
    expect(pauses).toEqual([undefined]);
    expect(troubles).toEqual([undefined, [status, false], undefined]);
  });
});
