/** Names into and out of lists such as `needs`. */
import { isSeq, type Node } from 'yaml';
import { commaAfter, insertEntry, removeFromFlow, removeLines, spanOf, styleIn } from './entries.ts';
import {
  endOfValue,
  type Entry,
  entryOf,
  isUnwritten,
  lineEnd,
  lineStart,
  type ListNode,
  type MapNode,
  type Source,
  startOf,
} from './source.ts';
import type { TextEdit } from './text-edit.ts';
import { writeFlow, writeScalar } from './write-value.ts';

/** Behind the others of the list that is the field of a map. Undefined: what stands there is no list of its own. */
export function insertItem(source: Source, owner: MapNode, field: string, item: string): TextEdit | undefined {
  const entry = entryOf(owner, field);
  if (!entry) return insertEntry(source, owner, field, [item]);
  const style = styleIn(source, owner);
  if (isUnwritten(entry.value)) return { ...spanOf(source, entry), insert: ` ${writeFlow([item], style)}` };
  if (!isSeq(entry.value)) return undefined;
  const list = entry.value as unknown as ListNode;
  const last = list.items.at(-1);
  const written = writeScalar(item, style);
  const { text, eol } = source;
  if (!last) return { from: startOf(list), to: list.range?.[1] ?? 0, insert: `[${written}]` };
  const end = endOfValue(source, last);
  if (list.flow) {
    const comma = commaAfter(text, end);
    return comma === undefined
      ? { from: end, to: end, insert: `, ${written}` }
      : { from: comma + 1, to: comma + 1, insert: ` ${written},` };
  }
  const line = lineStart(text, startOf(list));
  const dash = /^\s*-\s/.exec(text.slice(line))?.[0];
  if (dash === undefined) return undefined;
  const at = lineEnd(text, end);
  return { from: at, to: at, insert: `${eol}${dash.replace(/\s+$/, ' ')}${written}` };
}

/** Each of the items that are left to stand stays as it is. Empty: nothing is to be removed. Undefined: it cannot be. */
export function removeItems(
  source: Source,
  { entry, drop }: { readonly entry: Entry; readonly drop: ReadonlySet<Node> },
  removeWhole: () => TextEdit | undefined,
): readonly TextEdit[] | undefined {
  const list = entry.value as unknown as ListNode;
  if (drop.size === 0) return [];
  if (drop.size === list.items.length) return allOf([removeWhole()]);
  const spans = list.items.map((item) => [startOf(item), endOfValue(source, item)] as const);
  const nos = list.items.flatMap((item, no) => (drop.has(item) ? [no] : []));
  // Neighbours would reach for the same comma.
  if (list.flow && nos.length > 1)
    return [{ from: startOf(list), to: list.range?.[1] ?? 0, insert: kept(source, list, drop) }];
  return allOf(
    nos.map((no) => (list.flow ? removeFromFlow(source.text, spans, no) : removeItemLines(source.text, spans, no))),
  );
}

function removeItemLines(
  text: string,
  spans: readonly (readonly [number, number])[],
  no: number,
): TextEdit | undefined {
  const [start, end] = spans[no] ?? [0, 0];
  const dash = text.lastIndexOf('-', start - 1);
  return text.slice(dash + 1, start).trim() === '' ? removeLines(text, dash, end) : undefined;
}

const kept = ({ text }: Source, list: ListNode, drop: ReadonlySet<Node>): string =>
  `[${list.items
    .filter((item) => !drop.has(item))
    .map((item) => text.slice(startOf(item), item.range?.[1]))
    .join(', ')}]`;

export function allOf(edits: readonly (TextEdit | undefined)[]): readonly TextEdit[] | undefined {
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}
