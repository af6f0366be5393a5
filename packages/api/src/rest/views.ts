/** The store's records as the protocol's objects. */
import {
  type ArtifactRecord,
  type AttemptRecord,
  type EventRecord,
  formatId,
  formatResources,
  type JsonObject,
  type FamilyMember,
  type LogSlice as LogBytes,
  type Obstacle,
  OBSTACLES,
  type Page,
  type Principal,
  type Reason,
  type RunCommand,
  type RunParent,
  type RunRecord,
  reasonText,
  runObstacle,
  schedulesOf,
  type TaskRunCommand,
  type TaskRunRecord,
  type TaskRunStanding,
  taskRunId,
  taskRunObstacle,
  type TokenRecord,
  type VersionRecord,
  type WorkerRecord,
  type WorkflowRecord,
  takesRuns,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { type Action, ACTIONS, authorize } from '../auth/authorize.ts';
import { scheduleExpression, scheduleType } from './schedules/expression.ts';

export const API = { apiVersion: 'carillon/v1' } as const;

/** Leaves out what is undefined: JSON has no such value. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

export const instant = (date: Date | undefined): string | undefined => date?.toISOString();

export function pageView<T, V>(page: Page<T>, view: (item: T) => V): rest.PageOf<V> {
  return { items: page.items.map(view), ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }) };
}

export function reasonView(reason: Reason | undefined): rest.Reason | undefined {
  return (
    reason &&
    present({
      code: reason.code,
      params: reason.params,
      message: reasonText(reason),
    })
  );
}

/** Whether the principal may, and what else stands in the way. */
export function actionView(principal: Principal, action: Action, obstacle: string | undefined): rest.Action {
  const decision = authorize(principal, action, { kind: ACTIONS[action], tenantKey: principal.tenantKey });
  const reason = decision.allowed ? obstacle : decision.reason;
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}

/** The same of what the state alone decides. */
function commandView(principal: Principal, action: Action, obstacle: Obstacle | undefined): rest.Action {
  const view = actionView(principal, action, obstacle && OBSTACLES[obstacle]);
  return obstacle && view.reason === OBSTACLES[obstacle] ? { ...view, code: obstacle } : view;
}

export interface Viewer {
  readonly principal: Principal;
  readonly publicUrl: string;
}

export function runView(run: RunRecord, { principal, publicUrl }: Viewer): rest.Run {
  const id = formatId('run', run.id);
  const action = (command: RunCommand) => commandView(principal, `run.${command}`, runObstacle(command, run));
  return present({
    ...API,
    kind: 'Run' as const,
    id,
    project: run.project,
    environment: run.environment,
    workflow: run.workflow,
    version: run.version,
    state: run.state,
    reason: reasonView(run.reason),
    trigger: { kind: run.triggerKind, actor: run.actor },
    params: run.params,
    outputs: run.output,
    logicalTime: instant(run.logicalTime),
    logicalDate: run.logicalDate,
    createdAt: run.createdAt.toISOString(),
    startedAt: instant(run.startedAt),
    endedAt: instant(run.endedAt),
    url: `${publicUrl}/p/${run.project}/r/${id}`,
    rerunOf: run.rerunOf && formatId('run', run.rerunOf),
    slaMissed: run.slaMissed,
    parent: run.parent && parentView(run.parent),
    actions: { stop: action('stop'), pause: action('pause'), resume: action('resume'), rerun: action('rerun') },
  });
}

function parentView({ runId, taskNo, task, isPart, round, position, key, item }: RunParent): rest.RunParent {
  return present({
    runId: formatId('run', runId),
    taskRunId: formatId('tr', taskRunId(runId, taskNo)),
    task,
    isPart,
    round,
    index: position,
    key: key ?? undefined,
    item: item ?? undefined,
  });
}

/** A run that carries out one item of a task, as an entry beside that task's. */
export function itemView({ id, parent, ...run }: RunRecord, type: string): rest.TaskRun {
  return present({
    ...API,
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
  });
}

export function familyView(family: readonly FamilyMember[]): rest.FamilyMember[] {
  return family.map(({ id, rerunOf, state, actor, createdAt }) =>
    present({
      id: formatId('run', id),
      rerunOf: rerunOf && formatId('run', rerunOf),
      state,
      actor,
      createdAt: createdAt.toISOString(),
    }),
  );
}

export function taskRunView(task: TaskRunRecord): rest.TaskRun {
  return present({
    ...API,
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
    ...API,
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
  });
}

export function eventView(event: EventRecord): rest.RunEvent {
  return present({
    runId: formatId('run', event.runId),
    seq: event.seq,
    at: event.at.toISOString(),
    actor: event.actor,
    runState: event.runState,
    transitions: event.transitions.map(({ reason, ...step }) => present({ ...step, reason: reasonView(reason) })),
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

export function workflowView(workflow: WorkflowRecord, { principal }: Viewer): rest.Workflow {
  const { document } = workflow.version;
  const obstacle = takesRuns(workflow.lifecycle) ? undefined : `The workflow is ${workflow.lifecycle}.`;
  return present({
    ...API,
    kind: 'Workflow' as const,
    id: formatId('wf', workflow.id),
    project: workflow.project,
    name: workflow.name,
    title: document.title,
    description: document.description,
    owner: document.owner,
    tags: [...(document.tags ?? [])],
    lifecycle: workflow.lifecycle,
    version: workflow.version.number,
    tasks: Object.keys(document.tasks).length,
    schedules: schedulesOf(document).map(([name, schedule]) => ({
      name,
      type: scheduleType(schedule),
      expression: scheduleExpression(schedule),
      timezone: schedule.timezone ?? document.timezone ?? 'UTC',
    })),
    nextFireAt: instant(workflow.nextFireAt),
    lastRuns: workflow.lastRuns.map((run) => ({ id: formatId('run', run.id), state: run.state })),
    updatedAt: workflow.version.createdAt.toISOString(),
    actions: { start: actionView(principal, 'run.start', obstacle) },
  });
}

/** Frozen workflows keep what runs and take nothing new. */
export function versionView(version: VersionRecord): rest.WorkflowVersion {
  return {
    ...API,
    kind: 'WorkflowVersion',
    id: formatId('ver', version.id),
    project: version.document.project,
    workflow: version.document.name,
    number: version.number,
    hash: version.hash,
    author: version.author,
    message: version.message,
    createdAt: version.createdAt.toISOString(),
    document: version.document as unknown as Record<string, unknown>,
    source: version.source,
    files: { ...version.files },
  };
}

export function workerView(worker: WorkerRecord): rest.Worker {
  return {
    ...API,
    kind: 'Worker',
    id: formatId('wrk', worker.id),
    name: worker.name,
    group: worker.group,
    state: worker.state,
    capabilities: [...worker.capabilities],
    labels: { ...worker.labels },
    resources: { ...formatResources(worker.resources) },
    used: { ...formatResources(worker.used) },
    slots: worker.slots,
    busy: worker.busy,
    version: worker.version,
    host: worker.host,
    connectedAt: worker.connectedAt.toISOString(),
    leaseUntil: worker.leaseUntil.toISOString(),
  };
}

export function tokenView(token: TokenRecord): rest.Token {
  return present({
    ...API,
    kind: 'Token' as const,
    id: formatId('tok', token.id),
    tokenKind: token.kind,
    name: token.name,
    account: token.account,
    createdAt: token.createdAt.toISOString(),
    expiresAt: instant(token.expiresAt),
    lastUsedAt: instant(token.lastUsedAt),
  });
}

/**
 * Bytes as text. A slice may end within a character of several bytes: those are left for the next one,
 * unless nothing follows.
 */
export function logView(slice: LogBytes): rest.LogSlice {
  const bytes = Buffer.from(slice.text);
  const whole = slice.complete ? bytes.length : wholeCharacters(bytes);
  const isStuck = whole === 0 && bytes.length >= 4;
  const taken = isStuck ? bytes.length : whole;
  return {
    text: bytes.subarray(0, taken).toString('utf8'),
    offset: slice.offset,
    nextOffset: slice.nextOffset - (bytes.length - taken),
    complete: slice.complete,
  };
}

/** Length without a character that is cut off at the end. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue; // in the middle of a character
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
