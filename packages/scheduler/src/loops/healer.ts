/**
 * Makes good what a crash between two commits left: pending task runs that nobody decided, failures that should
 * have stopped or held their run, runs that could end, partitions that will be needed. A leader runs it; run by
 * two it changes nothing, since decisions and ends are guarded, and the rest is written under its term. It reads the hot tables whole,
 * hence not more often.
 */
import { type ChildProgress, type EngineStore, formatId, judge, taskRunId } from '@carillon/core';
import { host, type Leadership, type Logger } from '@carillon/runtime';
import type { Stopper } from '../gateway/stops.ts';
import type { OnHealed } from '../healings.ts';
import type { Advancer } from '../runs/advancer.ts';
import { failFast } from '../runs/failures.ts';
import { shardOfRun } from '../runs/flusher.ts';
import { isRefused } from '../runs/refused.ts';
import type { CompiledVersion, Versions } from '../runs/versions.ts';
import { isStoreError } from '../store-error.ts';
import { createLoop, type Loop } from './loop.ts';

const DUTY = 'healer';
const DEFAULT_TIMES: HealerTimes = { everyMs: 15_000, graceMs: 10_000 };
const MAX_ROWS = 1_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;
/** So few that housekeeping has caught up. */
const FEW_ROWS = 1_000;

export interface HealerTimes {
  readonly everyMs: number;
  /** Younger rows may be in the hands of a node right now. */
  readonly graceMs: number;
}

export interface HealerParts {
  readonly store: Pick<
    EngineStore,
    | 'hasLive'
    | 'undecided'
    | 'endable'
    | 'failing'
    | 'holdPaused'
    | 'makePartitions'
    | 'sweepLimits'
    | 'pruneIdempotency'
    | 'pruneSla'
    | 'pruneWaits'
  >;
  readonly leadership: Pick<Leadership, 'lead'>;
  readonly versions: Versions;
  readonly advancer: Advancer;
  readonly stopper: Pick<Stopper, 'stop'>;
  /** Looks after tasks that wait for child runs; how much was left undone. */
  readonly healChildren: (olderThanMs: number) => Promise<number>;
  readonly onHealed: OnHealed;
  readonly times?: HealerTimes | undefined;
  readonly log: Logger;
}

export function createHealer({
  store,
  leadership,
  versions,
  advancer,
  stopper,
  healChildren,
  onHealed,
  times: { everyMs, graceMs } = DEFAULT_TIMES,
  log,
}: HealerParts): Loop {
  let housekeptAt = Number.NEGATIVE_INFINITY;

  /** Undefined where a version cannot be read: its runs must not keep the others from being healed. */
  const versionOf = (key: number): Promise<CompiledVersion | undefined> =>
    versions.get(key).catch((error: unknown) => {
      log.error({ err: error, version: key }, 'the runs of a version cannot be healed');
      return undefined;
    });

  /** Whether a decision is due; the others wait for more of their upstreams. */
  const isDue = (version: CompiledVersion, row: ChildProgress): boolean => {
    const task = version.plan.tasks[row.taskNo];
    return task !== undefined && judge(task.rule, row) !== 'wait';
  };

  /** What cannot be decided must not keep the others from being healed, either. */
  const decideDue = async (version: CompiledVersion, due: readonly ChildProgress[]): Promise<void> => {
    try {
      await advancer.decide(version, due);
      onHealed(
        'undecided',
        due.map(({ runId, taskNo }) => formatId('tr', taskRunId(runId, taskNo))),
      );
    } catch (error) {
      // The store is away: nothing can be decided.
      if (isStoreError(error) && !isRefused(error)) throw error;
      if (due.length > 1) for (const one of due) await decideDue(version, [one]);
      else log.error({ err: error, ...due.at(0) }, 'a task run cannot be decided');
    }
  };

  const decidePage = async (page: readonly (ChildProgress & { readonly versionKey: number })[]): Promise<void> => {
    const byVersion = new Map<CompiledVersion, ChildProgress[]>();
    for (const row of page) {
      const version = await versionOf(row.versionKey);
      if (version && isDue(version, row)) byVersion.set(version, [...(byVersion.get(version) ?? []), row]);
    }
    for (const [version, due] of byVersion) await decideDue(version, due);
  };

  const decideAgain = async (): Promise<void> => {
    let page = await store.undecided(graceMs, MAX_ROWS);
    await decidePage(page);
    while (page.length === MAX_ROWS) {
      page = await store.undecided(graceMs, MAX_ROWS, page.at(-1));
      await decidePage(page);
    }
  };

  /** Failures that should have stopped or held the rest of their run. */
  const carryOutFailures = async (): Promise<void> => {
    onHealed('failing', await store.holdPaused());
    const stopped: string[] = [];
    for (const { runId, tenantKey, versionKey } of await store.failing(MAX_ROWS)) {
      const version = await versionOf(versionKey);
      if (version?.plan.failure !== 'stop') continue;
      await stopper.stop({ tenantKey }, runId, failFast({ code: 'TASK_FAILED' }));
      stopped.push(formatId('run', runId));
    }
    onHealed('failing', stopped);
  };

  const heal = async (): Promise<void> => {
    await decideAgain();
    await carryOutFailures();
    onHealed('children', await healChildren(graceMs));
    const endable = await store.endable(MAX_ROWS);
    for (const run of endable) await advancer.endRuns([run], shardOfRun(run.runId));
    onHealed(
      'endable',
      endable.map(({ runId }) => formatId('run', runId)),
    );
    onHealed('limits', await store.sweepLimits());
  };

  return createLoop({
    name: 'healer',
    everyMs,
    log,
    async step() {
      const term = await leadership.lead(DUTY);
      if (!term) return;
      if (await store.hasLive()) await heal();
      if (host.monotonic() - housekeptAt > HOUSEKEEPING_EVERY_MS) {
        await store.makePartitions(term);
        await store.pruneSla(term);
        const pruned = (await store.pruneIdempotency(term)) + (await store.pruneWaits(term));
        // A bite at a time, so that nothing waits for it; what is left goes with the next step.
        if (pruned < FEW_ROWS) housekeptAt = host.monotonic();
      }
    },
  });
}
