/** The firing transaction (store/src/engine/fire.ts). */
import { type Fired, type FirePlan, type FiringDecision, type StopOutcome } from '@carillon/core';
import { policyOf, type ResolvedPlan, resolvePlan, type Standing } from '@carillon/store';
import { holdRuns } from './holds.ts';
import type { Operations } from './operation.ts';
import type { FiringRow, ScheduleRow } from './rows.ts';
import { isOpen, placeKey } from './schedules.ts';
import { startWithin } from './starts.ts';
import { stopWithin } from './stops.ts';
import { createTable, type Table } from './table.ts';
import type { Tables } from './tables.ts';

const sameTime = (column: number | undefined, seen: Date | undefined): boolean => column === seen?.getTime();

/** What plans were made from is still so. */
function isAsSeen(tables: Tables, { schedule }: FirePlan): boolean {
  const row = tables.schedules.get(schedule.key);
  if (!row || row.state !== 'enabled' || row.workflowPaused) return false;
  const deployment = tables.deployments.get(placeKey(row.workflowKey, row.scope.environmentKey));
  if (deployment?.versionKey !== schedule.versionKey) return false;
  if (tables.without.has('unique_firing')) return true;
  const dueAt = row.dueAt === undefined ? undefined : Math.floor(row.dueAt);
  return (
    sameTime(row.nextFireAt, schedule.nextFireAt) &&
    sameTime(row.passedUntil, schedule.passedUntil) &&
    sameTime(row.heldFrom, schedule.heldFrom) &&
    sameTime(dueAt, schedule.dueAt) &&
    // A row's definition is replaced whole, never changed.
    (row.definition === schedule.definition || JSON.stringify(row.definition) === JSON.stringify(schedule.definition))
  );
}

const newestStart = ({ entries }: FirePlan): number =>
  Math.max(
    Number.NEGATIVE_INFINITY,
    ...entries.map(({ decision }) => Math.max(decision.startAt, decision.logicalTime)),
  );

function standingOf(tables: Tables, { schedule, entries }: FirePlan): Standing | undefined {
  const asks = policyOf(schedule.definition) !== 'allow' && entries.some(({ decision }) => decision.run === 'at_once');
  if (!asks) return undefined;
  const lastRunId = tables.schedules.get(schedule.key)?.lastRunId;
  const waitingRuns = [...tables.holds.values()]
    .filter((hold) => hold.scheduleKey === schedule.key && hold.kind === 'overlap')
    .sort((a, b) => a.logicalTime - b.logicalTime)
    .map(({ runId }) => runId);
  return { lastRunId, open: isOpen(tables, lastRunId), waiting: waitingRuns.length, waitingRuns };
}

/** The ledger of a schedule; without its key, whatever was fired again stands under a time of its own. */
function ledgerOf(tables: Tables, scheduleKey: number): Table<number, FiringRow> {
  const ledger = tables.firings.get(scheduleKey) ?? createTable<number, FiringRow>(tables.journal, 'firing');
  tables.firings.set(scheduleKey, ledger);
  return ledger;
}

/** The entries that the ledger took: never early, never at or below the floor, never twice. */
function writeLedger(tables: Tables, { plan, entries }: ResolvedPlan): readonly ResolvedPlan['entries'][number][] {
  const schedule = tables.schedules.get(plan.schedule.key) as ScheduleRow;
  const ledger = ledgerOf(tables, schedule.key);
  return entries.filter(({ decision, run }) => {
    const { logicalTime, through, startAt, outcome, reason, notes, heldUntil } = decision;
    if (tables.machine.now() < logicalTime) return false;
    const isKnown = logicalTime <= schedule.floor || ledger.has(logicalTime);
    if (isKnown && !tables.without.has('unique_firing')) return false;
    const row: FiringRow = {
      scheduleKey: schedule.key,
      logicalTime,
      through,
      startAt: startAt === logicalTime ? undefined : startAt,
      outcome,
      reason,
      notes,
      runId: run?.id,
      heldUntil,
    };
    ledger.insert(ledger.has(logicalTime) ? -ledger.size : logicalTime, row);
    return true;
  });
}

