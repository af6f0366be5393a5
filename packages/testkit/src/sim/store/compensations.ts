/** Undoing what a run did (store/src/sql/compensation.ts). */
import { phaseCode, RUN_STATE_CODES as RUN, taskStateOf } from '@carillon/core';
import type { Operations } from './operation.ts';
import type { RunRow } from './rows.ts';
import type { Tables } from './tables.ts';

export const COMPENSATE = phaseCode('compensate');

/** A stop while it undoes what it did ends that. */
export const mayUndo = ({ uncompensated, phase, state }: RunRow): boolean =>
  !uncompensated && (phase !== COMPENSATE || state !== RUN.stopping);

export function createCompensations(tables: Tables): Operations<'compensationEnds' | 'failCompensation'> {
  return {
    compensationEnds(runId, tasks) {
      const run = tables.runs.get(runId);
      if (!run || !mayUndo(run)) return [];
      return (
        tables.taskEnds
          .of(runId)
          .filter((end) => tasks.some(({ taskNo }) => taskNo === end.taskNo))
          // Kept as they were written.
          .toReversed()
          .map(({ taskNo, state, reason }) => ({
            taskNo,
            state: taskStateOf(state),
            isMarked: reason?.code === 'MARKED',
          }))
      );
    },
    failCompensation(runId, reason) {
      const run = tables.runs.get(runId);
      if (run && run.phase === COMPENSATE && run.open <= 0) tables.runs.update(run, { endsAs: RUN.failed, reason });
    },
  };
}
