/** Runs as the protocol's objects: with what may be done to them, what made them, and what happened to them. */
import {
  type EventRecord,
  formatId,
  type FamilyMember,
  type Reason,
  type RunCommand,
  type RunParent,
  type RunRecord,
  runObstacle,
  taskRunId,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { API, commandView, instant, noticesView, present, reasonView, type Viewer } from './views.ts';

/** @param notices what of it is near a bound of the platform */
export function runView(run: RunRecord, { principal, publicUrl }: Viewer, notices: readonly Reason[] = []): rest.Run {
  const id = formatId('run', run.id);
  const action = (command: RunCommand) => commandView(principal, `run.${command}`, runObstacle(command, run));
  return present({
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
    url: runUrl(publicUrl, run),
    rerunOf: run.rerunOf && formatId('run', run.rerunOf),
    slaMissed: run.slaMissed,
    retries: run.retries || undefined,
    labels: Object.keys(run.labels).length > 0 ? run.labels : undefined,
    notices: noticesView(notices),
    parent: run.parent && parentView(run.parent),
    actions: { stop: action('stop'), pause: action('pause'), resume: action('resume'), rerun: action('rerun') },
    ...API,
  });
}

/** Of its page in the console. */
export const runUrl = (publicUrl: string, { id, project }: Pick<RunRecord, 'id' | 'project'>): string =>
  `${publicUrl}/p/${project}/r/${formatId('run', id)}`;

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
