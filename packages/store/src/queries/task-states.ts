/** States of the tasks of many runs, for tables of runs and tasks: one read of both places where they stand. */
import {
  FIRST_FINAL_CODE,
  RUN_STATE_CODES,
  type RunQueries,
  type RunRecord,
  type TaskRunState,
  taskStateOf,
} from '@carillon/core';
import type { Reader } from '../reader.ts';
import type { VersionTasksOf } from './version-tasks.ts';

/** Primary keys alone; a run that ends between the two branches cannot be: they are one statement. */
const STATES = {
  name: 'task_states_of_runs',
  text: `select run_id, task_no, state from task_history where run_id = any($1::uuid[])
    union all
    select run_id, task_no, state from task_run where run_id = any($1::uuid[])`,
};

interface Row {
  readonly run_id: string;
  readonly task_no: number;
  readonly state: number;
}

/** @param runs that the caller may see */
export async function taskStates(
  reader: Reader,
  versionTasks: VersionTasksOf,
  runs: Parameters<RunQueries['taskStates']>[0],
): ReturnType<RunQueries['taskStates']> {
  const rows = await reader.rows<Row>(STATES, [runs.map(({ id }) => id)]);
  const byRun = new Map<string, Map<number, TaskRunState>>();
  for (const { run_id, task_no, state } of rows) {
    const states = byRun.get(run_id) ?? new Map<number, TaskRunState>();
    byRun.set(run_id, states.set(task_no, taskStateOf(state)));
  }
  return Promise.all(
    runs.map(async (run) => {
      const { tasks } = await versionTasks(run.versionKey);
      const known = byRun.get(run.id);
      return tasks.map(({ id, no }) => ({ task: id, state: known?.get(no) ?? stateWithoutRow(run, tasks.length) }));
    }),
  );
}

/** The row of a one-task run is its run's once it has ended. */
function stateWithoutRow({ state }: Pick<RunRecord, 'state'>, tasks: number): TaskRunState {
  const isFinal = RUN_STATE_CODES[state] >= FIRST_FINAL_CODE;
  return isFinal && tasks === 1 ? state : 'pending';
}
