import { describe, expect, it } from 'vitest';
import { toMove } from './worker-spreader.ts';

describe('of its workers a server asks to go', () => {
  it.each<[string, number, readonly number[], number]>([
    ['none where there is no other server', 4, [], 0],
    ['half of what is above the mean', 4, [0, 0], 2],
    ['none where one more or less is all the difference', 2, [1, 1], 0],
    ['one of two, where another has none', 2, [2, 0], 1],
    ['none where others have more', 1, [5, 0], 0],
    ['none where all have nearly as many', 44, [40, 41], 0],
    ['some where one has clearly fewer', 60, [60, 30], 5],
  ])('%s', (_, own, others, moved) => {
    expect(toMove(own, others)).toBe(moved);
  });
});
