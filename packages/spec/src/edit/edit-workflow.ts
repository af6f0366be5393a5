/**
 * The edits of a canvas and of forms as changes of the text (UX §3): the smallest ones that say it, so that
 * comments, the order of fields, blank lines, quotes and anchors stay. What cannot be said so is refused:
 * then only the text itself is edited.
 */
import type { Json, JsonObject } from '@carillon/core';
import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { DocumentPath } from '../finding.ts';
import { isName } from '../names.ts';
import { fillEntry, insertEntry, removeEntry } from './entries.ts';
import { allOf, insertItem, removeItems } from './items.ts';
import { nameLists, renamedReferences, renameScalar, valueOf } from './references.ts';
import { replaceValue } from './replace-value.ts';
import {
  anchorOf,
  type Entry,
  entryOf,
  type MapNode,
  nodesIn,
  placeOf,
  readSource,
  sharedAnchors,
  type Source,
} from './source.ts';
import type { TextEdit } from './text-edit.ts';

/** The maps of tasks that a canvas draws. */
export type TaskMap = 'tasks' | 'onFailure' | 'finally';

export type WorkflowEdit =
  | { readonly edit: 'add_task'; readonly in: TaskMap; readonly task: string; readonly fields: JsonObject }
  | { readonly edit: 'delete_task'; readonly in: TaskMap; readonly task: string }
  | { readonly edit: 'rename_task'; readonly in: TaskMap; readonly task: string; readonly name: string }
  | { readonly edit: 'connect'; readonly in: TaskMap; readonly from: string; readonly to: string }
  | { readonly edit: 'disconnect'; readonly in: TaskMap; readonly from: string; readonly to: string }
  | { readonly edit: 'set_field'; readonly path: DocumentPath; readonly value: Json }
  | { readonly edit: 'unset_field'; readonly path: DocumentPath };

/**
 * `UNREADABLE`: the text is no YAML, or not one document. `SHARED`: an anchor or alias stands there, so other
 * places would change too. `AS_TEXT`: it is written in a way that forms do not know. `TAKEN`, `MISSING`: a name.
 */
export type EditRefusal = 'UNREADABLE' | 'SHARED' | 'AS_TEXT' | 'TAKEN' | 'MISSING';

/** No edits: the text says so already. */
export type EditResult = { readonly edits: readonly TextEdit[] } | { readonly refused: EditRefusal };

export function editWorkflow(text: string, edit: WorkflowEdit): EditResult {
  const source = readSource(text);
  if (!source) return { refused: 'UNREADABLE' };
  const edits = carryOut({ source, shared: sharedAnchors(source) }, edit);
  return typeof edits === 'string' ? { refused: edits } : { edits };
}

/** Why a canvas cannot change what stands there, for each place; undefined: it can. */
export function locksOf(text: string, paths: readonly DocumentPath[]): readonly (EditRefusal | undefined)[] {
  const source = readSource(text);
  if (!source) return paths.map(() => 'UNREADABLE');
  const editing = { source, shared: sharedAnchors(source) };
  return paths.map((path) => lockAt(editing, path));
}

interface Editing {
  readonly source: Source;
  readonly shared: ReadonlySet<string>;
}

type Edits = readonly TextEdit[] | EditRefusal;
const orAsText = (edits: readonly TextEdit[] | undefined): Edits => edits ?? 'AS_TEXT';
const one = (edit: TextEdit | undefined): Edits => (edit ? [edit] : 'AS_TEXT');

function carryOut(editing: Editing, edit: WorkflowEdit): Edits {
  switch (edit.edit) {
    case 'set_field':
      return setField(editing, edit.path, edit.value);
    case 'unset_field':
      return unsetField(editing, edit.path);
    case 'add_task':
      return placeOf(editing.source, [edit.in, edit.task])
        ? 'TAKEN'
        : setField(editing, [edit.in, edit.task], edit.fields);
    case 'delete_task':
      return deleteTask(editing, edit);
    case 'rename_task':
      return renameTask(editing, edit);
    case 'connect':
      return connect(editing, edit);
    case 'disconnect':
      return disconnect(editing, edit);
  }
}

