/** One state for a date of a schedule, however often it fires that day: the one that asks most for attention. */
import type { ScheduleDay } from '@carillon/protocol';
import type { Look } from '../states/families.ts';
import { FIRING_LOOKS, STATE_LOOKS } from '../states/families.ts';

export const DAY_STATES = [
  'failed',
  'missed',
  'held',
  'running',
  'stopped',
  'paused',
  'success',
  'skipped',
  'planned',
  'unknown',
  'closed',
  'none',
] as const;
export type DayState = (typeof DAY_STATES)[number];

export function dayState({
  planned,
  fired,
  skipped,
  merged,
  missed,
  held,
  paused,
  runs,
  calendar,
}: ScheduleDay): DayState {
  if (runs.failed > 0) return 'failed';
  if (missed > 0) return 'missed';
  if (held > 0 && runs.open === 0) return 'held';
  if (runs.open > 0) return 'running';
  if (runs.stopped > 0) return 'stopped';
  if (paused > 0) return 'paused';
  if (runs.success > 0 || fired > 0) return 'success';
  if (skipped + merged > 0) return 'skipped';
  if (planned > 0) return 'planned';
  if (calendar === 'unknown') return 'unknown';
  return calendar === 'closed' ? 'closed' : 'none';
}

const plain = (icon: Look['icon'], pattern: Look['pattern']): Look => ({ family: 'neutral', icon, pattern });

/** Absent where a date has nothing to tell. */
export const DAY_LOOKS: Readonly<Record<DayState, Look | undefined>> = {
  failed: STATE_LOOKS.failed,
  missed: FIRING_LOOKS.missed,
  held: FIRING_LOOKS.held,
  running: STATE_LOOKS.running,
  stopped: STATE_LOOKS.stopped,
  paused: FIRING_LOOKS.paused,
  success: STATE_LOOKS.success,
  skipped: FIRING_LOOKS.skipped,
  planned: plain('ring', 'hollow'),
  unknown: { family: 'attention', icon: 'dotted', pattern: 'dotted' },
  closed: plain('skip', 'hatched'),
  none: undefined,
};

/** Dates that a backfill could repair. */
export const isRepairable = (state: DayState): boolean =>
  ['failed', 'missed', 'held', 'stopped', 'paused', 'skipped'].includes(state);
