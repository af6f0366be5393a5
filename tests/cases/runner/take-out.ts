/** The same scenario without its feature. */
import type { Json, JsonObject } from '@carillon/core';

type Mutable = { [key: string]: unknown } | unknown[];

/**
 * @param paths dotted paths from the root of the file: `workflow.tasks.load.rule` is removed,
 *   `{ workflow.tasks.load.rule: always }` put in its place. An item of a list is named by its number from 0, by its
 *   `name`, or by its only key: `script.pause`.
 */
export function takeOut(file: JsonObject, paths: readonly (string | JsonObject)[]): JsonObject {
  const copy = structuredClone(file) as Mutable;
  for (const path of paths) {
    if (typeof path === 'string') change(copy, path, undefined);
    else for (const [one, value] of Object.entries(path)) change(copy, one, value);
  }
  return copy as JsonObject;
}

function change(root: Mutable, path: string, value: Json | undefined): void {
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce<unknown>((at, key) => (isContainer(at) ? child(at, key) : undefined), root);
  if (!isContainer(parent)) throw new Error(`without: there is no ${path}`);
  const key = keyIn(parent, last);
  if (value === undefined && child(parent, last) === undefined) throw new Error(`without: there is no ${path}`);
  if (value !== undefined) (parent as Record<string, unknown>)[key] = value;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

const isContainer = (value: unknown): value is Mutable => typeof value === 'object' && value !== null;
const child = (of: Mutable, key: string): unknown => (of as Record<string, unknown>)[keyIn(of, key)];

function keyIn(of: Mutable, key: string): string {
  if (!Array.isArray(of) || /^\d+$/.test(key)) return key;
  return String(of.findIndex((item) => item === key || nameOf(item) === key));
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const { name } = item as { name?: unknown };
  if (typeof name === 'string') return name;
  const keys = Object.keys(item);
  return keys.length === 1 ? keys[0] : undefined;
}
