import { StringStream } from '@codemirror/language';
import { describe, expect, it } from 'vitest';
import { scriptParser } from './script-language.ts';

/** What is told apart in a script, as `kind text`. */
function told(type: string, script: string): readonly string[] {
  const parser = scriptParser(type);
  const state = parser?.startState?.(2);
  if (!parser || !state) return [];
  return script.split('\n').flatMap((line) => {
    const stream = new StringStream(line, 2, 2);
    const found: string[] = [];
    while (!stream.eol()) {
      stream.start = stream.pos;
      const kind = parser.token(stream, state);
      if (kind !== null) found.push(`${kind} ${stream.current()}`);
    }
    return found;
  });
}

describe('the language of a script', () => {
  it('tells comments, texts, variables and words of a shell apart', () => {
    expect(told('shell', 'for f in "$DIR"/*; do # each\n  echo ${f} 12\ndone')).toEqual([
      'keyword for',
      'keyword in',
      'string "$DIR"',
      'keyword do',
      'comment # each',
      'keyword echo',
      'labelName ${f}',
      'number 12',
      'keyword done',
    ]);
  });

  it('carries a text over lines where the language does, and ends it where it does not', () => {
    expect(told('python', 'x = """a\nif b"""\nif "open')).toEqual([
      'string """a',
      'string if b"""',
      'keyword if',
      'string "open',
    ]);
    expect(told('python', 'x = "open\nreturn')).toEqual(['string "open', 'keyword return']);
  });

  it('knows words of SQL in any case', () => {
    expect(told('sql', "SELECT * FROM t WHERE day = :day -- of '26")).toEqual([
      'keyword SELECT',
      'keyword FROM',
      'keyword WHERE',
      'labelName :day',
      "comment -- of '26",
    ]);
  });

  it('leaves other texts as they are', () => {
    expect(scriptParser('http')).toBeUndefined();
    expect(scriptParser('toString')).toBeUndefined();
  });
});
