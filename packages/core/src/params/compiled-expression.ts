/** Parses, checks and evaluates one CEL expression; compiled forms are kept, the least used go first. */
import {
  type ASTNode,
  EvaluationError,
  type ParseResult,
  ParseError,
  TypeError as CelTypeError,
} from '@marcbachmann/cel-js';
import type { Json, JsonObject } from '../definition/document.ts';
import { type Said, said } from '../said.ts';
import {
  CONTEXT_NAMES,
  type MapContextName,
  FUNCTION_NAMES,
  PLANNED_CONTEXTS,
  celEnvironment,
} from './cel-environment.ts';
import { SURROUNDINGS, type Surroundings } from './cel-surroundings.ts';
import { fromCel, toCel } from './cel-values.ts';
import { assertBounded } from './evaluation-bound.ts';
import { ExpressionError, type ExpressionPlace } from './expression-error.ts';
import { childrenOf } from './expression-tree.ts';
import { didYouMean } from './nearest-name.ts';
import { celMessage } from './cel-message.ts';
import { type Reference, referencesOf } from './references.ts';

/** UTF-16 units of one expression (SECURITY S8.1). */
export const MAX_EXPRESSION_LENGTH = 8_192;
const CACHE_SIZE = 2_000;
const SECRET_HINT = said`A secret stands alone in its braces, in env or with: \${{ secrets.<name> }}. Text may stand around them.`;

/** What expressions may read, and what their functions know. A context that is absent cannot be read. */
export type ExpressionContext = { readonly [name in MapContextName]?: JsonObject } & {
  /** In a turn of a loop. */
  readonly item?: Json;
  readonly index?: number;
  readonly round?: number;
} & Omit<Surroundings, 'run'>;

export interface CompiledExpression {
  readonly source: string;
  readonly references: readonly Reference[];
  /** Calendars that its functions ask. */
  readonly calendars: readonly string[];
  /** What it comes to, as CEL names types; `dyn`: known when it is evaluated. */
  readonly type: string;
  /** @throws ExpressionError */
  evaluate(context: ExpressionContext): Json;
}

const cache = new Map<string, CompiledExpression>();

/** @throws ExpressionError when the source is no expression of this platform */
export function compileExpression(source: string): CompiledExpression {
  const cached = cache.get(source);
  const compiled = cached ?? compile(source);
  cache.delete(source);
  cache.set(source, compiled);
  if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value as string);
  return compiled;
}

function compile(source: string): CompiledExpression {
  const { program, type } = guarded(source, () => {
    if (source.trim() === '') throw new ExpressionError('EXPRESSION_SYNTAX', said`the expression is empty`);
    if (source.length > MAX_EXPRESSION_LENGTH) {
      throw new ExpressionError(
        'EXPRESSION_TOO_LARGE',
        said`the expression is longer than ${MAX_EXPRESSION_LENGTH} characters`,
      );
    }
    const parsed = celEnvironment.parse(source);
    assertNames(parsed.ast);
    const checked = parsed.check();
    if (!checked.valid) throw checked.error as Error;
    return { program: parsed, type: String(checked.type) };
  });
  const references = referencesOf(program.ast);
  return {
    source,
    references,
    calendars: calendarsOf(program.ast),
    type,
    evaluate: (context) => evaluate(program, references, context),
  };
}

function evaluate(program: ParseResult, references: readonly Reference[], context: ExpressionContext): Json {
  return guarded(program.ast.input, () => {
    const values: Record<string, unknown> = {};
    for (const { root } of references) values[root] = celContext(context[root]);
    assertBounded(program.ast, values);
    const { calendars, timeZone, run } = context;
    const surroundings: Surroundings = { calendars, timeZone, run };
    return fromCel(program({ ...values, [SURROUNDINGS]: surroundings }));
  });
}

/** Contexts are immutable and read by many expressions: each is converted once. */
const converted = new WeakMap<object, unknown>();
function celContext(context: Json | undefined): unknown {
  if (context === undefined) return {};
  if (typeof context !== 'object' || context === null) return toCel(context);
  const value = converted.get(context) ?? toCel(context);
  converted.set(context, value);
  return value;
}

