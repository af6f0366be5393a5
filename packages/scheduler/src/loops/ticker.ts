/**
 * Fires schedules. Every node claims those due within the next seconds (a claim only saves work), keeps them
 * in a timing wheel and fires each at its time. What makes a firing exact is the ledger's key and the
 * compare-and-set on the schedule's next time: a double owner is harmless, and a dead one is stepped over,
 * since anything overdue by two seconds is taken whoever holds it.
 */
import { createWheel, type EngineStore, planFirings, type ScheduleClaim } from '@carillon/core';
import type { Clock, Logger } from '@carillon/runtime';
import type { Contexts } from '../runs/contexts.ts';
import type { PreparedRun, Starter } from '../runs/starter.ts';
import type { Versions } from '../runs/versions.ts';
import { createLoop, type Loop } from './loop.ts';

const LOOK_AHEAD_MS = 5_000;
const CLAIM_MS = 10_000;
const SWEEP_MS = 1_000;
const MAX_SCHEDULES = 500;
const WHEEL_TICK_MS = 5;

export interface TickerParts {
  readonly store: Pick<EngineStore, 'claimSchedules' | 'repairSchedules' | 'fire' | 'quarantine'>;
  readonly versions: Versions;
  readonly contexts: Contexts;
  readonly starter: Starter;
  /** Store time in milliseconds (GUARANTEES 2.1). */
  readonly clock: Clock;
  readonly onFired: (outcome: string, reason: string, latenessMs: number) => void;
  readonly log: Logger;
}

export function createTicker({ store, versions, contexts, starter, clock, onFired, log }: TickerParts): Loop {
  const wheel = createWheel({ tickMs: WHEEL_TICK_MS, now: clock.now() });
  const claimed = new Map<number, ScheduleClaim>();

  const prepareRun = async (claim: ScheduleClaim, logicalTime: Date): Promise<PreparedRun> => {
    const version = await versions.get(claim.versionKey);
    const request = {
      scope: claim.scope,
      workflowKey: claim.workflowKey,
      versionKey: claim.versionKey,
      logicalTime,
      triggerKind: 'schedule',
      actor: `schedule ${claim.name}`,
    };
    const params = await contexts.runParams(version, claim.definition.params ?? {}, {
      ...request,
      createdAt: new Date(clock.now()),
    });
    return starter.prepare({ ...request, params }, { lease: true });
  };

  const fire = async (claim: ScheduleClaim): Promise<void> => {
    const next = claim.nextFireAt as Date;
    const now = clock.now();
    const plan = planFirings({ definition: claim.definition, floor: claim.floor.getTime(), next: next.getTime(), now });
    const firing = plan.entries.find((entry) => entry.outcome === 'fired');
    const prepared = firing && (await prepareRun(claim, new Date(firing.logicalTime)));
    try {
      const fired = await store.fire(
        { scheduleKey: claim.key, expectedNext: next, overlap: claim.definition.overlap ?? 'skip' },
        {
          entries: plan.entries.map((entry) => ({ ...entry, logicalTime: new Date(entry.logicalTime) })),
          run: prepared?.run,
          nextFireAt: plan.next === undefined ? undefined : new Date(plan.next),
        },
      );
      if (fired.started && prepared) await starter.started([prepared], fired.started);
      else if (prepared) starter.release([prepared]);
      if (fired.done) for (const entry of plan.entries) onFired(entry.outcome, entry.reason, now - entry.logicalTime);
    } catch (error) {
      if (prepared) starter.release([prepared]);
      throw error;
    }
    if (plan.next !== undefined && plan.next - now < LOOK_AHEAD_MS) loop.wake();
  };

  const fireSafely = async (claim: ScheduleClaim): Promise<void> => {
    try {
      await fire(claim);
    } catch (error) {
      log.error({ err: error, schedule: claim.id }, 'a schedule could not fire');
      await store
        .quarantine(claim.key, error instanceof Error ? error.message : String(error))
        .catch((cause: unknown) => {
          log.warn(
            { err: cause, schedule: claim.id },
            'the failure could not be noted; the sweep tries the schedule again',
          );
        });
    }
  };

  /** Compares store time again before it fires: nothing fires early. */
  const fireDue = async (): Promise<void> => {
    const due = wheel.advance(clock.now());
    const firing = due.flatMap((key) => claimed.get(key) ?? []);
    for (const key of due) claimed.delete(key);
    await Promise.all(firing.map(fireSafely));
  };

  const claimMore = async (): Promise<void> => {
    for (const claim of await store.claimSchedules(LOOK_AHEAD_MS, CLAIM_MS, MAX_SCHEDULES)) {
      claimed.set(claim.key, claim);
      wheel.schedule(claim.key, (claim.nextFireAt as Date).getTime());
    }
  };

  const loop = createLoop({
    name: 'ticker',
    everyMs: SWEEP_MS,
    log,
    async step() {
      await claimMore();
      await fireDue();
      const deadline = wheel.nextDeadline();
      if (deadline !== undefined) loop.wake(Math.max(0, deadline - clock.now()));
    },
  });
  return loop;
}
