/**
 * Bounds an evaluation before it starts, since the library has no step counter: from the expression and
 * the lengths of what it reads, how many steps it can take at most and how large a value it can build.
 * Everything here overestimates; each node is visited once, so the estimate itself is linear.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { MAX_RANGE } from './cel-environment.ts';
import { type Said, said } from '../said.ts';
import { ExpressionError } from './expression-error.ts';
import { MAX_PATTERN_WORK, patternSize } from './patterns.ts';

export const MAX_STEPS = 100_000;
/** Characters and items in any value met on the way: four times the size of a run's parameters. */
export const MAX_WEIGHT = 1_048_576;

/** How large a value can be. */
interface Extent {
  /** Items of a list or map, characters of a text. */
  readonly length: number;
  /** The longest thing nested in it. */
  readonly inner: number;
  /** All characters and items in it together. */
  readonly weight: number;
  /** The value, where it is known beforehand. */
  readonly known?: unknown;
}

const SCALAR: Extent = { length: 0, inner: 0, weight: 1 };
const MACROS = new Set(['map', 'filter', 'all', 'exists', 'exists_one']);

type Scope = ReadonlyMap<string, Extent>;

/** Throws EXPRESSION_TOO_LARGE when evaluating could pass a bound. `context` holds CEL values. */
export function assertBounded(ast: ASTNode, context: Readonly<Record<string, unknown>>): void {
  const scope = new Map(Object.entries(context).map(([name, value]) => [name, { ...SCALAR, known: value }]));
  createMeter().visit(ast, scope, 1);
}

function createMeter() {
  let steps = 0;

  function count(node: ASTNode, by: number): void {
    steps += by;
    if (steps > MAX_STEPS) throw tooLarge(node, said`needs more than ${MAX_STEPS} steps`);
  }

  /** `times`: how often the node is evaluated at most. */
  function visit(node: ASTNode, scope: Scope, times: number): Extent {
    count(node, times);
    const extent = visitNode(node, scope, times);
    if (extent.weight > MAX_WEIGHT) throw tooLarge(node, said`can build a value of more than 1 Mi characters or items`);
    return extent;
  }

  function visitAll(nodes: readonly ASTNode[], scope: Scope, times: number): Extent[] {
    return nodes.map((node) => visit(node, scope, times));
  }

  /** Operators and functions read their operands through. */
  function reading(node: ASTNode, operands: readonly Extent[], times: number): readonly Extent[] {
    const measured = operands.map(sized);
    count(node, times * measured.reduce((total, operand) => total + Math.floor(operand.weight / 256), 0));
    return measured;
  }

  function visitNode(node: ASTNode, scope: Scope, times: number): Extent {
    switch (node.op) {
      case 'value':
        return typeof node.args === 'string' ? text(node.args.length) : SCALAR;
      case 'id':
        return scope.get(node.args) ?? SCALAR;
      case '.':
      case '.?':
        return child(visit(node.args[0], scope, times), node.args[1]);
      case '[]':
      case '[?]': {
        const [of] = visitAll(node.args, scope, times);
        return child(of as Extent, node.args[1].op === 'value' ? node.args[1].args : undefined);
      }
      case 'list':
        return collection(visitAll(node.args, scope, times).map(sized));
      case 'map':
        return collection(node.args.flatMap((entry) => visitAll(entry, scope, times)).map(sized));
      case '?:':
      case '||':
      case '&&':
        return visitAll(node.args, scope, times).map(sized).reduce(largest, SCALAR);
      case '!_':
      case '-_':
        visit(node.args, scope, times);
        return SCALAR;
      case 'call': {
        const operands = visitAll(node.args[1], scope, times);
        count(node, times * stepsOf(node.args[0], operands, node.args[1]));
        return resultOf(node.args[0], reading(node, operands, times), node.args[1]);
      }
      case 'rcall':
        return visitMethod(node, scope, times);
      case '+':
        return reading(node, visitAll(node.args, scope, times), times).reduce(joined);
      default:
        reading(node, visitAll(node.args, scope, times), times);
        return SCALAR;
    }
  }

  function visitMethod(node: ASTNode & { op: 'rcall' }, scope: Scope, times: number): Extent {
    const [name, receiver, args] = node.args;
    const variable = args[0]?.op === 'id' ? args[0].args : undefined;
    if (name === 'bind' && receiver.op === 'id' && receiver.args === 'cel' && variable !== undefined) {
      const value = visit(args[1] as ASTNode, scope, times);
      return visit(args[2] as ASTNode, new Map([...scope, [variable, value]]), times);
    }
    const source = sized(visit(receiver, scope, times));
    if (!MACROS.has(name) || variable === undefined) {
      return resultOf(name, reading(node, [source, ...visitAll(args, scope, times)], times), args);
    }
    const item = { length: source.inner, inner: source.inner, weight: source.weight };
    const rounds = times * source.length;
    count(node, rounds);
    const bodies = visitAll(args.slice(1), new Map([...scope, [variable, item]]), rounds).map(sized);
    if (name === 'filter') return source;
    return name === 'map' ? repeated(source.length, bodies.at(-1) ?? SCALAR) : SCALAR;
  }

  return { visit };
}

