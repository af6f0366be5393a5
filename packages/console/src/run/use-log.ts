import { useEffect, useState } from 'react';
import { ApiError } from '../api/client.ts';
import { readLog } from '../api/queries.ts';
import { appendLog, EMPTY_LOG, type LogText } from './log-lines.ts';

const POLL_MS = 500;
const RETRY_MS = 3_000;
/** More than this is for the download, not for a browser's memory. */
export const MOST_BYTES = 20 * 2 ** 20;

export interface LoadedLog {
  readonly text: LogText;
  readonly complete: boolean;
  /** Longer than {@link MOST_BYTES}. */
  readonly cut: boolean;
  readonly error: unknown;
  /** The first answer is there. */
  readonly started: boolean;
}

const NOTHING: LoadedLog = { text: EMPTY_LOG, complete: false, cut: false, error: undefined, started: false };

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** Reads an attempt's log from its start and goes on reading until nothing can follow. */
export function useLog(taskRunId: string, attempt: number): LoadedLog {
  const [log, setLog] = useState(NOTHING);
  useEffect(() => {
    const { signal, abort } = abortable();
    setLog(NOTHING);
    void follow(taskRunId, attempt, signal, (change) => !signal.aborted && setLog(change));
    return abort;
  }, [taskRunId, attempt]);
  return log;
}

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

type Change = (log: LoadedLog) => LoadedLog;

async function follow(
  taskRunId: string,
  attempt: number,
  signal: AbortSignal,
  update: (change: Change) => void,
): Promise<void> {
  let offset = 0;
  while (!signal.aborted) {
    try {
      const slice = await readLog(taskRunId, attempt, { offset }, signal);
      const cut = slice.nextOffset >= MOST_BYTES && !slice.complete;
      update((log) => ({
        text: slice.text === '' ? log.text : appendLog(log.text, slice.text),
        complete: slice.complete,
        cut,
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
