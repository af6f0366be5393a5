/**
 * The firing transaction (G1), for many schedules at once: seven round trips and one commit, whatever the batch.
 * A crash before the commit leaves everything as it was; after it, the ledger says what was done and the lists of
 * runs have it. What the plans saw is compared under the lock: who lost the race does nothing.
 */
import type { Fired, FirePlan, FiringDecision, Reason, StopOutcome, TenantScope } from '@carillon/core';
import type pg from 'pg';
import * as sql from '../sql/fire.ts';
import { holdRuns } from './holds.ts';
import { instant, plain, quoted } from './literal.ts';
import { policyOf, type ResolvedPlan, resolvePlan, type Standing } from './resolve-plan.ts';
import { rowsOf } from './rows.ts';
import { startWithin } from './start-within.ts';
import { inTransaction } from './transaction.ts';

export type StopWithin = (
  client: pg.PoolClient,
  scope: TenantScope,
  runId: string,
  by: { readonly actor: string; readonly reason: Reason },
) => Promise<StopOutcome>;

export function createFirings(api: pg.Pool, stopWithin: StopWithin) {
  return {
    fire: (plans: readonly FirePlan[]): Promise<Fired> =>
      inTransaction(api, async (client) => {
        const { locked, early } = await lock(client, plans);
        const standings = await readStandings(client, locked);
        const resolved = locked.map((plan) => resolvePlan(plan, standings.get(plan.schedule.key)));
        return carryOut(client, resolved, early, stopWithin);
      }),
  };
}

const newestStart = ({ entries }: FirePlan): number =>
  Math.max(
    Number.NEGATIVE_INFINITY,
    ...entries.map(({ decision }) => Math.max(decision.startAt, decision.logicalTime)),
  );

async function lock(client: pg.PoolClient, plans: readonly FirePlan[]) {
  const schedules = plans.map((plan) => plan.schedule);
  const rows = await rowsOf(client, sql.lockSchedules, [
    plain(schedules.map(({ key }) => key)),
    quoted(schedules.map(({ nextFireAt }) => instant(nextFireAt))),
    plain(schedules.map(({ versionKey }) => versionKey)),
    quoted(schedules.map(({ definition }) => JSON.stringify(definition))),
    quoted(schedules.map(({ passedUntil }) => instant(passedUntil))),
    quoted(schedules.map(({ heldFrom }) => instant(heldFrom))),
    quoted(schedules.map(({ dueAt }) => instant(dueAt))),
  ]);
  const clocks = new Map(rows.map((row) => [row[0] as number, Number(row[1])]));
  const unmoved = plans.filter(({ schedule }) => clocks.has(schedule.key));
  // What the ledger refuses as early would be lost if the schedule moved on.
  const isEarly = (plan: FirePlan): boolean => newestStart(plan) > (clocks.get(plan.schedule.key) as number);
  return {
    locked: unmoved.filter((plan) => !isEarly(plan)),
    early: new Set(unmoved.filter(isEarly).map(({ schedule }) => schedule.key)),
  };
}

/** Of schedules whose policy asks for it. */
async function readStandings(
  client: pg.PoolClient,
  plans: readonly FirePlan[],
): Promise<ReadonlyMap<number, Standing>> {
  const asked = plans.filter(({ schedule, entries }) => {
    return policyOf(schedule.definition) !== 'allow' && entries.some(({ decision }) => decision.run === 'at_once');
  });
  if (asked.length === 0) return new Map();
  const rows = await rowsOf(client, sql.overlapStates, [plain(asked.map(({ schedule }) => schedule.key))]);
  return new Map(
    (rows as unknown as [number, string | null, boolean, string[]][]).map(([key, lastRunId, open, waitingRuns]) => [
      key,
      { lastRunId: lastRunId ?? undefined, open, waiting: waitingRuns.length, waitingRuns },
    ]),
  );
}

