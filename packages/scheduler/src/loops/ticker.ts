/**
 * Fires schedules. Every node claims those due within the next seconds (a claim only saves work), keeps them
 * in a timing wheel and fires each at its time. What makes a firing exact is the ledger's key and the
 * compare-and-set on the schedule's next time: a double owner is harmless, and a dead one is stepped over,
 * since anything overdue by two seconds is taken whoever holds it.
 */
import {
  compileSchedule,
  createWheel,
  type EngineStore,
  type LedgerEntry,
  NO_CALENDARS,
  planFirings,
  type ScheduleClaim,
} from '@carillon/core';
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
/** Pause before a time is tried again that the store's clock has not reached. */
const EARLY_MS = 20;

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
  const wheel = createWheel({ tickMs: WHEEL_TICK_MS });
  const claimed = new Map<string, ScheduleClaim>();

  const keep = (claim: ScheduleClaim, at: number): void => {
    claimed.set(claim.id, claim);
    wheel.schedule(claim.id, at);
  };

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
    const schedule = compileSchedule(claim.definition, { key: claim.id, calendars: NO_CALENDARS });
    const plan = planFirings({ schedule, floor: claim.floor.getTime(), next: next.getTime(), now });
    const prepared: PreparedRun[] = [];
    const entries: LedgerEntry[] = [];
    let started = new Set<string>();
    try {
      for (const decision of plan.decisions) {
        const logicalTime = new Date(decision.logicalTime);
        const run = decision.outcome === 'fired' ? await prepareRun(claim, logicalTime) : undefined;
        if (run) prepared.push(run);
        const { outcome, reason, notes } = decision;
        const through = decision.through === undefined ? {} : { through: new Date(decision.through) };
        entries.push({ logicalTime, ...through, outcome, reason, notes, ...(run ? { run: run.run } : {}) });
      }
      const overlap = claim.definition.overlap ?? 'skip';
      const nextFireAt = plan.next === undefined ? undefined : new Date(plan.next);
      const { key: scheduleKey, definition, versionKey } = claim;
      const request = { scheduleKey, expectedNext: next, definition, versionKey, overlap };
      const fired = await store.fire(request, { entries, nextFireAt });
      if (fired.done === 'early') keep(claim, clock.now() + EARLY_MS);
      started = new Set(fired.started.made);
      await starter.started(
        prepared.filter(({ run }) => started.has(run.id)),
        fired.started,
      );
      for (const { outcome, reason, logicalTime } of fired.outcomes)
        onFired(outcome, reason, now - logicalTime.getTime());
    } finally {
      starter.release(prepared.filter(({ run }) => !started.has(run.id)));
    }
    if (plan.next !== undefined && plan.next - now < LOOK_AHEAD_MS) loop.wake();
  };

  const fireSafely = async (claim: ScheduleClaim): Promise<void> => {
    try {
      await fire(claim);
    } catch (error) {
      log.error({ err: error, schedule: claim.id }, 'a schedule could not fire');
      // The store's troubles are not the schedule's; the sweep takes it up again.
      if (isStoreError(error)) return;
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

  const fireDue = async (): Promise<void> => {
    const due = wheel.advance(clock.now());
    const firing = due.flatMap((key) => claimed.get(key) ?? []);
    for (const key of due) claimed.delete(key);
    await Promise.all(firing.map(fireSafely));
  };

  const claimMore = async (): Promise<void> => {
    for (const claim of await store.claimSchedules(LOOK_AHEAD_MS, CLAIM_MS, MAX_SCHEDULES))
      keep(claim, (claim.nextFireAt as Date).getTime());
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

const SQLSTATE = /^[0-9A-Z]{5}$/;

function isStoreError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && (SQLSTATE.test(code) || code.startsWith('STORE_') || code.startsWith('E'));
}
