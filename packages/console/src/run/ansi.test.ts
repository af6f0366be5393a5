import { describe, expect, it } from 'vitest';
import { parseAnsi, plainText } from './ansi.ts';

const ESC = '\u001b';

describe('parseAnsi', () => {
  it('keeps the colours and weights of SGR', () => {
    expect(parseAnsi(`a${ESC}[31;1mred${ESC}[22m thin${ESC}[0m end`)).toEqual([
      { text: 'a' },
      { text: 'red', color: 1, bold: true },
      { text: ' thin', color: 1 },
      { text: ' end' },
    ]);
    expect(parseAnsi(`${ESC}[95mx`)).toEqual([{ text: 'x', color: 13 }]);
  });

  it('reads 256 and RGB colours and goes on after them', () => {
    expect(parseAnsi(`${ESC}[38;5;196;1mx`)).toEqual([{ text: 'x', color: 'rgb(255 0 0)', bold: true }]);
    expect(parseAnsi(`${ESC}[38;2;1;2;999mx`)).toEqual([{ text: 'x', color: 'rgb(1 2 255)' }]);
    expect(parseAnsi(`${ESC}[48;5;196mx`)).toEqual([{ text: 'x' }]);
  });

  it.each([
    ['a title', `${ESC}]0;pwned\u0007ok`],
    ['a hyperlink', `${ESC}]8;;https://evil.example${ESC}\\ok${ESC}]8;;${ESC}\\`],
    ['the clipboard', `${ESC}]52;c;cm0gLXJm\u0007ok`],
    ['a device string', `${ESC}Pq#0${ESC}\\ok`],
    ['an 8-bit string', '\u009d0;x\u009cok'],
    ['a cursor move', `${ESC}[2J${ESC}[1;1Hok`],
    ['an 8-bit CSI', '\u009b2Jok'],
    ['other controls', 'o\u0000\u0008k\u007f\u0085'],
    ['a lone escape', `ok${ESC}`],
    ['a string that never ends', `ok${ESC}]0;rest`],
  ])('drops %s', (_name, line) => {
    expect(parseAnsi(line)).toEqual([{ text: 'ok' }]);
    expect(plainText(line)).toBe('ok');
  });

  it('writes out what would reorder or overwrite text', () => {
    expect(parseAnsi('abc\u202edef\rx')).toEqual([{ text: 'abc␣U+202Edef␍x' }]);
  });

  it('links http and https only, without the punctuation that follows', () => {
    expect(parseAnsi('see https://a.example/x?y=1. javascript:alert(1)')).toEqual([
      { text: 'see ' },
      { text: 'https://a.example/x?y=1', href: 'https://a.example/x?y=1' },
      { text: '. javascript:alert(1)' },
    ]);
  });
});
