import { type Document, type LineCounter, type Node, type Pair, isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { DocumentPath } from './finding.ts';

/** From 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a value, or the name of a field, stands in the file; its nearest parent where it does not exist. */
export type Locate = (path: DocumentPath, what?: { readonly key?: boolean; readonly offset?: number }) => Place;

export function locatorOf(document: Document.Parsed, lines: LineCounter): Locate {
  return (path, { key = false, offset = 0 } = {}) => {
    const found = walk(document, path);
    const node = key && found.key ? found.key : (found.value ?? found.key);
    const start = node?.range?.[0] ?? document.range[0];
    const { line, col } = lines.linePos(start + (key || !found.exact ? 0 : offsetIn(node, offset)));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
}

interface Found {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
  readonly exact: boolean;
}

function walk(document: Document.Parsed, path: DocumentPath): Found {
  let found: Found = { value: document.contents ?? undefined, exact: true };
  for (const part of path) {
    const next = step(document, found.value, part);
    if (!next) return { ...found, exact: false };
    found = next;
  }
  return found;
}

function step(document: Document.Parsed, node: Node | undefined, part: string | number): Found | undefined {
  const target = isAlias(node) ? (node.resolve(document) as Node | undefined) : node;
  if (isSeq(target)) {
    const value = target.items[Number(part)] as Node | undefined;
    return value && { value, exact: true };
  }
  if (!isMap(target)) return undefined;
  const pair = (target.items as readonly Pair<Node, Node | null>[]).find(
    ({ key }) => isScalar(key) && String(key.value) === String(part),
  );
  return pair && { key: pair.key, value: pair.value ?? undefined, exact: true };
}

/** Characters into a text hold in the file too when the text stands there as it is, on one line. */
function offsetIn(node: Node | undefined, offset: number): number {
  if (!isScalar(node) || offset === 0) return 0;
  if (node.type === 'PLAIN') return offset;
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  return quoted && (node.range?.[1] ?? 0) - (node.range?.[0] ?? 0) === String(node.value).length + 2 ? offset + 1 : 0;
}
