import { expect, it } from 'vitest';
import { fieldsOfType, TYPE_NAMES } from './task-forms.ts';

/** Texts without a word: `task/artifact-name`, an expression. */
const WORD = /[A-Za-z]{3,} [a-z]/;
const HAN = /\p{Script=Han}/u;

it('has Chinese words for every task type and each of its fields', () => {
  const english = TYPE_NAMES.flatMap((type) => {
    const { title, fields } = fieldsOfType(type, 'zh-CN');
    const texts = [title, ...fields.map(({ param }) => param.description ?? '')];
    return texts.filter((text) => WORD.test(text) && !HAN.test(text)).map((text) => `${type}: ${text}`);
  });
  expect(TYPE_NAMES.length).toBeGreaterThan(10);
  expect(english).toEqual([]);
});