function lockAt({ source, shared }: Editing, path: DocumentPath): EditRefusal | undefined {
  for (let length = 1; length <= path.length; length += 1) {
    const place = placeOf(source, path.slice(0, length));
    if (!place) return undefined;
    const { node, entry } = place;
    if (isAlias(node) || isShared(shared, node) || (entry && anchorOf(entry.key) !== undefined)) return 'SHARED';
  }
  return undefined;
}

const isShared = (shared: ReadonlySet<string>, node: unknown): boolean =>
  shared.has(anchorOf(node as Node | null) ?? '');

function setField(editing: Editing, path: DocumentPath, value: Json): Edits {
  const { source, shared } = editing;
  const locked = lockAt(editing, path);
  if (locked) return locked;
  const place = placeOf(source, path);
  if (place) {
    if ([...nodesIn(place.node)].some((node) => isShared(shared, node))) return 'SHARED';
    const { entry, node, around } = place;
    if (entry) return orAsText(replaceValue(source, around.at(-1) as unknown as MapNode, entry, value));
    return isScalar(node) && typeof value === 'string' && isName(value)
      ? [renameScalar(node as Node, value)]
      : 'AS_TEXT';
  }
  return addField(source, path, value);
}

/** With the maps that it needs around it. */
function addField(source: Source, path: DocumentPath, value: Json): Edits {
  const name = String(path.at(-1));
  const parent = placeOf(source, path.slice(0, -1));
  if (!parent) return addField(source, path.slice(0, -1), { [name]: value });
  const { node, entry, around } = parent;
  if (isMap(node) && node.items.length > 0) return one(insertEntry(source, node as unknown as MapNode, name, value));
  if (!entry) return 'AS_TEXT';
  return one(fillEntry(source, around.at(-1) as unknown as MapNode, entry, [name, value]));
}

function unsetField(editing: Editing, path: DocumentPath): Edits {
  const place = placeOf(editing.source, path);
  if (!place) return [];
  const locked = lockAt(editing, path);
  if (locked) return locked;
  if ([...nodesIn(place.node)].some((node) => isShared(editing.shared, node))) return 'SHARED';
  return place.entry
    ? one(removeWhole(editing, place.around as unknown as readonly MapNode[], place.entry))
    : 'AS_TEXT';
}

/** The last field of a map takes the map along. */
function removeWhole(editing: Editing, around: readonly MapNode[], entry: Entry): TextEdit | undefined {
  const map = around.at(-1);
  if (!map) return undefined;
  if (map.items.length > 1) return removeEntry(editing.source, map, entry);
  const outer = around.at(-2);
  const owner = outer?.items.find(({ value }) => (value as unknown) === map);
  return owner && !isShared(editing.shared, map) ? removeWhole(editing, around.slice(0, -1), owner) : undefined;
}

function mapAt({ source }: Editing, path: DocumentPath): MapNode | undefined {
  const node = placeOf(source, path)?.node;
  return isMap(node) ? (node as unknown as MapNode) : undefined;
}

function deleteTask(editing: Editing, { in: phase, task }: { readonly in: TaskMap; readonly task: string }): Edits {
  const tasks = mapAt(editing, [phase]);
  if (!tasks || !entryOf(tasks, task)) return 'MISSING';
  const edits: TextEdit[] = [];
  for (const { key } of tasks.items) {
    const other = String(valueOf(key));
    if (other === task) continue;
    const freed = dropName(editing, [phase, other], task);
    if (typeof freed === 'string') return freed;
    edits.push(...freed);
  }
  const removed = unsetField(editing, [phase, task]);
  return typeof removed === 'string' ? removed : [...edits, ...removed];
}

/** Out of the lists by which the task names the other one: all of them, or those of some fields. */
function dropName(
  editing: Editing,
  path: DocumentPath,
  name: string,
  isMeant: (field: unknown) => boolean = () => true,
): Edits {
  const edits: TextEdit[] = [];
  for (const { owner, entry, items } of nameLists(placeOf(editing.source, path)?.node ?? null)) {
    const drop = new Set(items.filter((item) => valueOf(item) === name));
    if (drop.size === 0 || !isMeant(valueOf(entry.key))) continue;
    const locked = lockAt(editing, path) ?? lockOfList(editing.shared, entry, drop);
    if (locked) return locked;
    const around = chainTo(editing.source, path, owner);
    const removed = removeItems(editing.source, { entry, drop }, () => removeWhole(editing, around, entry));
    if (!removed) return 'AS_TEXT';
    edits.push(...removed);
  }
  return edits;
}

