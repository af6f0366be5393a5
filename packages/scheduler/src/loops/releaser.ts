/**
 * Starts runs that wait: for the run of their schedule before them, for their turn in catching up, or for limits that
 * have granted. All nodes run it. It is woken when a run ends that something waits for, here; ends on other nodes are seen within a second. A
 * release is one transaction that takes each hold away once, so run twice, or crashed half-way, it starts nothing
 * twice. At most 100 runs a transaction.
 */
import type { EngineStore, HeldRun, ReleasedRun } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { PreparedRun } from '../runs/run-preparer.ts';
import type { Starter } from '../runs/starter.ts';
import { createLoop, type IsNeeded, type Loop } from './loop.ts';

const EVERY_MS = 1_000;
const MAX_RUNS = 100;

export interface ReleaserParts {
  readonly store: Pick<EngineStore, 'releasable' | 'grantedRuns' | 'release'>;
  readonly starter: Pick<Starter, 'prepare' | 'started' | 'release'>;
  readonly isNeeded?: IsNeeded;
  readonly log: Logger;
}

export function createReleaser({ store, starter, isNeeded, log }: ReleaserParts): Loop {
  const prepare = async (held: HeldRun): Promise<PreparedRun | undefined> => {
    const { scope, workflowKey, versionKey, params, logicalTime, triggerKind, actor, priority, rerunOf } = held;
    const request = {
      scope,
      workflowKey,
      versionKey,
      params,
      logicalTime,
      triggerKind,
      actor,
      priority,
      ...(rerunOf === undefined ? {} : { rerunOf }),
    };
    try {
      const options = { id: held.runId, hasSlots: held.hasSlots ?? false, holdsSlot: held.holdsSlot ?? false };
      return await starter.prepare(request, { lease: held.kind !== 'catch_up', ...options });
    } catch (error) {
      log.error({ err: error, run: held.runId }, 'a run that waited could not be started and is tried again');
      return undefined;
    }
  };

  const releaseSome = async (held: readonly HeldRun[]): Promise<number> => {
    const prepared: PreparedRun[] = [];
    const releases: ReleasedRun[] = [];
    for (const each of held) {
      const one = await prepare(each);
      if (!one) continue;
      prepared.push(one);
      releases.push({ held: each, run: one.run });
    }
    if (prepared.length === 0) return 0;
    let made: ReadonlySet<string> = new Set();
    try {
      const started = await store.release(releases);
      made = started.made;
      await starter.started(
        prepared.filter(({ run }) => made.has(run.id)),
        started,
      );
    } finally {
      starter.release(prepared.filter(({ run }) => !made.has(run.id)));
    }
    return made.size;
  };

  return createLoop({
    name: 'releaser',
    everyMs: EVERY_MS,
    isNeeded,
    log,
    async step() {
      let held: readonly HeldRun[];
      let released: number;
      for (const look of [store.releasable, store.grantedRuns])
        do {
          held = await look(MAX_RUNS);
          released = held.length > 0 ? await releaseSome(held) : 0;
        } while (released > 0 && held.length === MAX_RUNS);
    },
  });
}
