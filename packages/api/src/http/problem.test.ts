import { CarillonError, said } from '@carillon/core';
import { expect, it } from 'vitest';
import { problemOf } from './problem.ts';

it.each<[string, unknown, boolean]>([
  ['what is wrong with a request', new CarillonError({ code: 'NOT_FOUND', message: said`no such run` }), true],
  ['what overload puts off', new CarillonError({ code: 'LIMIT_OVERLOAD', message: said`puts off lists` }), true],
  ['a store that is away', new CarillonError({ code: 'STORE_UNAVAILABLE', message: said`away` }), false],
  ['a bug', new TypeError('x is undefined'), false],
])('tells whether %s was to be expected', (_what, error, expected) => {
  expect(problemOf(error, 'req').expected).toBe(expected);
});

it('keeps the text of a bug to itself', () => {
  expect(problemOf(new TypeError('x is undefined'), 'req').problem.detail).not.toContain('undefined');
});