function lockOfList(shared: ReadonlySet<string>, entry: Entry, drop: ReadonlySet<Node>): EditRefusal | undefined {
  const isLocked = isShared(shared, entry.value) || [...drop].some((item) => anchorOf(item) !== undefined);
  return isLocked ? 'SHARED' : undefined;
}

/** The maps from the root to the one that has the list: a task, or what stands below its `with`. */
function chainTo(source: Source, path: DocumentPath, owner: MapNode): readonly MapNode[] {
  const task = placeOf(source, path);
  const chain = [...(task?.around ?? []), ...(task?.node ? [task.node] : [])] as unknown as MapNode[];
  const fields = placeOf(source, [...path, 'with'])?.node as unknown as MapNode | null | undefined;
  if (chain.at(-1) === owner) return chain;
  return fields === owner ? [...chain, fields] : [owner];
}

interface Ends {
  readonly in: TaskMap;
  readonly from: string;
  readonly to: string;
}

function connect(editing: Editing, { in: phase, from, to }: Ends): Edits {
  const { source } = editing;
  const upstream = mapAt(editing, [phase, from]);
  const target = mapAt(editing, [phase, to]);
  if (!placeOf(source, [phase, from]) || !placeOf(source, [phase, to])) return 'MISSING';
  const locked = lockAt(editing, [phase, to, 'needs']);
  if (locked || !target) return locked ?? 'AS_TEXT';
  const needs = entryOf(target, 'needs');
  if (isSeq(needs?.value) && needs.value.items.some((item) => valueOf(item as Node) === from)) return [];
  const edits = [insertItem(source, target, 'needs', from)];
  if (upstream && valueOf(entryOf(upstream, 'type')?.value) === 'switch') {
    const chosen = choose(editing, [phase, from], to);
    if (typeof chosen === 'string') return chosen;
    edits.push(...chosen);
  }
  return orAsText(allOf(edits));
}

/** A switch names each task behind it: a new one is what it chooses otherwise. */
function choose(editing: Editing, path: DocumentPath, name: string): Edits {
  const { source } = editing;
  const node = placeOf(source, path)?.node ?? null;
  if (
    nameLists(node).some(
      ({ entry, items }) => valueOf(entry.key) !== 'needs' && items.some((item) => valueOf(item) === name),
    )
  )
    return [];
  const locked = lockAt(editing, [...path, 'with', 'otherwise']);
  if (locked) return locked;
  const fields = mapAt(editing, [...path, 'with']);
  return fields
    ? one(insertItem(source, fields, 'otherwise', name))
    : addField(source, [...path, 'with', 'otherwise'], [name]);
}

function disconnect(editing: Editing, { in: phase, from, to }: Ends): Edits {
  const freed = dropName(editing, [phase, to], from, (field) => field === 'needs');
  const upstream = mapAt(editing, [phase, from]);
  const isSwitch = upstream && valueOf(entryOf(upstream, 'type')?.value) === 'switch';
  const unchosen = isSwitch ? dropName(editing, [phase, from], to, (field) => field !== 'needs') : [];
  if (typeof freed === 'string' || typeof unchosen === 'string') return typeof freed === 'string' ? freed : 'AS_TEXT';
  return [...freed, ...unchosen];
}

function renameTask(
  editing: Editing,
  { in: phase, task, name }: { readonly in: TaskMap; readonly task: string; readonly name: string },
): Edits {
  const { source } = editing;
  const tasks = mapAt(editing, [phase]);
  const entry = tasks && entryOf(tasks, task);
  if (!tasks || !entry || !isScalar(entry.key)) return 'MISSING';
  if (task === name) return [];
  if (entryOf(tasks, name)) return 'TAKEN';
  if (anchorOf(entry.key) !== undefined) return 'SHARED';
  return [renameScalar(entry.key as Node, name), ...renamedReferences(source, { tasks, task, name })];
}
