/** Two texts as one list of lines: what went, what came, and a little of what stayed. */
import { lineChanges } from './merge-lines.ts';

export interface DiffRow {
  readonly kind: 'same' | 'added' | 'removed' | 'skipped';
  /** Empty where lines are skipped. */
  readonly text: string;
}

/** Lines around a change that are shown with it. */
const AROUND = 2;

/** Empty where the texts are the same but for blank lines at their ends. */
export function diffRows(before: string, after: string): readonly DiffRow[] {
  const old = linesOf(before);
  const rows: DiffRow[] = [];
  const add = (kind: DiffRow['kind'], texts: readonly string[]) => rows.push(...texts.map((text) => ({ kind, text })));
  let at = 0; // line of the text before that comes next
  for (const { from, to, lines } of lineChanges(old, linesOf(after))) {
    // What stays below the change before, and above this one.
    const below = rows.length === 0 ? at : Math.min(from, at + AROUND);
    const above = Math.max(below, from - AROUND);
    add('same', old.slice(at, below));
    if (above > below && rows.length > 0) add('skipped', ['']);
    add('same', old.slice(above, from));
    add('removed', old.slice(from, to));
    add('added', lines);
    at = to;
  }
  if (rows.length > 0) add('same', old.slice(at, at + AROUND));
  return rows;
}

const linesOf = (text: string): readonly string[] => (text.trimEnd() === '' ? [] : text.trimEnd().split('\n'));
