/**
 * JSON as workers send it, made fit for the store: its jsonb refuses U+0000 and lone surrogates, and one text
 * that it refuses would fail the whole batch, again with every repetition of the report.
 */
import type { Json } from '@carillon/core';

const ESCAPED = /\\u(?:0000|d[89a-f])/i;
const REPLACEMENT = '\ufffd';

/** The text with U+FFFD for what cannot be kept; undefined when it is no JSON. */
export function storableJson(text: string): string | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  return ESCAPED.test(text) ? JSON.stringify(storable(value)) : text;
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
