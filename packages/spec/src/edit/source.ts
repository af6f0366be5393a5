/**
 * A document's text with its syntax tree: where values begin and end in the text, which is all that canvas
 * edits change. Offsets of the library count comments behind a map as part of it; the ends here do not.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
} from 'yaml';
import type { DocumentPath } from '../finding.ts';

export interface Source {
  readonly text: string;
  readonly document: Document.Parsed;
  readonly root: MapNode;
  readonly eol: '\n' | '\r\n';
  /** Spaces by which a map stands inside another one. */
  readonly step: number;
}

export type Entry = Pair<Node, Node | null>;
/** Nodes of the library, with items that are known to be nodes. */
export interface MapNode {
  readonly items: readonly Entry[];
  readonly flow?: boolean;
  readonly range?: Node['range'];
}
export interface ListNode {
  readonly items: readonly Node[];
  readonly flow?: boolean;
  readonly range?: Node['range'];
}

/** Undefined: the text is not one document that is a map, and only its text can be edited. */
export function readSource(text: string): Source | undefined {
  const documents = parseAllDocuments(text, {
    schema: 'core',
    version: '1.2',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  }) as readonly Document.Parsed[];
  const document = documents.length === 1 ? documents[0] : undefined;
  if (!document || document.errors.length > 0 || document.warnings.length > 0) return undefined;
  const { contents } = document;
  if (!isMap(contents)) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const source = { text, document, root: contents as unknown as MapNode, eol, step: 2 } as const;
  return { ...source, step: stepOf(source) };
}

function stepOf(source: Source): number {
  for (const { value } of source.root.items)
    if (isMap(value) && !value.flow && value.items.length > 0) return columnOf(source, value as unknown as MapNode);
  return 2;
}

/** Spaces before the names of a block map. */
export function columnOf({ text }: Source, map: MapNode): number {
  const start = startOf(map.items[0]?.key);
  return start - lineStart(text, start);
}

export const startOf = (node: { readonly range?: Node['range'] } | null | undefined): number => node?.range?.[0] ?? 0;
export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Before the line break, or the end of the text. */
export function lineEnd(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  if (found === -1) return text.length;
  return text[found - 1] === '\r' && found > at ? found - 1 : found;
}

export const isBlockText = (node: Node | null | undefined): boolean =>
  isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');

/** Nothing is written there, as in `needs:`. */
export const isUnwritten = (node: Node | null | undefined): boolean =>
  !node || (isScalar(node) && node.range?.[0] === node.range?.[1] && node.value === null);

/** Behind the last character of a value; for text in a block, of its last line that is not empty. */
export function endOfValue(source: Source, node: Node): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1) as unknown as Entry | undefined;
    return last ? endOfEntry(source, last) : (node.range?.[1] ?? 0);
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1) as Node | undefined;
    return last ? endOfValue(source, last) : (node.range?.[1] ?? 0);
  }
  const end = node.range?.[1] ?? 0;
  return isBlockText(node) ? endOfBlock(source, node, end) : end;
}

/** Blank lines at the end belong to the text only where its header says `+`. */
function endOfBlock({ text }: Source, node: Node, end: number): number {
  const keeps = /^[|>]\d?\+/.test(text.slice(startOf(node), startOf(node) + 3));
  const written = text.slice(0, end);
  return end - ((keeps ? /\r?\n$/ : /(?:\r?\n)*$/).exec(written)?.[0].length ?? 0);
}

export function endOfEntry(source: Source, { key, value }: Entry): number {
  if (value && !isUnwritten(value)) return endOfValue(source, value);
  return source.text.indexOf(':', key.range?.[1] ?? 0) + 1;
}

export interface Place {
  readonly entry?: Entry;
  readonly node: Node | null;
  /** From the root down to the parent. */
  readonly around: readonly Node[];
}

/** Undefined: nothing is written there. Aliases are not followed. */
export function placeOf(source: Source, path: DocumentPath): Place | undefined {
  let place: Place = { node: source.root as unknown as Node, around: [] };
  for (const part of path) {
    const { node, around } = place;
    const next = node && step(node, part);
    if (!next) return undefined;
    place = { ...next, around: [...around, node] };
  }
  return place;
}

function step(node: Node, part: string | number): Pick<Place, 'entry' | 'node'> | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(part)] as Node | undefined;
    return item && { node: item };
  }
  if (!isMap(node)) return undefined;
  const entry = entryOf(node as unknown as MapNode, String(part));
  return entry && { entry, node: entry.value };
}

export const entryOf = (map: MapNode, name: string): Entry | undefined =>
  map.items.find(({ key }) => nameOf(key) === name);

export const nameOf = (key: Node): string | undefined =>
  isScalar(key) ? (typeof key.value === 'string' ? key.value : key.source) : undefined;

/** Every node, parents first. */
export function* nodesIn(node: Node | null): Generator<Node> {
  if (!node) return;
  yield node;
  if (isSeq(node)) for (const item of node.items) yield* nodesIn(item as Node | null);
  if (isMap(node))
    for (const { key, value } of (node as unknown as MapNode).items) {
      yield key;
      yield* nodesIn(value);
    }
}

/** The anchors that something else in the text refers to. */
export function sharedAnchors({ root }: Source): ReadonlySet<string> {
  const aliases = [...nodesIn(root as unknown as Node)].filter((node): node is Alias.Parsed => isAlias(node));
  return new Set(aliases.map(({ source }) => source));
}

export const anchorOf = (node: Node | null | undefined): string | undefined =>
  node && !isAlias(node) ? (node as { anchor?: string }).anchor : undefined;
