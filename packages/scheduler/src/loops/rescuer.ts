/**
 * Finds workers whose lease ran out and hands their attempts on. All nodes run it; expiring a session is one
 * guarded statement, so doing it twice is nothing. A node reaps only while it has itself written to the store
 * without a gap for one full lease, and its clock has not stepped: after an outage, or a step that ended leases before
 * their time, nothing is mass-expired (GUARANTEES 6.5).
 */
import { type EngineStore, formatId, type OrphanedAttempt } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Reports } from '../gateway/reports.ts';
import type { OnHealed } from '../healings.ts';
import type { Versions } from '../runs/versions.ts';
import { createLoop, type Loop } from './loop.ts';
import { isGivenAway } from './own-lease.ts';

const EVERY_MS = 2_000;
const MARGIN_MS = 1_000;
/** No lease has run out for so long, but those of workers that left: nobody renews them any more. */
const NEVER_MS = 100 * 365 * 86_400_000;
/** A gap longer than this between two steps is an outage, a pause or a clock step. */
const GAP_MS = 4_500;
/** The store's clock has stepped that came on by so much more or less than time did (GUARANTEES 2.4). */
const STEP_MS = 2_000;
/** Steps between two looks at the whole hot table for what a crash left. */
const SCAN_EVERY = 8;

export interface RescuerParts {
  readonly store: Pick<EngineStore, 'expireSessions' | 'orphanedAttempts'>;
  readonly reports: Reports;
  readonly versions: Versions;
  readonly leaseMs: number;
  /** Monotonic milliseconds; a port for tests. */
  readonly monotonic: () => number;
  /** While nobody can tell what time it is. */
  readonly isHalted: () => boolean;
  readonly onLost: (count: number) => void;
  readonly onHealed: OnHealed;
  readonly log: Logger;
}

export function createRescuer({
  store,
  reports,
  versions,
  leaseMs,
  monotonic,
  isHalted,
  onLost,
  onHealed,
  log,
}: RescuerParts): Loop {
  let steadySince: number | undefined;
  let lastStep = Number.NEGATIVE_INFINITY;
  let storeAhead: number | undefined;
  let steps = 0;

  const isSteady = (now: number): boolean => !isHalted() && steadySince !== undefined && now - steadySince >= leaseMs;

  const rescue = async (now: number): Promise<void> => {
    const orphans: OrphanedAttempt[] = [];
    for (const attempt of await store.orphanedAttempts()) {
      const version = await versions.get(attempt.versionKey);
      // How long its session is lost is told by the store's clock.
      if (attempt.lostForMs !== undefined && !isSteady(now)) continue;
      if (!isGivenAway(attempt, version, leaseMs)) continue;
      orphans.push(attempt);
      await reports.attemptEnded({
        ...attempt,
        version,
        how: 'lost',
        reason: { code: 'WORKER_LOST' },
        retryable: true,
        settle: () => undefined,
        fail: (error) =>
          log.warn({ err: error }, 'a lost attempt could not be handed on; tried again at the next scan'),
      });
    }
    if (orphans.length > 0) {
      onLost(orphans.length);
      onHealed(
        'lost',
        orphans.map(({ attemptId }) => formatId('att', attemptId)),
      );
      log.warn({ attempts: orphans.length }, 'attempts of lost workers handed on');
    }
  };

  return createLoop({
    name: 'rescuer',
    everyMs: EVERY_MS,
    log,
    async step() {
      const now = monotonic();
      if (now - lastStep > GAP_MS) steadySince = undefined;
      lastStep = now;
      let expired: number;
      try {
        // Asked in any case: where it cannot be written, beats cannot either, though all can be read.
        const times = isSteady(now) ? { marginMs: MARGIN_MS, leaseMs } : { marginMs: NEVER_MS, leaseMs: NEVER_MS };
        const expected = storeAhead === undefined ? undefined : { now: now + storeAhead, withinMs: STEP_MS };
        const answer = await store.expireSessions(times, expected);
        ({ expired } = answer);
        if (expected && Math.abs(answer.now - expected.now) > STEP_MS) steadySince = undefined;
        storeAhead = answer.now - now;
        steadySince ??= now;
      } catch (error) {
        steadySince = undefined;
        throw error;
      }
      if (expired > 0 || steps++ % SCAN_EVERY === 0) await rescue(now);
    },
  });
}
