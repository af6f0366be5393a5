/** A change of a document in words: what it is of, and from what to what. */
import type { Json } from '@carillon/core';
import type { Change } from '@carillon/spec/edit';

const LONGEST = 60;

export interface Sentence {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
}

export function sentenceOf({ change, path, before, after }: Change): Sentence {
  const [map = '', name, ...rest] = path;
  const values = { before: short(before), after: short(after) };
  const isTask = map === 'tasks' || map === 'onFailure' || map === 'finally';
  if (isTask && name !== undefined && rest.length === 0)
    return { key: `editor.change_task_${change}`, values: { ...values, name } };
  if (isTask && name !== undefined)
    return { key: `editor.change_field_${change}`, values: { ...values, name, field: rest.join('.') } };
  return { key: `editor.change_other_${change}`, values: { ...values, field: path.join('.') } };
}

function short(value: Json | undefined): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
