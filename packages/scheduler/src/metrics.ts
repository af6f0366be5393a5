/** What a scheduler node counts (VOCABULARY §8). */
import type { Metrics } from '@carillon/runtime';

const MS_PER_S = 1_000;

export interface SchedulerMetrics {
  readonly fired: (outcome: string, reason: string, latenessMs: number) => void;
  readonly lost: (count: number) => void;
  /** Whether firing and reaping rest, because the store's clock has stepped. */
  readonly halted: (isHalted: boolean) => void;
  readonly claimed: (ms: number) => void;
  readonly healed: (kind: string, count: number) => void;
  readonly slaSettled: (outcome: 'missed' | 'at_risk', count: number) => void;
  /** By the names of the calendars in use. */
  readonly calendarDaysLeft: (days: ReadonlyMap<string, number>) => void;
}

export function createSchedulerMetrics(metrics: Metrics): SchedulerMetrics {
  const lateness = metrics.histogram('firing_lateness_seconds', 'From the logical time of a firing to its transaction');
  const firings = metrics.counter('firings_total', 'Firing-ledger entries', ['outcome', 'reason']);
  const lostAttempts = metrics.counter('attempts_lost_total', 'Attempts handed on because their worker was lost');
  const claims = metrics.histogram('claim_seconds', 'To lease ready task runs to a worker');
  const clockHalted = metrics.gauge(
    'clock_halted',
    'Whether firing and reaping rest since the clock of the database stepped',
  );
  const healings = metrics.counter('healings_total', 'Things a crash had left and that were made good', ['kind']);
  const slaTerms = metrics.counter('sla_terms_total', 'Promises of runs that were missed, or will be', ['outcome']);
  const calendarDays = metrics.gauge('calendar_days_left', 'Until the last known year of a calendar in use ends', [
    'calendar',
  ]);
  return {
    fired(outcome, reason, latenessMs) {
      firings.inc({ outcome, reason });
      if (outcome === 'fired') lateness.observe(Math.max(0, latenessMs) / MS_PER_S);
    },
    halted: (isHalted) => clockHalted.set(isHalted ? 1 : 0),
    lost: (count) => lostAttempts.inc(count),
    claimed: (ms) => claims.observe(ms / MS_PER_S),
    healed: (kind, count) => healings.inc({ kind }, count),
    slaSettled: (outcome, count) => slaTerms.inc({ outcome }, count),
    calendarDaysLeft(days) {
      calendarDays.reset();
      for (const [calendar, left] of days) calendarDays.set({ calendar }, left);
    },
  };
}
