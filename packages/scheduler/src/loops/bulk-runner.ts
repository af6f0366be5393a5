/**
 * Carries out commands for many runs, at the pace that they ask for.
 *
 * All nodes run it and take turns by the row lock of a command. A run is taken, commanded and settled; a crash between
 * leaves it to be taken again, which is harmless: stopping, pausing and resuming twice is once, and a rerun has an
 * idempotency key. What the engine refuses because the run has moved on since the plan is left out and says so.
 */
import {
  type BulkEngineStore,
  CarillonError,
  type ControlResult,
  type Reason,
  type RerunResult,
  type RunController,
  type SettledBulkRun,
  type TakenBulkRun,
} from '@carillon/core';
import { host, type Logger } from '@carillon/runtime';
import { isStoreError } from '../store-error.ts';
import { createLoop, type IsNeeded, type Loop } from './loop.ts';

const EVERY_MS = 1_000;
const AT_ONCE = 8;
const PRUNE_EVERY_MS = 3_600_000;
const ROUTE = 'bulk';

export interface BulkRunnerParts {
  readonly store: BulkEngineStore;
  readonly controller: Pick<RunController, 'stop' | 'pause' | 'resume' | 'rerun'>;
  readonly isNeeded?: IsNeeded;
  readonly log: Logger;
}

type Outcome = Omit<SettledBulkRun, 'run'>;

const DONE: Outcome = { state: 'done' };

export function createBulkRunner({ store, controller, isNeeded, log }: BulkRunnerParts): Loop {
  let prunedAt = host.monotonic();

  const command = async (run: TakenBulkRun): Promise<Outcome> => {
    const scope = { tenantKey: run.tenantKey };
    const by = { actor: run.actor, ...(run.message === undefined ? {} : { message: run.message }) };
    switch (run.action) {
      case 'stop':
        return stopOutcome(await controller.stop(scope, run.runId, { actor: run.actor, reason: stopReason(by) }));
      case 'pause':
      case 'resume':
        return controlOutcome(await controller[run.action](scope, run.runId, by));
      case 'rerun':
      case 'rerun_failed': {
        const selection = { kind: run.action === 'rerun' ? 'all' : 'failed' } as const;
        return rerunOutcome(
          await controller.rerun(scope, run.runId, { selection, actor: run.actor, idempotency: keyOf(run) }),
        );
      }
    }
  };

  const carryOut = async (run: TakenBulkRun): Promise<SettledBulkRun> => {
    try {
      return { run, ...(await command(run)) };
    } catch (error) {
      // The store is away, or no more runs may wait: all of it is taken again.
      if (isStoreError(error) || isFull(error)) throw error;
      log.warn({ err: error, runId: run.runId, action: run.action }, 'a run of a bulk command failed');
      return { run, state: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  };

  return createLoop({
    name: 'bulk-runner',
    everyMs: EVERY_MS,
    isNeeded,
    log,
    async step() {
      const taken = await store.takeBulkRuns();
      for (let first = 0; first < taken.length; first += AT_ONCE)
        await store.settleBulkRuns(await Promise.all(taken.slice(first, first + AT_ONCE).map(carryOut)));
      await store.endBulks();
      if (host.monotonic() - prunedAt < PRUNE_EVERY_MS) return;
      await store.pruneBulks();
      prunedAt = host.monotonic();
    },
  });
}

const isFull = (error: unknown): boolean => error instanceof CarillonError && error.code === 'LIMIT_QUEUED_RUNS';

const stopReason = (params: { actor: string; message?: string }): Reason => ({ code: 'STOPPED_BY_USER', params });

const stopOutcome = (result: Awaited<ReturnType<RunController['stop']>>): Outcome => {
  if (result === 'stopping') return DONE;
  return result === 'already_final' ? { state: 'skipped', reason: 'RUN_ENDED' } : GONE;
};

const GONE: Outcome = { state: 'failed', reason: 'the run is not there any more' };

function controlOutcome(result: ControlResult): Outcome {
  switch (result.kind) {
    case 'done':
    case 'unchanged':
      return DONE;
    case 'already_final':
      return { state: 'skipped', reason: 'RUN_ENDED' };
    case 'not_found':
      return GONE;
    case 'refused':
      return { state: 'skipped', reason: result.state === 'stopping' ? 'RUN_STOPPING' : 'RUN_HELD' };
  }
}

function rerunOutcome(result: RerunResult): Outcome {
  if ('problem' in result)
    return result.problem === 'nothing_to_rerun'
      ? { state: 'skipped', reason: 'NOTHING_FAILED' }
      : { state: 'failed', reason: `there is no task "${result.task}" to run again` };
  switch (result.kind) {
    case 'started':
    case 'replayed':
      return { state: 'done', newRunId: result.runId };
    case 'still_open':
      return { state: 'skipped', reason: 'RUN_OPEN' };
    case 'part':
      return { state: 'failed', reason: 'it is a part of another run: rerun that' };
    case 'not_found':
      return GONE;
    case 'key_reused':
      return { state: 'failed', reason: 'its idempotency key stands for another run' };
  }
}

/** The hash tells one run of the command from another; nothing else of the request varies. */
const keyOf = ({ bulkId, position, runId, actor }: TakenBulkRun) => ({
  principal: actor,
  route: ROUTE,
  key: `${bulkId}/${position}`,
  bodyHash: new TextEncoder().encode(runId),
});