const DATE_FUNCTIONS = new Set([
  'date',
  'addDays',
  'addMonths',
  'addYears',
  'startOf',
  'endOf',
  'format',
  'inZone',
  'isWorkday',
]);
/** As many days as may be walked. */
const WORKDAY_STEPS = 2_000;
/** A pattern that is put together at run time has to be compiled each time. */
const COMPUTED_PATTERN_STEPS = 10_000;

/** What a call costs besides reading its operands; a step is about a microsecond. */
function stepsOf(name: string, operands: readonly Extent[], args: readonly ASTNode[]): number {
  if (DATE_FUNCTIONS.has(name)) return 10;
  if (name === 'ds') return 10 + sized(operands[0] ?? SCALAR).length;
  if (name === 'addWorkdays') return WORKDAY_STEPS;
  if (name !== 're') return 0;
  const literal = args[1]?.op === 'value' ? args[1].args : operands[1]?.known;
  if (typeof literal !== 'string') return COMPUTED_PATTERN_STEPS;
  const work = sized(operands[0] ?? SCALAR).length * (patternSize(literal) ?? 0);
  return Math.ceil((work / MAX_PATTERN_WORK) * MAX_STEPS);
}

/** What a function can give, from what it was given. Methods count their receiver as the first operand. */
function resultOf(name: string, operands: readonly Extent[], args: readonly ASTNode[]): Extent {
  const first = operands[0] ?? SCALAR;
  const all = operands.reduce(joined, SCALAR);
  switch (name) {
    case 'range': {
      const literal = args[0]?.op === 'value' ? Number(args[0].args) : MAX_RANGE;
      return repeated(Math.min(MAX_RANGE, Math.max(0, literal)), SCALAR);
    }
    case 'chunk':
      return { length: first.length, inner: Math.max(first.length, first.inner), weight: first.weight * 2 };
    case 'json':
      return { length: first.length, inner: first.length, weight: first.weight };
    case 'toJson':
      return text(first.weight * 7);
    case 'split':
      return { length: first.length + 1, inner: first.length, weight: first.weight * 2 + 1 };
    case 'join':
      return text(first.weight + first.length * (operands[1]?.weight ?? 0));
    case 'format':
      return text((operands[1]?.weight ?? 0) * 4 + 16);
    case 'ds':
      return text((operands[0]?.weight ?? 0) * 4 + 16);
    case 'orElse':
      return operands.reduce(largest, SCALAR);
    default:
      return all;
  }
}

function child(of: Extent, key: unknown): Extent {
  const { known } = of;
  if (known === undefined) return { length: of.inner, inner: of.inner, weight: of.weight };
  if (typeof known === 'object' && known !== null && (typeof key === 'string' || typeof key === 'bigint')) {
    const name = String(key);
    return { ...SCALAR, known: Object.hasOwn(known, name) ? (known as Record<string, unknown>)[name] : null };
  }
  const whole = sized(of);
  return { length: whole.inner, inner: whole.inner, weight: whole.weight };
}

function sized(extent: Extent): Extent {
  return 'known' in extent ? measure(extent.known) : extent;
}

function measure(value: unknown): Extent {
  if (typeof value === 'string') return text(value.length);
  if (typeof value !== 'object' || value === null) return SCALAR;
  if (value instanceof Map) return collection([...value].flat().map(measure));
  if (Array.isArray(value)) return collection(value.map(measure));
  return collection(Object.entries(value).flatMap(([key, item]) => [text(key.length), measure(item)]));
}

const text = (length: number): Extent => ({ length, inner: 0, weight: length + 1 });

function collection(items: readonly Extent[]): Extent {
  let inner = 0;
  let weight = items.length + 1;
  for (const item of items) {
    inner = Math.max(inner, item.length, item.inner);
    weight += item.weight;
  }
  return { length: items.length, inner, weight };
}

const repeated = (length: number, item: Extent): Extent => ({
  length,
  inner: Math.max(item.length, item.inner),
  weight: length * (item.weight + 1) + 1,
});

const joined = (a: Extent, b: Extent): Extent => ({
  length: a.length + b.length,
  inner: Math.max(a.inner, b.inner),
  weight: a.weight + b.weight,
});

const largest = (a: Extent, b: Extent): Extent => ({
  length: Math.max(a.length, b.length),
  inner: Math.max(a.inner, b.inner),
  weight: Math.max(a.weight, b.weight),
});

function tooLarge(node: ASTNode, problem: Said): ExpressionError {
  return new ExpressionError('EXPRESSION_TOO_LARGE', said`the expression ${problem}`, {
    place: { source: node.input, start: node.start, end: node.end },
    hint: said`Use shorter lists or fewer nested macros, or do the work in a task.`,
  });
}
