/** Task runs as the protocol's objects, with their attempts and what they left behind. */
import {
  type ArtifactRecord,
  type AttemptRecord,
  childNotices,
  formatId,
  type JsonObject,
  type Principal,
  type RunRecord,
  type TaskRunCommand,
  type TaskRunRecord,
  type TaskRunStanding,
  taskRunId,
  taskRunObstacle,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { API, commandView, instant, noticesView, present, reasonView } from './views.ts';

/** A run that carries out one item of a task, as an entry beside that task's. */
export function itemView({ id, parent, ...run }: RunRecord, type: string): rest.TaskRun {
  return present({
    kind: 'TaskRun' as const,
    id: formatId('tr', taskRunId(id, 0)),
    runId: formatId('run', id),
    task: parent?.task ?? '',
    type,
    state: run.state,
    reason: reasonView(run.reason),
    attempt: run.attempt ?? 0,
    startedAt: instant(run.startedAt),
    endedAt: instant(run.endedAt),
    outputs: run.output,
    index: parent?.position,
    item: parent?.item ?? undefined,
    round: parent?.round,
    ...API,
  });
}

export function taskRunView(task: TaskRunRecord): rest.TaskRun {
  return present({
    kind: 'TaskRun' as const,
    id: formatId('tr', taskRunId(task.runId, task.taskNo)),
    runId: formatId('run', task.runId),
    task: task.task,
    type: task.type,
    state: task.state,
    reason: reasonView(task.reason),
    paused: task.isPaused || undefined,
    attempt: task.attempt,
    worker: task.worker,
    readyAt: instant(task.readyAt),
    dispatchedAt: instant(task.dispatchedAt),
    startedAt: instant(task.startedAt),
    endedAt: instant(task.endedAt),
    dueAt: instant(task.dueAt),
    exitCode: task.exitCode,
    input: task.input && shownInput(task.input),
    outputs: task.output,
    children: task.children && present(task.children),
    notices: task.children && noticesView(childNotices(task.children)),
    ...API,
  });
}

/** One task run by itself also says what may be done with it. */
export function taskRunWithActions(task: TaskRunRecord, run: RunRecord, principal: Principal): rest.TaskRun {
  const standing = standingOf(run, task);
  const action = (command: TaskRunCommand) =>
    commandView(principal, `task_run.${command}`, taskRunObstacle(command, standing));
  const actions = {
    pause: action('pause'),
    resume: action('resume'),
    retry: action('retry'),
    clear: action('clear'),
    mark: action('mark'),
    skip: action('skip'),
  };
  return { ...taskRunView(task), actions };
}

export const standingOf = (run: RunRecord, task: TaskRunRecord): TaskRunStanding => ({
  run: run.state,
  // Runs that it waits for are under way as an attempt would be.
  state: task.state === 'waiting' && (task.children?.open ?? 0) > 0 ? 'running' : task.state,
  isPaused: task.isPaused,
  isCleanup: task.phase === 'onFailure' || task.phase === 'finally',
});

/** Which fields hold secrets is for the worker; their texts show the references. */
function shownInput(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== 'secrets'));
}

export function attemptView(attempt: AttemptRecord): rest.Attempt {
  return present({
    kind: 'Attempt' as const,
    id: formatId('att', attempt.id),
    taskRunId: formatId('tr', taskRunId(attempt.runId, attempt.taskNo)),
    attempt: attempt.attempt,
    state: attempt.state,
    reason: reasonView(attempt.reason),
    fence: attempt.fence,
    worker: attempt.worker,
    dispatchedAt: instant(attempt.dispatchedAt),
    startedAt: instant(attempt.startedAt),
    endedAt: instant(attempt.endedAt),
    exitCode: attempt.exitCode,
    ...API,
  });
}

export function artifactView(artifact: ArtifactRecord): rest.Artifact {
  const id = formatId('tr', taskRunId(artifact.runId, artifact.taskNo));
  return {
    taskRunId: id,
    task: artifact.task,
    attempt: artifact.attempt,
    name: artifact.name,
    contentType: artifact.contentType,
    size: artifact.size,
    sha256: artifact.sha256,
    url: `/api/v1/task-runs/${id}/attempts/${artifact.attempt}/artifacts/${encodeURIComponent(artifact.name)}`,
  };
}
