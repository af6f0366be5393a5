/**
 * Failed runs by the cause that they count to: no column holds it, so their failures are read and told apart as the alerter
 * does. A cause that the alerter does not know yet, or no more, is found in a workflow that is named.
 */
import { causeFingerprint, otherCausesFingerprint, RUN_STATE_CODES, type RunFilter } from '@carillon/core';
import type { Reader } from '../reader.ts';
import { FAILED_TASKS, failedTaskOf, type FailedTaskRow } from './failed-task.ts';
import type { VersionTasksOf } from './version-tasks.ts';

/** Failed runs that one page looks at. */
const LOOKED_AT = 500;
/** Causes whose fingerprint begins alike. */
const MOST_CAUSES = 20;
const { failed: FAILED, success: SUCCESS } = RUN_STATE_CODES;

/** $1 environment, $2 what the fingerprint begins with, $3 project or null, $4 workflow or null */
const CAUSES = {
  name: 'causes_that_begin_with',
  text: `select a.workflow_key, a.fingerprint from alert a join workflow w on w.key = a.workflow_key join project p on p.key = a.project_key
    where a.environment_key = $1 and starts_with(a.fingerprint, $2)
      and ($3::text is null or p.name = $3) and ($4::text is null or w.name = $4)
    order by a.last_at desc limit ${MOST_CAUSES}`,
};

/** Index run_history_workflow_state. $1 environment, $2 workflow keys, $3 and $4 ids between which */
const FAILURES = {
  text: `select walk.*, p.name project, w.name workflow, ${FAILED_TASKS('walk.id')} failed
    from unnest($2::int4[]) wanted(key) cross join lateral (
      select h.id, h.workflow_key, h.project_key, h.version_key, h.reason, h.attempt_no is not null solo from run_history h
      where (h.workflow_key, h.state, h.id) > (wanted.key, ${FAILED}, $3) and (h.workflow_key, h.state, h.id) < (wanted.key, ${FAILED}, $4)
        and h.state <> ${SUCCESS} and h.id > $3 and h.id < $4 and h.environment_key = $1
      order by h.workflow_key desc, h.state desc, h.id desc limit ${LOOKED_AT}) walk
    join workflow w on w.key = walk.workflow_key join project p on p.key = walk.project_key
    order by walk.id desc limit ${LOOKED_AT}`,
};
const KNOWN = {
  name: 'known_fingerprints',
  text: 'select fingerprint from alert where environment_key = $1 and fingerprint = any($2)',
};

interface FailureRow extends FailedTaskRow {
  readonly id: string;
  readonly project: string;
  readonly workflow: string;
}

interface CauseFilter extends Pick<RunFilter, 'project' | 'workflow'> {
  readonly fingerprint: string;
  /** Keys of those that a workflow's name in the filter stands for. */
  readonly workflows: readonly number[] | undefined;
}

export interface RunsOfCauses {
  /** Newest first. */
  readonly ids: readonly string[];
  /** The cursor of what was not looked at. */
  readonly rest: string | undefined;
}

export async function runsOfCauses(
  reader: Reader,
  versionTasks: VersionTasksOf,
  environmentKey: number,
  { fingerprint, project, workflow, workflows: named = [] }: CauseFilter,
  between: { readonly above: string; readonly below: string },
): Promise<RunsOfCauses> {
  const causes = await reader.rows<{ workflow_key: number; fingerprint: string }>(CAUSES, [
    environmentKey,
    fingerprint,
    project ?? null,
    workflow ?? null,
  ]);
  const workflows = [...new Set([...causes.map((cause) => cause.workflow_key), ...named])];
  if (workflows.length === 0) return { ids: [], rest: undefined };
  const rows = await reader.rows<FailureRow>(FAILURES, [environmentKey, workflows, between.above, between.below]);
  const failures = await Promise.all(
    rows.map(async (row) => {
      const { task, reason } = await failedTaskOf(row, versionTasks);
      const of = { project: row.project, workflow: row.workflow, task };
      return { id: row.id, own: causeFingerprint(of, reason), others: otherCausesFingerprint(of, reason) };
    }),
  );
  const own = [...new Set(failures.map((failure) => failure.own))];
  const known = await reader.rows<{ fingerprint: string }>(KNOWN, [environmentKey, own]);
  // Of a task with more causes than are told apart, the rest counts to one.
  const isKnown = new Set(known.map((cause) => cause.fingerprint));
  const wanted = new Set(causes.map((cause) => cause.fingerprint));
  const isOf = ({ own, others }: (typeof failures)[number]): boolean =>
    own.startsWith(fingerprint) || (!isKnown.has(own) && wanted.has(others));
  const ids = failures.filter(isOf).map(({ id }) => id);
  return { ids, rest: rows.length === LOOKED_AT ? rows.at(-1)?.id : undefined };
}
