/** Commands for many runs: which runs a plan takes, what is shown of it, and its commands. */
import {
  REFUSALS,
  type BulkCommand,
  bulkEta,
  bulkObstacle,
  type BulkRecord,
  type BulkRunRecord,
  bulkSkip,
  CarillonError,
  DEFAULT_BULK_RATE,
  formatId,
  MAX_BULK_RUNS,
  type NewBulkRun,
  type Principal,
  type RunRecord,
  said,
  type Said,
} from '@carillon/core';
import type * as rest from '@carillon/protocol';
import { type InputError, wrongInput } from '../http/problem.ts';
import { acceptedAtOf } from './accepted-at.ts';
import { assertCountConfirmed } from './confirm-count.ts';
import { type ApiContext, notFound, type Place, runIdOf } from './context.ts';
import { given } from './query.ts';
import { runFilterOf, timesOf } from './run-filter.ts';
import { actionView, API, instant, present } from './views.ts';

/** From this many runs on their number must be typed. */
const CONFIRM_ABOVE = 100;
const PAGE = 200;
/** Beyond the full ones: of a filter that no index knows each looks at a bounded number of runs, and may find none. */
const MAX_PAGES = MAX_BULK_RUNS / PAGE + 50;
const LOOKED_UP_AT_ONCE = 20;

type Asked = Pick<rest.CreateBulkPlan, 'action' | 'filter' | 'ratePerSecond'>;

/** Freezes the runs that fit now, newest first. The id of the plan. @throws InputError where they are too many */
export async function makeBulkPlan(
  context: ApiContext,
  place: Place & { readonly environment: string },
  principal: Principal,
  { action, filter, ratePerSecond: rate = DEFAULT_BULK_RATE }: Asked,
): Promise<string> {
  const found = filter.runs
    ? await namedRuns(context, principal, filter.runs)
    : await fittingRuns(context, place, filter);
  const runs = found.map(
    (run): NewBulkRun => ({
      runId: run.id,
      project: run.project,
      workflow: run.workflow,
      runState: run.state,
      skip: bulkSkip(action, run),
    }),
  );
  const { environment } = place;
  const shown = filter.runs ? { runs: filter.runs.length } : filter;
  return context.bulks.add(place, {
    action,
    environment,
    filter: shown,
    rate,
    actor: principal.name,
    runs,
  });
}

async function fittingRuns(
  { queries }: ApiContext,
  place: Place,
  { project, slaMissed, runs: _named, ...words }: rest.BulkFilter,
): Promise<readonly RunRecord[]> {
  const filter = { ...runFilterOf(words, '/filter'), ...timesOf(words), ...given({ project, slaMissed }) };
  const runs: RunRecord[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await queries.runs(place, { limit: PAGE, ...filter, ...given({ cursor }) });
    runs.push(...page.items);
    if (runs.length > MAX_BULK_RUNS) throw tooMany(said`more than ${MAX_BULK_RUNS} runs fit`);
    cursor = page.nextCursor;
    pages++;
    if (cursor !== undefined && pages === MAX_PAGES) throw tooMany(said`too many runs would have to be looked at`);
  } while (cursor !== undefined);
  return runs;
}

async function namedRuns(
  { queries }: ApiContext,
  principal: Principal,
  ids: readonly string[],
): Promise<readonly RunRecord[]> {
  const runs: RunRecord[] = [];
  for (let first = 0; first < ids.length; first += LOOKED_UP_AT_ONCE) {
    const some = ids.slice(first, first + LOOKED_UP_AT_ONCE);
    const found = await Promise.all(some.map((id) => queries.run(principal, runIdOf(id))));
    for (const [index, run] of found.entries()) {
      if (!run) throw notFound(`run ${some[index]}`);
      runs.push(run);
    }
  }
  return runs;
}

function tooMany(what: Said): InputError {
  const message = said`${what}; narrow the filter by workflow, state or time`;
  return wrongInput('/filter', message);
}

/** @throws InputError unless the number of runs was typed, where they are many */
export function assertBulkConfirmed(bulk: BulkRecord, confirmed: number | undefined): void {
  assertCountConfirmed(confirmCountOf(bulk), confirmed, (count) => said`this takes ${count} runs`);
}

/** @throws CarillonError where its state does not allow the command */
export async function commandBulk(
  { bulks }: ApiContext,
  principal: Principal,
  bulk: BulkRecord,
  command: BulkCommand,
  message: string | undefined,
): Promise<BulkRecord> {
  const isDone = await bulks.command(principal, bulk.id, command, { message });
  const now = await bulks.get(principal, bulk.id);
  if (!now) throw notFound('plan');
  // Applied before: the answer is what has become of it.
  if (isDone || (command === 'apply' && now.state !== 'planned')) return now;
  if (command === 'apply')
    throw new CarillonError({
      code: 'PLAN_STALE',
      message: said`the plan is older than an hour`,
      hint: said`Make a new one.`,
    });
  const obstacle = bulkObstacle(command, now.state);
  throw new CarillonError({
    code: 'CONFLICT_STATE',
    message: said`the plan cannot take "${command}"`,
    ...(obstacle ? { refusal: obstacle } : { hint: said`It has moved on meanwhile. Look at it again.` }),
  });
}

/** What apply must be given; undefined up to 100 runs, and for a plan that was applied. */
function confirmCountOf({ state, totals }: BulkRecord): number | undefined {
  return state === 'planned' && totals.planned > CONFIRM_ABOVE ? totals.planned : undefined;
}

export async function bulkPlanView(
  { bulks, clock }: ApiContext,
  principal: Principal,
  bulk: BulkRecord,
  { shown }: { readonly shown: number },
): Promise<rest.BulkPlan> {
  const items = shown > 0 ? await bulks.runs(principal, bulk.id, 0, shown) : [];
  const isOver = bulk.state === 'planned' && bulk.expiresAt.getTime() <= clock.now();
  const action = (command: BulkCommand) =>
    actionView(
      principal,
      'plan.apply',
      command === 'apply' && isOver ? { code: 'PLAN_EXPIRED' } : bulkObstacle(command, bulk.state),
    );
  return present({
    kind: 'Plan' as const,
    id: formatId('pln', bulk.id),
    planKind: 'bulk_runs' as const,
    environment: bulk.environment,
    action: bulk.action,
    filter: bulk.filter,
    ratePerSecond: bulk.rate,
    state: bulk.state,
    items: items.map(bulkItemView),
    totals: bulk.totals,
    confirmCount: confirmCountOf(bulk),
    actor: bulk.actor,
    message: bulk.message,
    createdAt: bulk.createdAt.toISOString(),
    expiresAt: bulk.expiresAt.toISOString(),
    startedAt: instant(bulk.startedAt),
    endedAt: instant(bulk.endedAt),
    etaMs: bulkEta(bulk, bulk.totals),
    actions: { apply: action('apply'), pause: action('pause'), resume: action('resume'), cancel: action('cancel') },
    ...API,
  });
}

export function bulkItemView(item: BulkRunRecord): rest.BulkItem {
  return present({
    runId: formatId('run', item.runId),
    project: item.project,
    workflow: item.workflow,
    runAcceptedAt: acceptedAtOf(item.runId).toISOString(),
    runState: item.runState,
    state: item.state,
    reason: reasonOf(item.reason),
    newRunId: item.newRunId && formatId('run', item.newRunId),
  });
}

function reasonOf(reason: string | undefined): rest.BulkItem['reason'] {
  if (reason === undefined) return undefined;
  const known = (REFUSALS as Readonly<Record<string, string>>)[reason];
  return known === undefined ? { message: reason } : { code: reason, message: known };
}
