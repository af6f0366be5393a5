/** A command for many workflows as the API shows it: what is planned for each, and what became of it. */
import {
  formatId,
  type Principal,
  WORKFLOW_SKIPS,
  type WorkflowPlanItem,
  type WorkflowPlanRecord,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import type { ApiContext } from '../context.ts';
import { actionView, API, instant, planObstacle, present } from '../views.ts';

/** From this many workflows on their number must be typed. */
const CONFIRM_ABOVE = 100;

const stateOf = ({ skip, result }: WorkflowPlanItem): rest.WorkflowPlanItem['state'] =>
  result?.state ?? (skip ? 'skipped' : 'planned');

const countOf = ({ items }: WorkflowPlanRecord, state: rest.WorkflowPlanItem['state']): number =>
  items.filter((item) => stateOf(item) === state).length;

/** What apply must be given; undefined up to 100 workflows, and for a plan that was applied. */
export function confirmCountOf(plan: WorkflowPlanRecord): number | undefined {
  const planned = countOf(plan, 'planned');
  return planned > CONFIRM_ABOVE ? planned : undefined;
}

export function workflowPlanView(
  { clock }: ApiContext,
  principal: Principal,
  plan: WorkflowPlanRecord,
  { shown = plan.items.length }: { readonly shown?: number } = {},
): rest.WorkflowPlan {
  const obstacle = planObstacle(plan, clock.now());
  return present({
    kind: 'Plan' as const,
    id: formatId('pln', plan.id),
    planKind: 'workflows' as const,
    environment: plan.environment,
    action: plan.action,
    filter: plan.filter,
    resumeAt: plan.resumeAt,
    catchUp: plan.catchUp,
    items: plan.items.slice(0, shown).map(itemView),
    totals: {
      planned: countOf(plan, 'planned'),
      done: countOf(plan, 'done'),
      failed: countOf(plan, 'failed'),
      skipped: countOf(plan, 'skipped'),
    },
    confirmCount: confirmCountOf(plan),
    actor: plan.actor,
    createdAt: plan.createdAt.toISOString(),
    expiresAt: plan.expiresAt.toISOString(),
    appliedAt: instant(plan.appliedAt),
    actions: { apply: actionView(principal, 'plan.apply', obstacle) },
    ...API,
  });
}

function itemView(item: WorkflowPlanItem): rest.WorkflowPlanItem {
  const { project, name, version, skip, result } = item;
  return present({
    project,
    name,
    version,
    state: stateOf(item),
    reason: reasonOf(skip ?? result?.reason),
    runId: result?.runId && formatId('run', result.runId),
  });
}

function reasonOf(reason: string | undefined): rest.WorkflowPlanItem['reason'] {
  if (reason === undefined) return undefined;
  const known = (WORKFLOW_SKIPS as Readonly<Record<string, string>>)[reason];
  return known === undefined ? { message: reason } : { code: reason, message: known };
}
