/** What falls due (store/src/sql/decide.ts). Whoever takes it has ten seconds. */
import { type DueTask, RUN_STATE_CODES as RUN } from '@carillon/core';
import type { Operations } from './operation.ts';
import { doneOf, factsOf } from './guards.ts';
import type { RunRow, TaskRow } from './rows.ts';
import type { Tables } from './tables.ts';

const TASK_MS = 10_000;
const RUN_MS = 30_000;

const byDue = (a: { readonly dueAt: number | undefined }, b: { readonly dueAt: number | undefined }): number =>
  (a.dueAt as number) - (b.dueAt as number);

export function createDue(tables: Tables): Operations<'takeDueTasks' | 'takeDueRuns' | 'nextDue'> {
  const { machine, tasks, runs } = tables;

  const taken = (row: TaskRow, until: number): DueTask => ({
    runId: row.runId,
    taskNo: row.taskNo,
    state: row.state,
    done: doneOf(row),
    attemptId: row.attemptId,
    fence: row.fence,
    sessionKey: row.sessionKey,
    attempt: row.attemptNo,
    versionKey: factsOf(row, runs)?.versionKey as number,
    laneKey: row.laneKey,
    overdue: row.deadlineAt !== undefined && row.deadlineAt <= machine.now(),
    takenUntil: new Date(until),
  });

  return {
    takeDueTasks(limit) {
      const now = machine.now();
      const due: TaskRow[] = [];
      for (const row of tasks.all()) if (row.dueAt !== undefined && row.dueAt <= now) due.push(row);
      return due
        .sort(byDue)
        .slice(0, limit)
        .map((row) => taken(tasks.update(row, { dueAt: now + TASK_MS }), now + TASK_MS));
    },
    takeDueRuns(limit) {
      const now = machine.now();
      const due = [...runs.values()].filter(
        ({ dueAt, state }) => dueAt !== undefined && dueAt <= now && state !== RUN.stopping,
      );
      return due
        .sort(byDue)
        .slice(0, limit)
        .map((run) => {
          runs.update(run, { dueAt: now + RUN_MS });
          return { runId: run.id, tenantKey: run.tenantKey };
        });
    },
    nextDue(horizonMs) {
      const at = nextDue(tables, horizonMs);
      return at === undefined ? undefined : { at: new Date(at), now: new Date(machine.now()) };
    },
  };
}

/** Whether what a run that is not being stopped waits for comes before then. */
export const isDueWithin = ({ dueAt, state }: RunRow, end: number): boolean =>
  dueAt !== undefined && dueAt < end && state !== RUN.stopping;

/** When the next task run or run falls due, within the horizon. */
function nextDue({ machine, tasks, runs }: Tables, horizonMs: number): number | undefined {
  const end = machine.now() + horizonMs;
  let earliest = end;
  const look = (dueAt: number | undefined): void => {
    if (dueAt !== undefined && dueAt < earliest) earliest = dueAt;
  };
  for (const row of tasks.all()) look(row.dueAt);
  for (const run of runs.values()) if (run.state !== RUN.stopping) look(run.dueAt);
  return earliest < end ? earliest : undefined;
}
