import { describe, expect, it } from 'vitest';
import { displayWidth, padEnd, truncate } from './display-width.ts';
import { createLineCutter } from './lines.ts';
import { parseLogLine } from './log-line.ts';

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
    const text = 'one\ntwo\n\nlast';
    for (let at = 0; at <= text.length; at++) {
      const cutter = createLineCutter();
      const lines = [...cutter.push(text.slice(0, at)), ...cutter.push(text.slice(at)), ...cutter.rest()];
      expect(lines, `cut at ${at}`).toEqual(['one', 'two', '', 'last']);
    }
  });
});

describe('a stored log line', () => {
  it('is time, stream and text', () => {
    expect(parseLogLine('2026-11-21T06:28:15.884Z e oh no')).toEqual({
      at: '2026-11-21T06:28:15.884Z',
      stream: 'err',
      text: 'oh no',
    });
    expect(parseLogLine('2026-11-21T06:28:15.884Z s')).toMatchObject({ stream: 'system', text: '' });
    expect(parseLogLine('just text')).toEqual({ at: undefined, stream: 'out', text: 'just text' });
  });

  it('shows of a progress bar what a terminal would', () => {
    expect(parseLogLine('2026-11-21T06:28:15.884Z o 10%\r20%\r100%\r').text).toBe('100%');
  });
});
