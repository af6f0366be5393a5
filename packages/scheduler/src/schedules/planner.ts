/** From a claimed schedule to its part of a firing transaction: what is due, with the runs that it gets. */
import {
  type EngineStore,
  firingAt,
  type FirePlan,
  type FiringDecision,
  type FiringEntry,
  type FiringPlan,
  type FiringQuestion,
  LATE_MS,
  type JsonObject,
  planFirings,
  type ScheduleClaim,
} from '@carillon/core';
import type { Clock } from '@carillon/runtime';
import type { Contexts } from '../runs/contexts.ts';
import type { PreparedRun } from '../runs/run-preparer.ts';
import type { QueuedRuns } from '../runs/queued-runs.ts';
import type { Starter } from '../runs/starter.ts';
import type { CompiledVersion, Versions } from '../runs/versions.ts';
import type { CompiledClaim } from './compiler.ts';

/** Held times that are read when a hold ends; older ones get no run. */
const MAX_HELD = 10_000;
/** Points of priority by which catching up stands behind live runs. */
const CATCH_UP_PRIORITY = 20;
const DEFAULT_PRIORITY = 50;

export interface PlannerParts {
  readonly store: Pick<EngineStore, 'heldTimes'>;
  readonly versions: Versions;
  readonly contexts: Contexts;
  readonly queued: Pick<QueuedRuns, 'isFull'>;
  readonly starter: Pick<Starter, 'prepare' | 'release'>;
  readonly clock: Clock;
  /** Schedules due so soon again stay with this node. */
  readonly lookAheadMs: number;
  readonly claimMs: number;
}

export interface PreparedPlan {
  readonly compiled: CompiledClaim;
  readonly plan: FirePlan;
  readonly runs: readonly PreparedRun[];
}

/** A firing on time, and the parameters of its one run. */
interface Rehearsal {
  readonly plan: FiringPlan;
  readonly params: JsonObject;
}

export interface Planner {
  prepare(compiled: CompiledClaim): Promise<PreparedPlan>;
  /**
   * Ahead of its time: what a firing on time decides, and the parameters of its run. It is kept as long as the claim,
   * and what is wrong with it, the firing tells. A thousand that are due in one second need only be written then.
   */
  rehearse(compiled: CompiledClaim): Promise<void>;
}

