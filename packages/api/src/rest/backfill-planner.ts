/**
 * Makes the plan of a backfill: asked for once, and again when it is applied, since a plan that is no longer what
 * would be done must not be carried out.
 */
import {
  type BackfillPlan,
  type BackfillRequest,
  CarillonError,
  downstreamTimes,
  estimateBackfill,
  type JsonObject,
  logicalTimesIn,
  type PinnedWorkflow,
  planBackfill,
  planChanges,
  type PlanRecord,
  type Principal,
  type Scope,
  type VersionSummary,
  type WorkflowDocument,
  takesRuns,
  said,
} from '@carillon/core';
import type { CreatePlan } from '@carillon/protocol';
import { InputError, type InputItem, together } from '../http/problem.ts';
import { type ApiContext, type Place, unknownWorkflow } from './context.ts';
import { documentSchedules } from './document-schedules.ts';
import { calendarsOfRuns } from './run-calendars.ts';
import { paramsOf } from './start-run.ts';

const DEFAULT_PROJECT = 'default';
const DEFAULT_PARALLELISM = 4;
/** Below the 50 of other runs. */
const DEFAULT_PRIORITY = 20;

type Asked = Omit<CreatePlan, 'kind'>;
type NamedPlace = Place & { readonly environment: string };

interface Target extends PinnedWorkflow {
  readonly scope: Scope;
  readonly document: WorkflowDocument;
}

/** @throws CarillonError when the workflow, a date, a parameter or a downstream workflow cannot be used */
export async function makePlan(
  context: ApiContext,
  place: NamedPlace,
  principal: Principal,
  asked: Asked,
): Promise<BackfillPlan> {
  const target = await targetOf(context, place, asked);
  const downstream = await downstreamOf(context, place, asked);
  const { only = 'missing', order = 'oldest_first', parallelism = DEFAULT_PARALLELISM, from, to } = asked;
  const times = logicalTimesIn(await documentSchedules(context.calendars, target.scope, target.document), { from, to });
  const span = { from: new Date(times[0]?.at ?? 0), to: new Date(times.at(-1)?.at ?? 0) };
  const newest = await context.backfills.newestRuns(place, target.workflowKey, span);
  const underWay = await context.backfills.timesUnderWay(place, target.workflowKey, span);
  const items = planBackfill({ times, newest, underWay, only, order, now: context.clock.now() });
  const started = items.filter((item) => item.action !== 'skip');
  await checkParams(context, { target, principal, environment: place.environment }, started[0], asked);

  const dates = started.map((item) => ({ at: item.logicalTime, date: item.logicalDate }));
  const perWorkflow: ReadonlyMap<number, number>[] = [];
  for (const one of downstream) {
    const found = downstreamTimes(await documentSchedules(context.calendars, one.scope, one.document), dates);
    perWorkflow.push(new Map(dates.map(({ at }, i) => [at, found[i] as number])));
  }
  const keys = [target, ...downstream].map(({ workflowKey }) => workflowKey);
  const known = await context.schedules.durations(place, keys);
  const durations = keys.map((key) => known.get(key));
  return {
    request: {
      scope: target.scope,
      project: target.document.project,
      environment: place.environment,
      workflow: pinned(target),
      versionGiven: asked.version !== undefined,
      from,
      to,
      only,
      order,
      parallelism,
      priority: asked.priority ?? DEFAULT_PRIORITY,
      params: (asked.params ?? {}) as JsonObject,
      downstream: downstream.map(pinned),
    },
    items: items.map((item) => ({
      ...item,
      downstreamTimes: item.action === 'skip' ? [] : perWorkflow.map((of) => of.get(item.logicalTime) as number),
    })),
    estimate: started.length === 0 ? undefined : estimateBackfill(started.length, parallelism, durations),
    dateMs: estimateBackfill(1, 1, durations)?.p50Ms,
  };
}

