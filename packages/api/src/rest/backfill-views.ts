/** Plans and backfills as the protocol's objects. */
import {
  type BackfillCommand,
  type BackfillDateRecord,
  type BackfillItem,
  backfillEta,
  backfillObstacle,
  type BackfillRecord,
  type BackfillTotals,
  backfillTotals,
  formatId,
  type PlanRecord,
  type Principal,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { actionView, API, instant, planObstacle, present, reasonView } from './views.ts';

/** From this many runs on their number must be typed. */
const CONFIRM_ABOVE = 100;

const totalsOf = ({ items, request }: PlanRecord): BackfillTotals => backfillTotals(items, request.downstream.length);

/** What apply must be given; undefined up to 100 runs. */
export function confirmCountOf(plan: PlanRecord): number | undefined {
  const { runs } = totalsOf(plan);
  return runs > CONFIRM_ABOVE ? runs : undefined;
}

interface PlanLook {
  readonly principal: Principal;
  readonly now: number;
  /** How many of its items. */
  readonly shown: number;
}

export function planView(plan: PlanRecord, { principal, now, shown }: PlanLook): rest.Plan {
  const { request } = plan;
  const obstacle = planObstacle(plan, now);
  return present({
    kind: 'Plan' as const,
    id: formatId('pln', plan.id),
    planKind: 'backfill' as const,
    project: request.project,
    environment: request.environment,
    workflow: request.workflow.name,
    version: request.workflow.number,
    from: request.from,
    to: request.to,
    only: request.only,
    order: request.order,
    parallelism: request.parallelism,
    priority: request.priority,
    params: request.params,
    downstream: request.downstream.map(({ name }) => name),
    items: plan.items.slice(0, shown).map(planItemView),
    totals: { ...totalsOf(plan) },
    estimate: plan.estimate,
    confirmCount: confirmCountOf(plan),
    actor: plan.actor,
    createdAt: plan.createdAt.toISOString(),
    expiresAt: plan.expiresAt.toISOString(),
    appliedAt: instant(plan.appliedAt),
    backfillId: plan.backfillId && formatId('bf', plan.backfillId),
    actions: { apply: actionView(principal, 'plan.apply', obstacle) },
    ...API,
  });
}

export function planItemView(item: BackfillItem): rest.PlanItem {
  return present({
    logicalTime: new Date(item.logicalTime).toISOString(),
    logicalDate: item.logicalDate,
    action: item.action,
    reason: reasonView(item.reason) as rest.Reason,
    runId: item.runId && formatId('run', item.runId),
  });
}

export function backfillView(backfill: BackfillRecord, principal: Principal): rest.Backfill {
  const { totals, state } = backfill;
  const unsuccessful = totals.failed + totals.stopped;
  const action = (command: BackfillCommand): rest.Action =>
    actionView(principal, `backfill.${command}`, backfillObstacle(command, { state, unsuccessful }));
  return present({
    kind: 'Backfill' as const,
    id: formatId('bf', backfill.id),
    project: backfill.project,
    environment: backfill.environment,
    workflow: backfill.workflow,
    version: backfill.version,
    from: backfill.from,
    to: backfill.to,
    only: backfill.only,
    order: backfill.order,
    parallelism: backfill.parallelism,
    priority: backfill.priority,
    params: backfill.params,
    downstream: [...backfill.downstream],
    state,
    reason: reasonView(backfill.reason),
    actor: backfill.actor,
    message: backfill.message,
    totals,
    createdAt: backfill.createdAt.toISOString(),
    startedAt: instant(backfill.startedAt),
    endedAt: instant(backfill.endedAt),
    etaMs: backfillEta(backfill),
    actions: {
      pause: action('pause'),
      resume: action('resume'),
      cancel: action('cancel'),
      retry: action('retry'),
      set: action('set'),
    },
    ...API,
  });
}

export function backfillDateView(date: BackfillDateRecord, downstream: readonly string[]): rest.BackfillDate {
  const [own, ...others] = date.runIds.map((id) => formatId('run', id));
  const followers = downstream.map((workflow, i) => present({ workflow, runId: others[i] }));
  return present({
    logicalTime: date.logicalTime.toISOString(),
    logicalDate: date.logicalDate,
    action: date.action,
    state: date.state,
    reason: reasonView(date.reason),
    runId: own,
    downstream: followers.length > 0 ? followers : undefined,
    startedAt: instant(date.startedAt),
    endedAt: instant(date.endedAt),
  });
}
