/** A mutant that replaces nothing would be found sound for the wrong reason. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Edit, MUTANTS, ROOT } from './mutants.ts';

const EDITS = Object.entries(MUTANTS).flatMap(([name, { edits }]) =>
  edits.map((edit: Edit) => [name, edit.file, edit] as const),
);

describe('what a mutant replaces', () => {
  it.each(EDITS)('%s: stands once in %s', async (_name, _file, { file, from }) => {
    const text = await readFile(path.join(ROOT, file), 'utf8');
    expect(text.split(from)).toHaveLength(2);
  });

  it('is something in each', () => {
    for (const mutant of Object.values(MUTANTS))
      expect(mutant.edits.length + ('statements' in mutant ? mutant.statements.length : 0)).toBeGreaterThan(0);
  });
});
