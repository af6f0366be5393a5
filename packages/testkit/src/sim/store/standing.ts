/** How task runs and runs stand, as the engine is told. */
import type { ChildProgress, EndableRun } from '@carillon/core';
import { doneOf, TASK } from './guards.ts';
import type { RunRow, TaskRow } from './rows.ts';
import type { Tables } from './tables.ts';

export function progressOf(row: TaskRow): ChildProgress {
  const { runId, taskNo, state, need, ok, failed, upstreamFailed, skipped } = row;
  return { runId, taskNo, state, need, ok, failed, upstreamFailed, skipped };
}

/** Pending task runs that a decision may be due on. */
export const touchedOf = (tables: Tables, runId: string): readonly ChildProgress[] =>
  [...tables.tasks.of(runId)]
    .filter((row) => row.state === TASK.pending && (row.need === 0 || doneOf(row) > 0))
    .map(progressOf);

export function anyTask(tables: Pick<Tables, 'tasks'>, is: (row: TaskRow) => boolean): boolean {
  for (const row of tables.tasks.all()) if (is(row)) return true;
  return false;
}

export const endableOf = ({ id, open, failed, phase, endsAs }: RunRow): EndableRun | undefined =>
  open <= 0 ? { runId: id, failed: failed > 0, phase, endsAs } : undefined;
