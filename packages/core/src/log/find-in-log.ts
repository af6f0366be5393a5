/**
 * Looks for words or a pattern in the stored text of a log, chunk by chunk. A chunk is whole lines, each
 * `<RFC 3339> <o|e|s> <text>`: what is found is found in the text, without the colours that a task put between letters.
 */
import { findPattern, MAX_PATTERN_WORK, patternSize } from '../params/patterns.ts';

export interface LogQuery {
  readonly text: string;
  /** A regular expression (RE2), which minds case; else words, which do not. */
  readonly isPattern: boolean;
}

/** Workers cut chunks there; what a chunk may cost follows from it. */
const MAX_CHUNK_CHARACTERS = 64 * 1_024;
const MAX_SHOWN = 500;

export interface LogHit {
  /** From 1, in the whole log. */
  readonly line: number;
  /** The line without its time and colours, cut where it is very long. */
  readonly text: string;
}

/** Of one chunk, by a query that is admitted; each line once. @param before lines of the log before the chunk */
export type FindInChunk = (chunk: string, before: number) => readonly LogHit[];

/** Undefined for a text that is no pattern, or one that may cost too much. */
export function findInLog({ text, isPattern }: LogQuery): FindInChunk | undefined {
  if (!isPattern) {
    const wanted = folded(text);
    // Most chunks have nothing of it, and are told by one look.
    return (chunk, before) =>
      !chunk.includes(ESCAPE) && !folded(chunk).includes(wanted)
        ? []
        : hitsOf(chunk, before, (plain) => positionsOf(folded(plain), wanted));
  }
  // `^` and `$` are of a line.
  const pattern = `(?m)${text}`;
  const size = patternSize(pattern);
  if (size === undefined || size * MAX_CHUNK_CHARACTERS > MAX_PATTERN_WORK) return undefined;
  return (chunk, before) => hitsOf(chunk, before, (plain) => findPattern(plain, pattern, afterLine));
}

const ESCAPE = '\u001b';
const HEAD = /^\d{4}-\d\d-\d\dT[\d:.]+Z [oes] ?/gm;
const COLORS = /\u001b\[[0-?]*[ -/]*[@-~]/g;

/** Line breaks stay where they are, so that lines can be counted in it. */
function plainOf(chunk: string): string {
  const plain = chunk.replace(HEAD, '');
  return plain.includes(ESCAPE) ? plain.replace(COLORS, '') : plain;
}

function hitsOf(chunk: string, before: number, find: (plain: string) => Iterable<number>): readonly LogHit[] {
  const plain = plainOf(chunk);
  const hits: LogHit[] = [];
  let line = before + 1;
  let counted = 0;
  for (const position of find(plain)) {
    // What stands behind the last break is no line.
    if (position === plain.length && plain.endsWith('\n')) break;
    for (let at = plain.indexOf('\n', counted); at >= 0 && at < position; at = plain.indexOf('\n', counted)) {
      line++;
      counted = at + 1;
    }
    const end = plain.indexOf('\n', counted);
    hits.push({ line, text: plain.slice(counted, Math.min(counted + MAX_SHOWN, end < 0 ? plain.length : end)) });
  }
  return hits;
}

/** In lower case, each letter at its place: one that would become longer stays as it is. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return text.replace(/\p{Lu}/gu, (letter) =>
    letter.toLowerCase().length === letter.length ? letter.toLowerCase() : letter,
  );
}

function* positionsOf(text: string, wanted: string): Generator<number> {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, afterLine(text, at))) {
    yield at;
    if (afterLine(text, at) >= text.length) return;
  }
}

const afterLine = (text: string, position: number): number => {
  const end = text.indexOf('\n', position);
  return end < 0 ? text.length : end + 1;
};
