/** What a document says that another one did not: for sentences, so the order of fields and all layout are ignored. */
import { canonicalJson, type Json, type JsonObject } from '@carillon/core';
import { isObject } from '../schema/check-schema.ts';

export interface Change {
  readonly change: 'added' | 'removed' | 'changed';
  readonly path: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
}

/** Maps whose entries are told as a whole when they come or go: a task, a parameter, a schedule. */
const NAMED = new Set(['tasks', 'onFailure', 'finally', 'params', 'schedules', 'triggers', 'outputs', 'env']);

export function changesBetween(before: Json | undefined, after: Json | undefined): readonly Change[] {
  return [...compare(before, after, [])];
}

function* compare(before: Json | undefined, after: Json | undefined, path: readonly string[]): Generator<Change> {
  const isMap = isObject(before) || isObject(after);
  const isWhole = path.length > 0 && (before === undefined || after === undefined) && !isNamedMap(path);
  if (isMap && !isWhole && isMapOrNothing(before) && isMapOrNothing(after)) {
    const [old, now] = [(before ?? {}) as JsonObject, (after ?? {}) as JsonObject];
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)]))
      yield* compare(own(old, name), own(now, name), [...path, name]);
  } else if (before === undefined && after !== undefined) yield { change: 'added', path, after };
  else if (after === undefined && before !== undefined) yield { change: 'removed', path, before };
  else if (before !== undefined && after !== undefined && canonicalJson(before) !== canonicalJson(after))
    yield { change: 'changed', path, before, after };
}

const isNamedMap = (path: readonly string[]): boolean => path.length === 1 && NAMED.has(path[0] ?? '');
const isMapOrNothing = (value: Json | undefined): boolean => value === undefined || isObject(value);
const own = (map: JsonObject, name: string): Json | undefined => (Object.hasOwn(map, name) ? map[name] : undefined);
