/** Another value where one stands already. */
import type { Json } from '@carillon/core';
import { isAlias, isScalar, type Node, type Scalar } from 'yaml';
import { spanOf, styleIn, writeBehind } from './entries.ts';
import {
  columnOf,
  endOfValue,
  type Entry,
  isBlockText,
  isUnwritten,
  lineEnd,
  type MapNode,
  type Source,
  startOf,
} from './source.ts';
import type { TextEdit } from './text-edit.ts';
import { writeBlockText, writeScalar } from './write-value.ts';

/** Empty: it is that value. Undefined: comments stand in what would go. */
export function replaceValue(
  source: Source,
  owner: MapNode,
  entry: Entry,
  value: Json,
): readonly TextEdit[] | undefined {
  const { value: node } = entry;
  if (isAlias(node)) return undefined;
  if (!node || isUnwritten(node)) return value === null ? [] : [writeBehind(source, owner, entry, value)];
  if (isSame(source, node, value)) return [];
  const insert = isScalar(node) && typeof value === 'string' ? rewrite(source, owner, node, value) : undefined;
  if (insert !== undefined) return [{ from: startOf(node), to: endOfValue(source, node), insert }];
  const span = spanOf(source, entry);
  // Text in a block may have lines that look like comments.
  const written = source.text.slice(span.from, isBlockText(node) ? lineEnd(source.text, startOf(node)) : span.to);
  if (/(?:^|\s)#/m.test(isQuoted(node) ? source.text.slice(span.from, startOf(node)) : written)) return undefined;
  return [writeBehind(source, owner, entry, value)];
}

const isQuoted = (node: Node): boolean => isScalar(node) && (node.type ?? '').startsWith('QUOTE');

function isSame({ document }: Source, node: Node, value: Json): boolean {
  return JSON.stringify(node.toJS(document)) === JSON.stringify(value);
}

/** Text in the style of the text before. Undefined: it does not fit there. */
function rewrite(source: Source, owner: MapNode, node: Scalar & Node, value: string): string | undefined {
  const { json, flow } = styleIn(source, owner);
  if (node.type === 'QUOTE_SINGLE' && !/[^\x20-\x7e\u00a0-\ud7ff]/.test(value))
    return `'${value.replaceAll("'", "''")}'`;
  if (isBlockText(node)) return rewriteBlock(source, owner, node, value);
  if (value.includes('\n') && !flow && !isQuoted(node)) return undefined;
  return writeScalar(value, { json: json || isQuoted(node) });
}

/** With the comment behind its `|`, and as far in as it was. */
function rewriteBlock(source: Source, owner: MapNode, node: Node, value: string): string | undefined {
  const { text, eol, step } = source;
  const header = /^[|>](?:\d?[+-]?|[+-]\d)(?<rest>[^\r\n]*)\r?\n/.exec(text.slice(startOf(node)));
  const first = /^(?:[ \t]*\r?\n)*(?<indent> +)/.exec(text.slice(startOf(node) + (header?.[0].length ?? 0)));
  const indent = first?.groups?.['indent']?.length ?? columnOf(source, owner) + step;
  return writeBlockText(value, indent, eol, header?.groups?.['rest'] ?? '');
}
