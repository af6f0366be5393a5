import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../../tests/property-seed.ts';
import { findInLog, type LogQuery } from './find-in-log.ts';

const at = '2026-11-20T01:12:03.123Z';
const chunk = (...lines: string[]): string => lines.map((line) => `${at} o ${line}\n`).join('');
const find = (query: LogQuery, text: string, before = 0) => findInLog(query)?.(text, before);
const words = (text: string): LogQuery => ({ text, isPattern: false });
const pattern = (text: string): LogQuery => ({ text, isPattern: true });

describe('words in a log', () => {
  it('are found in each line once, whatever their case, with its number in the whole log', () => {
    const text = chunk('open dwh-3', 'Connection REFUSED, refused again', '', 'retry', 'connection refused');
    expect(find(words('refused'), text, 100)).toEqual([
      { line: 102, text: 'Connection REFUSED, refused again' },
      { line: 105, text: 'connection refused' },
    ]);
  });

  it('are not found in the time before a line', () => {
    expect(find(words('2026-11'), chunk('a line'))).toEqual([]);
    expect(find(words('o a'), chunk('a line'))).toEqual([]);
  });

  it('are found across colours', () => {
    expect(find(words('refused'), chunk('re\u001b[31mfused\u001b[0m!'))).toEqual([{ line: 1, text: 'refused!' }]);
  });

  it('keep their place where a letter has another length in lower case', () => {
    expect(find(words('found'), chunk('İİİİ', 'İİ', 'found'))).toEqual([{ line: 3, text: 'found' }]);
  });

  it('are cut where a line is very long', () => {
    expect(find(words('x'), chunk('x'.repeat(5_000)))?.[0]?.text).toHaveLength(500);
  });
});

describe('patterns in a log', () => {
  it('are of lines, and mind case unless they say otherwise', () => {
    const text = chunk('ERROR 12', 'no error', 'x ERROR');
    expect(find(pattern('^ERROR \\d+$'), text)?.map(({ line }) => line)).toEqual([1]);
    expect(find(pattern('error'), text)?.map(({ line }) => line)).toEqual([2]);
    expect(find(pattern('(?i)error'), text)?.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('find each line once where they match nothing at all', () => {
    expect(find(pattern('q*'), chunk('a', '', 'b'))?.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('are refused where they are none, or may cost too much', () => {
    expect(find(pattern('('), '')).toBeUndefined();
    expect(find(pattern('(a)\\1'), '')).toBeUndefined();
    expect(find(pattern('(x{100}){9}'), '')).toBeUndefined();
    expect(find(pattern('(a+)+$'), chunk(`${'a'.repeat(60_000)}b`))).toEqual([]);
  });
});

describe('a search', () => {
  it('finds what a walk line by line finds', () => {
    const letter = fc.constantFrom('a', 'b', 'B', ' ');
    const line = fc.array(letter, { maxLength: 6 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.string({ unit: letter, minLength: 1, maxLength: 2 }),
        (lines, wanted) => {
          const expected = lines.flatMap((text, n) =>
            text.toLowerCase().includes(wanted.toLowerCase()) ? [{ line: n + 1, text }] : [],
          );
          expect(find(words(wanted), chunk(...lines))).toEqual(expected);
          const minding = lines.flatMap((text, n) => (text.includes(wanted) ? [{ line: n + 1, text }] : []));
          expect(find(pattern(wanted), chunk(...lines))).toEqual(minding);
        },
      ),
    );
  });
});
