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

/** Levels of lists and maps: what is nested deeper overflows the stacks of those who serialise it. */
export const MAX_JSON_LEVELS = 100;

/** Whether lists and maps are nested deeper than {@link MAX_JSON_LEVELS}; without recursion, whatever is given. */
export function isNestedTooDeep(value: Json): boolean {
  const open: [value: unknown, level: number][] = [[value, 1]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [held, level] = next;
    if (typeof held !== 'object' || held === null) continue;
    if (level > MAX_JSON_LEVELS) return true;
    for (const inner of Object.values(held)) open.push([inner, level + 1]);
  }
  return false;
}

/** `3` and `["cn"]` are what they look like; anything else that a person types is a text. */
export function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** At most 64 characters of the value as JSON, with control characters escaped. */
export function excerpt(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 64 ? text : `${text.slice(0, 61)}...`;
}
