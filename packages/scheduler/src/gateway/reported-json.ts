/**
 * JSON as workers send it, made fit for the store: its jsonb refuses U+0000 and lone surrogates, and one text
 * that it refuses would fail the whole batch, again with every repetition of the report.
 */
import type { Json, JsonObject } from '@carillon/core';

const ESCAPED = /\\u(?:0000|d[89a-f])/i;
const REPLACEMENT = '\ufffd';
/** The store's parser recurses. */
const MAX_DEPTH = 200;

/** The text with U+FFFD for what cannot be kept; undefined when it is no JSON, or nested too deep. */
export function storableJson(text: string): string | undefined {
  try {
    const value = JSON.parse(text) as Json;
    if (deeperThan(value, MAX_DEPTH)) return undefined;
    // Written anew also when nothing is replaced: jsonb refuses numbers such as 1e999999, which end up as null.
    return JSON.stringify(ESCAPED.test(text) ? storable(value) : value);
  } catch {
    return undefined;
  }
}

function deeperThan(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value as JsonObject).some((inner) => deeperThan(inner, levels - 1));
}

function storable(value: Json): Json {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [storableText(name), storable(field)]));
}

function storableText(text: string): string {
  return text.replaceAll('\0', REPLACEMENT).replaceAll(/\p{Surrogate}/gu, REPLACEMENT);
}
