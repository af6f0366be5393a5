/**
 * The one place that says who may do what. Every route names an action and the kind of resource it acts
 * on; a server with a route that names none does not start. Roles come later: until then an account may do
 * everything within its tenant, and nothing outside.
 */
import { CarillonError, type Principal, type Refusal, said } from '@carillon/core';

export const ACTIONS = {
  'session.read': 'session',
  'session.end': 'session',
  'sign_in_code.create': 'session',
  'token.read': 'token',
  'token.create': 'token',
  'token.revoke': 'token',
  'document.validate': 'workflow',
  'document.apply': 'workflow',
  'task.test': 'workflow',
  'workflow.read': 'workflow',
  'workflow.pause': 'workflow',
  'workflow.resume': 'workflow',
  'draft.read': 'workflow',
  'draft.save': 'workflow',
  'draft.discard': 'workflow',
  'run.read': 'run',
  'run.start': 'run',
  'run.stop': 'run',
  'run.pause': 'run',
  'run.resume': 'run',
  'run.rerun': 'run',
  'run.signal': 'run',
  'run.note': 'run',
  'event.send': 'event',
  'dataset.read': 'dataset',
  'dataset.update': 'dataset',
  'task_run.pause': 'task_run',
  'task_run.resume': 'task_run',
  'task_run.retry': 'task_run',
  'task_run.clear': 'task_run',
  'task_run.mark': 'task_run',
  'task_run.skip': 'task_run',
  'log.read': 'run',
  'artifact.read': 'run',
  'schedule.read': 'schedule',
  'schedule.pause': 'schedule',
  'schedule.resume': 'schedule',
  'schedule.fire': 'schedule',
  'calendar.read': 'calendar',
  'plan.create': 'plan',
  'plan.read': 'plan',
  'plan.apply': 'plan',
  'backfill.read': 'backfill',
  'backfill.pause': 'backfill',
  'backfill.resume': 'backfill',
  'backfill.cancel': 'backfill',
  'backfill.retry': 'backfill',
  'backfill.set': 'backfill',
  'alert.read': 'alert',
  'alert.acknowledge': 'alert',
  'alert.retry_notice': 'alert',
  'silence.preview': 'silence',
  'silence.read': 'silence',
  'silence.create': 'silence',
  'silence.remove': 'silence',
  'alert_rule.read': 'alert_rule',
  'alert_rule.set': 'alert_rule',
  'alert_rule.remove': 'alert_rule',
  'channel.read': 'channel',
  'channel.set': 'channel',
  'channel.remove': 'channel',
  'channel.test': 'channel',
  'approval.read': 'approval',
  'approval.approve': 'approval',
  'approval.reject': 'approval',
  'secret.read': 'secret',
  'secret.set': 'secret',
  'secret.remove': 'secret',
  'variable.read': 'variable',
  'variable.set': 'variable',
  'variable.remove': 'variable',
  'audit.read': 'audit',
  'saved_view.read': 'saved_view',
  'saved_view.set': 'saved_view',
  'saved_view.remove': 'saved_view',
  'incident.read': 'incident',
  'incident.confirm': 'incident',
  'limit.read': 'limit',
  'limit.set': 'limit',
  'limit.remove': 'limit',
  'queue.read': 'queue',
  'queue.pause': 'queue',
  'queue.resume': 'queue',
  'worker.read': 'worker',
  'worker.drain': 'worker',
  'worker.resume': 'worker',
  'health.read': 'platform',
  'project.read': 'project',
  'environment.read': 'environment',
  'event.read': 'run',
} as const;
export type Action = keyof typeof ACTIONS;
export type ResourceKind = (typeof ACTIONS)[Action];

export interface Resource {
  readonly kind: ResourceKind;
  readonly tenantKey: number;
}

/** A browser that was left open must not hand out or end credentials (SECURITY S2.4). */
const NOT_BY_SESSION: readonly Action[] = ['token.create', 'token.revoke', 'secret.set', 'secret.remove'];

/** What a route declares. `public` ones answer without credentials and must give nothing away. */
export type Access =
  | 'public'
  | { readonly [A in Action]: { readonly action: A; readonly resource: (typeof ACTIONS)[A] } }[Action];

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly refusal: Refusal };

const refused = (refusal: Refusal): Decision => ({ allowed: false, refusal });

export function authorize(principal: Principal, action: Action, resource: Resource): Decision {
  if (ACTIONS[action] !== resource.kind)
    return refused({ code: 'OTHER_KIND', params: { action, kind: resource.kind } });
  if (principal.by === 'worker_token') return refused({ code: 'BY_WORKER_TOKEN' });
  if (principal.by === 'session' && NOT_BY_SESSION.includes(action)) return refused({ code: 'BY_TOKEN_ONLY' });
  if (principal.tenantKey !== resource.tenantKey) return refused({ code: 'OTHER_TENANT' });
  return { allowed: true };
}

export function assertAuthorized(principal: Principal, access: Exclude<Access, 'public'>): void {
  const decision = authorize(principal, access.action, { kind: access.resource, tenantKey: principal.tenantKey });
  if (!decision.allowed)
    throw new CarillonError({
      code: 'PERMISSION_DENIED',
      message: said`${access.action} is not permitted`,
      refusal: decision.refusal,
    });
}
