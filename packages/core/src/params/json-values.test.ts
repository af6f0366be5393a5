import { expect, it } from 'vitest';
import { jsonOrText } from './json-values.ts';

it('takes what a person types for what it looks like', () => {
  expect(['3', '["a"]', 'a b', ''].map(jsonOrText)).toEqual([3, ['a'], 'a b', '']);
});
