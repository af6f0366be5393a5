import type { Json, JsonObject } from '../definition/document.ts';

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
