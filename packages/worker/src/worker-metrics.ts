import { Outcome } from '@carillon/protocol/grpc';
import type { Metrics } from '@carillon/runtime';
import type { WorkerSettings } from './config.ts';

export interface WorkerMetrics {
  ended(type: string, outcome: Outcome): void;
  busy(slots: number): void;
}

const OUTCOMES: Readonly<Partial<Record<Outcome, string>>> = {
  [Outcome.OUTCOME_SUCCESS]: 'success',
  [Outcome.OUTCOME_FAILED]: 'failed',
  [Outcome.OUTCOME_STOPPED]: 'stopped',
};

export function createWorkerMetrics(
  metrics: Metrics | undefined,
  { group, slots }: Pick<WorkerSettings, 'group' | 'slots'>,
): WorkerMetrics {
  if (!metrics) return { ended: () => undefined, busy: () => undefined };
  const attempts = metrics.counter('attempts_total', 'Attempts that ended on this worker', ['type', 'outcome']);
  const gauge = metrics.gauge('worker_slots', 'Slots of this worker', ['group', 'state']);
  return {
    ended: (type, outcome) => attempts.inc({ type, outcome: OUTCOMES[outcome] ?? 'other' }),
    busy(busy) {
      gauge.set({ group, state: 'busy' }, busy);
      gauge.set({ group, state: 'free' }, slots - busy);
    },
  };
}
