/** Regular expressions of users: RE2 only, so that matching takes linear time; compiled ones are kept. */
import { RE2JS } from 're2js';

const CACHE_SIZE = 500;
const cache = new Map<string, RE2JS>();

function compiled(pattern: string): RE2JS {
  const known = cache.get(pattern) ?? RE2JS.compile(pattern);
  if (cache.size >= CACHE_SIZE && !cache.has(pattern)) cache.delete(cache.keys().next().value as string);
  cache.set(pattern, known);
  return known;
}

export function isPattern(pattern: string): boolean {
  try {
    compiled(pattern);
    return true;
  } catch {
    return false;
  }
}

/** True when the pattern is found anywhere in the text. @throws when it is no pattern, see {@link isPattern} */
export function matchesPattern(text: string, pattern: string): boolean {
  return compiled(pattern).matcher(text).find();
}
