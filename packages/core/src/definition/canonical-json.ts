/** RFC 8785 (JCS): one text per JSON value, whatever the order of fields was. Hashes are made over it. */
import type { Json } from './document.ts';

/** Fields that are undefined are left out. Recursion is bounded by the depth of what was parsed. */
export function canonicalJson(value: Json | object): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  // Array.prototype.sort compares UTF-16 code units, which is the order of RFC 8785.
  const entries = Object.entries(value as { readonly [key: string]: Json | undefined })
    .filter((entry): entry is [string, Json] => entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
