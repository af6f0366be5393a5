/**
 * Checks one value against a declaration: the types of VOCABULARY §4 and a listed subset of JSON Schema
 * 2020-12, interpreted (nothing is compiled from what users write), patterns by RE2.
 */
import { Temporal } from 'temporal-polyfill';
import type { Json, JsonObject, Param, ParamType } from '../definition/document.ts';
import { parseDuration } from '../definition/units.ts';
import { searchPattern } from './patterns.ts';

export interface ParamProblem {
  readonly code: 'VALIDATION_PARAM_TYPE' | 'VALIDATION_PARAM_VALUE';
  readonly message: string;
}

const EXPECTED: Readonly<Record<ParamType, string>> = {
  string: 'a text',
  integer: 'a whole number within ±(2^53 − 1)',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date such as 2025-11-20',
  datetime: 'an instant in RFC 3339 such as 2025-11-20T00:10:00Z',
  duration: 'a duration such as 250ms, 30s, 5m, 6h or 2d',
  array: 'a list',
  object: 'a map',
};

const HAS_TYPE: Readonly<Record<ParamType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && parses(() => Temporal.PlainDate.from(value)),
  datetime: (value) => typeof value === 'string' && RFC_3339.test(value) && parses(() => Temporal.Instant.from(value)),
  duration: (value) => typeof value === 'string' && parseDuration(value) !== undefined,
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

function parses(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

/** Every way in which the value misses its declaration; none when it is valid. */
export function checkParam(declaration: Param, value: Json): readonly ParamProblem[] {
  if (!HAS_TYPE[declaration.type](value)) {
    return [{ code: 'VALIDATION_PARAM_TYPE', message: `must be ${EXPECTED[declaration.type]}, not ${excerpt(value)}` }];
  }
  return [...keywordProblems(declaration, value)].map((message) => ({ code: 'VALIDATION_PARAM_VALUE', message }));
}

function* keywordProblems(declaration: Param, value: Json): Generator<string> {
  const { enum: allowed, minimum, maximum, minItems, maxItems } = declaration;
  if (allowed && !allowed.some((item) => sameJson(item, value))) {
    yield `must be one of ${allowed.map(excerpt).join(', ')}, not ${excerpt(value)}`;
  }
  if (typeof value === 'string') yield* textProblems(declaration, value);
  if (typeof value === 'number') {
    if (minimum !== undefined && value < minimum) yield `must be at least ${minimum}, not ${value}`;
    if (maximum !== undefined && value > maximum) yield `must be at most ${maximum}, not ${value}`;
  }
  if (Array.isArray(value)) {
    if (minItems !== undefined && value.length < minItems)
      yield `must have at least ${minItems} items, not ${value.length}`;
    if (maxItems !== undefined && value.length > maxItems)
      yield `must have at most ${maxItems} items, not ${value.length}`;
  }
}

function* textProblems({ pattern, minLength, maxLength }: Param, value: string): Generator<string> {
  const length = minLength === undefined && maxLength === undefined ? 0 : Array.from(value).length;
  if (minLength !== undefined && length < minLength) yield `must have at least ${minLength} characters, not ${length}`;
  if (maxLength !== undefined && length > maxLength) yield `must have at most ${maxLength} characters, not ${length}`;
  if (pattern === undefined) return;
  const answer = searchPattern(value, pattern);
  if (answer === 'too_costly') yield `is too long to be compared with the pattern ${pattern}`;
  else if (answer !== 'found') yield `must match the pattern ${pattern}, not ${excerpt(value)}`;
}

/** Equal as JSON: keys of a map in any order. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) => Object.hasOwn(b, key) && sameJson((a as JsonObject)[key] as Json, (b as JsonObject)[key] as Json),
    )
  );
}

/** At most 64 characters of the value as JSON, with control characters escaped. */
export function excerpt(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 64 ? text : `${text.slice(0, 61)}...`;
}

/**
 * A value typed by a person, at a prompt or in a form, as its declaration reads it: `5` for an integer,
 * JSON for lists and maps. Text that does not fit is returned as it is, for {@link checkParam} to refuse.
 */
export function paramFromText(type: ParamType, text: string): Json {
  switch (type) {
    case 'integer':
    case 'number':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
    case 'object':
      try {
        return JSON.parse(text) as Json;
      } catch {
        return text;
      }
    default:
      return text;
  }
}
