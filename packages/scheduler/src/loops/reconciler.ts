/**
 * Compares what the store leased to the workers of this node with what they say they hold (every fifth beat).
 * An attempt that is missing was committed but never sent: a connection broke between the two. It is sent
 * again, and a worker that has it starts nothing; one that stays missing is lost (GUARANTEES 6.2). What a worker holds
 * that is not its own is stale (8.3). Dying
 * half-way or running twice only means looking again. Reads the hot table, hence the long interval.
 */
import { type EngineStore, formatId, type LiveAttempt } from '@carillon/core';
import type { Logger } from '@carillon/runtime';
import type { Assigner } from '../gateway/assignments.ts';
import type { Reports } from '../gateway/reports.ts';
import type { OnHealed } from '../healings.ts';
import type { Versions } from '../runs/versions.ts';
import type { ConnectedWorker, Sessions } from '../sessions.ts';
import { createLoop, type Loop } from './loop.ts';
import { createStrangerSearch } from './strangers.ts';

/** Full lists that must lack an attempt before it is sent again, and before it is taken for lost. */
const MISSING_TO_RESEND = 2;
const MISSING_TO_LOSE = 4;

type Leased = LiveAttempt & { readonly sessionKey: number };

export interface ReconcilerParts {
  readonly store: Pick<EngineStore, 'longLive'>;
  readonly sessions: Sessions;
  readonly assigner: Assigner;
  readonly reports: Reports;
  readonly versions: Versions;
  /** Between two full lists of a worker. */
  readonly fullListMs: number;
  readonly onHealed: OnHealed;
  readonly log: Logger;
}

export function createReconciler(parts: ReconcilerParts): Loop {
  const { store, sessions, assigner, reports, versions, fullListMs, onHealed, log } = parts;
  const strangersOf = createStrangerSearch();
  /** By attempt: the last list that lacked it, and how many in a row did. */
  const missing = new Map<string, { readonly list: ReadonlySet<string>; readonly times: number }>();

  const timesMissing = (worker: ConnectedWorker, attempt: Leased): number => {
    const before = missing.get(attempt.attemptId);
    if (!worker.held || worker.held.has(attempt.attemptId)) return 0;
    if (before?.list === worker.held) return before.times;
    return (before?.times ?? 0) + 1;
  };

  const lose = async (attempt: Leased): Promise<void> => {
    await reports.attemptEnded({
      ...attempt,
      version: await versions.get(attempt.versionKey),
      how: 'lost',
      reason: { code: 'WORKER_LOST' },
      retryable: true,
      settle: () => undefined,
      fail: (error) => log.warn({ err: error }, 'an attempt its worker does not know is handed on at the next look'),
    });
  };

  const compare = async (worker: ConnectedWorker, attempt: Leased): Promise<void> => {
    const before = missing.get(attempt.attemptId)?.times ?? 0;
    const times = timesMissing(worker, attempt);
    if (times === 0 || !worker.held) {
      missing.delete(attempt.attemptId);
      return;
    }
    missing.set(attempt.attemptId, { list: worker.held, times });
    if (times === before || times < MISSING_TO_RESEND) return;
    log.warn(
      { worker: worker.name, attempt: attempt.attemptId, times },
      'a worker does not hold an attempt that was leased to it',
    );
    onHealed('unsent', [formatId('att', attempt.attemptId)]);
    if (times >= MISSING_TO_LOSE) await lose(attempt);
    else await assigner.send(worker, [attempt]);
  };

  const dismiss = (worker: ConnectedWorker, attemptIds: readonly string[]): void => {
    if (attemptIds.length === 0) return;
    log.warn({ worker: worker.name, attempts: attemptIds }, 'a worker holds attempts that are not its own any more');
    worker.send({ body: { $case: 'stale', value: { attemptIds: [...attemptIds] } } });
  };

  return createLoop({
    name: 'reconciler',
    everyMs: fullListMs,
    log,
    async step() {
      const keys = [...sessions.all()].map((worker) => worker.key);
      if (keys.length === 0) return;
      const leased = await store.longLive(keys, fullListMs);
      const current = new Set(leased.map((attempt) => attempt.attemptId));
      for (const attemptId of missing.keys()) if (!current.has(attemptId)) missing.delete(attemptId);
      for (const attempt of leased) {
        const worker = sessions.byKey(attempt.sessionKey);
        if (worker) await compare(worker, attempt);
      }
      for (const worker of sessions.all()) dismiss(worker, strangersOf(worker, current));
    },
  });
}
