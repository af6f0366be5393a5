/**
 * The English sentence of every reason code. `{name}` is filled from the reason's params; a clause in
 * square brackets is left out when a param that it names is absent. A param whose name ends in `Ms` is shown
 * as a duration. Other languages translate by code.
 */
import { formatDuration } from '../definition/units.ts';
import type { Reason, ReasonCode } from './states.ts';

const TEMPLATES: Readonly<Record<ReasonCode, string>> = {
  EXIT_CODE: 'The process ended[ with exit code {exitCode}].[ {message}]',
  SIGNAL: 'The process was ended by a signal[ ({signal})].',
  USER_ERROR: 'The task reported an error[: {message}].',
  OOM_KILLED: 'The process used more memory than it may[ ({limit})].',
  ATTEMPT_TIMEOUT: 'The attempt took longer than allowed[ ({limitMs})].',
  TASK_TIMEOUT: 'The task with all its attempts took longer than allowed[ ({limitMs})].',
  QUEUE_TIMEOUT: 'The task was queued longer than allowed[ ({limitMs})].',
  RUN_TIMEOUT: 'The run took longer than allowed[ ({limitMs})].',
  OUTPUT_INVALID: 'The outputs are not as declared[: {problem}].',
  OUTPUT_TOO_LARGE: 'The outputs are too large[ ({bytes} of at most {limit} bytes)][: {problem}].',
  START_FAILED: 'The attempt could not start[: {problem}].',
  EXPRESSION_FAILED: 'An expression could not be evaluated[: {message}].',
  SANDBOX_UNAVAILABLE: 'The worker cannot provide the sandbox that is asked for[: {problem}].',
  IMAGE_MISSING: 'The container image is missing[: {image}].',
  SECRET_MISSING: 'A secret is missing or may not be read here[: {secret}].',
  WORKER_LOST: 'The worker[ {worker}] was lost.',
  DRAINED: 'The worker[ {worker}] was drained and handed the attempt back.',
  STOPPED_BY_USER: 'Stopped[ by {actor}][: {message}].',
  STOPPED_BY_OVERLAP: 'Stopped because a newer run of the workflow replaced it.',
  FAIL_FAST: 'Stopped because another task[ ({task})] failed.',
  TASK_FAILED: 'A task[ ({task})] failed.',
  COMPENSATION_FAILED: 'The compensation[ of {task}] failed.',
  SLA_MISSED: 'The promise[ {kind}][ {at}] was missed.',
  SLA_AT_RISK: 'The promise[ {kind}][ {at}] will be missed if it takes as long as usual.',
  LIMIT_NEAR: 'It is near a limit[: the {what} takes {bytes} of at most {limit} bytes].',
  LONG_RUNNING: 'It takes much longer than usual[: {usualMs} is the 95th percentile].',
  CHILD_FAILED: 'A run that it started[ ({run})] did not succeed[: {reason}].',
  CHILDREN_TOO_DEEP: 'Runs are nested too deep[: at most {max} levels]. A workflow that starts itself never ends.',
  WORKFLOW_MISSING: 'The workflow[ {workflow}] that it starts[ in version {version}] does not exist here.',
  PARAMS_INVALID: 'The parameters are not what the workflow[ {workflow}] takes[: {problems}].',
  UPSTREAM: 'An upstream task[ ({task})] did not succeed.',
  RULE: 'The trigger rule[ {rule}] was not met.',
  CONDITION: 'The condition was false[: {when}].',
  BRANCH: 'Another branch was taken[ by {task}].',
  NO_ITEMS: 'There was nothing to do it for.',
  NO_WORKERS: 'No worker was there that it could run on.',
  ITEMS_FAILED: 'Items failed[: {failed} of {of}][, the first at index {first}].',
  TOO_MANY_ITEMS: 'There are more items[ ({items})] than one task may have[ ({limit})].',
  ROUNDS: 'The condition no longer held[ after {rounds} rounds].',
  ROUND_FAILED: 'A round[ ({round})] did not succeed.',
  TOO_MANY_ROUNDS: 'The condition still held after as many rounds as there may be[ ({rounds})].',
  TASKS_INVALID: 'The tasks that it was given cannot run[: {problem}].',
  TOO_MANY_TASKS: 'It was given more tasks[ ({tasks})] than it may have[ ({limit})].',
  MARKED: 'Marked[ by {actor}][: {message}].',
  REUSED: 'The result of an earlier run[ ({runId})] was reused.',
  REJECTED: 'Rejected[ by {actor}][: {message}].',
  APPROVAL_EXPIRED: 'Nobody approved it in time.',
  WAIT_EXPIRED: 'What it waited for did not come in time.',
  WAIT_REFUSED: 'It cannot wait for that[: {problem}].',
  AWAITED_FAILED: 'The run that it waited for did not succeed[: {awaited}].',
  APPROVAL: 'Waiting for an approval[ ({approval})].',
  CHILDREN: 'Waiting for the runs it started[: {done} of {of} done][, {failed} failed].',
  PARENT_PAUSED: 'Paused with the run that it belongs to[ ({run})].',
  DEP_UPSTREAM: 'Waiting for upstream tasks[: {tasks}].',
  DEP_EVENT: 'Waiting for a signal[: {signal}][ with the key {key}].',
  DEP_EXTERNAL: 'Waiting for runs of other workflows[: {workflow}].',
  DEP_DATASET: 'Waiting for a dataset[: {dataset}][, partition {partition}].',
  DEP_FILE: 'Waiting for a file[: {file}].',
  NOT_DUE: 'Waiting until it is due[ ({until})].',
  NO_CAPABLE_WORKER: 'No connected worker offers what it needs[: {capability}][ in group {group}].',
  NO_CAPACITY: 'Every worker that could run it is full.',
  RETRY_BACKOFF: 'Waiting before the next attempt[ ({until})].',
  OVERLAP: 'Waiting for the run of its schedule before it[: {run}].',
  CONCURRENCY_LIMIT: 'The limit[ {limit}] of[ {max}] at once[ for the key “{key}”] is reached[: {holders}].',
  RATE_LIMIT: 'The rate[ {limit}][ for the key “{key}”] lets the next one through later[, at {until}].',
  STOPPED_BY_LIMIT: 'Stopped to make way for a newer one under the limit[ {limit}][ for the key “{key}”].',
  REPLACED: 'Stopped because a newer run[ ({run})] has its unique key.',
  COLLECTING: 'Collecting requests[ ({requests} so far)]; it starts[ at {until}].',
  CATCH_UP: 'Catching up on missed times at a slow pace, behind live runs.',
  NO_RUN: 'There is no run of this date.',
  NEWEST_RUN: 'The date has a run[ in state {state}].',
  DATE_IN_FUTURE: 'Its time is still to come, and is the schedule’s.',
  IN_BACKFILL: 'Another backfill will run this date.',
  DATE_HELD: 'A freeze window or a calendar without data holds it.',
  DATES_UNSUCCESSFUL: 'Dates of it[ ({count})] failed or were stopped.',
  DOWNSTREAM_UNSUCCESSFUL: 'The run of a downstream workflow[ ({workflow})] did not succeed.',
  BACKFILL_SHARE: 'Backfills have as many runs open as they may[ ({open} of {cap})]: the rest is kept for live runs.',
  CANCELLED_BY_USER: 'Cancelled[ by {actor}][: {message}].',
  PAUSED_BY_USER: 'Paused[ by {actor}][: {message}].',
  SECRET_STORE_AWAY: 'Waiting for secrets, which cannot be read now[: {problem}].',
};

export function reasonText(reason: Reason): string {
  const params = reason.params ?? {};
  // Codes of a newer program may stand in the store; their sentence is then the code.
  return fillTemplate(TEMPLATES[reason.code] ?? reason.code, params);
}

export function fillTemplate(template: string, params: NonNullable<Reason['params']>): string {
  const filled = template.replace(/\[([^\]]*)\]/g, (_, clause: string) =>
    namesIn(clause).every((name) => Object.hasOwn(params, name)) ? clause : '',
  );
  return fill(filled, params);
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
}

function fill(text: string, params: NonNullable<Reason['params']>): string {
  const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => shown(name, params[name]));
  return filled.replace(/\.\.$/, '.'); // what was filled in may have had its own full stop
}

function shown(name: string, value: string | number | boolean | undefined): string {
  return name.endsWith('Ms') && typeof value === 'number' ? formatDuration(value) : String(value);
}
