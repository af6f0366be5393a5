/**
 * Functions that read more than their arguments: the calendars and the time of the run. These stand in the
 * evaluation under a name that no expression can write.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { said } from '../said.ts';
import type { CalendarTables } from '../schedule/calendar-table.ts';
import { ExpressionError } from './expression-error.ts';
import { momentOf } from './moments.ts';
import { fillTimePlaceholders } from './time-placeholders.ts';
import { addWorkdays, isWorkday } from './workdays.ts';

export interface Surroundings {
  /** By the names that expressions use, see `expressionCalendars`. */
  readonly calendars?: CalendarTables | undefined;
  /** The zone in which the workflow's dates are read; UTC when absent. */
  readonly timeZone?: string | undefined;
  /** The context of the run, where there is one. */
  readonly run?: { readonly logicalTime?: unknown; readonly logicalDate?: unknown } | undefined;
}

export const SURROUNDINGS = '#surroundings';

/** The parts of the library's evaluator and type checker that a macro is handed. */
export interface Evaluator {
  run(node: ASTNode, context: unknown): unknown;
}
export interface Checker {
  check(node: ASTNode, context: unknown): unknown;
  getType(name: string): unknown;
}
interface Values {
  getValue(name: string): Surroundings | undefined;
}

type Read = (operands: readonly unknown[], surroundings: Surroundings) => unknown;

const surrounded =
  (type: 'bool' | 'string', read: Read) =>
  ({ args }: { readonly args: readonly ASTNode[] }): object => ({
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      for (const operand of args) checker.check(operand, context);
      return checker.getType(type);
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: Values) {
      const operands = args.map((operand) => evaluator.run(operand, context));
      return read(operands, context.getValue(SURROUNDINGS) ?? {});
    },
  });

/** The calendar is a text in the source: that is checked when the expression is compiled. */
export const isWorkdayFunction = surrounded('bool', ([value, calendar], { calendars }) =>
  isWorkday(value, calendar as string, calendars),
);

export const addWorkdaysFunction = surrounded('string', ([value, n, calendar], { calendars }) => {
  if (typeof n !== 'bigint')
    throw new ExpressionError('EXPRESSION_TYPE', said`addWorkdays() takes a whole number of days`);
  return addWorkdays(value, n, calendar as string, calendars);
});

/** `ds(text)` sees the run's logical time, or where it has none the start of its logical date; `ds(text, t)` a moment. */
export const dsFunction = surrounded('string', ([text, moment], { timeZone = 'UTC', run }) => {
  if (typeof text !== 'string') throw new ExpressionError('EXPRESSION_TYPE', said`ds() takes a text with $[…]`);
  if (moment !== undefined) return fillTimePlaceholders(text, momentOf(moment), timeZone);
  const { logicalTime, logicalDate } = run ?? {};
  const base = logicalTime ?? logicalDate;
  if (typeof base !== 'string')
    throw new ExpressionError('EXPRESSION_FAILED', said`ds() needs a run, and there is none here`);
  return fillTimePlaceholders(text, momentOf(base), timeZone);
});
