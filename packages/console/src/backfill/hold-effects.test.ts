import { describe, expect, it } from 'vitest';
import { holdEffects } from './hold-effects.ts';

const totals = { planned: 7, running: 2, success: 1, failed: 3, stopped: 1, skipped: 0, cancelled: 0 };
const backfill = { totals, parallelism: 4 };

describe('what becomes of the dates of a backfill', () => {
  it('is that a pause holds those to come, while what runs goes on', () => {
    expect(holdEffects(backfill, 'pause')).toMatchObject([
      { key: 'backfill.pauseEffect', count: 7 },
      { key: 'backfill.runsGoOn', count: 2 },
    ]);
    expect(holdEffects({ ...backfill, totals: { ...totals, running: 0 } }, 'pause')).toHaveLength(1);
  });

  it('is that those to come are started, or those that failed or were stopped tried again, so many at a time', () => {
    expect(holdEffects(backfill, 'resume')).toEqual([{ key: 'backfill.resumeEffect', count: 7, parallelism: 4 }]);
    expect(holdEffects(backfill, 'retry')).toEqual([{ key: 'backfill.retryEffect', count: 4, parallelism: 4 }]);
  });
});
