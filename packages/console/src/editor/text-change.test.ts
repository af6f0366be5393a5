import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf } from './text-change.ts';

describe('the change from one text to another', () => {
  it('is of the place alone that differs', () => {
    expect(changeOf('one\ntwo\nthree', 'one\n2\nthree')).toEqual({ from: 4, to: 7, insert: '2' });
    expect(changeOf('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' });
  });

  it('gives the other text, of any two', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { from, to, insert } = changeOf(before, after);
        expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
      }),
    );
  });
});
