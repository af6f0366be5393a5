/** Everything the store knows of a run's task runs, hot, final or folded into a one-task run's row. */
import type { JsonObject, Reason, TaskRange, TenantScope } from '@carillon/core';
import type { Reader } from '../reader.ts';

export interface RunHead {
  readonly version_key: number;
  /** Code of the run's state when it has ended. */
  readonly ended_state: number | null;
  readonly run_reason: Reason | null;
  /** It was accepted and waits; the reason says for what. */
  readonly is_held: boolean;
  readonly ended_at: Date | null;
}

export interface TaskRow {
  /** `solo`: columns of run_history, filled in for runs that were one row. */
  readonly place: 'hot' | 'history' | 'solo';
  readonly task_no: number;
  readonly state: number;
  readonly attempt_no: number | null;
  readonly attempt_id: string | null;
  readonly fence: number | null;
  readonly worker: string | null;
  readonly stop_at: Date | null;
  readonly paused_at: Date | null;
  readonly ready_at: Date | null;
  readonly dispatched_at: Date | null;
  readonly started_at: Date | null;
  readonly task_ended_at: Date | null;
  readonly due_at: Date | null;
  readonly exit_code: number | null;
  readonly reason: Reason | null;
  readonly input: JsonObject | null;
  readonly output: JsonObject | null;
}

/** One statement, hence one snapshot: a task run on its way to history is not missed between two reads. */
const TASK_ROWS = {
  name: 'task_rows',
  text: `with head as (
    select version_key, null::int2 ended_state, reason run_reason, state = 1 is_held, null::timestamptz ended_at from run where id = $2 and tenant_key = $1
    union all
    select version_key, null, reason, false, null from task_run where run_id = $2 and task_no = 0 and version_key is not null and tenant_key = $1
    union all
    select version_key, state, reason, false, ended_at from run_history where id = $2 and tenant_key = $1
  ), task as (
    select 'hot' place, task_no, state, attempt_no, attempt_id, fence, session_key, stop_at, paused_at, ready_at, dispatched_at, started_at,
      null::timestamptz task_ended_at, due_at, null::int4 exit_code, reason, input, null::jsonb output
    from task_run where run_id = $2 and task_no >= $3 and task_no < $4
    union all
    select 'history', task_no, state, attempt_no, attempt_id, fence, session_key, null, null, ready_at, dispatched_at, started_at,
      ended_at, null, exit_code, reason, input, output
    from task_history where run_id = $2 and task_no >= $3 and task_no < $4
    union all
    select 'solo', 0, state, attempt_no, attempt_id, fence, session_key, null, null, ready_at, null, started_at,
      ended_at, null, exit_code, reason, input, output
    from run_history where id = $2 and $3 = 0 and attempt_no is not null
  )
  select head.*, task.*, s.name worker from head left join task on true left join worker_session s on s.key = task.session_key`,
};

export interface TaskRows {
  readonly head: RunHead;
  readonly rows: readonly TaskRow[];
}

export async function readTaskRows(
  reader: Reader,
  scope: TenantScope,
  runId: string,
  range: TaskRange,
): Promise<TaskRows | undefined> {
  const rows = await reader.rows<RunHead & (TaskRow | { place: null })>(TASK_ROWS, [
    scope.tenantKey,
    runId,
    range.from,
    range.to,
  ]);
  const [head] = rows;
  return head && { head, rows: rows.filter((row): row is RunHead & TaskRow => row.place !== null) };
}
