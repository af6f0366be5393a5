import { describe, expect, it } from 'vitest';
import { displayWidth, padEnd, truncate } from './display-width.ts';
import { createLineCutter } from './lines.ts';

describe('the width of text', () => {
  it('counts columns, not characters', () => {
    expect(['abc', '补数', 'é', 'e\u0301', '✓'].map(displayWidth)).toEqual([3, 4, 1, 1, 1]);
    expect(padEnd('补数', 6)).toBe('补数  ');
    expect(truncate('补数实例', 5)).toBe('补数…');
    expect(truncate('abc', 3)).toBe('abc');
    expect(truncate('abc', 0)).toBe('');
  });
});

describe('cutting lines', () => {
  it('finds the same lines wherever the pieces are cut', () => {
    const text = 'one\r\ntwo\nthree\rfour\n\nlast';
    for (let at = 0; at <= text.length; at++) {
      const cutter = createLineCutter();
      const lines = [...cutter.push(text.slice(0, at)), ...cutter.push(text.slice(at)), ...cutter.rest()];
      expect(lines, `cut at ${at}`).toEqual(['one', 'two', 'three', 'four', '', 'last']);
    }
  });
});
