/**
 * The parameters of a run: the run's input, else the workflow's default, else the variable of that name
 * (VOCABULARY §5). Input is data and never evaluated; defaults may hold expressions over the other contexts
 * and over parameters declared before them.
 */
import type { Json, JsonObject, Param } from '../definition/document.ts';
import { type Said, said } from '../said.ts';
import type { ExpressionContext } from './compiled-expression.ts';
import { ExpressionError } from './expression-error.ts';
import { resolveValue } from './expressions.ts';
import { didYouMean } from './nearest-name.ts';
import type { ParamProblem } from './param-schema.ts';
import { checkParam } from './param-value.ts';

/** Of the parameters as JSON (GUARANTEES 10.1). */
export const MAX_PARAMS_BYTES = 256 * 1024;

export const paramsBytes = (values: JsonObject): number => bytesOf(JSON.stringify(values));

const encoder = new TextEncoder();
/** A character is three bytes at most: what is far from the limit needs no counting. */
const bytesOf = (text: string): number =>
  text.length * 4 <= MAX_PARAMS_BYTES ? text.length : encoder.encode(text).length;

/** In JSON text: an escape that is no escaped backslash. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** What can be wrong with parameters. */
export const PARAM_FAULTS = [
  'VALIDATION_PARAM_UNKNOWN',
  'VALIDATION_PARAM_MISSING',
  'VALIDATION_PARAM_TYPE',
  'VALIDATION_PARAM_VALUE',
  'VALIDATION_PARAM_EXPRESSION',
  'VALIDATION_PARAMS_TOO_LARGE',
] as const;

export interface ParamError {
  /** JSON pointer in the parameters. */
  readonly pointer: string;
  readonly code: (typeof PARAM_FAULTS)[number];
  readonly message: Said;
}

export type ResolvedParams =
  | { readonly ok: true; readonly values: JsonObject }
  | { readonly ok: false; readonly errors: readonly ParamError[] };

export interface ParamSources {
  /** Variables of the scope, merged. */
  readonly vars?: JsonObject;
  /** What defaults may read besides: `run`, `workflow`, `project` and so on. */
  readonly context?: ExpressionContext;
}

/** All problems at once. A declared parameter without any value is null, unless it is required. */
export function resolveParams(
  declarations: Readonly<Record<string, Param>>,
  input: JsonObject,
  sources: ParamSources = {},
): ResolvedParams {
  const errors: ParamError[] = [...unknownNames(declarations, input)];
  const values: Record<string, Json> = {};
  for (const [name, declaration] of Object.entries(declarations)) {
    try {
      const value = valueOf({ name, declaration, input, sources, before: values });
      if (value === null && declaration.required === true) errors.push(missing(name));
      if (value !== null) errors.push(...checkParam(declaration, value).map((problem) => problemOf(name, problem)));
      values[name] = value;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const { message: why, hint } = error.said;
      const message = hint
        ? said`${name}: the default failed: ${why} (${hint})`
        : said`${name}: the default failed: ${why}`;
      errors.push({ pointer: pointerOf(name), code: 'VALIDATION_PARAM_EXPRESSION', message });
    }
  }
  const text = errors.length === 0 ? JSON.stringify(values) : '';
  if (UNSTORABLE.test(text)) {
    errors.push({
      pointer: '',
      code: 'VALIDATION_PARAM_VALUE',
      message: said`a parameter holds the character U+0000 or half of a surrogate pair, which no store keeps`,
    });
  }
  if (bytesOf(text) > MAX_PARAMS_BYTES) {
    errors.push({
      pointer: '',
      code: 'VALIDATION_PARAMS_TOO_LARGE',
      message: said`the parameters are larger than ${MAX_PARAMS_BYTES / 1024} KiB`,
    });
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, values };
}

interface ParamInput {
  readonly name: string;
  readonly declaration: Param;
  readonly input: JsonObject;
  readonly sources: ParamSources;
  readonly before: JsonObject;
}

function valueOf({ name, declaration, input, sources, before }: ParamInput): Json {
  const vars = sources.vars ?? {};
  if (Object.hasOwn(input, name)) return input[name] as Json;
  if (declaration.default !== undefined) {
    return resolveValue(declaration.default, { ...sources.context, vars, params: { ...before } });
  }
  return Object.hasOwn(vars, name) ? (vars[name] as Json) : null;
}

function* unknownNames(declarations: Readonly<Record<string, Param>>, input: JsonObject): Generator<ParamError> {
  const known = Object.keys(declarations);
  for (const name of Object.keys(input)) {
    if (Object.hasOwn(declarations, name)) continue;
    const hint =
      didYouMean(name, known) ??
      (known.length > 0 ? said`Parameters are ${known.join(', ')}` : said`The workflow takes no parameters`);
    yield {
      pointer: pointerOf(name),
      code: 'VALIDATION_PARAM_UNKNOWN',
      message: said`there is no parameter "${name.slice(0, 64)}". ${hint}`,
    };
  }
}

function missing(name: string): ParamError {
  return {
    pointer: pointerOf(name),
    code: 'VALIDATION_PARAM_MISSING',
    message: said`${name} is required and has no default`,
  };
}

function problemOf(name: string, problem: ParamProblem): ParamError {
  return { pointer: pointerOf(name, ...problem.path), code: problem.code, message: said`${name} ${problem.message}` };
}

export function pointerOf(...path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
