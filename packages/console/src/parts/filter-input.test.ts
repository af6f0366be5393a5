import { expect, it } from 'vitest';
import { stillOnTheWay } from './filter-input.tsx';

it('does not follow an address that comes to hold what was typed, and follows every other', () => {
  expect(stillOnTheWay(['or', 'ord'], 'or')).toEqual(['ord']);
  // The address passed over the first.
  expect(stillOnTheWay(['or', 'ord'], 'ord')).toEqual([]);
  // Filters were reset, or somebody went back.
  expect(stillOnTheWay(['or'], '')).toBeUndefined();
});
