import '../../../../tests/property-seed.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineChanges, mergeByHand, mergeTexts } from './merge-lines.ts';

const lines = fc.array(fc.constantFrom<string>('a', 'b', 'c', ''), { maxLength: 12 });

describe('the changes of lines', () => {
  it('lead from one text to the other', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const made = [...before];
        for (const { from, to, lines: inserted } of [...lineChanges(before, after)].reverse())
          made.splice(from, to - from, ...inserted);
        expect(made).toEqual(after);
      }),
      { numRuns: 300 },
    );
  });
});

describe('merging two texts', () => {
  it('is what one wrote where the other wrote nothing, or the same', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const [old, now] = [before.join('\n'), after.join('\n')];
        expect(mergeTexts(old, now, old)).toBe(now);
        expect(mergeTexts(old, old, now)).toBe(now);
        expect(mergeTexts(old, now, now)).toBe(now);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps both where they are apart, and decides nothing where they are not', () => {
    expect(mergeTexts('a\nb\nc\nd', 'A\nb\nc\nd', 'a\nb\nc\nD')).toBe('A\nb\nc\nD');
    expect(mergeTexts('a\nb\nc', 'a\nx\nc', 'a\ny\nc')).toBeUndefined();
    expect(mergeTexts('a\nb', 'a\nx\nb', 'a\ny\nb')).toBeUndefined();
  });

  it('by hand shows both where they clash, and is the merged text where they do not', () => {
    const names = { ours: 'mine', theirs: 'zhao' };
    expect(mergeByHand('a\nb\nc\nd\ne', 'A\nb\nx\nd\ne', 'a\nb\ny\nd\ne', names)).toBe(
      'A\nb\n<<<<<<< mine\nx\n=======\ny\n>>>>>>> zhao\nd\ne',
    );
    fc.assert(
      fc.property(lines, lines, lines, (before, ours, theirs) => {
        const texts = [before, ours, theirs].map((one) => one.join('\n')) as [string, string, string];
        const merged = mergeTexts(...texts);
        const byHand = mergeByHand(...texts, names);
        // It clashes exactly where the merge decides nothing.
        expect(byHand.includes('<<<<<<< mine')).toBe(merged === undefined);
        if (merged !== undefined) expect(byHand).toBe(merged);
      }),
      { numRuns: 300 },
    );
  });
});
