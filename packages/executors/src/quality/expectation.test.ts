import { expect, it } from 'vitest';
import { parseExpectation } from './expectation.ts';

it.each([
  ['> 0', 1, true],
  ['>0', 0, false],
  ['= 12', 12, true],
  ['= 12', '12', true],
  ['between 1 and 5', 5, true],
  ['between 1 and 5', 5.5, false],
  ['!= null', null, false],
  ['!= null', 0, true],
  ['= null', null, true],
  ['> 0', null, false],
  ["= 'it''s'", "it's", true],
  ["between '2024-01-01' and '2024-12-31'", '2024-05-01', true],
  ['= true', true, true],
  ['<> -1.5e3', -1500, false],
])('%s holds for %j: %s', (text, value, holds) => expect(parseExpectation(text)?.(value)).toBe(holds));

it.each(['', '0', '> ', '> x', 'rows > 0', 'between 1', '= 1; drop table t'])('%j is no expectation', (text) =>
  expect(parseExpectation(text)).toBeUndefined(),
);
