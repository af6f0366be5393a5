import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRows } from './diff-rows.ts';

const MARKS = { same: ' ', added: '+', removed: '-', skipped: '@' } as const;
const shown = (before: string, after: string): string =>
  diffRows(before, after)
    .map(({ kind, text }) => MARKS[kind] + text)
    .join('\n');
const numbered = (count: number): string[] => Array.from({ length: count }, (_, no) => `line ${no + 1}`);

describe('rows of a difference', () => {
  it('show what changed with the two lines around it', () => {
    const lines = numbered(12);
    const after = lines.with(4, 'other').toSpliced(10, 1).join('\n');
    expect(shown(lines.join('\n'), after)).toBe(
      [
        ' line 3',
        ' line 4',
        '-line 5',
        '+other',
        ' line 6',
        ' line 7',
        '@',
        ' line 9',
        ' line 10',
        '-line 11',
        ' line 12',
      ].join('\n'),
    );
  });

  it('skip nothing between changes that are close', () => {
    const lines = numbered(6);
    expect(shown(lines.join('\n'), lines.with(0, 'a').with(5, 'z').join('\n'))).toBe(
      ['-line 1', '+a', ' line 2', ' line 3', ' line 4', ' line 5', '-line 6', '+z'].join('\n'),
    );
  });

  it('are none of the same text, and all of a new one', () => {
    expect(diffRows('a\nb\n', 'a\nb')).toEqual([]);
    expect(shown('', 'a\nb\n')).toBe('+a\n+b');
    expect(shown('a\n', '')).toBe('-a');
  });

  it('hold every line that came or went', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const rows = diffRows(before.join('\n'), after.join('\n'));
        const count = (...kinds: string[]) => rows.filter(({ kind }) => kinds.includes(kind)).length;
        expect(count('added') - count('removed')).toBe(after.length - before.length);
        if (count('skipped') === 0) {
          const [kept, told] = [new Set<string>(before), rows.filter(({ kind }) => kind === 'same')];
          expect(told.every((row) => kept.has(row.text))).toBe(true);
        }
      }),
    );
  });
});
