import { MAX_TASKS } from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { sizeProblems } from './size.ts';

const codesOf = (count: number): readonly string[] =>
  [...sizeProblems(Array.from({ length: count }, () => ({}) as never))].map(({ code }) => code);

describe('a workflow of so many tasks', () => {
  it.each([
    [MAX_TASKS * 0.8 - 1, []],
    [MAX_TASKS * 0.8, ['LIMIT_NEAR']],
    [MAX_TASKS - 1, ['LIMIT_NEAR']],
    [MAX_TASKS, ['LIMIT_NEAR']],
    [MAX_TASKS + 1, ['VALIDATION_LIMIT']],
  ])('%i: %j', (count, codes) => {
    expect(codesOf(count)).toEqual(codes);
  });
});
