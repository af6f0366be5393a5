/**
 * Carries backfills out: starts the next dates as runs end, follows what becomes of them, ends the backfill.
 *
 * All nodes run it. A start is one transaction under the row locks of the tenant and of the backfill, which
 * counts what is open, takes dates that are still as they were seen and inserts their runs: run twice it starts
 * nothing twice, and a crash half-way leaves all of it or none. At most 200 backfills a step, and of each what its
 * parallelism leaves open.
 */
import { backfillCap, type DateStart, type EngineStore, type OpenBackfill, type StartableDate } from '@carillon/core';
import { type Clock, host, type Logger } from '@carillon/runtime';
import type { Stopper } from '../gateway/stops.ts';
import type { Contexts } from '../runs/contexts.ts';
import type { PreparedRun } from '../runs/run-preparer.ts';
import type { Starter } from '../runs/starter.ts';
import type { Versions } from '../runs/versions.ts';
import { isStoreError } from '../store-error.ts';
import { createLoop, type IsNeeded, type Loop } from './loop.ts';

/** A pause stops new starts at once; this is how late a change or an end on another node is seen. */
const EVERY_MS = 1_000;
const MAX_BACKFILLS = 200;
const PRUNE_EVERY_MS = 3_600_000;

export interface BackfillerParts {
  readonly store: Pick<
    EngineStore,
    'openBackfills' | 'startDates' | 'failDate' | 'settleDates' | 'followedRuns' | 'runsToStop' | 'prunePlans'
  >;
  readonly versions: Versions;
  readonly contexts: Contexts;
  readonly starter: Starter;
  readonly stopper: Pick<Stopper, 'stop'>;
  /** Open runs of backfills that a tenant may have, see core's `backfillCap`. */
  readonly maxRuns: number;
  /** No date is started while this server has too much to do; what was cancelled is stopped all the same. */
  readonly isPutOff: () => boolean;
  readonly isNeeded?: IsNeeded;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Backfiller extends Loop {
  /** Runs ended on this node. */
  ended(runIds: Iterable<string>): void;
}

interface Preparation {
  readonly date: StartableDate;
  readonly prepared: PreparedRun;
}

export function createBackfiller(parts: BackfillerParts): Backfiller {
  const { store, versions, contexts, starter, stopper, maxRuns, isPutOff, isNeeded, clock, log } = parts;
  let followed: ReadonlySet<string> = new Set();
  let prunedAt = host.monotonic();

  const prepare = async (backfill: OpenBackfill, date: StartableDate): Promise<PreparedRun> => {
    const version = await versions.get(date.target.versionKey);
    const request = {
      scope: backfill.scope,
      ...date.target,
      logicalTime: date.runTime,
      triggerKind: 'backfill',
      actor: backfill.actor,
    };
    const overrides = date.step === 0 ? backfill.params : {};
    const params = await contexts.runParams(version, overrides, { ...request, createdAt: new Date(clock.now()) });
    const { priority } = backfill;
    const rerunOf = date.rerunOf === undefined ? {} : { rerunOf: date.rerunOf };
    // Never leased at once: it goes through its lane, behind what is more urgent.
    return starter.prepare({ ...request, params, priority, ...rerunOf }, { lease: false });
  };

  /** A date whose run cannot be made fails alone; the others go on. */
  const prepareOrFail = async (backfill: OpenBackfill, date: StartableDate): Promise<readonly Preparation[]> => {
    try {
      return [{ date, prepared: await prepare(backfill, date) }];
    } catch (error) {
      if (isStoreError(error)) throw error;
      const problem = error instanceof Error ? error.message : String(error);
      log.info({ backfill: backfill.id, date: date.logicalTime, problem }, 'a date of a backfill could not be started');
      await store.failDate(backfill.key, date, { code: 'START_FAILED', params: { problem } });
      loop.wake();
      return [];
    }
  };

  const startDates = async (backfill: OpenBackfill): Promise<void> => {
    const preparations: Preparation[] = [];
    let made: ReadonlySet<string> = new Set();
    try {
      for (const date of backfill.dates) preparations.push(...(await prepareOrFail(backfill, date)));
      if (preparations.length === 0) return;
      const starts: DateStart[] = preparations.map(({ date, prepared }) => ({ date, run: prepared.run }));
      const result = await store.startDates(backfill, starts, (slots) => backfillCap(slots, maxRuns));
      made = result.made;
      followed = new Set([...followed, ...made]);
      const started = preparations.map(({ prepared }) => prepared).filter(({ run }) => made.has(run.id));
      await starter.started(started, result);
    } finally {
      starter.release(preparations.map(({ prepared }) => prepared).filter(({ run }) => !made.has(run.id)));
    }
  };

  const startSafely = async (backfill: OpenBackfill): Promise<void> => {
    try {
      await startDates(backfill);
    } catch (error) {
      log.warn({ err: error, backfill: backfill.id }, 'dates of a backfill could not be started and are tried again');
    }
  };

  const stopCancelled = async (): Promise<void> => {
    for (const { runId, tenantKey, reason } of await store.runsToStop()) {
      const { actor = 'backfill', message } = reason.params ?? {};
      const params = { actor, ...(message === undefined ? {} : { message }) };
      await stopper.stop({ tenantKey }, runId, { actor: String(actor), reason: { code: 'STOPPED_BY_USER', params } });
    }
  };

  const loop = createLoop({
    name: 'backfiller',
    everyMs: EVERY_MS,
    isNeeded,
    log,
    async step() {
      await store.settleDates();
      if (!isPutOff()) for (const backfill of await store.openBackfills(MAX_BACKFILLS)) await startSafely(backfill);
      followed = new Set(await store.followedRuns());
      if (followed.size > 0) await stopCancelled();
      if (host.monotonic() - prunedAt > PRUNE_EVERY_MS) {
        await store.prunePlans();
        prunedAt = host.monotonic();
      }
    },
  });

  return {
    ...loop,
    ended(runIds) {
      if (followed.size === 0) return;
      for (const id of runIds) if (followed.has(id)) return loop.wake();
    },
  };
}
