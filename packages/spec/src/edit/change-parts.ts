/** What the sentence of a change is made with: what it is of, and from what to what, each short enough for a line. */
import type { Json } from '@carillon/core';
import type { Change } from './changes.ts';
import { writeFlow } from './write-value.ts';

const LONGEST = 60;
const TASK_MAPS = new Set(['tasks', 'onFailure', 'finally']);

export interface ChangeParts {
  /** A task as a whole, a field of one, or anything else of the document. */
  readonly of: 'task' | 'field' | 'other';
  readonly name: string;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export function changeParts({ path, before, after }: Change): ChangeParts {
  const [map = '', name = '', ...rest] = path;
  const values = { before: short(before), after: short(after) };
  if (!TASK_MAPS.has(map) || name === '') return { of: 'other', name: '', field: path.join('.'), ...values };
  return { of: rest.length === 0 ? 'task' : 'field', name, field: rest.join('.'), ...values };
}

function short(value: Json | undefined): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : writeFlow(value, { json: false });
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
