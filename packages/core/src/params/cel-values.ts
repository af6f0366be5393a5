/**
 * JSON to CEL and back. CEL tells int from double; JSON does not. A whole number becomes an int (bigint),
 * any other a double, and arithmetic between the two gives a double (see `cel-environment.ts`).
 */
import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import type { Json } from '../definition/document.ts';
import { type Said, said } from '../said.ts';
import { ExpressionError } from './expression-error.ts';

export function toCel(value: Json | undefined): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toCel);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
}

/** Throws for what JSON cannot hold: bytes, types, infinities, integers beyond 2^53. */
export function fromCel(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return wholeNumber(value);
    case 'number':
      if (Number.isFinite(value)) return value;
      throw noJson(said`${value} is no JSON number`);
    case 'object':
      return value === null ? null : fromCelObject(value);
    default:
      throw noJson(said`a ${typeof value} is no JSON value`);
  }
}

function fromCelObject(value: object): Json {
  if (Array.isArray(value)) return value.map(fromCel);
  if (value instanceof Set) return [...value].map(fromCel);
  if (value instanceof Map) return fromEntries([...value]);
  if (value instanceof Date) return instantText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof UnsignedInt) return wholeNumber(value.value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return fromEntries(Object.entries(value));
  if (value instanceof Uint8Array)
    throw noJson(said`bytes are no JSON value`, said`Use .base64(), .hex() or .string() on them.`);
  throw noJson(said`a type is no JSON value`);
}

function fromEntries(entries: readonly (readonly [unknown, unknown])[]): Json {
  return Object.fromEntries(
    entries.map(([key, item]) => {
      if (typeof key === 'object' && key !== null) throw noJson(said`a key of a map is not text`);
      return [String(key), fromCel(item)];
    }),
  );
}

function wholeNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw noJson(
    said`${String(value)} is beyond the integers JSON carries exactly`,
    said`Turn it into text with string().`,
  );
}

/** RFC 3339 in UTC, without a fraction where there is none. */
export function instantText(instant: Date): string {
  return instant.toISOString().replace('.000Z', 'Z');
}

function durationText(duration: Duration): string {
  const ms = Number(duration.seconds) * 1000 + Math.trunc(duration.nanos / 1e6);
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

function noJson(message: Said, hint?: Said): ExpressionError {
  return new ExpressionError('EXPRESSION_TYPE', message, { hint });
}
