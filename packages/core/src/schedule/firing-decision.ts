/** What becomes of a logical time: one row of the ledger (VOCABULARY §3). */
import type { FiringNote, FiringTime } from './firing-time.ts';

export const FIRING_OUTCOMES = ['fired', 'skipped', 'merged', 'missed', 'held', 'paused'] as const;
export type FiringOutcome = (typeof FIRING_OUTCOMES)[number];

export const FIRING_REASONS = [
  'on_time',
  'late',
  'catch_up',
  'overlap',
  'calendar',
  'condition',
  'outside_window',
  'cap',
  'ignored',
  'freeze',
  'paused',
  'queue_full',
] as const;
export type FiringReason = (typeof FIRING_REASONS)[number];

export interface FiringDecision {
  readonly logicalTime: number;
  /** Last logical time of a span that this row stands for. */
  readonly through?: number;
  readonly startAt: number;
  readonly outcome: FiringOutcome;
  readonly reason: FiringReason;
  readonly notes: readonly FiringNote[];
  /** While it is held; infinite where a calendar has no data yet. */
  readonly heldUntil?: number;
  /** It gets a run: at once as the overlap policy has it, or at the pace of catching up. */
  readonly run?: 'at_once' | 'paced';
}

export function decided(
  { at, startAt, notes }: FiringTime,
  outcome: FiringOutcome,
  reason: FiringReason,
  run?: FiringDecision['run'],
): FiringDecision {
  return { logicalTime: at, startAt, outcome, reason, notes, ...(run ? { run } : {}) };
}

export const heldDecision = (time: FiringTime, until: number): FiringDecision => ({
  ...decided(time, 'held', time.notes.includes('calendar_unknown') ? 'calendar' : 'freeze'),
  heldUntil: until,
});

export function spanDecision(
  from: number,
  through: number,
  outcome: FiringOutcome,
  reason: FiringReason,
): FiringDecision {
  return { logicalTime: from, through, startAt: from, outcome, reason, notes: [] };
}
