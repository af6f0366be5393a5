import { useEffect, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { readLog } from '../api/queries.ts';
import { appendLog, EMPTY_LOG, type LogText } from './log-lines.ts';

const POLL_MS = 500;
const RETRY_MS = 3_000;
/** More than this at once is not for a browser's memory: a longer log is shown around a line. */
export const MOST_BYTES = 20 * 2 ** 20;
/** Behind the end of every log: its last line is meant. */
export const LAST_LINE = 2_147_483_647;

export interface LoadedLog {
  readonly text: LogText;
  readonly complete: boolean;
  /** It goes on behind {@link MOST_BYTES}. */
  readonly cut: boolean;
  /** Bytes of all of it, as far as is known. */
  readonly size: number;
  readonly error: unknown;
  /** The first answer is there. */
  readonly started: boolean;
}

const NOTHING: LoadedLog = { text: EMPTY_LOG, complete: false, cut: false, size: 0, error: undefined, started: false };

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** Reads an attempt's log from its start, or around a line, and goes on reading until nothing can follow. */
export function useLog(taskRunId: string, attempt: number, line: number | undefined): LoadedLog {
  const [log, setLog] = useState(NOTHING);
  useEffect(() => {
    const { signal, abort } = abortable();
    setLog(NOTHING);
    void follow({ taskRunId, attempt, line }, signal, (change) => !signal.aborted && setLog(change));
    return abort;
  }, [taskRunId, attempt, line]);
  return log;
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

type Change = (log: LoadedLog) => LoadedLog;

interface Followed {
  readonly taskRunId: string;
  readonly attempt: number;
  readonly line: number | undefined;
}

async function follow(
  { taskRunId, attempt, line }: Followed,
  signal: AbortSignal,
  update: (change: Change) => void,
): Promise<void> {
  let offset = 0;
  let begun = line === undefined ? 0 : undefined;
  while (!signal.aborted) {
    try {
      const isFirst = begun === undefined;
      const range = line !== undefined && isFirst ? { line } : { offset };
      const slice = await readLog(taskRunId, attempt, range, signal);
      begun ??= slice.offset;
      if (isFirst) offset = slice.offset;
      const cut = slice.nextOffset - begun >= MOST_BYTES && !slice.complete;
      update(({ text }) => ({
        text: appendLog(isFirst ? { ...EMPTY_LOG, first: slice.line ?? 1 } : text, slice.text),
        complete: slice.complete,
        cut,
        size: slice.size,
        error: undefined,
        started: true,
      }));
      if (slice.complete || cut) return;
      if (slice.nextOffset === offset) await pause(POLL_MS, signal);
      offset = slice.nextOffset;
    } catch (error) {
      if (signal.aborted) return;
      update((log) => ({ ...log, error }));
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) return;
      await pause(RETRY_MS, signal);
    }
  }
}
