import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { FilterInput, stillOnTheWay } from './filter-input.tsx';

it('does not follow an address that comes to hold what was typed, and follows every other', () => {
  expect(stillOnTheWay(['or', 'ord'], 'or')).toEqual(['ord']);
  // The address passed over the first.
  expect(stillOnTheWay(['or', 'ord'], 'ord')).toEqual([]);
  // Filters were reset, or somebody went back.
  expect(stillOnTheWay(['or'], '')).toBeUndefined();
});

it('says at the box what is wrong with a text that is not in force', () => {
  const drawn = (value: string) =>
    renderToStaticMarkup(
      <FilterInput
        label="Fingerprint"
        value={value}
        problemOf={(text) => (text.length < 4 ? 'too short' : undefined)}
        onChange={() => {}}
      />,
    );
  expect(drawn('0a1')).toMatch(/aria-invalid="true".*too short/);
  expect(drawn('0a1b')).not.toContain('too short');
});
