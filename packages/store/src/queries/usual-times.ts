/** When each task of a workflow began and how long it took, in the middle of its last successful runs. */
import { type RunRecord, type TenantScope, USUAL_RUNS, type UsualTimes, usualTimes } from '@carillon/core';
import { LOWEST_ID } from '../id-bounds.ts';
import type { Reader } from '../reader.ts';
import type { VersionTasksOf } from './version-tasks.ts';

/** Of a workflow that mostly fails, no more runs are looked at than these. */
export const WALKED = 100;

/** Walks (workflow_key, id) backwards from the run; of the runs it finds, tasks by their primary key. A run of one task is its own row. */
const USUAL_TIMES = {
  name: 'usual_times',
  text: `with walked as (
      select h.* from run_history h
      where (h.workflow_key, h.id) > ((select workflow_key from workflow_version where key = $3), '${LOWEST_ID}')
        and (h.workflow_key, h.id) < ((select workflow_key from workflow_version where key = $3), $4)
        and h.tenant_key = $1 and h.part is null
        and h.environment_key = (select key from environment where tenant_key = $1 and name = $2)
      order by h.workflow_key desc, h.id desc limit ${WALKED}),
    last as (select * from walked where state = 10 order by id desc limit ${USUAL_RUNS}),
    task as (
      select l.id, l.version_key, l.created_at, t.task_no, t.started_at, t.ended_at
      from last l join task_history t on t.run_id = l.id and t.state = 10
      union all
      select id, version_key, created_at, 0, started_at, ended_at from last where attempt_no is not null)
    select id, version_key, task_no, (extract(epoch from started_at - created_at) * 1000)::int8 start_ms,
      (extract(epoch from ended_at - started_at) * 1000)::int8 duration_ms
    from task where started_at is not null`,
};

interface Row {
  readonly id: string;
  readonly version_key: number;
  readonly task_no: number;
  readonly start_ms: number;
  readonly duration_ms: number;
}

export async function readUsualTimes(
  reader: Reader,
  versionTasks: VersionTasksOf,
  { tenantKey }: TenantScope,
  { id, environment, versionKey }: Pick<RunRecord, 'id' | 'environment' | 'versionKey'>,
): Promise<UsualTimes | undefined> {
  const rows = await reader.rows<Row>(USUAL_TIMES, [tenantKey, environment, versionKey, id]);
  // Tasks keep their name from version to version, not their number.
  const named = await Promise.all(
    rows.map(async ({ id: run, version_key, task_no, start_ms, duration_ms }) => {
      const { tasks } = await versionTasks(version_key);
      return { run, task: tasks[task_no]?.id ?? '', startMs: start_ms, durationMs: duration_ms };
    }),
  );
  return usualTimes(named);
}
