/**
 * What the overlap policy does with times that are due together, under the schedule's row lock (GUARANTEES 3.5;
 * the order of decisions is that of Temporal's schedules).
 */
import type { OverlapPolicy } from '../definition/schedule-document.ts';

/** `queue_all` keeps so many waiting; beyond it times are skipped. */
export const MAX_WAITING = 1_000;

export interface OverlapState {
  /** Whether the run that the schedule started last is open. */
  readonly open: boolean;
  /** Runs that wait for it. */
  readonly waiting: number;
}

export interface OverlapDecision {
  /** Of each time, oldest first. */
  readonly verdicts: readonly ('start' | 'hold' | 'skip')[];
  /** The open run is stopped: with the time to end well, or without. */
  readonly stops: 'cancel' | 'terminate' | undefined;
  /** Runs that waited before are stopped: the newest takes their place. */
  readonly replaces: boolean;
}

export function decideOverlap(policy: OverlapPolicy, state: OverlapState, times: number): OverlapDecision {
  if (times === 0 || policy === 'allow') return plainly(Array.from({ length: times }, () => 'start'));
  const isFree = !state.open && state.waiting === 0;
  if (policy === 'cancel_running' || policy === 'terminate_running') {
    const verdicts: OverlapDecision['verdicts'] = Array.from({ length: times }, (_, i) =>
      i < times - 1 ? 'skip' : isFree ? 'start' : 'hold',
    );
    const stops = policy === 'cancel_running' ? 'cancel' : 'terminate';
    return { verdicts, stops: state.open ? stops : undefined, replaces: state.waiting > 0 };
  }
  const room = policy === 'queue_all' ? MAX_WAITING : policy === 'queue_one' ? 1 : 0;
  const left = Math.max(0, room - state.waiting) + (isFree ? 1 : 0);
  return plainly(Array.from({ length: times }, (_, i) => (i >= left ? 'skip' : i === 0 && isFree ? 'start' : 'hold')));
}

const plainly = (verdicts: OverlapDecision['verdicts']): OverlapDecision => ({
  verdicts,
  stops: undefined,
  replaces: false,
});
