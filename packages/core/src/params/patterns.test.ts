import { describe, expect, it } from 'vitest';
import { compileExpression } from './compiled-expression.ts';
import { patternSize, searchPattern } from './patterns.ts';

const text = `b${'a'.repeat(256 * 1024)}`;

describe('patterns', () => {
  it('are found anywhere unless they are anchored', () => {
    expect(searchPattern('2025-11-20', '-11-')).toBe('found');
    expect(searchPattern('2025-11-20', '^11')).toBe('missing');
  });
  it('are RE2', () => {
    expect(searchPattern('aa', '(a)\\1')).toBe('no_pattern');
    expect(searchPattern('aa', '(?=a)')).toBe('no_pattern');
    expect(searchPattern(`${text}c`, '(a+)+$')).toBe('missing');
  });
  it('are bounded in size, and with the text in work', () => {
    expect(patternSize('((a{1,10}){1,10}){1,30}')).toBeUndefined();
    expect(searchPattern(text, '(a{1,1000})b')).toBe('too_costly');
    expect(searchPattern(text, '^[a-z]+$')).toBe('found');
  });
  it('count as steps of an expression', () => {
    const re = (source: string) => () =>
      compileExpression(source).evaluate({ params: { text, short: ['a', 'b'], pattern: '^a$' } });
    expect(re('re(params.text, "(a{1,1000})b")')).toThrow('needs more than');
    expect(re('range(100).all(i, re("a", string(i) + params.pattern))')).toThrow('needs more than');
    expect(re('params.short.filter(x, re(x, params.pattern))')()).toEqual(['a']);
  });
});