async function carryOut(
  client: pg.PoolClient,
  resolved: readonly ResolvedPlan[],
  early: ReadonlySet<number>,
  stopWithin: StopWithin,
): Promise<Fired> {
  const accepted = await writeLedger(client, resolved);
  const given = await settleHeld(client, resolved);
  const counts = ({ key }: FirePlan['schedule'], decision: FiringDecision): boolean =>
    accepted.has(ledgerKey(key, decision.logicalTime));
  const runs = new Set([
    ...given,
    ...resolved.flatMap(({ plan, entries }) =>
      entries.flatMap(({ decision, run }) => (run && counts(plan.schedule, decision) ? [run.id] : [])),
    ),
  ]);
  const starts = resolved.flatMap((each) => each.starts.filter(({ id }) => runs.has(id)));
  const holds = resolved.flatMap((each) => each.holds.filter(({ run }) => runs.has(run.id)));
  const stops: StopOutcome['live'][number][] = [];
  for (const { plan, entries, stops: stopped } of resolved) {
    // Nothing makes way for what the ledger refused.
    if (!entries.some(({ run }) => run && runs.has(run.id))) continue;
    for (const { runId, reason } of stopped) {
      const actor = `schedule ${plan.schedule.name}`;
      stops.push(...(await stopWithin(client, plan.schedule.scope, runId, { actor, reason })).live);
    }
  }
  const started = await startWithin(client, starts);
  await holdRuns(client, holds);
  await move(client, resolved, runs);
  return {
    outcomes: new Map(
      resolved.map(({ plan, entries }) => [
        plan.schedule.key,
        entries.map(({ decision }) => decision).filter((decision) => counts(plan.schedule, decision)),
      ]),
    ),
    early,
    started,
    awaited: resolved.flatMap(({ awaits }) => awaits ?? []),
    stops,
  };
}

const ledgerKey = (scheduleKey: number, logicalTime: number): string => `${scheduleKey}@${logicalTime}`;

/** The entries that the ledger took. */
async function writeLedger(client: pg.PoolClient, resolved: readonly ResolvedPlan[]): Promise<ReadonlySet<string>> {
  const rows = resolved.flatMap(({ plan, entries }) => entries.map((entry) => ({ key: plan.schedule.key, ...entry })));
  if (rows.length === 0) return new Set();
  const written = await rowsOf(client, sql.insertFirings, [
    plain(rows.map(({ key }) => key)),
    quoted(rows.map(({ decision }) => instantAt(decision.logicalTime))),
    quoted(rows.map(({ decision }) => instantAt(decision.through))),
    quoted(
      rows.map(({ decision }) => instantAt(decision.startAt === decision.logicalTime ? undefined : decision.startAt)),
    ),
    quoted(rows.map(({ decision }) => decision.outcome)),
    quoted(rows.map(({ decision }) => decision.reason)),
    quoted(rows.map(({ decision }) => decision.notes.join(','))),
    plain(rows.map(({ run }) => run?.id)),
    quoted(rows.map(({ decision }) => instantAt(decision.heldUntil))),
  ]);
  return new Set(written.map((row) => ledgerKey(row[0] as number, (row[1] as Date).getTime())));
}

const instantAt = (time: number | undefined): string | undefined =>
  time === Number.POSITIVE_INFINITY ? 'infinity' : time === undefined ? undefined : new Date(time).toISOString();

/** Ids of the runs that held rows got. */
async function settleHeld(client: pg.PoolClient, resolved: readonly ResolvedPlan[]): Promise<readonly string[]> {
  const settled = resolved.flatMap(({ plan }) =>
    plan.released ? [{ schedule: plan.schedule, ...plan.released }] : [],
  );
  if (settled.length === 0) return [];
  await rowsOf(client, sql.settleHeld, [
    plain(settled.map(({ schedule }) => schedule.key)),
    quoted(settled.map(({ schedule }) => instant(schedule.heldFrom))),
    quoted(settled.map(({ through }) => instant(through))),
  ]);
  const runs = settled.flatMap(({ schedule, runs: entries }) =>
    entries.flatMap(({ decision, run }) => (run ? [{ key: schedule.key, at: decision.logicalTime, id: run.id }] : [])),
  );
  const given = await rowsOf(client, sql.giveHeldRuns, [
    plain(runs.map(({ key }) => key)),
    quoted(runs.map(({ at }) => instantAt(at))),
    plain(runs.map(({ id }) => id)),
  ]);
  return given.map((row) => row[0] as string);
}

async function move(
  client: pg.PoolClient,
  resolved: readonly ResolvedPlan[],
  runs: ReadonlySet<string>,
): Promise<void> {
  const plans = resolved.map(({ plan }) => plan);
  if (plans.length === 0) return;
  await rowsOf(client, sql.moveSchedules, [
    plain(plans.map(({ schedule }) => schedule.key)),
    quoted(plans.map(({ nextFireAt }) => instant(nextFireAt))),
    quoted(plans.map(({ dueAt }) => instant(dueAt))),
    quoted(plans.map(({ floor }) => instant(floor))),
    quoted(plans.map(({ heldFrom }) => instant(heldFrom))),
    plain(resolved.map(({ starts }) => starts.findLast(({ id }) => runs.has(id))?.id)),
    plain(plans.map(({ ended }) => ended)),
    plain(plans.map(({ claimMs }) => claimMs)),
  ]);
}
