import { evaluateCondition, ExpressionError, NO_CALENDARS } from '@carillon/core';
import { expect, it } from 'vitest';
import { translated } from './use-said.ts';
import { allSaidZhCn } from './zh-cn/all-said.ts';

/** Each fails of the values it is given, not of how it is written. */
const FAILING = [
  '1 / params.none == 1',
  '1 % params.none == 1',
  'params.list[7] == 1',
  'params.missing == 1',
  'params.text',
  'date(params.text) == ""',
  'date("2025-02-30") == ""',
  'addDays("2025-11-20", 2000000) == ""',
  'startOf("2025-11-20", params.text) == ""',
  'inZone("2025-11-20", "UTC") == ""',
  'inZone("2025-11-20T00:00:00Z", params.text) == ""',
  'format("2025-11-20", "bb") == ""',
  'isWorkday("2025-11-20", "cn-workdays")',
  'ds("$[yyyyMMdd-x]") == ""',
  'ds(params.text, "2025-11-20") == ""',
  'json(params.text) == 1',
  'range(params.none - 1) == []',
  'chunk(params.list, params.none) == []',
  're(params.text, "(")',
];

it.each(FAILING)('what %s fails of is told in Chinese', (source) => {
  const params = { none: 0, list: [1, 2], text: 'x' };
  const problem = problemOf(() => evaluateCondition(source, { params, calendars: NO_CALENDARS }));
  expect(problem.message).toBe(String(problem.said.message));
  expect(translated(problem.said.message, allSaidZhCn) ?? '').toMatch(/\p{Script=Han}/u);
});

function problemOf(evaluate: () => unknown): ExpressionError {
  try {
    evaluate();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('it does not fail');
}