/** Refuses names by hand where the library would accept them or say less. */
function assertNames(root: ASTNode): void {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const name = node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined;
    if (name === 'matches')
      throw refused(
        node,
        said`matches() is not offered`,
        said`Use re(text, pattern), whose patterns take linear time.`,
      );
    if (node.op === 'call' && CALENDAR_FUNCTIONS.has(node.args[0]) && calendarOf(node) === undefined)
      throw refused(
        node,
        said`${node.args[0]}() takes the name of a calendar as a text`,
        said`Write it out: 'cn-workdays'.`,
      );
    if (node.op === 'value' && node.args instanceof Uint8Array)
      throw refused(node, said`bytes are not offered`, said`Use a text.`);
    pending.push(...childrenOf(node));
  }
}

const CALENDAR_FUNCTIONS: ReadonlySet<string> = new Set(['isWorkday', 'addWorkdays']);

function calendarOf(node: ASTNode & { op: 'call' }): string | undefined {
  const last = node.args[1].at(-1);
  return last?.op === 'value' && typeof last.args === 'string' ? last.args : undefined;
}

/** Known beforehand, so that they are there when the expression is evaluated. */
function calendarsOf(root: ASTNode): readonly string[] {
  const found = new Set<string>();
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const name = node.op === 'call' && CALENDAR_FUNCTIONS.has(node.args[0]) ? calendarOf(node) : undefined;
    if (name !== undefined) found.add(name);
    pending.push(...childrenOf(node));
  }
  return [...found];
}

function refused(node: ASTNode, message: Said, hint?: Said): ExpressionError {
  return new ExpressionError('EXPRESSION_UNAVAILABLE', message, { place: placeOf(node), hint });
}

const placeOf = (node: ASTNode): ExpressionPlace => ({ source: node.input, start: node.start, end: node.end });

/** Whatever goes wrong inside leaves as an ExpressionError with a place. */
function guarded<T>(source: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw asExpressionError(source, error);
  }
}

function asExpressionError(source: string, error: unknown): ExpressionError {
  const whole: ExpressionPlace = { source, start: 0, end: source.length };
  if (error instanceof ExpressionError) {
    return error.place
      ? error
      : new ExpressionError(error.code, error.said.message, {
          place: whole,
          hint: error.said.hint,
          cause: error.cause,
        });
  }
  if (error instanceof RangeError) {
    return new ExpressionError('EXPRESSION_TOO_LARGE', said`the expression or what it reads is nested too deeply`, {
      place: whole,
      cause: error,
    });
  }
  if (error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError) {
    const place = error.range ? { source, start: error.range.start, end: error.range.end } : whole;
    return new ExpressionError(codeOf(error), celMessage(error.summary), { place, hint: hintFor(error), cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ExpressionError('EXPRESSION_FAILED', said`${message}`, { place: whole, cause: error });
}

function codeOf(error: ParseError | CelTypeError | EvaluationError): ExpressionError['code'] {
  if (error.code === 'unknown_variable' || error.code === 'no_such_key') return 'EXPRESSION_UNKNOWN_NAME';
  if (error.code.startsWith('max_') || error.code.includes('limit')) return 'EXPRESSION_TOO_LARGE';
  if (error instanceof ParseError) return 'EXPRESSION_SYNTAX';
  if (error instanceof CelTypeError || /overload|type|operand/.test(error.code)) return 'EXPRESSION_TYPE';
  return 'EXPRESSION_FAILED';
}

function hintFor(error: ParseError | CelTypeError | EvaluationError): Said | undefined {
  const unknown = /^Unknown variable: (\w+)/.exec(error.summary)?.[1];
  if (unknown !== undefined) {
    if (unknown === 'secrets') return SECRET_HINT;
    if (PLANNED_CONTEXTS.includes(unknown)) return said`"${unknown}" is not available yet.`;
    return (
      didYouMean(unknown, CONTEXT_NAMES) ?? said`Expressions read ${CONTEXT_NAMES.join(', ')}; a text needs quotes.`
    );
  }
  const called = /found no matching overload for '(?:[\w<>, ]+\.)?(\w+)\(/.exec(error.summary)?.[1];
  return called === undefined || FUNCTION_NAMES.includes(called) ? undefined : didYouMean(called, FUNCTION_NAMES);
}
