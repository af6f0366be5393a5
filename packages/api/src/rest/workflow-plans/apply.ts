/**
 * Commands for many workflows, carried out within the request that applies their plan. A server that dies meanwhile leaves
 * the plan unsettled, and applying it again does the same: a pause twice is once, and each start has a key of its own.
 * What somebody else did to a workflow meanwhile stays.
 */
import {
  type AuditOrigin,
  CarillonError,
  formatId,
  type PauseRequest,
  type Principal,
  type WorkflowPlanItem,
  type WorkflowPlanRecord,
  type WorkflowPlanResult,
  type WorkflowSkip,
  said,
} from '@carillon/core';
import { assertCountConfirmed } from '../confirm-count.ts';
import { type ApiContext, notFound } from '../context.ts';
import { dateOf, given } from '../query.ts';
import { startPlanned } from '../start-run.ts';
import { confirmCountOf } from './view.ts';

const AT_ONCE = 8;

/** The plan with what became of each workflow: of one that was applied before, what became of it then. */
export async function applyWorkflowPlan(
  context: ApiContext,
  principal: Principal,
  plan: WorkflowPlanRecord,
  { origin, confirmed }: { readonly origin: AuditOrigin; readonly confirmed: number | undefined },
): Promise<WorkflowPlanRecord> {
  if (plan.appliedAt) return plan;
  if (plan.expiresAt.getTime() <= context.clock.now())
    throw new CarillonError({
      code: 'PLAN_STALE',
      message: said`the plan is older than an hour`,
      hint: said`Make a new one.`,
    });
  assertConfirmed(plan, confirmed);
  const by = { principal, message: origin.reason };
  const items: WorkflowPlanItem[] = [];
  for (let first = 0; first < plan.items.length; first += AT_ONCE) {
    const some = plan.items.slice(first, first + AT_ONCE);
    const settled = some.map(async (item) =>
      item.skip ? item : { ...item, result: await carryOut(context, plan, item, by) },
    );
    items.push(...(await Promise.all(settled)));
  }
  // To what was left out after all nothing was done.
  const done = items.flatMap(({ project, name, result }) =>
    result && result.state !== 'skipped' ? [{ project, name, result }] : [],
  );
  await context.audit.append(
    principal,
    done.map(({ project, name, result }) => ({
      ...origin,
      action: plan.action === 'start' ? 'run.start' : `workflow.${plan.action}`,
      object: { kind: 'workflow', id: `${project}/${name}`, name },
      project,
      environment: plan.environment,
      outcome: result.state === 'failed' ? 'failed' : 'done',
      after: { plan: formatId('pln', plan.id), ...result },
    })),
  );
  await context.workflowPlans.settle(principal, plan.id, items);
  const after = await context.workflowPlans.get(principal, plan.id);
  if (!after) throw notFound('plan');
  return after;
}

async function carryOut(
  context: ApiContext,
  plan: WorkflowPlanRecord,
  item: WorkflowPlanItem,
  { principal, message }: { readonly principal: Principal; readonly message: string | undefined },
): Promise<WorkflowPlanResult> {
  const at = { workflowKey: item.workflowKey, environmentKey: plan.environmentKey };
  const actor = principal.name;
  const { control } = context;
  try {
    if (plan.action === 'start') {
      const runId = await startPlanned(context, principal, {
        ...item,
        environment: plan.environment,
        key: `${plan.id}/${item.project}/${item.name}`,
      });
      return { state: 'done', runId };
    }
    const pause: PauseRequest = { actor, ...given({ reason: message, resumeAt: dateOf(plan.resumeAt) }) };
    const changed =
      plan.action === 'pause'
        ? await control.pauseWorkflow(principal, at, { ...pause, keepsPause: true })
        : await control.resumeWorkflow(principal, at, { actor, ...given({ catchUp: plan.catchUp }) });
    if (changed === 'not_found') return { state: 'failed', reason: 'the workflow is not there any more' };
    if (changed !== 'unchanged') return { state: 'done' };
    if (plan.action === 'resume') return skipped('WORKFLOW_NOT_PAUSED');
    return (await isPausedBy(context, principal, { plan, item, pause }))
      ? { state: 'done' }
      : skipped('WORKFLOW_PAUSED');
  } catch (error) {
    // The store is away, or the server is full: nothing is settled, and all of it may be asked for again.
    if (!(error instanceof CarillonError) || /^(STORE|LIMIT)_/.test(error.code)) throw error;
    return { state: 'failed', reason: error.message };
  }
}

const skipped = (reason: WorkflowSkip): WorkflowPlanResult => ({ state: 'skipped', reason });

/** Whether its pause is the plan's own, of a server that died before the plan was settled. */
async function isPausedBy(
  { catalog }: ApiContext,
  { tenantKey }: Principal,
  {
    plan: { environmentKey, createdAt },
    item: { project, name },
    pause,
  }: { readonly plan: WorkflowPlanRecord; readonly item: WorkflowPlanItem; readonly pause: PauseRequest },
): Promise<boolean> {
  const made = (await catalog.workflow({ tenantKey, environmentKey }, project, name))?.pause;
  return (
    made !== undefined &&
    made.since >= createdAt &&
    made.actor === pause.actor &&
    made.reason === pause.reason &&
    made.resumeAt?.getTime() === pause.resumeAt?.getTime()
  );
}

function assertConfirmed(plan: WorkflowPlanRecord, confirmed: number | undefined): void {
  assertCountConfirmed(confirmCountOf(plan), confirmed, (count) => said`this takes ${count} workflows`);
}
