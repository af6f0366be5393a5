import { describe, expect, it } from 'vitest';
import { storableJson } from './reported-json.ts';

describe('JSON that workers report', () => {
  it('is kept as it is where the store can keep it', () => {
    const text = String.raw`{ "said": "\\u0000 \ud83d\ude00 \u00e9" }`;
    expect(JSON.parse(storableJson(text) ?? '')).toEqual({ said: '\\u0000 😀 é' });
    expect(storableJson('{ "n": 1 }')).toBe('{"n":1}');
  });

  it('has null for numbers beyond all bounds', () => {
    expect(storableJson('{"n":1e999999}')).toBe('{"n":null}');
  });

  it('is refused when it is nested deeper than the store’s parser goes', () => {
    expect(storableJson(`${'['.repeat(150)}1${']'.repeat(150)}`)).toBeDefined();
    expect(storableJson(`${'['.repeat(50_000)}1${']'.repeat(50_000)}`)).toBeUndefined();
  });

  it('has U+FFFD for what the store refuses, in names too', () => {
    expect(storableJson(String.raw`{"a\u0000":["\ud800","b\udc00\u0000"]}`)).toBe(
      '{"a\ufffd":["\ufffd","b\ufffd\ufffd"]}',
    );
  });

  it('is told from what is no JSON', () => {
    expect(storableJson('{not json')).toBeUndefined();
  });
});
