/** Which task failed a run: the one that its reason names, else the one that failed first. */
import type { Reason } from '@carillon/core';
import type { VersionTasksOf } from './version-tasks.ts';

/** Tasks of one failed run that are looked at. */
const MOST_FAILED_TASKS = 20;

/** @param run the column that holds its id */
export const FAILED_TASKS = (run: string): string =>
  `(select coalesce(json_agg(json_build_object('no', f.task_no, 'reason', f.reason) order by f.ended_at), '[]') from (
    select task_no, reason, ended_at from task_history where run_id = ${run} and state = 11 limit ${MOST_FAILED_TASKS}) f)`;

export interface FailedTaskRow {
  readonly version_key: number;
  readonly reason: Reason | null;
  /** It has one task, which is the run. */
  readonly solo: boolean;
  readonly failed: readonly { readonly no: number; readonly reason: Reason | null }[];
}

/** A run that ended by itself has no such task: its own reason stands. */
export async function failedTaskOf(
  row: FailedTaskRow,
  versionTasks: VersionTasksOf,
): Promise<{ readonly task: string; readonly reason: Reason }> {
  const { tasks } = await versionTasks(row.version_key);
  const named = row.reason?.params?.['task'];
  const cause = row.failed.find(({ no }) => tasks[no]?.id === named) ?? row.failed[0];
  const solo = row.solo ? (tasks[0]?.id ?? '') : '';
  return {
    task: cause ? (tasks[cause.no]?.id ?? String(cause.no)) : solo,
    reason: cause?.reason ?? row.reason ?? { code: 'TASK_FAILED' },
  };
}