export function createPlanner(parts: PlannerParts): Planner {
  const { store, versions, contexts, queued, starter, clock, lookAheadMs, claimMs } = parts;

  /** The oldest tells whether a hold has ended; only then the others are read. */
  const heldOf = async ({ claim, schedule }: CompiledClaim, now: number): Promise<readonly number[]> => {
    if (!claim.heldFrom) return [];
    const oldest = claim.heldFrom.getTime();
    const isHeld = (firingAt(schedule, oldest)?.held?.until ?? Number.NEGATIVE_INFINITY) > now;
    if (isHeld) return [oldest];
    return (await store.heldTimes(claim.key, claim.heldFrom, MAX_HELD)).map((time) => time.getTime());
  };

  const versionOf = (key: number): CompiledVersion | Promise<CompiledVersion> =>
    versions.peek(key) ?? versions.get(key);

  const requestOf = (claim: ScheduleClaim, logicalTime: Date) => ({
    scope: claim.scope,
    workflowKey: claim.workflowKey,
    versionKey: claim.versionKey,
    logicalTime,
    triggerKind: 'schedule',
    actor: `schedule ${claim.name}`,
  });
  type Request = ReturnType<typeof requestOf>;

  const paramsOf = (
    version: CompiledVersion,
    claim: ScheduleClaim,
    request: Request,
    at: number,
  ): Promise<JsonObject> =>
    contexts.runParams(version, claim.definition.params ?? {}, { ...request, createdAt: new Date(at) });

  const questionOf = ({ claim, schedule }: CompiledClaim, now: number): FiringQuestion => ({
    schedule,
    floor: claim.floor.getTime(),
    next: claim.nextFireAt?.getTime(),
    now,
    passedUntil: claim.passedUntil?.getTime(),
    lastEnd: claim.lastEnd,
  });

  const rehearsals = new WeakMap<ScheduleClaim, Rehearsal>();
  /** While the firing is on time, and its next time has not come as well: then it is what was rehearsed. */
  const rehearsalOf = ({ claim }: CompiledClaim, now: number): Rehearsal | undefined => {
    const rehearsal = rehearsals.get(claim);
    const lateness = now - claim.dueAt.getTime();
    const isValid = lateness >= 0 && lateness <= LATE_MS && now < (rehearsal?.plan.dueAt ?? Number.POSITIVE_INFINITY);
    return isValid ? rehearsal : undefined;
  };

  const prepareRun = async (
    claim: ScheduleClaim,
    { logicalTime, run }: FiringDecision,
    rehearsedParams: JsonObject | undefined,
  ): Promise<PreparedRun> => {
    const version = await versionOf(claim.versionKey);
    const request = {
      ...requestOf(claim, new Date(logicalTime)),
      ...(run === 'paced'
        ? { priority: Math.max(0, (version.record.document.priority ?? DEFAULT_PRIORITY) - CATCH_UP_PRIORITY) }
        : {}),
    };
    const params = rehearsedParams ?? (await paramsOf(version, claim, request, clock.now()));
    return starter.prepare({ ...request, params }, { lease: run === 'at_once' });
  };

  return {
    async rehearse({ claim, schedule }) {
      if (claim.heldFrom) return;
      const dueAt = claim.dueAt.getTime();
      const plan = planFirings(questionOf({ claim, schedule }, dueAt));
      const [decision] = plan.decisions;
      if (plan.decisions.length !== 1 || decision?.run === undefined) return;
      const request = requestOf(claim, new Date(decision.logicalTime));
      const params = await paramsOf(await versionOf(claim.versionKey), claim, request, dueAt);
      rehearsals.set(claim, { plan, params });
    },

    async prepare(compiled) {
      const { claim } = compiled;
      const now = clock.now();
      const rehearsal = rehearsalOf(compiled, now);
      const runs: PreparedRun[] = [];
      const entryOf = async (decision: FiringDecision): Promise<FiringEntry> => {
        if (decision.run === undefined) return { decision };
        const prepared = await prepareRun(claim, decision, rehearsal?.params);
        runs.push(prepared);
        return { decision, run: prepared.run };
      };
      const question = { ...questionOf(compiled, now), held: await heldOf(compiled, now) };
      const plan = rehearsal?.plan ?? planFirings(question);
      const isFull = plan.decisions.some(({ run }) => run !== undefined) && (await queued.isFull(claim.scope));
      const planned = isFull ? planFirings({ ...question, isFull }) : plan;
      try {
        const entries = await inOrder(planned.decisions, entryOf);
        const released = await inOrder(releasedOf(planned), entryOf);
        return { compiled, runs, plan: firePlan(claim, planned, entries, released, now) };
      } catch (error) {
        starter.release(runs);
        throw error;
      }
    },
  };

  function firePlan(
    schedule: ScheduleClaim,
    { next, dueAt, heldFrom, floor, ended, released }: FiringPlan,
    entries: readonly FiringEntry[],
    runs: readonly FiringEntry[],
    now: number,
  ): FirePlan {
    return {
      schedule,
      entries,
      released: released && { runs, through: new Date(released.through) },
      nextFireAt: dateAt(next?.at),
      dueAt: dateAt(dueAt),
      heldFrom: dateAt(heldFrom),
      floor: new Date(floor),
      ended,
      claimMs: dueAt !== undefined && dueAt - now < lookAheadMs ? claimMs : 0,
    };
  }
}

const dateAt = (time: number | undefined): Date | undefined => (time === undefined ? undefined : new Date(time));

/** Their rows stand in the ledger already. */
const releasedOf = ({ released }: FiringPlan): readonly FiringDecision[] =>
  (released?.runs ?? []).map((at) => ({
    logicalTime: at,
    startAt: at,
    outcome: 'held',
    reason: 'freeze',
    notes: [],
    run: 'paced',
  }));

async function inOrder<T, R>(items: readonly T[], map: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await map(item));
  return results;
}
