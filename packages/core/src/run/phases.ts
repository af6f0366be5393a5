/** What follows the main tasks of a run, and what a run ends as. */
import type { LaterPhase, Plan } from '../dag/plan.ts';
import { type Phase, PHASES } from '../definition/document-tasks.ts';
import type { Reason, RunState } from './states.ts';

export type RunEndState = Extract<RunState, 'success' | 'failed' | 'stopped'>;

export interface PhaseEnd {
  /** The phase all of whose tasks are final. */
  readonly phase: Phase;
  /** What the main tasks ended as; a stop has a say in it. */
  readonly end: RunEndState;
}

/** In the order in which they come. */
const ORDER = ['tasks', 'compensate', 'onFailure', 'finally'] as const satisfies readonly Phase[];

export const comesBefore = (one: Phase, other: Phase): boolean => ORDER.indexOf(one) < ORDER.indexOf(other);

/**
 * The phase to enter now, when nothing is left to be compensated; undefined: the run ends. `onFailure` is for failures,
 * `finally` for every end.
 */
export function nextPhase(plan: Pick<Plan, 'later'>, { phase, end }: PhaseEnd): LaterPhase | undefined {
  if (comesBefore(phase, 'onFailure') && end === 'failed' && plan.later.onFailure) return 'onFailure';
  return phase !== 'finally' && plan.later.finally ? 'finally' : undefined;
}

/** What was done may have to be undone: of a run that does not end as success, once. */
export function mayCompensate({ phase, end }: PhaseEnd): boolean {
  return comesBefore(phase, 'onFailure') && end !== 'success';
}

/** What a run that is stopped for this reason ends as. */
export function endOfStop(reason: Reason): Exclude<RunEndState, 'success'> {
  return reason.code === 'RUN_TIMEOUT' || reason.code === 'TASK_FAILED' ? 'failed' : 'stopped';
}

export const phaseCode = (phase: Phase): number => PHASES.indexOf(phase);

export function phaseOf(code: number): Phase {
  const phase = PHASES[code];
  if (!phase) throw new RangeError(`no phase has the code ${code}`);
  return phase;
}
