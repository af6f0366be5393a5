/** Where a task's name stands in a text: in lists of names, in paths of artifacts, and in expressions. */
import { isVerbatimField } from '@carillon/core';
import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { type Entry, entryOf, type ListNode, type MapNode, nameOf, type Source } from './source.ts';
import type { TextEdit } from './text-edit.ts';
import { writeScalar } from './write-value.ts';

const asMap = (node: Node | null | undefined): MapNode | undefined =>
  isMap(node) ? (node as unknown as MapNode) : undefined;
const asList = (node: Node | null | undefined): ListNode | undefined =>
  isSeq(node) ? (node as unknown as ListNode) : undefined;

export interface NameList {
  readonly owner: MapNode;
  readonly entry: Entry;
  readonly items: readonly Node[];
}

function listIn(owner: MapNode | undefined, field: string): NameList | undefined {
  const entry = owner && entryOf(owner, field);
  const list = asList(entry?.value);
  return owner && entry && list && { owner, entry, items: list.items };
}

/** The lists by which a task of a map names others beside it: what it needs, and what a switch chooses. */
export function nameLists(task: Node | null): readonly NameList[] {
  const map = asMap(task);
  const fields = asMap(map && entryOf(map, 'with')?.value);
  const cases = asList(fields && entryOf(fields, 'cases')?.value)?.items ?? [];
  const isSwitch = valueOf(map && entryOf(map, 'type')?.value) === 'switch';
  const chosen = isSwitch ? [listIn(fields, 'otherwise'), ...cases.map((one) => listIn(asMap(one), 'then'))] : [];
  return [listIn(map, 'needs'), ...chosen].filter((list) => list !== undefined);
}

export const valueOf = (node: Node | null | undefined): unknown => (isScalar(node) ? node.value : undefined);

/** The same style of quotes; a name that would be read as another value gets some. */
export function renameScalar(node: Node, name: string): TextEdit {
  const [from, to] = node.range ?? [0, 0, 0];
  const style = (node as Scalar).type;
  const insert = style === 'QUOTE_SINGLE' ? `'${name}'` : writeScalar(name, { json: style === 'QUOTE_DOUBLE' });
  return { from, to, insert };
}

/** Every expression and path of artifacts that names the task, except where another of that name stands nearer. */
export function* renamedReferences(
  source: Source,
  { tasks, task, name }: { readonly tasks: MapNode; readonly task: string; readonly name: string },
): Generator<TextEdit> {
  for (const list of tasks.items.flatMap(({ value }) => nameLists(value)))
    for (const item of list.items) if (valueOf(item) === task) yield renameScalar(item, name);
  for (const { key, value } of source.root.items)
    if (nameOf(key) !== 'params') yield* inExpressions(source.text, value, { task, name, home: tasks, path: [] });
}

interface Search {
  readonly task: string;
  readonly name: string;
  /** The map in which the task is; another one that has its name hides it. */
  readonly home: MapNode;
  readonly path: readonly string[];
  readonly type?: string;
  /** Names of fields below `with`. */
  readonly fields?: readonly string[];
}

function* inExpressions(text: string, node: Node | null, search: Search): Generator<TextEdit> {
  if (isSeq(node)) for (const item of node.items) yield* inExpressions(text, item as Node | null, search);
  if (isScalar(node) && typeof node.value === 'string') yield* inScalar(text, node as Node, search);
  const map = asMap(node);
  if (!map) return;
  if (search.path.at(-1) === 'tasks' && map !== search.home && entryOf(map, search.task)) return;
  const type = valueOf(entryOf(map, 'type')?.value);
  for (const { key, value } of map.items) {
    const field = nameOf(key) ?? '';
    const isWith = field === 'with' && typeof type === 'string';
    yield* inExpressions(text, value, {
      ...search,
      path: [...search.path, field],
      ...(isWith ? { type, fields: [] } : { fields: search.fields && [...search.fields, field] }),
    } as Search);
  }
}

function* inScalar(text: string, node: Node, { task, name, path, type, fields }: Search): Generator<TextEdit> {
  const [from, to] = node.range ?? [0, 0, 0];
  const written = text.slice(from, to);
  if (type !== undefined && fields?.at(-1) === 'inputs') {
    const at = written.indexOf(`${task}/`);
    if (at >= 0 && at <= 1) yield { from: from + at, to: from + at + task.length, insert: name };
    return;
  }
  if (type !== undefined && fields && fields.length > 0 && isVerbatimField(type, fields)) return;
  const isCondition = ['when', 'if'].includes(path.at(-1) ?? '');
  for (const [start, end] of isCondition ? [withoutQuotes(node, written)] : templatesIn(written))
    for (const at of namesIn(written.slice(start, end), task))
      yield { from: from + start + at, to: from + start + at + task.length, insert: name };
}

const withoutQuotes = (node: Node, { length }: string): readonly [number, number] =>
  (node as Scalar).type?.startsWith('QUOTE') ? [1, length - 1] : [0, length];

const templatesIn = (written: string): readonly (readonly [number, number])[] =>
  [...written.matchAll(/(?<!\$)\$\{\{[^]*?\}\}/g)].map(({ 0: found, index }) => [index, index + found.length]);

/** `tasks.<id>` outside of the texts of an expression. */
function* namesIn(expression: string, task: string): Generator<number> {
  const pattern = new RegExp(`'[^']*'|\\\\?"[^"]*"|(?<![\\w.])tasks\\s*\\.\\s*(?<name>${task})(?!\\w)`, 'g');
  for (const found of expression.matchAll(pattern))
    if (found.groups?.['name'] !== undefined) yield found.index + found[0].length - task.length;
}
