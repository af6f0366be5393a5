import { describe, expect, it } from 'vitest';
import { sharesOf } from './child-totals.ts';

const NONE = { rounds: 1, open: 0, success: 0, failed: 0, stopped: 0 };

describe('the bar of children', () => {
  it('is of all that there will be, where that is known', () => {
    const shares = sharesOf({ ...NONE, of: 10, open: 2, success: 4, failed: 1 });
    expect(shares).toMatchObject({ all: 10, ended: 5, bad: 1 });
    expect(shares.parts.map(({ percent }) => percent)).toEqual([40, 10, 20]);
  });

  it('is of those that began, where no more is known', () => {
    expect(sharesOf({ ...NONE, open: 1, success: 3 })).toMatchObject({ all: 4, ended: 3 });
  });

  it('is never fuller than full, over several rounds', () => {
    const { parts } = sharesOf({ ...NONE, of: 1, rounds: 5, success: 5 });
    expect(parts.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
  });

  it('is empty before the first', () => {
    expect(sharesOf(NONE).parts.every(({ percent }) => percent === 0)).toBe(true);
  });
});
