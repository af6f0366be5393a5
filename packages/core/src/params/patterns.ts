/**
 * Regular expressions of users: RE2 only, whose time is linear in the text. Linear still means text times
 * program, and counted repetitions make large programs, so both are bounded here.
 */
import { RE2JS } from 're2js';

/** Instructions a pattern may compile to, and characters it may be written in. */
export const MAX_PATTERN_SIZE = 5_000;
const MAX_PATTERN_LENGTH = 1_000;
/** Characters times instructions of one search: about 0.2 s. */
export const MAX_PATTERN_WORK = 10_000_000;
const CACHE_SIZE = 500;

const cache = new Map<string, RE2JS | undefined>();

function compiled(pattern: string): RE2JS | undefined {
  if (cache.has(pattern)) return cache.get(pattern);
  const program = compile(pattern);
  if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string);
  cache.set(pattern, program);
  return program;
}

function compile(pattern: string): RE2JS | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return undefined;
  try {
    const program = RE2JS.compile(pattern);
    return program.programSize() <= MAX_PATTERN_SIZE ? program : undefined;
  } catch {
    return undefined;
  }
}

/** Instructions of the program, or undefined when the text is no pattern or one that is too large. */
export function patternSize(pattern: string): number | undefined {
  return compiled(pattern)?.programSize();
}

/**
 * Where the pattern begins in the text, found again from where `next` says. For programs whose size was looked at
 * before: none where the text is no pattern.
 */
export function* findPattern(
  text: string,
  pattern: string,
  next: (text: string, found: number) => number,
): Generator<number> {
  const matcher = compiled(pattern)?.matcher(text);
  if (!matcher) return;
  for (let from = 0; from < text.length && matcher.find(from); ) {
    const found = matcher.start();
    yield found;
    from = next(text, found);
  }
}

export type PatternAnswer = 'found' | 'missing' | 'too_costly' | 'no_pattern';

/** Looks for the pattern anywhere in the text. */
export function searchPattern(text: string, pattern: string): PatternAnswer {
  const program = compiled(pattern);
  if (!program) return 'no_pattern';
  if (text.length * program.programSize() > MAX_PATTERN_WORK) return 'too_costly';
  return program.matcher(text).find() ? 'found' : 'missing';
}
