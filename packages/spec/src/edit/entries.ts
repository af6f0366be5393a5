/** Entries into and out of the maps of a text, in the style that each map has. */
import type { Json } from '@carillon/core';
import { isMap, isScalar, type Node } from 'yaml';
import {
  anchorOf,
  columnOf,
  endOfEntry,
  type Entry,
  isUnwritten,
  lineEnd,
  lineStart,
  type MapNode,
  type Source,
  startOf,
} from './source.ts';
import type { TextEdit } from './text-edit.ts';
import { type Style, writeEntry, writeFlow } from './write-value.ts';

/** Behind all others. @returns undefined where it cannot be written */
export function insertEntry(source: Source, map: MapNode, name: string, value: Json): TextEdit | undefined {
  const { text, eol } = source;
  const last = map.items.at(-1);
  if (map.flow) return insertInFlow(source, map, name, value);
  if (!last) return undefined;
  const indent = columnOf(source, map);
  const at = lineEnd(text, endOfEntry(source, last));
  return {
    from: at,
    to: at,
    insert: `${eol}${' '.repeat(indent)}${writeEntry(name, value, indent, styleIn(source, map))}`,
  };
}

export const styleIn = ({ eol, step }: Source, map: MapNode): Style => ({
  flow: map.flow ?? false,
  json: Boolean(map.flow) && isScalar(map.items[0]?.key) && map.items[0].key.type === 'QUOTE_DOUBLE',
  eol,
  step,
});

function insertInFlow(source: Source, map: MapNode, name: string, value: Json): TextEdit {
  const { text } = source;
  const last = map.items.at(-1);
  const written = writeFlow({ [name]: value }, styleIn(source, map)).slice(2, -2);
  if (!last) return { from: startOf(map), to: map.range?.[1] ?? 0, insert: `{ ${written} }` };
  const end = endOfEntry(source, last);
  const comma = commaAfter(text, end);
  const gap = gapBefore(text, startOf(last.key));
  return comma === undefined
    ? { from: end, to: end, insert: `,${gap}${written}` }
    : { from: comma + 1, to: comma + 1, insert: `${gap}${written},` };
}

/** Items on lines of their own stay so. */
function gapBefore(text: string, start: number): string {
  const line = lineStart(text, start);
  const before = text.slice(line, start);
  return before.trim() === '' && line > 0 ? `${text[line - 2] === '\r' ? '\r\n' : '\n'}${before}` : ' ';
}

/** The comma behind an item of a flow collection; spaces, line breaks and comments may stand before it. */
export function commaAfter(text: string, end: number): number | undefined {
  const gap = /^(?:\s|(?<=\s)#[^\n]*)*/.exec(text.slice(end))?.[0].length ?? 0;
  return text[end + gap] === ',' ? end + gap : undefined;
}

/** The first field of a map that has nothing in it yet. Undefined: something else stands there. */
export function fillEntry(
  source: Source,
  owner: MapNode,
  entry: Entry,
  [field, value]: readonly [string, Json],
): TextEdit | undefined {
  const { value: node } = entry;
  if (anchorOf(node) !== undefined || !(isMap(node) || isEmpty(node))) return undefined;
  return writeBehind(source, owner, entry, { [field]: value });
}

const isEmpty = (node: Node | null): boolean => isUnwritten(node) || (isScalar(node) && node.value === null);

/** What stands behind the colon: nothing, or the value. */
export function spanOf(source: Source, entry: Entry): { readonly from: number; readonly to: number } {
  const end = endOfEntry(source, entry);
  const colon = source.text.indexOf(':', entry.key.range?.[1] ?? 0) + 1;
  return { from: isUnwritten(entry.value) ? end : colon, to: end };
}

/** The value of an entry. A comment at the end of the line never becomes a part of it. */
export function writeBehind(source: Source, owner: MapNode, entry: Entry, value: Json): TextEdit {
  const style = styleIn(source, owner);
  const { from, to } = spanOf(source, entry);
  const written = writeEntry('x', value, style.flow ? 0 : columnOf(source, owner), style).replace(/^"?x"?:/, '');
  const end = lineEnd(source.text, to);
  if (!written.includes('\n') || source.text.slice(to, end).trim() === '') return { from, to, insert: written };
  if (written.startsWith(source.eol) && isUnwritten(entry.value)) return { from: end, to: end, insert: written };
  return { from, to, insert: ` ${writeFlow(value, style)}` };
}

/** Undefined: something else stands on its lines, or it is the only one. */
export function removeEntry(source: Source, map: MapNode, entry: Entry): TextEdit | undefined {
  if (map.items.length < 2) return undefined;
  if (map.flow)
    return removeFromFlow(
      source.text,
      map.items.map((one) => [startOf(one.key), endOfEntry(source, one)]),
      map.items.indexOf(entry),
    );
  return removeLines(source.text, startOf(entry.key), endOfEntry(source, entry));
}

/**
 * Whole lines; at the end of a text that does not end a line, the break before them. Empty lines above may
 * belong to a text: it neither loses one nor gets those below.
 */
export function removeLines(text: string, start: number, end: number): TextEdit | undefined {
  const from = lineStart(text, start);
  if (text.slice(from, start).trim() !== '') return undefined;
  const stop = lineEnd(text, end);
  const to = text.indexOf('\n', stop) + 1;
  if (stop < text.length) {
    const isBelowEmpty = /(?:^|\n)\r?\n$/.test(text.slice(0, from));
    return {
      from,
      to: to + (isBelowEmpty ? (/^(?:[ \t]*\r?\n)*/.exec(text.slice(to))?.[0].length ?? 0) : 0),
      insert: '',
    };
  }
  const before = /(?<=[^\n\r])\r?\n$/.exec(text.slice(0, from))?.[0].length ?? 0;
  return { from: from - before, to: text.length, insert: '' };
}

/**
 * One of at least two items, with its comma and the space that came with it; comments stay. Undefined: a
 * comment stands between the item and its comma.
 */
export function removeFromFlow(
  text: string,
  spans: readonly (readonly [number, number])[],
  no: number,
): TextEdit | undefined {
  const [start, end] = spans[no] ?? [0, 0];
  const before = spans[no - 1];
  const comma = commaAfter(text, end);
  if (comma === undefined) {
    const isNear = before && !text.slice(before[1], start).includes('#');
    return { from: isNear ? before[1] : start, to: end, insert: '' };
  }
  if (text.slice(end, comma).includes('#')) return undefined;
  if (!before) return removeFirst(text, start, comma + 1);
  const own = /,\s*$/.exec(text.slice(before[1], start));
  return { from: own ? before[1] + own.index + 1 : start, to: comma + 1, insert: '' };
}

function removeFirst(text: string, start: number, end: number): TextEdit {
  const line = lineStart(text, start);
  const next = lineEnd(text, end);
  const isAlone = text.slice(line, start).trim() === '' && text.slice(end, next).trim() === '' && next < text.length;
  if (isAlone) return { from: line, to: text.indexOf('\n', next) + 1, insert: '' };
  return { from: start, to: end + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0), insert: '' };
}
