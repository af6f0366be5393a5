/**
 * Reads the logs of a run's attempts as they grow. Each attempt is read once, from its beginning to its end,
 * a few at a time; what is said about a task waits until its log has been given.
 */
import { ApiError, type Client, type LogRange, type TaskRun } from '@carillon/sdk';
import { createLineCutter } from '../text/lines.ts';
import { type LogLine, parseLogLine } from '../text/log-line.ts';
import { offsetOfTail } from './log-tail.ts';

const MAX_OPEN_LOGS = 8;

export interface RunLogs {
  /** Begins with the attempts that are new since the last call. */
  read(tasks: readonly TaskRun[]): void;
  /** When everything known of this task's log has been given. */
  drained(task: TaskRun): Promise<void>;
  allDrained(): Promise<void>;
}

export interface RunLogsOptions {
  readonly client: Client;
  readonly onLine: (task: TaskRun, line: LogLine) => void;
  readonly signal: AbortSignal;
  /** This one in place of all. */
  readonly attempt?: number | undefined;
  /** Of attempts that have begun by then so many of the last lines, and what comes behind them. */
  readonly tail?: number | undefined;
}

export function createRunLogs({ client, onLine, signal, attempt: only, tail }: RunLogsOptions): RunLogs {
  const begun = new Map<string, number>();
  const reading = new Map<string, Promise<void>>();
  const limit = createLimit(MAX_OPEN_LOGS);

  let isBegun = false;

  async function readAttempt(task: TaskRun, attempt: number, lines: number | undefined): Promise<void> {
    const cutter = createLineCutter();
    try {
      const read = (range: LogRange) => client.taskRuns.log(task.id, attempt, range);
      const offset = lines === undefined ? 0 : await offsetOfTail(read, lines);
      for await (const text of client.taskRuns.followLog(task.id, attempt, { from: { offset }, signal })) {
        for (const line of cutter.push(text)) onLine(task, parseLogLine(line));
      }
      for (const line of cutter.rest()) onLine(task, parseLogLine(line));
    } catch (error) {
      if (signal.aborted) return;
      // An attempt that wrote nothing, or whose log was pruned, has none to give.
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
  }

  function begin(task: TaskRun, attempt: number): void {
    const before = reading.get(task.id) ?? Promise.resolve();
    const lines = isBegun ? undefined : tail;
    const done = before.then(() => limit(() => readAttempt(task, attempt, lines)));
    done.catch(() => undefined); // thrown to whoever waits for it below
    reading.set(task.id, done);
  }

  return {
    read: (tasks) => {
      for (const task of tasks) {
        for (let attempt = (begun.get(task.id) ?? 0) + 1; attempt <= task.attempt; attempt++)
          if (only === undefined || attempt === only) begin(task, attempt);
        begun.set(task.id, task.attempt);
      }
      isBegun = true;
    },
    drained: (task) => reading.get(task.id) ?? Promise.resolve(),
    allDrained: async () => {
      await Promise.all(reading.values());
    },
  };
}

/** At most `max` at work; the others wait their turn. */
function createLimit(max: number): <T>(work: () => Promise<T>) => Promise<T> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (busy >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    busy++;
    try {
      return await work();
    } finally {
      busy--;
      waiting.shift()?.();
    }
  };
}
