/**
 * Fires schedules that are due, many in one transaction. A batch that fails is split until the one that fails
 * stands alone (GUARANTEES 3.7): that one is noted, and quarantined the third time; the others fire.
 */
import {
  type EngineStore,
  ExpressionError,
  type Fired,
  type FirePlan,
  type Said,
  SaidRangeError,
  type ScheduleClaim,
  ScheduleError,
} from '@carillon/core';
import type { Clock, Logger } from '@carillon/runtime';
import type { Stopper } from '../gateway/stops.ts';
import { ParamsError } from '../runs/contexts.ts';
import type { Starter } from '../runs/starter.ts';
import { isStoreError } from '../store-error.ts';
import type { CompiledClaim } from './compiler.ts';
import type { PreparedPlan, Planner } from './planner.ts';

/** Data or a constraint: what was asked for is wrong, not the moment. */
const BAD_REQUEST = /^(22|23)/;
/**
 * Rows of one transaction. A schedule has one on most days and ten thousand after an outage; hundreds of
 * those at once would pass every timeout of the store, and do so at each try.
 */
const MAX_ROWS = 10_000;
/** Errors of the driver have no code. */
const AWAY = /timeout|terminat|connection/i;

export interface FirerParts {
  readonly store: Pick<EngineStore, 'fire' | 'noteFailure'>;
  readonly planner: Pick<Planner, 'prepare'>;
  readonly starter: Pick<Starter, 'started' | 'release'>;
  readonly stopper: Pick<Stopper, 'deliver'>;
  readonly clock: Clock;
  /** The clock has stepped, and nobody can tell yet what time it is. */
  readonly isHalted: () => boolean;
  readonly onFired: (outcome: string, reason: string, latenessMs: number) => void;
  /** Runs that something waits for now. */
  readonly onAwaited: (runIds: readonly string[]) => void;
  readonly log: Logger;
}

export interface FiredBatch {
  /** Schedules of this node that are due again soon, or still. */
  readonly again: readonly CompiledClaim[];
  /** The store's clock was not there yet. */
  readonly early: readonly CompiledClaim[];
  /** Fired by somebody else, edited, or in the hands of somebody right now. */
  readonly lost: readonly CompiledClaim[];
}

export interface Firer {
  fire(due: readonly CompiledClaim[]): Promise<FiredBatch>;
  /** Notes that a schedule failed by itself. */
  failed(claim: ScheduleClaim, error: unknown): Promise<void>;
}

