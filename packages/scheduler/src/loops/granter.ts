/**
 * Grants limits: puts what has arrived in line, lets go what has its turn, gives up or stops what a limit does not
 * let wait. All nodes run it. It is woken when something arrives, or ends, here; what happens elsewhere is seen within
 * a second. Each step is a transaction under the locks of the keys, so run twice, or crashed half-way, it grants
 * nothing twice. At most 200 of each in a transaction.
 */
import { type EngineStore, formatId, type OverLimit, type Reason, TASK_STATE_CODES, WHOLE_RUN } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Dispatcher } from '../dispatcher.ts';
import type { Stopper } from '../gateway/stops.ts';
import type { Advancer } from '../runs/advancer.ts';
import { shardOfRun } from '../runs/flusher.ts';
import type { Versions } from '../runs/versions.ts';
import { createLoop, type IsNeeded, type Loop } from './loop.ts';

const EVERY_MS = 1_000;
const BATCH = 200;
/** Runs that a reason names. */
const NAMED = 3;

export interface GranterParts {
  readonly store: Pick<
    EngineStore,
    'enterLines' | 'grantLimits' | 'overLimits' | 'lines' | 'closeWindows' | 'grantedReruns' | 'openRerun'
  >;
  readonly versions: Versions;
  readonly advancer: Pick<Advancer, 'end' | 'decide' | 'endRuns'>;
  readonly stopper: Pick<Stopper, 'stop'>;
  readonly dispatcher: Pick<Dispatcher, 'queued'>;
  /** Runs may start that were held. */
  readonly onReleased: () => void;
  readonly isNeeded?: IsNeeded;
  readonly log: Logger;
}

export interface Granter extends Loop {
  /** Something that may have had a slot has ended here. */
  freed(): void;
  /** Something has come that waits. */
  arrived(): void;
}

export function createGranter(parts: GranterParts): Granter {
  const { store, versions, advancer, stopper, dispatcher, onReleased, isNeeded, log } = parts;
  /** Something waits, as far as is known here: as long as nothing does, ends need not wake anybody. */
  let isAwaited = false;

  const grantAll = async (): Promise<void> => {
    for (;;) {
      const { count, lanes } = await store.grantLimits();
      for (const lane of lanes) dispatcher.queued(lane);
      if (count === 0) return;
      onReleased();
    }
  };

  /** A rerun of a part has its task runs already: they are decided on like those of a run that was resumed. */
  const openReruns = async (): Promise<void> => {
    for (const { runId, versionKey } of await store.grantedReruns(BATCH)) {
      const version = await versions.get(versionKey);
      const opened = await store.openRerun(runId, version.plan.runTimeoutMs);
      if (!opened) continue;
      await advancer.decide(version, opened.touched);
      const end = { runId, failed: opened.failed > 0, phase: 0, endsAs: undefined };
      if (opened.open <= 0) await advancer.endRuns([end], shardOfRun(runId));
    }
  };

  const settle = async (over: OverLimit): Promise<void> => {
    const { runId, taskNo, tenantKey, onLimit } = over;
    if (onLimit === 'skip' && taskNo !== WHOLE_RUN) {
      advancer.end({
        runId,
        taskNo,
        version: await versions.get(over.versionKey),
        by: { kind: 'decision', seenState: TASK_STATE_CODES.queued, seenDone: over.done },
        state: TASK_STATE_CODES.skipped,
        reason: reasonOf(over),
        early: false,
      });
      return;
    }
    await stopper.stop({ tenantKey }, runId, { actor: 'carillon', reason: reasonOf(over) });
  };

  const loop = createLoop({
    name: 'granter',
    everyMs: EVERY_MS,
    isNeeded,
    log,
    async step() {
      for (let some = BATCH; some === BATCH; ) some = await store.enterLines(BATCH);
      if ((await store.closeWindows(BATCH)) > 0) onReleased();
      await grantAll();
      await openReruns();
      const over = await store.overLimits();
      for (const one of over) await settle(one);
      const { isEmpty, nextMs } = await store.lines();
      isAwaited = !isEmpty;
      if (nextMs !== undefined) loop.wake(Math.max(1, nextMs));
    },
  });
  return {
    ...loop,
    freed() {
      if (isAwaited) loop.wake();
    },
    arrived() {
      isAwaited = true;
      loop.wake();
    },
  };
}

function reasonOf({ onLimit, claim, others }: OverLimit): Reason {
  const params = { limit: claim.name, ...(claim.key !== '' && { key: claim.key }) };
  if (onLimit === 'cancel_running') return { code: 'STOPPED_BY_LIMIT', params };
  const holders = others
    .slice(0, NAMED)
    .map((runId) => formatId('run', runId))
    .join(', ');
  return { code: 'CONCURRENCY_LIMIT', params: { ...params, max: claim.max, holders } };
}
