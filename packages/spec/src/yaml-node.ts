/** One YAML document to a JSON value. Aliases share their target's value, so none can multiply memory. */
import { type Json, type Said, said } from '@carillon/core';
import { type Document, type Node, type Pair, isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { DocumentPath } from './finding.ts';

export const MAX_DEPTH = 64;
export const MAX_ALIASES = 100;
/** Values, counting what an alias stands for each time. The largest document of 20 000 tasks has a tenth of it. */
const MAX_VALUES = 2_000_000;

export interface YamlProblem {
  readonly code: 'VALIDATION_YAML' | 'VALIDATION_LIMIT';
  readonly path: DocumentPath;
  readonly offset: number;
  readonly message: Said;
  readonly hint?: Said | undefined;
  /** In English instead of the message. */
  readonly detail?: string;
}

interface Reader {
  readonly document: Document.Parsed;
  readonly problems: YamlProblem[];
  /** Value and size of what anchors name, once it is read. */
  readonly anchored: Map<Node, { readonly value: Json; readonly size: number }>;
  aliases: number;
  values: number;
}

/** Undefined when the document is empty. Problems are added to the list. */
export function readNode(document: Document.Parsed, problems: YamlProblem[]): Json | undefined {
  if (!document.contents) return undefined;
  const reader: Reader = { document, problems, anchored: new Map(), aliases: 0, values: 0 };
  return read(reader, document.contents, []);
}

function read(reader: Reader, node: Node, path: DocumentPath): Json {
  reader.values += 1;
  if (path.length > MAX_DEPTH)
    return refuse(reader, {
      node,
      path,
      code: 'VALIDATION_LIMIT',
      message: said`the document is nested deeper than ${MAX_DEPTH} levels`,
    });
  if (isAlias(node)) return readAlias(reader, node, path);
  const before = reader.values - 1;
  const value = isMap(node)
    ? readMap(reader, node, path)
    : isSeq(node)
      ? readList(reader, node, path)
      : readScalar(reader, node, path);
  if (!isScalar(node) || node.anchor) reader.anchored.set(node, { value, size: reader.values - before });
  return value;
}

function readAlias(reader: Reader, node: Node, path: DocumentPath): Json {
  reader.aliases += 1;
  if (reader.aliases > MAX_ALIASES)
    return refuse(reader, {
      node,
      path,
      code: 'VALIDATION_LIMIT',
      message: said`the document has more than ${MAX_ALIASES} aliases`,
    });
  const target = isAlias(node) ? node.resolve(reader.document) : undefined;
  const known = target && reader.anchored.get(target);
  if (!known) return refuse(reader, { node, path, message: said`an alias points at itself or at nothing before it` });
  reader.values += known.size;
  if (reader.values > MAX_VALUES)
    return refuse(reader, {
      node,
      path,
      code: 'VALIDATION_LIMIT',
      message: said`the aliases stand for too many values`,
    });
  return known.value;
}

function readMap(reader: Reader, node: { readonly items: readonly Pair[] }, path: DocumentPath): Json {
  const entries = new Map<string, Json>();
  for (const { key, value } of node.items as readonly Pair<Node, Node | null>[]) {
    const name = fieldName(key);
    if (name === undefined) refuse(reader, { node: key, path, message: said`a field needs a name that is text` });
    else if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
      refuse(reader, { node: key, path: [...path, name], message: said`"${name}" cannot be the name of a field` });
    } else if (entries.has(name)) {
      refuse(reader, {
        node: key,
        path: [...path, name],
        message: said`the field "${name.slice(0, 64)}" is there twice`,
        hint: said`Remove one of the two.`,
      });
    } else entries.set(name, value ? read(reader, value, [...path, name]) : null);
  }
  return Object.fromEntries(entries);
}

/** A number or a word such as true is a name by its spelling; nothing, a list or a map is none. */
function fieldName(key: Node): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined;
  return typeof key.value === 'string' ? key.value : key.source;
}

function readList(reader: Reader, node: { readonly items: readonly unknown[] }, path: DocumentPath): Json {
  return node.items.map((item, i) => (item ? read(reader, item as Node, [...path, i]) : null));
}

function readScalar(reader: Reader, node: Node, path: DocumentPath): Json {
  const { value, source } = node as { value?: unknown; source?: string };
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) {
    if (!Number.isInteger(value) || Number.isSafeInteger(value) || /[.eE]/.test(source ?? '')) return value;
    return refuse(reader, {
      node,
      path,
      message: said`${source} is beyond the integers JSON carries exactly`,
      hint: said`Put it in quotes.`,
    });
  }
  return refuse(reader, {
    node,
    path,
    message: said`${source ?? typeof value} is no JSON value`,
    hint: said`Put it in quotes if it is text.`,
  });
}

function refuse(
  reader: Reader,
  problem: { node: Node; path: DocumentPath; message: Said; hint?: Said; code?: YamlProblem['code'] },
): null {
  const { node, path, message, hint, code = 'VALIDATION_YAML' } = problem;
  if (reader.problems.length < 50) reader.problems.push({ code, path, message, hint, offset: node.range?.[0] ?? 0 });
  return null;
}
