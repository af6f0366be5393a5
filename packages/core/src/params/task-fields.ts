/**
 * Which of a task's `with` fields hold expressions, verbatim text or URLs. Scripts and statements are
 * never templates (SECURITY S8.2): what is read from a file may well contain `${{` for another program.
 */
import type { Json, JsonObject } from '../definition/document.ts';
import type { ExpressionContext } from './compiled-expression.ts';
import { said } from '../said.ts';
import { ExpressionError } from './expression-error.ts';
import { hasExpressions, resolveUrl, resolveValue } from './expressions.ts';

const VERBATIM: ReadonlyMap<string, readonly string[]> = new Map([
  ['shell', ['script']],
  ['python', ['script']],
  ['node', ['script']],
  ['sql', ['query', 'script']],
  ['quality', ['query']],
]);
const URLS: ReadonlyMap<string, readonly string[]> = new Map([
  ['http', ['url']],
  ['notify', ['url']],
  ['wait', ['url']],
]);

/** True for a field whose text is taken as it stands. In `quality` the statements are those of `checks`. */
export function isVerbatimField(type: string, path: readonly string[]): boolean {
  const field = type === 'quality' && path[0] === 'checks' ? path[2] : path[0];
  return field !== undefined && (VERBATIM.get(type) ?? []).includes(field);
}

/** True for a field that is a bare expression. */
export function isConditionField(type: string, path: readonly string[]): boolean {
  return type === 'switch' && path[0] === 'cases' && path[2] === 'when';
}

/** What a wait is for is known before it begins: it can be checked, and others can tell who waits for them. */
const FIXED_OF_WAITS: readonly string[] = ['signal', 'run', 'dataset', 'project', 'window', 'onFailure', 'method'];

/** True for a field that is no expression: the plan needs it beforehand. */
export function isFixedField(type: string, path: readonly string[]): boolean {
  if (type === 'wait') return FIXED_OF_WAITS.includes(path[0] ?? '');
  return type === 'switch' || (path.length === 1 && ['file', 'handler'].includes(path[0] as string));
}

/** True for a field of a task, named from its `with`, whose text is a URL. */
export function isUrlField(type: string, [top, name, ...inner]: readonly (string | number)[]): boolean {
  return top === 'with' && inner.length === 0 && (URLS.get(type) ?? []).includes(String(name));
}

export function taskHasExpressions(type: string, fields: JsonObject): boolean {
  return Object.entries(fields).some(([name, value]) => withoutVerbatim(type, name, value).some(hasExpressions));
}

function withoutVerbatim(type: string, name: string, value: Json): readonly Json[] {
  if (isVerbatimField(type, [name])) return [];
  if (type !== 'quality' || name !== 'checks') return [value];
  return leavesOfChecks(value).flatMap(([field, item]) => (isVerbatimField(type, ['checks', '', field]) ? [] : [item]));
}

function leavesOfChecks(checks: Json): readonly [string, Json][] {
  return isObject(checks)
    ? Object.values(checks).flatMap((check) => (isObject(check) ? Object.entries(check) : []))
    : [];
}

/**
 * The `with` of a task that is about to start.
 * @throws ExpressionError whose message begins with the field
 */
export function resolveTaskFields(type: string, fields: JsonObject, context: ExpressionContext): JsonObject {
  return mapValues(fields, (value, name) => named(`with.${name}`, () => resolveField({ type, name, value, context })));
}

/**
 * The `env` or the `params` of a task that is about to start.
 * @throws ExpressionError whose message begins with the field
 */
export function resolveNamedFields(of: 'env' | 'params', fields: JsonObject, context: ExpressionContext): JsonObject {
  return mapValues(fields, (value, name) => named(`${of}.${name}`, () => resolveValue(value, context)));
}

function named(field: string, resolve: () => Json): Json {
  try {
    return resolve();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { code, place, said: why } = error;
    throw new ExpressionError(code, said`${field}: ${why.message}`, { place, hint: why.hint, cause: error });
  }
}

interface Field {
  readonly type: string;
  readonly name: string;
  readonly value: Json;
  readonly context: ExpressionContext;
}

function resolveField({ type, name, value, context }: Field): Json {
  if (isVerbatimField(type, [name])) return value;
  if (URLS.get(type)?.includes(name) && typeof value === 'string') return resolveUrl(value, context);
  if (type === 'quality' && name === 'checks' && isObject(value)) return resolveChecks(value, context);
  return resolveValue(value, context);
}

function resolveChecks(checks: JsonObject, context: ExpressionContext): Json {
  return mapValues(checks, (check) =>
    isObject(check)
      ? mapValues(check, (value, field) =>
          isVerbatimField('quality', ['checks', '', field]) ? value : resolveValue(value, context),
        )
      : check,
  );
}

function mapValues(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
