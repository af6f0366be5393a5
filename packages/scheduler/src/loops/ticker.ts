/**
 * Fires schedules. Every node claims those due within the next seconds (a claim only saves work), keeps them
 * in a timing wheel and fires each at its time, up to 500 in one transaction. What makes a firing exact is the
 * ledger's key and the compare-and-set on the schedule's next time: a double owner is harmless, and a dead one is
 * stepped over, since anything overdue by two seconds is taken whoever holds it.
 */
import { createWheel, type EngineStore, type ScheduleClaim } from '@carillon/core';
import type { Clock, Logger } from '@carillon/runtime';
import type { CompiledClaim, ScheduleCompiler } from '../schedules/compiler.ts';
import type { Firer } from '../schedules/firer.ts';
import { createLoop, type IsNeeded, type Loop } from './loop.ts';

export const LOOK_AHEAD_MS = 5_000;
export const CLAIM_MS = 10_000;
const SWEEP_MS = 1_000;
/** Of one claim. */
const MAX_BATCH = 500;
/** Of one firing transaction: small enough that the first are on their way while the others are planned. */
const FIRE_BATCH = 125;
/** Transactions at once: one is prepared while the other is written. */
const WRITERS = 2;
const WHEEL_TICK_MS = 5;
/** Pause before a time is tried again that the store's clock has not reached, or that somebody has locked. */
const AGAIN_MS = 20;
/** What is due so soon is fired rather than made ready. */
const SOON_MS = 500;
/** A clock that goes back further than this has stepped. */
const STEP_MS = 100;

export interface TickerParts {
  readonly store: Pick<EngineStore, 'claimSchedules'>;
  readonly compiler: ScheduleCompiler;
  readonly firer: Firer;
  /** Makes their firings ready before they are due. */
  readonly rehearse: (claims: readonly CompiledClaim[]) => void;
  /** Store time in milliseconds (GUARANTEES 2.1). */
  readonly clock: Clock;
  /** While nobody can tell what time it is; what was claimed by then waits in the wheel. */
  readonly isHalted: () => boolean;
  readonly isNeeded?: IsNeeded;
  readonly log: Logger;
}

export function createTicker({ store, compiler, firer, rehearse, clock, isHalted, isNeeded, log }: TickerParts): Loop {
  const claimed = new Map<string, CompiledClaim>();
  let wheel = createWheel({ tickMs: WHEEL_TICK_MS });
  let lookedAt = Number.NEGATIVE_INFINITY;

  const keep = (compiled: CompiledClaim, at = compiled.claim.dueAt.getTime()): void => {
    claimed.set(compiled.claim.id, compiled);
    wheel.schedule(compiled.claim.id, at);
  };

  /** The wheel never goes back: after a step of the clock another one takes its place. */
  const look = (): number => {
    const now = clock.now();
    if (now < lookedAt - STEP_MS) {
      wheel = createWheel({ tickMs: WHEEL_TICK_MS });
      for (const compiled of claimed.values()) keep(compiled);
    }
    lookedAt = now;
    return now;
  };

  const claimMore = async (): Promise<void> => {
    let claims: readonly ScheduleClaim[];
    do {
      claims = await store.claimSchedules(LOOK_AHEAD_MS, CLAIM_MS, MAX_BATCH);
      const failures: Promise<void>[] = [];
      const compiled = await compiler.compile(claims, (claim, error) => failures.push(firer.failed(claim, error)));
      for (const each of compiled) keep(each);
      rehearse(compiled.filter(({ claim }) => claim.dueAt.getTime() > clock.now() + SOON_MS));
      await Promise.all(failures);
      await fireDue();
    } while (claims.length === MAX_BATCH);
  };

  const fireBatch = async (batch: readonly CompiledClaim[]): Promise<void> => {
    const { again, early, lost } = await firer.fire(batch);
    for (const each of again) keep(each);
    for (const each of early) keep(each, clock.now() + AGAIN_MS);
    // Once more, should somebody have had it locked for something else; then it is the sweep's.
    for (const each of lost) if (!retried.delete(each.claim)) keepOnce(each);
  };
  const retried = new WeakSet<ScheduleClaim>();
  const keepOnce = (compiled: CompiledClaim): void => {
    retried.add(compiled.claim);
    if (!claimed.has(compiled.claim.id)) keep(compiled, clock.now() + AGAIN_MS);
  };

  const fireDue = async (): Promise<void> => {
    const due = wheel.advance(look());
    const firing = due.flatMap((id) => claimed.get(id) ?? []);
    for (const id of due) claimed.delete(id);
    const batches: CompiledClaim[][] = [];
    for (let i = 0; i < firing.length; i += FIRE_BATCH) batches.push(firing.slice(i, i + FIRE_BATCH));
    const write = async (): Promise<void> => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) await fireBatch(batch);
    };
    await Promise.all(Array.from({ length: WRITERS }, write));
  };

  const loop = createLoop({
    name: 'ticker',
    everyMs: SWEEP_MS,
    isNeeded,
    log,
    async step() {
      if (isHalted()) return;
      await claimMore();
      const deadline = wheel.nextDeadline();
      if (deadline !== undefined) loop.wake(Math.max(0, deadline - clock.now()));
    },
  });
  return loop;
}
