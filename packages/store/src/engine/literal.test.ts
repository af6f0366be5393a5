import { expect, it } from 'vitest';
import { plain, quoted } from './literal.ts';

it('writes arrays as the literals that PostgreSQL reads', () => {
  expect(plain([1, undefined, true, 'a'])).toBe('{1,NULL,true,a}');
  expect(quoted([])).toBe('{}');
  expect(quoted([undefined, 'NULL', '{"a":"\\n"}'])).toBe(String.raw`{NULL,"NULL","{\"a\":\"\\n\"}"}`);
});

it('writes a value again where others or none stand between', () => {
  expect(quoted(['"', '"', undefined, undefined, '"', 'a', '', 'a'])).toBe(
    String.raw`{"\"","\"",NULL,NULL,"\"","a","","a"}`,
  );
});
