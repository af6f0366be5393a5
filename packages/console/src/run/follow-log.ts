import type { LogSlice } from '@carillon/protocol';
import { ApiError } from '../api/client.ts';
import { appendLog, EMPTY_LOG, type LogText } from './log-lines.ts';

const POLL_MS = 500;
const RETRY_MS = 3_000;
const TOO_MANY_REQUESTS = 429;
/** More than this at once is not for a browser's memory: a longer log is shown around a line. */
export const MOST_BYTES = 20 * 2 ** 20;

/** Why nothing more was read, and whether that is tried again without being asked. */
interface Trouble {
  readonly error: unknown;
  readonly isRetried: boolean;
}

export interface LoadedLog {
  readonly text: LogText;
  readonly complete: boolean;
  /** It goes on behind {@link MOST_BYTES}. */
  readonly cut: boolean;
  /** Bytes of all of it, as far as is known. */
  readonly size: number;
  readonly trouble: Trouble | undefined;
  /** The first answer is there. */
  readonly started: boolean;
}

export const NO_LOG: LoadedLog = {
  text: EMPTY_LOG,
  complete: false,
  cut: false,
  size: 0,
  trouble: undefined,
  started: false,
};

export interface LogReader {
  /** Around it; undefined: from the start. */
  readonly line: number | undefined;
  read(range: { offset: number } | { line: number }): Promise<LogSlice>;
  /** At the latest when the reader asks; without a time only then. */
  pause(ms?: number): Promise<void>;
  update(change: (log: LoadedLog) => LoadedLog): void;
  readonly signal: AbortSignal;
}

/** Reads an attempt's log and goes on until nothing can follow. What was read stays, and is not read again after an error. */
export async function followLog({ line, read, pause, update, signal }: LogReader): Promise<void> {
  let offset = 0;
  let begun = line === undefined ? 0 : undefined;
  while (!signal.aborted) {
    try {
      const isFirst = begun === undefined;
      const slice = await read(line !== undefined && isFirst ? { line } : { offset });
      begun ??= slice.offset;
      if (isFirst) offset = slice.offset;
      const cut = slice.nextOffset - begun >= MOST_BYTES && !slice.complete;
      update(({ text }) => ({
        text: appendLog(isFirst ? { ...EMPTY_LOG, first: slice.line ?? 1 } : text, slice.text),
        complete: slice.complete,
        cut,
        size: slice.size,
        trouble: undefined,
        started: true,
      }));
      if (slice.complete || cut) return;
      if (slice.nextOffset === offset) await pause(POLL_MS);
      offset = slice.nextOffset;
    } catch (error) {
      if (signal.aborted) return;
      const isRetried = !isRefusal(error);
      update((log) => ({ ...log, trouble: { error, isRetried } }));
      await (isRetried ? pause(RETRY_MS) : pause());
    }
  }
}

/** The same question would get the same answer, until something has changed. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== TOO_MANY_REQUESTS;
