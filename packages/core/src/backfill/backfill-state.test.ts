import { describe, expect, it } from 'vitest';
import { BACKFILL_COMMANDS, BACKFILL_STATES, backfillObstacle, isFinalBackfillState } from './backfill-state.ts';
import { backfillCap } from './cap.ts';
import { estimateBackfill } from './estimate.ts';

describe('commands of a backfill', () => {
  it('leave a final state for one reason alone: dates that failed are tried again', () => {
    const left = Object.entries(BACKFILL_COMMANDS).flatMap(([command, arrows]) =>
      BACKFILL_STATES.filter((state) => isFinalBackfillState(state) && arrows[state]).map((state) => [command, state]),
    );
    expect(left).toEqual([['retry', 'failed']]);
  });

  it('can stop every open backfill', () => {
    const open = BACKFILL_STATES.filter((state) => !isFinalBackfillState(state));
    expect(open.filter((state) => BACKFILL_COMMANDS.cancel[state] !== 'cancelled')).toEqual([]);
  });

  it('say what stands in their way', () => {
    expect(backfillObstacle('pause', { state: 'paused', unsuccessful: 0 })).toEqual({
      code: 'BACKFILL_STATE',
      params: { backfillState: 'paused' },
    });
    expect(backfillObstacle('retry', { state: 'running', unsuccessful: 0 })).toEqual({
      code: 'BACKFILL_ALL_WELL',
    });
    expect(backfillObstacle('retry', { state: 'failed', unsuccessful: 2 })).toBeUndefined();
  });
});

describe('the cap of open runs', () => {
  it.each([
    [0, 1],
    [1, 1],
    [8, 4],
    [1_000, 16],
  ])('leaves half of %i slots to live runs: %i', (slots, cap) => {
    expect(backfillCap(slots, 16)).toBe(cap);
  });
});

describe('the estimate', () => {
  const hour = { p50Ms: 3_600_000, p95Ms: 7_200_000 };

  it('goes in waves as wide as the parallelism, the downstream runs behind each date', () => {
    expect(estimateBackfill(9, 4, [hour])).toEqual({ p50Ms: 3 * 3_600_000, p95Ms: 3 * 7_200_000 });
    expect(estimateBackfill(4, 4, [hour, hour])).toEqual({ p50Ms: 2 * 3_600_000, p95Ms: 2 * 7_200_000 });
  });

  it('is not given where one of the workflows has never succeeded', () => {
    expect(estimateBackfill(9, 4, [hour, undefined])).toBeUndefined();
  });
});
