import { describe, expect, it } from 'vitest';
import {
  appendLog,
  EMPTY_LOG,
  firstErrorIndex,
  indexOfLine,
  lineHash,
  linesIn,
  linesOf,
  parseLineHash,
  searchLines,
  stretched,
} from './log-lines.ts';

const AT = '2026-11-21T05:00:00.123Z';

describe('appendLog', () => {
  it('joins a line that was cut between two slices', () => {
    const log = appendLog(appendLog(EMPTY_LOG, `${AT} o one\n${AT} e tw`), `o\n`);
    expect(linesOf(log).map(({ number, stream, text }) => [number, stream, text])).toEqual([
      [1, 'out', 'one'],
      [2, 'err', 'two'],
    ]);
    expect(log.lines[0]?.at).toEqual(new Date(AT));
  });

  it('counts from the line that is the first one here', () => {
    const log = appendLog({ ...EMPTY_LOG, first: 1_000 }, 'one\ntwo\nthr');
    expect(linesOf(log).map(({ number }) => number)).toEqual([1_000, 1_001, 1_002]);
  });

  it('shows an unfinished last line and text that is no log line', () => {
    const lines = linesOf(appendLog(EMPTY_LOG, `plain\n${AT} s hal`));
    expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
      ['out', 'plain'],
      ['system', 'hal'],
    ]);
  });
});

describe('firstErrorIndex', () => {
  const lines = (...texts: string[]) => linesOf(appendLog(EMPTY_LOG, texts.map((text) => `${AT} ${text}\n`).join('')));

  it('finds the word before the stream, and the stream before the end', () => {
    expect(firstErrorIndex(lines('o start', 'e warning', 'o ERROR: no such table', 'o end'))).toBe(2);
    expect(firstErrorIndex(lines('o start', 'o \u001b[31;1mERROR\u001b[0m refused', 'o end'))).toBe(1);
    expect(firstErrorIndex(lines('o start', 'e odd', 'o end'))).toBe(1);
    expect(firstErrorIndex(lines('o start', 's exit 1'))).toBe(1);
  });
});

describe('the lines of some streams', () => {
  const texts = ['o one', 's started', 'e odd', 'o two', 'e worse', 's exit 1'];
  const lines = linesOf(appendLog({ ...EMPTY_LOG, first: 100 }, texts.map((text) => `${AT} ${text}\n`).join('')));
  const numbers = (choice: Parameters<typeof linesIn>[1]) => linesIn(lines, choice).map(({ number }) => number);

  it('stay in the order in which they were written, and keep their numbers', () => {
    expect(numbers('own')).toEqual([100, 102, 103, 104]);
    expect(numbers('err')).toEqual([102, 104]);
    expect(numbers('system')).toEqual([101, 105]);
    expect(linesIn(lines, undefined)).toBe(lines);
  });

  it('are found by their number, or the next that is there', () => {
    const errors = linesIn(lines, 'err');
    expect([99, 102, 103, 104, 105].map((number) => indexOfLine(errors, number))).toEqual([0, 0, 1, 1, 2]);
  });
});

describe('permalinks and search', () => {
  it('reads one line or a range', () => {
    expect(parseLineHash('#L12')).toEqual({ from: 12, to: 12 });
    expect(parseLineHash('L12-20')).toEqual({ from: 12, to: 20 });
    expect(parseLineHash('#other')).toBeUndefined();
  });

  it('name one line, or those between the first that was chosen and another', () => {
    const one = { from: 12, to: 12 };
    expect([lineHash(one), lineHash(stretched(one, 20)), lineHash(stretched(one, 7))]).toEqual([
      '#L12',
      '#L12-20',
      '#L7-12',
    ]);
    expect(parseLineHash(lineHash(stretched(one, 20)))).toEqual({ from: 12, to: 20 });
  });

  it('finds lines whatever their case', () => {
    const lines = linesOf(appendLog(EMPTY_LOG, 'Alpha\nbeta\nALPHA two\n'));
    expect(searchLines(lines, 'alpha')).toEqual([0, 2]);
    expect(searchLines(lines, '')).toEqual([]);
  });
});
