/**
 * Commands for many workflows: which ones a plan takes, and what becomes of each. A plan is carried out within the request
 * that applies it. A server that dies meanwhile leaves it unsettled, and applying it again does the same: a pause twice is
 * once, and each start has a key of its own.
 */
import {
  type AuditOrigin,
  CarillonError,
  formatId,
  MAX_BULK_WORKFLOWS,
  type Principal,
  schedulesOf,
  WORKFLOW_SKIPS,
  type WorkflowPlan,
  type WorkflowPlanItem,
  type WorkflowPlanRecord,
  type WorkflowPlanResult,
  type WorkflowRecord,
  workflowSkip,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { InputError } from '../http/problem.ts';
import { type ApiContext, notFound, type Place, unknownWorkflow } from './context.ts';
import { dateOf, given } from './query.ts';
import { startPlanned } from './start-run.ts';
import { timeToCome } from './time-to-come.ts';
import { actionView, API, instant, present } from './views.ts';
import { workflowFilterOf } from './workflow-filter.ts';

/** From this many workflows on their number must be typed. */
const CONFIRM_ABOVE = 100;
const PAGE = 200;
const AT_ONCE = 8;

/** Freezes the workflows that fit now. The id of the plan. @throws InputError where they are too many */
export async function makeWorkflowPlan(
  context: ApiContext,
  place: Place & { readonly environment: string },
  principal: Principal,
  { action, filter, resumeAt, catchUp }: rest.CreateWorkflowPlan,
): Promise<string> {
  timeToCome(context.clock, resumeAt);
  const { workflows: named, ...words } = filter;
  const found = named ? await namedWorkflows(context, place, named) : await fittingWorkflows(context, place, words);
  const plan: WorkflowPlan = {
    action,
    environment: place.environment,
    environmentKey: place.environmentKey,
    filter: named ? { workflows: named.length } : filter,
    ...(action === 'pause' && given({ resumeAt })),
    ...(action === 'resume' && given({ catchUp })),
    items: found.map(({ key, project, name, lifecycle, pause, version }) => ({
      project,
      name,
      workflowKey: key,
      version: version.number,
      ...given({
        skip: workflowSkip(action, {
          lifecycle,
          isPaused: pause !== undefined,
          isScheduled: schedulesOf(version.document).length > 0,
        }),
      }),
    })),
  };
  return context.workflowPlans.add(principal, plan, principal.name);
}

async function fittingWorkflows(
  { catalog }: ApiContext,
  place: Place,
  words: Omit<rest.CreateWorkflowPlan['filter'], 'workflows'>,
): Promise<readonly WorkflowRecord[]> {
  const filter = workflowFilterOf(words, '/filter');
  const found: WorkflowRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await catalog.workflows(place, { limit: PAGE, ...filter, ...given({ cursor }) });
    found.push(...page.items);
    cursor = page.nextCursor;
    if (found.length > MAX_BULK_WORKFLOWS) throw tooMany();
  } while (cursor !== undefined);
  return found;
}

async function namedWorkflows(
  { catalog }: ApiContext,
  place: Place,
  named: readonly string[],
): Promise<readonly WorkflowRecord[]> {
  const found: WorkflowRecord[] = [];
  for (const each of named) {
    const [project = '', name = ''] = each.split('/');
    const workflow = await catalog.workflow(place, project, name);
    if (!workflow) throw await unknownWorkflow(catalog, place, project, name);
    found.push(workflow);
  }
  return found;
}

function tooMany(): InputError {
  const message = `more than ${MAX_BULK_WORKFLOWS} workflows fit; narrow the filter by project, owner or tag`;
  return new InputError('VALIDATION_REQUEST', message, [{ pointer: '/filter', code: 'VALIDATION_SCHEMA', message }]);
}

/** The plan with what became of each workflow: of one that was applied before, what became of it then. */
export async function applyWorkflowPlan(
  context: ApiContext,
  principal: Principal,
  plan: WorkflowPlanRecord,
  { origin, confirmed }: { readonly origin: AuditOrigin; readonly confirmed: number | undefined },
): Promise<WorkflowPlanRecord> {
  if (plan.appliedAt) return plan;
  if (plan.expiresAt.getTime() <= context.clock.now())
    throw new CarillonError({ code: 'PLAN_STALE', message: 'the plan is older than an hour', hint: 'Make a new one.' });
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
  const done = items.flatMap(({ project, name, result }) => (result ? [{ project, name, result }] : []));
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
    const changed =
      plan.action === 'pause'
        ? await control.pauseWorkflow(principal, at, {
            actor,
            ...given({ reason: message, resumeAt: dateOf(plan.resumeAt) }),
          })
        : await control.resumeWorkflow(principal, at, { actor, ...given({ catchUp: plan.catchUp }) });
    if (changed === 'not_found') return { state: 'failed', reason: 'the workflow is not there any more' };
    return changed === 'unchanged' ? { state: 'skipped', reason: 'WORKFLOW_NOT_PAUSED' } : { state: 'done' };
  } catch (error) {
    // The store is away, or the server is full: nothing is settled, and all of it may be asked for again.
    if (!(error instanceof CarillonError) || /^(STORE|LIMIT)_/.test(error.code)) throw error;
    return { state: 'failed', reason: error.message };
  }
}

function assertConfirmed(plan: WorkflowPlanRecord, confirmed: number | undefined): void {
  const expected = confirmCountOf(plan);
  if (expected === undefined || confirmed === expected) return;
  const message = `this takes ${expected} workflows, ${confirmed === undefined ? 'which must be confirmed' : `and ${confirmed} were confirmed`}`;
  const item = { pointer: '/confirmCount', code: 'VALIDATION_CONFIRM', message: `give ${expected} as confirmCount` };
  throw new InputError('VALIDATION_CONFIRM', message, [item]);
}

const stateOf = ({ skip, result }: WorkflowPlanItem): rest.WorkflowPlanItem['state'] =>
  result?.state ?? (skip ? 'skipped' : 'planned');

const countOf = ({ items }: WorkflowPlanRecord, state: rest.WorkflowPlanItem['state']): number =>
  items.filter((item) => stateOf(item) === state).length;

/** What apply must be given; undefined up to 100 workflows, and for a plan that was applied. */
function confirmCountOf(plan: WorkflowPlanRecord): number | undefined {
  const planned = countOf(plan, 'planned');
  return planned > CONFIRM_ABOVE ? planned : undefined;
}

export function workflowPlanView(
  { clock }: ApiContext,
  principal: Principal,
  plan: WorkflowPlanRecord,
): rest.WorkflowPlan {
  const isOver = !plan.appliedAt && plan.expiresAt.getTime() <= clock.now();
  const obstacle = plan.appliedAt ? 'The plan was applied.' : isOver ? 'The plan has run out.' : undefined;
  return present({
    kind: 'Plan' as const,
    id: formatId('pln', plan.id),
    planKind: 'workflows' as const,
    environment: plan.environment,
    action: plan.action,
    filter: plan.filter,
    resumeAt: plan.resumeAt,
    catchUp: plan.catchUp,
    items: plan.items.map(itemView),
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
