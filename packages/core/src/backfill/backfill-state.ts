/** The states of a backfill and what people may do in which (VOCABULARY §2), as data: API and store guard with it. */
import type { Refusal } from '../refusals.ts';

export const BACKFILL_STATES = ['planned', 'running', 'paused', 'success', 'failed', 'cancelled'] as const;
export type BackfillState = (typeof BACKFILL_STATES)[number];

export const BACKFILL_DATE_STATES = [
  'planned',
  'running',
  'success',
  'failed',
  'stopped',
  'skipped',
  'cancelled',
] as const;
export type BackfillDateState = (typeof BACKFILL_DATE_STATES)[number];

export type BackfillCommand = 'pause' | 'resume' | 'cancel' | 'retry' | 'set';

/** From which states a command goes where; what is absent is refused. `planned` has not started a run yet. */
export const BACKFILL_COMMANDS: Readonly<
  Record<BackfillCommand, Readonly<Partial<Record<BackfillState, BackfillState>>>>
> = {
  pause: { planned: 'paused', running: 'paused' },
  resume: { paused: 'running' },
  cancel: { planned: 'cancelled', running: 'cancelled', paused: 'cancelled' },
  /** Failed and stopped dates are planned again; a backfill that ended so is open again by it. */
  retry: { running: 'running', paused: 'paused', failed: 'running' },
  set: { planned: 'planned', running: 'running', paused: 'paused' },
};

export const isFinalBackfillState = (state: BackfillState): boolean =>
  state === 'success' || state === 'failed' || state === 'cancelled';

/** Why a command cannot be given now; undefined when it can. */
export function backfillObstacle(
  command: BackfillCommand,
  { state, unsuccessful }: { readonly state: BackfillState; readonly unsuccessful: number },
): Refusal | undefined {
  if (BACKFILL_COMMANDS[command][state] === undefined)
    return { code: 'BACKFILL_STATE', params: { backfillState: state } };
  if (command === 'retry' && unsuccessful === 0) return { code: 'BACKFILL_ALL_WELL' };
  return undefined;
}
