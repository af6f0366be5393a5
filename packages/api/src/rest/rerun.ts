/** What a rerun is asked to be: tasks, version and params, resolved before anything is made. */
import {
  CarillonError,
  compilePlan,
  isFinalRunState,
  type JsonObject,
  type LiveVersion,
  type Plan,
  type Principal,
  type RerunSelection,
  takesRuns,
  TEST_TRIGGER,
  said,
  type Said,
} from '@carillon/core';
import type { RerunRun } from '@carillon/protocol';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/access-hooks.ts';
import type { InputError } from '../http/problem.ts';
import { wrongInput } from '../http/problem.ts';
import { type ApiContext, notFound } from './context.ts';
import { idempotencyOf } from './idempotency.ts';
import { given } from './query.ts';
import { calendarsOfRuns } from './run-calendars.ts';
import {
  assertExpected,
  type Changed,
  conflict,
  type KnownRun,
  rerunChanges,
  rerunOutcome,
  stillOpen,
} from './run-change.ts';
import { paramsOf } from './start-run.ts';

/** @throws InputError where scope and tasks do not fit */
export function selectionOf({ scope = 'all', tasks, downstream }: RerunRun): RerunSelection {
  const refuse = (pointer: string, message: Said): InputError => wrongInput(pointer, message);
  if (scope === 'tasks') {
    if (!tasks) throw refuse('/tasks', said`the scope "tasks" needs the tasks to run again`);
    return { kind: 'tasks', tasks, downstream: downstream ?? false };
  }
  if (tasks) throw refuse('/tasks', said`tasks are named with the scope "tasks" only, not with "${scope}"`);
  if (downstream !== undefined) throw refuse('/downstream', said`the scope "${scope}" has no downstream to choose`);
  return { kind: scope };
}

interface Again extends Pick<RerunRun, 'version' | 'params' | 'expected'> {
  readonly old: KnownRun;
  readonly selection: RerunSelection;
  readonly dryRun: boolean;
}

/** Makes the run that goes on from a finished one, or says what it would do. @throws CarillonError where it cannot be */
export async function runAgain(context: ApiContext, request: FastifyRequest, again: Again): Promise<Changed> {
  const { queries, controller } = context;
  const { old, selection, dryRun, expected } = again;
  const principal = principalOf(request);
  if (old.triggerKind === TEST_TRIGGER)
    throw conflict(said`the run is a test of one task`, { refusal: { code: 'RUN_IS_TEST' } });
  if (!isFinalRunState(old.state)) throw stillOpen();
  const { plan, version, versionKey, params } = await rerunTarget(context, principal, old, again);
  const tasks = rerunChanges(plan, (await queries.taskRuns(principal, old.id)) ?? [], selection);
  assertExpected(tasks, expected);
  const changed = { dryRun, isNew: true, version, params: params ?? old.params, tasks };
  if (dryRun) return { ...changed, run: old };
  const [route] = request.url.split('?', 1);
  const idempotency = idempotencyOf(request, principal, `POST ${route}`);
  const result = await controller.rerun(principal, old.id, {
    selection,
    actor: principal.name,
    ...given({ versionKey, params, idempotency }),
  });
  const { runId, isReplay } = rerunOutcome(result, plan);
  const run = await queries.run(principal, runId);
  if (!run) throw notFound('run');
  return { ...changed, run, isReplay };
}

interface RerunTarget {
  readonly plan: Plan;
  readonly version: number;
  /** Undefined: those of the old run. */
  readonly versionKey: number | undefined;
  readonly params: JsonObject | undefined;
}

/** @throws CarillonError where the workflow takes no runs, or a param is wrong */
async function rerunTarget(
  context: ApiContext,
  principal: Principal,
  run: KnownRun,
  { version = 'same', params }: Pick<RerunRun, 'version' | 'params'>,
): Promise<RerunTarget> {
  const { environment, project, workflow } = run;
  const live = await context.lookups.liveVersion(
    await context.lookups.place(principal, environment),
    project,
    workflow,
  );
  if (!takesRuns(live.lifecycle))
    throw new CarillonError({
      code: 'CONFLICT_LIFECYCLE',
      message: said`the workflow "${workflow}" is ${live.lifecycle} and takes no new runs`,
    });
  const asked = typeof version === 'number' ? await numbered(context, principal, run, version) : live;
  const isSame = version === 'same' || asked.versionKey === run.versionKey;
  const runs = isSame
    ? { ...live, versionKey: run.versionKey, number: run.version, document: run.document }
    : { ...live, ...asked };
  const target = {
    plan: compilePlan(runs.document),
    version: runs.number,
    versionKey: isSame ? undefined : runs.versionKey,
  };
  if (isSame && params === undefined) return { ...target, params: undefined };
  const resolved = await paramsOf(
    context,
    { live: runs, principal, environment, calendars: await calendarsOfRuns(context, runs) },
    { time: run.logicalTime, date: run.logicalDate },
    { input: { ...stillDeclared(run.params, runs.document.params), ...(params as JsonObject) }, pointer: '/params' },
  );
  return { ...target, params: resolved };
}

/** @throws CarillonError where there is no such version */
async function numbered(
  { catalog }: ApiContext,
  principal: Principal,
  { project, workflow }: KnownRun,
  number: number,
): Promise<Pick<LiveVersion, 'versionKey' | 'number' | 'document'>> {
  const found = await catalog.version(principal, project, workflow, number);
  if (found) return { versionKey: found.key, number: found.number, document: found.document };
  throw new CarillonError({
    code: 'NOT_FOUND',
    message: said`the workflow "${workflow}" has no version ${number}`,
    hint: said`See carillon workflow versions ${project}/${workflow}.`,
  });
}

/** Another version may have dropped some. */
export function stillDeclared(old: JsonObject, declared: object = {}): JsonObject {
  return Object.fromEntries(Object.entries(old).filter(([name]) => Object.hasOwn(declared, name)));
}
