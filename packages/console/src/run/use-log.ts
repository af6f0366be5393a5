import { useCallback, useEffect, useRef, useState } from 'react';
import { readLog } from '../api/queries.ts';
import { followLog, type LoadedLog, NO_LOG } from './follow-log.ts';

interface ShownLog extends LoadedLog {
  /** Reads on at once. */
  retry(): void;
}

/** An attempt's log from its start, or around a line, as it grows. */
export function useLog(taskRunId: string, attempt: number, line: number | undefined): ShownLog {
  const [log, setLog] = useState(NO_LOG);
  const wake = useRef(() => {});
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setLog(NO_LOG);
    void followLog({
      line,
      signal,
      read: (range) => readLog(taskRunId, attempt, range, signal),
      pause: (ms) =>
        new Promise((resolve) => {
          const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
          wake.current = () => (clearTimeout(timer), resolve());
          signal.addEventListener('abort', wake.current, { once: true });
        }),
      update: (change) => !signal.aborted && setLog(change),
    });
    return () => controller.abort();
  }, [taskRunId, attempt, line]);
  return { ...log, retry: useCallback(() => wake.current(), []) };
}
