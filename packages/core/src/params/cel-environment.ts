/**
 * The CEL dialect of the platform: the contexts and functions of VOCABULARY §5. Deterministic (no clock, no
 * randomness), without host access, and with linear-time regular expressions only.
 */
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import type { Json } from '../definition/document.ts';
import { said } from '../said.ts';
import { sha256 } from '../sha256.ts';
import {
  addWorkdaysFunction,
  type Checker,
  dsFunction,
  type Evaluator,
  isWorkdayFunction,
} from './cel-surroundings.ts';
import { fromCel, toCel } from './cel-values.ts';
import { ExpressionError } from './expression-error.ts';
import { addTo, dateText, endOf, format, inZone, startOf } from './moments.ts';
import { searchPattern } from './patterns.ts';

/** Contexts that are maps of fields. */
const MAP_CONTEXTS = [
  'params',
  'vars',
  'run',
  'tasks',
  'workflow',
  'project',
  'environment',
  'tenant',
  'attempt',
] as const;
/** What a turn of a loop is told: values of their own. */
export const TURN_CONTEXTS = ['item', 'index', 'round'] as const;
/** Contexts of this version. */
export const CONTEXT_NAMES = [...MAP_CONTEXTS, ...TURN_CONTEXTS] as const;
export type ContextName = (typeof CONTEXT_NAMES)[number];
export type MapContextName = (typeof MAP_CONTEXTS)[number];

/** Contexts that the vocabulary names and this version does not have. */
export const PLANNED_CONTEXTS: readonly string[] = ['trigger'];

/** Most items that `range` gives: as many as a run may have dynamic items. */
export const MAX_RANGE = 10_000;

const LIMITS = { maxAstNodes: 2_000, maxDepth: 32, maxListElements: 1_000, maxMapEntries: 1_000, maxCallArguments: 32 };

export const celEnvironment: Environment = withFunctions(
  withMixedArithmetic(
    MAP_CONTEXTS.reduce(
      (environment, name) => environment.registerVariable(name, 'map'),
      new Environment({ homogeneousAggregateLiterals: false, unlistedVariablesAreDyn: false, limits: LIMITS }),
    )
      .registerVariable('item', 'dyn')
      .registerVariable('index', 'int')
      .registerVariable('round', 'int'),
  ),
);

/** Names of the functions this platform adds, for messages and the reference. */
export const FUNCTION_NAMES: readonly string[] = [
  'date',
  'addDays',
  'addMonths',
  'addYears',
  'startOf',
  'endOf',
  'format',
  'inZone',
  'isWorkday',
  'addWorkdays',
  'ds',
  'json',
  'toJson',
  'orElse',
  'range',
  'chunk',
  'sum',
  'hash',
  're',
];

function withMixedArithmetic(environment: Environment): Environment {
  const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  };
  for (const [sign, apply] of Object.entries(operators)) {
    environment.registerOperator(`int ${sign} double`, (a: bigint, b: number) => apply(Number(a), b));
    environment.registerOperator(`double ${sign} int`, (a: number, b: bigint) => apply(a, Number(b)));
  }
  return environment;
}

function withFunctions(environment: Environment): Environment {
  return environment
    .registerFunction('date(dyn): string', dateText)
    .registerFunction('addDays(dyn, int): string', (d: unknown, n: bigint) => addTo(d, n, 'days'))
    .registerFunction('addMonths(dyn, int): string', (d: unknown, n: bigint) => addTo(d, n, 'months'))
    .registerFunction('addYears(dyn, int): string', (d: unknown, n: bigint) => addTo(d, n, 'years'))
    .registerFunction('startOf(dyn, string): string', startOf)
    .registerFunction('endOf(dyn, string): string', endOf)
    .registerFunction('format(dyn, string): string', format)
    .registerFunction('inZone(dyn, string): string', inZone)
    .registerFunction('isWorkday(ast, ast): bool', isWorkdayFunction)
    .registerFunction('addWorkdays(ast, ast, ast): string', addWorkdaysFunction)
    .registerFunction('ds(ast): string', dsFunction)
    .registerFunction('ds(ast, ast): string', dsFunction)
    .registerFunction('json(string): dyn', parseJson)
    .registerFunction('toJson(dyn): string', (value: unknown) => JSON.stringify(fromCel(value)))
    .registerFunction('range(int): list<int>', range)
    .registerFunction('chunk(list, int): list', chunk)
    .registerFunction('sum(list): dyn', sum)
    .registerFunction('hash(string): string', (text: string) => sha256(text))
    .registerFunction('re(string, string): bool', re)
    .registerFunction('orElse(ast, ast): dyn', orElse);
}

function parseJson(text: string): unknown {
  try {
    return toCel(JSON.parse(text) as Json);
  } catch (error) {
    throw new ExpressionError('EXPRESSION_FAILED', said`json() was given text that is no JSON`, { cause: error });
  }
}

function range(count: bigint): bigint[] {
  if (count < 0n || count > BigInt(MAX_RANGE)) {
    throw new ExpressionError(
      'EXPRESSION_TOO_LARGE',
      said`range(${String(count)}): the count must be 0 to ${MAX_RANGE}`,
    );
  }
  return Array.from({ length: Number(count) }, (_, i) => BigInt(i));
}

function chunk(list: readonly unknown[], size: bigint): unknown[][] {
  if (size < 1n)
    throw new ExpressionError('EXPRESSION_FAILED', said`chunk(): the size must be at least 1, not ${String(size)}`);
  const step = Number(size < BigInt(list.length) ? size : BigInt(Math.max(1, list.length)));
  return Array.from({ length: Math.ceil(list.length / step) }, (_, i) => list.slice(i * step, (i + 1) * step));
}

function sum(list: readonly unknown[]): bigint | number {
  let whole = 0n;
  let fraction = 0;
  let exact = true;
  for (const item of list) {
    if (typeof item === 'bigint') whole += item;
    else if (typeof item === 'number') [fraction, exact] = [fraction + item, false];
    else throw new ExpressionError('EXPRESSION_TYPE', said`sum() takes a list of numbers`);
  }
  return exact ? whole : Number(whole) + fraction;
}

/** True when the pattern is found anywhere in the text; anchor it with ^ and $ to match the whole. */
function re(text: string, pattern: string): boolean {
  const answer = searchPattern(text, pattern);
  if (answer === 'found' || answer === 'missing') return answer === 'found';
  if (answer === 'too_costly') {
    throw new ExpressionError(
      'EXPRESSION_TOO_LARGE',
      said`re(): the text of ${text.length} characters is too long for this pattern`,
    );
  }
  throw new ExpressionError('EXPRESSION_FAILED', said`"${pattern.slice(0, 64)}" is no regular expression (RE2 syntax)`);
}

/** A macro, so that a missing field on the left gives the right side instead of an error. */
function orElse({ args }: { args: readonly ASTNode[] }): object {
  const [value, fallback] = args as readonly [ASTNode, ASTNode];
  return {
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      checker.check(value, context);
      checker.check(fallback, context);
      return checker.getType('dyn');
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: unknown) {
      try {
        const found = evaluator.run(value, context);
        if (found !== null && found !== undefined) return found;
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
      return evaluator.run(fallback, context);
    },
  };
}

function isMissing(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'no_such_key' || code === 'index_out_of_bounds';
}
