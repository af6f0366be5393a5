/** How a workflow usually goes: the median of its last successful runs, task by task. */

/** So many are looked at, and with fewer than the others nothing is usual. */
export const USUAL_RUNS = 10;
export const LEAST_USUAL_RUNS = 5;

export interface UsualTime {
  /** From the creation of the run. */
  readonly startMs: number;
  readonly durationMs: number;
}

export interface UsualTimes {
  /** Of how many runs. */
  readonly runs: number;
  readonly tasks: ReadonlyMap<string, UsualTime>;
}

/** A task that ran and succeeded in a successful run. */
export interface TaskTime extends UsualTime {
  readonly run: string;
  readonly task: string;
}

/** Undefined where too few runs are known; a task that too few of them had is left out. */
export function usualTimes(times: readonly TaskTime[]): UsualTimes | undefined {
  const runs = new Set(times.map(({ run }) => run)).size;
  if (runs < LEAST_USUAL_RUNS) return undefined;
  const byTask = new Map<string, TaskTime[]>();
  for (const time of times) byTask.set(time.task, [...(byTask.get(time.task) ?? []), time]);
  const usual = [...byTask].filter(([, each]) => each.length >= LEAST_USUAL_RUNS);
  return {
    runs,
    tasks: new Map(
      usual.map(([task, each]) => [
        task,
        { startMs: median(each.map(({ startMs }) => startMs)), durationMs: median(each.map((t) => t.durationMs)) },
      ]),
    ),
  };
}

/** The lower one of two in the middle: a time that there was. */
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? 0;