export function createFirer(parts: FirerParts): Firer {
  const { store, planner, starter, stopper, clock, isHalted, onFired, onAwaited, log } = parts;

  const failed: Firer['failed'] = async (claim, error) => {
    const schedule = `${claim.project}/${claim.workflow}/${claim.name}`;
    const text = error instanceof Error ? error.message : String(error);
    try {
      const quarantined = await store.noteFailure(claim.key, text, saidOf(error));
      log.error(
        { err: error, schedule },
        quarantined
          ? 'a schedule failed three times and is quarantined; it is tried again every ten minutes'
          : 'a schedule could not fire and is tried again',
      );
    } catch (cause) {
      log.warn({ err: cause, schedule }, 'the failure could not be noted; the sweep tries the schedule again');
    }
  };

  const prepare = async (compiled: CompiledClaim): Promise<PreparedPlan | undefined> => {
    try {
      return await planner.prepare(compiled);
    } catch (error) {
      // The store's troubles are not the schedule's; the sweep takes it up again.
      if (isStoreError(error)) log.warn({ err: error }, 'a schedule could not be planned');
      else await failed(compiled.claim, error);
      return undefined;
    }
  };

  const firePlans = async (plans: readonly PreparedPlan[]): Promise<FiredBatch> => {
    if (plans.length === 0) return NOTHING;
    // Noticed while they were planned: some of them by the time that nobody trusts.
    if (isHalted()) {
      for (const { runs } of plans) starter.release(runs);
      return { ...NOTHING, again: plans.map(({ compiled }) => compiled) };
    }
    try {
      return await follow(plans, await store.fire(plans.map(({ plan }) => plan)));
    } catch (error) {
      const refused = isRefused(error);
      if (refused && plans.length > 1) {
        const half = Math.ceil(plans.length / 2);
        return merged(await firePlans(plans.slice(0, half)), await firePlans(plans.slice(half)));
      }
      for (const { compiled, runs } of plans) {
        starter.release(runs);
        if (refused) await failed(compiled.claim, error);
      }
      if (!refused) log.warn({ err: error }, 'schedules could not fire now; the sweep tries them again');
      return NOTHING;
    }
  };

  /** After the commit: sends what was leased, stops what was to be stopped, and sees who comes again. */
  const follow = async (plans: readonly PreparedPlan[], fired: Fired): Promise<FiredBatch> => {
    const now = clock.now();
    const runs = plans.flatMap((each) => each.runs);
    starter.release(runs.filter(({ run }) => !fired.started.made.has(run.id)));
    for (const decisions of fired.outcomes.values())
      for (const { outcome, reason, startAt } of decisions) onFired(outcome, reason, now - startAt);
    if (fired.awaited.length > 0) onAwaited(fired.awaited);
    try {
      await starter.started(
        runs.filter(({ run }) => fired.started.made.has(run.id)),
        fired.started,
      );
      await stopper.deliver(fired.stops);
    } catch (error) {
      log.warn({ err: error }, 'what follows a firing failed; the reconciler and the sweeps take it up');
    }
    return {
      again: plans.flatMap((each) => (fired.outcomes.has(each.plan.schedule.key) ? kept(each) : [])),
      early: plans.flatMap(({ plan, compiled }) => (fired.early.has(plan.schedule.key) ? [compiled] : [])),
      lost: plans.flatMap(({ plan, compiled }) =>
        fired.outcomes.has(plan.schedule.key) || fired.early.has(plan.schedule.key) ? [] : [compiled],
      ),
    };
  };

  return {
    failed,
    async fire(due) {
      let batch = NOTHING;
      let plans: PreparedPlan[] = [];
      let rows = 0;
      for (const compiled of due) {
        const prepared = await prepare(compiled);
        if (!prepared) continue;
        plans.push(prepared);
        rows += rowsOf(prepared.plan);
        if (rows < MAX_ROWS) continue;
        batch = merged(batch, await firePlans(plans));
        [plans, rows] = [[], 0];
      }
      return merged(batch, await firePlans(plans));
    },
  };
}

const rowsOf = ({ entries, released }: FirePlan): number => entries.length + (released?.runs.length ?? 0);

const NOTHING: FiredBatch = { again: [], early: [], lost: [] };

const merged = (a: FiredBatch, b: FiredBatch): FiredBatch => ({
  again: [...a.again, ...b.again],
  early: [...a.early, ...b.early],
  lost: [...a.lost, ...b.lost],
});

/** As the transaction left it, which saves claiming and compiling it anew. */
function kept({ compiled, plan }: PreparedPlan): readonly CompiledClaim[] {
  const { nextFireAt, dueAt, heldFrom, floor, claimMs } = plan;
  if (claimMs === 0 || !dueAt) return [];
  const claim: ScheduleClaim = { ...compiled.claim, nextFireAt, dueAt, heldFrom, floor, passedUntil: undefined };
  return [{ claim, schedule: compiled.schedule }];
}

/** What it says, for who reads another language; what the store refuses is in English alone. */
function saidOf(error: unknown): Said | undefined {
  if (error instanceof ParamsError || error instanceof ScheduleError || error instanceof SaidRangeError)
    return error.said;
  return error instanceof ExpressionError ? error.said.message : undefined;
}

function isRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  return 'code' in error && typeof error.code === 'string' ? BAD_REQUEST.test(error.code) : !AWAY.test(error.message);
}
