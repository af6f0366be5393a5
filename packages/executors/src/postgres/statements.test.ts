import { describe, expect, it } from 'vitest';
import { parseStatements } from './statements.ts';

const texts = (sql: string, bind = {}) => parseStatements(sql, bind).map(({ text }) => text);

describe('SQL statements', () => {
  it('binds names by number, the same name once', () => {
    expect(parseStatements('select :a, :b, :a', { a: 1, b: 'x' })).toEqual([
      { text: 'select $1, $2, $1', values: [1, 'x'], verb: 'select' },
    ]);
  });

  it('leaves strings, names, comments, dollar quotes and casts alone', () => {
    const sql = `select ':a', E'it\\'s :a', ":a", x::text, $$ :a; $$, $q$ :a $$ ; $q$ -- :a ;\n /* :a /* ; */ :a */ , :a`;
    expect(texts(sql, { a: 1 })).toEqual([sql.replace(/:a$/, '$1')]);
  });

  it('cuts at semicolons, drops what is empty, and numbers each statement by itself', () => {
    expect(
      parseStatements("delete from t where d = :d; ;insert into t values (';', :d);-- end", { d: 1 }).map(
        ({ text, verb }) => [verb, text],
      ),
    ).toEqual([
      ['delete', 'delete from t where d = $1'],
      ['insert', "insert into t values (';', $1)"],
    ]);
  });

  it.each([
    ['select :day', {}, ':day has no value in bind (nothing is given)'],
    ['select 1', { day: 1 }, 'bind: day is given but never used as :day'],
    ["select 'x", {}, 'the string that begins at line 1, column 8 has no end'],
    ['select 1\n/* x', {}, 'the comment that begins at line 2, column 1 has no end'],
    ['do $x$ begin', {}, 'the text that begins with $x$ at line 1, column 4 has no end'],
  ])('refuses %j', (sql, bind, message) => expect(() => parseStatements(sql, bind)).toThrow(message));
});
