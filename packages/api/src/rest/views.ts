/** The store's records as the protocol's objects. */
import {
  formatId,
  type Obstacle,
  type Page,
  type PauseRecord,
  type Principal,
  type Reason,
  reasonText,
  type Refusal,
  refusalText,
  schedulesOf,
  type TokenRecord,
  type VersionRecord,
  type WorkflowRecord,
  takesRuns,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { type Action, ACTIONS, authorize } from '../auth/authorize.ts';
import { scheduleExpression, scheduleType } from './schedules/expression.ts';

/** Stands last in a view: an object that begins with a spread and has many fields costs V8 a hundred times as much. */
export const API = { apiVersion: 'carillon/v1' } as const;

/** Leaves out what is undefined: JSON has no such value. */
export function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept: Partial<T> = {};
  for (const name of Object.keys(fields) as (keyof T)[]) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as never;
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
      said: reason.said,
    })
  );
}

export const noticesView = (notices: readonly Reason[]): rest.Reason[] | undefined =>
  notices.length > 0 ? notices.flatMap((notice) => reasonView(notice) ?? []) : undefined;

/** Whether the principal may, and what else stands in the way. */
export function actionView(principal: Principal, action: Action, obstacle: Refusal | undefined): rest.Action {
  const decision = authorize(principal, action, { kind: ACTIONS[action], tenantKey: principal.tenantKey });
  const refusal = decision.allowed ? obstacle : decision.refusal;
  return refusal ? { allowed: false, reason: refusalText(refusal), ...refusal } : { allowed: true };
}

/** The same of what the state alone decides. */
export const commandView = (principal: Principal, action: Action, obstacle: Obstacle | undefined): rest.Action =>
  actionView(principal, action, obstacle && { code: obstacle });

/** Why a frozen plan cannot be applied. */
export function planObstacle(
  { appliedAt, expiresAt }: { readonly appliedAt: Date | undefined; readonly expiresAt: Date },
  now: number,
): Refusal | undefined {
  if (appliedAt) return { code: 'PLAN_APPLIED' };
  return expiresAt.getTime() <= now ? { code: 'PLAN_EXPIRED' } : undefined;
}

export const pauseView = ({ since, actor, reason, resumeAt }: PauseRecord): rest.ScheduleReason =>
  present({ text: reason, since: since.toISOString(), actor: actor || undefined, resumeAt: instant(resumeAt) });

export interface Viewer {
  readonly principal: Principal;
  readonly publicUrl: string;
}

export function workflowView(workflow: WorkflowRecord, { principal }: Viewer): rest.Workflow {
  const { document } = workflow.version;
  const obstacle = takesRuns(workflow.lifecycle)
    ? undefined
    : ({ code: 'WORKFLOW_LIFECYCLE', params: { lifecycle: workflow.lifecycle } } as const);
  return present({
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
    hasDraft: workflow.hasDraft || undefined,
    paused: workflow.pause !== undefined || undefined,
    pause: workflow.pause && pauseView(workflow.pause),
    lastRuns: workflow.lastRuns.map((run) => ({ id: formatId('run', run.id), state: run.state })),
    updatedAt: workflow.version.createdAt.toISOString(),
    actions: {
      start: actionView(principal, 'run.start', obstacle),
      pause: actionView(principal, 'workflow.pause', workflow.pause && { code: 'WORKFLOW_PAUSED' }),
      resume: actionView(principal, 'workflow.resume', workflow.pause ? undefined : { code: 'WORKFLOW_NOT_PAUSED' }),
      publish: actionView(principal, 'document.apply', undefined),
    },
    ...API,
  });
}

/** Frozen workflows keep what runs and take nothing new. */
export function versionView(version: VersionRecord): rest.WorkflowVersion {
  return {
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
    ...API,
  };
}

export function tokenView(token: TokenRecord): rest.Token {
  return present({
    kind: 'Token' as const,
    id: formatId('tok', token.id),
    tokenKind: token.kind,
    name: token.name,
    account: token.account,
    createdAt: token.createdAt.toISOString(),
    expiresAt: instant(token.expiresAt),
    lastUsedAt: instant(token.lastUsedAt),
    ...API,
  });
}