/** @throws InputError PLAN_STALE saying what is different now */
export async function assertFresh(context: ApiContext, principal: Principal, plan: PlanRecord): Promise<void> {
  const { request } = plan;
  const { tenantKey, environmentKey } = request.scope;
  const place = { tenantKey, environmentKey, environment: request.environment };
  const now = await makePlan(context, place, principal, askedOf(request));
  const versions = [request.workflow, ...request.downstream].flatMap((before, i): InputItem[] => {
    const after = [now.request.workflow, ...now.request.downstream][i];
    if (after?.versionKey === before.versionKey) return [];
    const message = said`"${before.name}" has the version ${after?.number} live, and had ${before.number}`;
    return [{ pointer: i === 0 ? '/version' : `/downstream/${i - 1}`, code: 'PLAN_STALE', message }];
  });
  const dates = planChanges(plan.items, now.items).map(({ logicalTime, logicalDate, before, after }): InputItem => {
    const message = said`${logicalDate} (${new Date(logicalTime).toISOString()}) was ${before} and is ${after} now`;
    return { pointer: `/items/${logicalDate}`, code: 'PLAN_STALE', message };
  });
  const changes = [...versions, ...dates];
  if (changes.length === 0) return;
  const rest = changes.length > SHOWN ? said` and ${changes.length - SHOWN} more` : '';
  const shown = together(changes.slice(0, SHOWN));
  throw new InputError('PLAN_STALE', said`since the plan was made: ${shown}${rest}`, changes.slice(0, MAX_CHANGES));
}

const SHOWN = 3;
const MAX_CHANGES = 400;

function askedOf(request: BackfillRequest): Asked {
  const { project, workflow, versionGiven, from, to, only, order, parallelism, priority, params, downstream } = request;
  return {
    project,
    workflow: workflow.name,
    ...(versionGiven ? { version: workflow.number } : {}),
    from,
    to,
    only,
    order,
    parallelism,
    priority,
    params,
    downstream: downstream.map(({ name }) => name),
  };
}

const pinned = ({ name, workflowKey, versionKey, number }: Target): PinnedWorkflow => ({
  name,
  workflowKey,
  versionKey,
  number,
});

async function targetOf(context: ApiContext, place: NamedPlace, asked: Asked): Promise<Target> {
  const project = asked.project ?? DEFAULT_PROJECT;
  const live = await liveTarget(context, place, project, asked.workflow);
  if (!live) throw await unknownWorkflow(context.catalog, place, project, asked.workflow);
  if (asked.version === undefined) return live;
  const version = await context.catalog.version(place, project, asked.workflow, asked.version);
  if (version) return { ...live, ...versionOf(version) };
  throw new CarillonError({
    code: 'NOT_FOUND',
    message: said`"${asked.workflow}" has no version ${asked.version}`,
    hint: said`carillon workflow versions ${asked.workflow} lists them; ${live.number} is live.`,
  });
}

/** Versions are read and not taken from short-lived answers: a plan says which one is live. */
async function liveTarget(
  { catalog }: ApiContext,
  place: NamedPlace,
  project: string,
  name: string,
): Promise<Target | undefined> {
  const live = await catalog.liveVersion(place, project, name);
  if (!live) return undefined;
  if (!takesRuns(live.lifecycle)) {
    const message = said`the workflow "${name}" is ${live.lifecycle} and takes no new runs`;
    throw new CarillonError({ code: 'CONFLICT_LIFECYCLE', message });
  }
  const { scope, workflowKey, versionKey, number, document } = live;
  return { name, scope, workflowKey, versionKey, number, document };
}

const versionOf = ({ key, number, document }: VersionSummary) => ({ versionKey: key, number, document });

async function downstreamOf(context: ApiContext, place: NamedPlace, asked: Asked): Promise<readonly Target[]> {
  const project = asked.project ?? DEFAULT_PROJECT;
  const found: Target[] = [];
  const items: InputItem[] = [];
  for (const [i, name] of (asked.downstream ?? []).entries()) {
    const target = name === asked.workflow ? undefined : await liveTarget(context, place, project, name);
    if (target) found.push(target);
    else {
      const message =
        name === asked.workflow
          ? said`"${name}" is the workflow itself`
          : (await unknownWorkflow(context.catalog, place, project, name)).said.message;
      items.push({ pointer: `/downstream/${i}`, code: 'VALIDATION_REQUEST', message });
    }
  }
  if (items.length > 0) throw new InputError('VALIDATION_REQUEST', undefined, items);
  return found;
}

/** Overrides are checked at once and not when the first date fails hours later. */
async function checkParams(
  context: ApiContext,
  of: { readonly target: Target; readonly principal: Principal; readonly environment: string },
  first: { readonly logicalTime: number; readonly logicalDate: string } | undefined,
  asked: Asked,
): Promise<void> {
  if (!first) return;
  const { target, principal, environment } = of;
  const live = { ...target, lifecycle: 'active' };
  const moment = { time: new Date(first.logicalTime), date: first.logicalDate };
  const given = { input: (asked.params ?? {}) as JsonObject, pointer: '/params' };
  const calendars = await calendarsOfRuns(context, live);
  await paramsOf(context, { live, principal, environment, calendars }, moment, given);
}
