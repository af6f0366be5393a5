import { describe, expect, it } from 'vitest';
import { fillSaid, said } from './said.ts';

describe('a sentence', () => {
  it('is English, and a text with gaps by which others look it up', () => {
    const sentence = said`there is no version ${7} of ${'orders'}`;
    expect(String(sentence)).toBe('there is no version 7 of orders');
    expect(sentence).toEqual({ text: 'there is no version {0} of {1}', values: ['7', 'orders'] });
    expect(fillSaid('{1} 没有版本 {0}', ['7', 'orders'])).toBe('orders 没有版本 7');
  });

  it('says what no store can hold by a sign in its place: NUL, and half of a character', () => {
    expect(said`${'a\0b'} and ${'😀'.slice(0, 1)}, but ${'😀'}`.values).toEqual(['a\uFFFDb', '\uFFFD', '😀']);
  });

  it('may be a part of another', () => {
    expect(JSON.parse(JSON.stringify(said`${said`the body`} ${said`is not a field here`}`))).toEqual({
      text: '{0} {1}',
      values: [
        { text: 'the body', values: [] },
        { text: 'is not a field here', values: [] },
      ],
    });
  });

  it('has what was filled in as it is, also where it looks like a gap', () => {
    expect(String(said`"${'{1}'}" is before ${'x'}`)).toBe('"{1}" is before x');
  });
});
