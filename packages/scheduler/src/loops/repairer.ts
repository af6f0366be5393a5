/**
 * Sees that every schedule that should fire is looked at: fixed delays whose run has ended, pauses that are over,
 * quarantined ones after ten minutes, and any that a crash or a mistake left without a time (said, and counted as
 * healed). All nodes run it; each statement takes its rows once. At most 500 schedules a step.
 */
import { type EngineStore, formatId } from '@carillon/core';
import { host, type Logger } from '@carillon/runtime';
import type { OnHealed } from '../healings.ts';
import { createLoop, type IsNeeded, type Loop } from './loop.ts';

const EVERY_MS = 1_000;
const MAX_SCHEDULES = 500;
const QUARANTINED_EVERY_MS = 10_000;

export interface RepairerParts {
  readonly store: Pick<EngineStore, 'wakeSchedules' | 'resumeDue' | 'retryQuarantined' | 'awaitedRuns'>;
  /** Something is due now. */
  readonly onDue: () => void;
  /** Runs whose end something waits for. */
  readonly onAwaited: (runIds: readonly string[]) => void;
  readonly onHealed: OnHealed;
  readonly isNeeded?: IsNeeded;
  readonly log: Logger;
}

export function createRepairer({ store, onDue, onAwaited, onHealed, isNeeded, log }: RepairerParts): Loop {
  let quarantinedAt = Number.NEGATIVE_INFINITY;

  const retryQuarantined = async (): Promise<number> => {
    if (host.monotonic() - quarantinedAt < QUARANTINED_EVERY_MS) return 0;
    quarantinedAt = host.monotonic();
    return store.retryQuarantined();
  };

  return createLoop({
    name: 'repairer',
    everyMs: EVERY_MS,
    isNeeded,
    log,
    async step() {
      const { waited, broken } = await store.wakeSchedules(MAX_SCHEDULES);
      if (broken.length > 0) {
        log.warn({ schedules: broken }, 'schedules without a next time were found and are planned anew');
        onHealed(
          'schedule',
          broken.map((id) => formatId('sch', id)),
        );
      }
      const due = waited + broken.length + (await store.resumeDue()) + (await retryQuarantined());
      if (due > 0) onDue();
      onAwaited(await store.awaitedRuns());
    },
  });
}
