import { describe, expect, it } from 'vitest';
import { logText, plainText } from './safe-text.ts';

describe('text for a terminal', () => {
  it('loses whatever could steer it', () => {
    const hostile: Readonly<Record<string, string>> = {
      'a\x1b]0;title\x07b': 'ab',
      'a\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\b': 'alinkb',
      'a\x1b]52;c;ZXZpbA==': 'a',
      'a\x1bPq#0\x1b\\b': 'ab',
      'a\x1b[2J\x1b[1;1Hb': 'ab',
      'a\x9b31mb': 'ab',
      'a\x1b(0b\x1b7c': 'abc',
      'a\x00\x07\x08\x7fb': 'ab',
      'a\u202eb': 'a␣U+202Eb',
      'a\tb\nc': 'a\tb\nc',
    };
    for (const [text, safe] of Object.entries(hostile)) expect(plainText(text), JSON.stringify(text)).toBe(safe);
  });

  it('keeps colours in logs, ended with the line', () => {
    expect(logText('\x1b[1;31mred\x1b[2Kdone')).toBe('\x1b[1;31mreddone\x1b[0m');
    expect(logText('plain')).toBe('plain');
    expect(logText('\ue0001m\ue001')).toBe('1m');
  });

  it('leaves nothing behind that a second look would find', () => {
    expect(plainText('\x1b\x1b[31m[31mx')).not.toContain('\x1b');
    expect(logText('\x1b]0;a\x1b[31m\x07b')).not.toMatch(/\x1b\]/);
  });
});
