/** What becomes of the dates of a backfill that is held, let go or tried again. */
import type { Backfill } from '@carillon/protocol';

export type BackfillHold = 'pause' | 'resume' | 'retry';

type EffectKey = 'backfill.pauseEffect' | 'backfill.runsGoOn' | 'backfill.resumeEffect' | 'backfill.retryEffect';

export interface HoldEffect {
  readonly key: EffectKey;
  readonly count: number;
  readonly parallelism: number;
}

export function holdEffects(
  { totals, parallelism }: Pick<Backfill, 'totals' | 'parallelism'>,
  verb: BackfillHold,
): readonly HoldEffect[] {
  const effect = (key: EffectKey, count: number): HoldEffect => ({ key, count, parallelism });
  if (verb === 'resume') return [effect('backfill.resumeEffect', totals.planned)];
  if (verb === 'retry') return [effect('backfill.retryEffect', totals.failed + totals.stopped)];
  const waits = effect('backfill.pauseEffect', totals.planned);
  return totals.running > 0 ? [waits, effect('backfill.runsGoOn', totals.running)] : [waits];
}