/** Ids of the runs that held rows got. */
function settleHeld(tables: Tables, { schedule, released }: FirePlan): readonly string[] {
  if (!released) return [];
  const ledger = ledgerOf(tables, schedule.key);
  const from = schedule.heldFrom?.getTime() ?? Number.POSITIVE_INFINITY;
  for (const row of ledger.values()) {
    const isHeld = row.heldUntil !== undefined && row.logicalTime >= from;
    if (isHeld && row.logicalTime <= released.through.getTime()) ledger.update(row, { heldUntil: undefined });
  }
  return released.runs.flatMap(({ decision, run }) => {
    const row = ledger.get(decision.logicalTime);
    if (!run || row?.outcome !== 'held' || row.runId !== undefined) return [];
    ledger.update(row, { runId: run.id });
    return [run.id];
  });
}

function move(tables: Tables, { plan, starts }: ResolvedPlan, runs: ReadonlySet<string>): void {
  const row = tables.schedules.get(plan.schedule.key) as ScheduleRow;
  const now = tables.machine.now();
  tables.schedules.update(row, {
    nextFireAt: plan.nextFireAt?.getTime(),
    dueAt: plan.dueAt?.getTime(),
    floor: Math.max(row.floor, plan.floor.getTime()),
    heldFrom: plan.heldFrom?.getTime(),
    lastRunId: starts.findLast(({ id }) => runs.has(id))?.id ?? row.lastRunId,
    passedUntil: undefined,
    failures: 0,
    updatedAt: now,
    state: plan.ended ? 'ended' : 'enabled',
    claimedUntil: plan.claimMs === 0 ? Number.NEGATIVE_INFINITY : now + plan.claimMs,
  });
}

function fire(tables: Tables, plans: readonly FirePlan[]): Fired {
  const unmoved = plans.filter((plan) => isAsSeen(tables, plan));
  const isEarly = (plan: FirePlan): boolean => newestStart(plan) > tables.machine.now();
  const resolved = unmoved.filter((plan) => !isEarly(plan)).map((plan) => resolvePlan(plan, standingOf(tables, plan)));
  const outcomes = new Map<number, readonly FiringDecision[]>();
  const runs = new Set<string>();
  for (const each of resolved) {
    const taken = writeLedger(tables, each);
    outcomes.set(
      each.plan.schedule.key,
      taken.map(({ decision }) => decision),
    );
    for (const { run } of taken) if (run) runs.add(run.id);
  }
  for (const { plan } of resolved) for (const id of settleHeld(tables, plan)) runs.add(id);
  const stops: StopOutcome['live'][number][] = [];
  for (const { plan, entries, stops: stopped } of resolved) {
    if (!entries.some(({ run }) => run && runs.has(run.id))) continue;
    const actor = `schedule ${plan.schedule.name}`;
    for (const { runId, reason } of stopped)
      stops.push(...stopWithin(tables, plan.schedule.scope, runId, { actor, reason }).live);
  }
  const started = startWithin(
    tables,
    resolved.flatMap((each) => each.starts.filter(({ id }) => runs.has(id))),
  );
  holdRuns(
    tables,
    resolved.flatMap((each) => each.holds.filter(({ run }) => runs.has(run.id))),
  );
  for (const each of resolved) move(tables, each, runs);
  return {
    outcomes,
    early: new Set(unmoved.filter(isEarly).map(({ schedule }) => schedule.key)),
    started,
    awaited: resolved.flatMap(({ awaits }) => awaits ?? []),
    stops,
  };
}

export const createFirings = (tables: Tables): Operations<'fire'> => ({ fire: (plans) => fire(tables, plans) });
