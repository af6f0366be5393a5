import { expect, it } from 'vitest';
import { languageOf } from './language.ts';

it.each([
  [{}, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LANG: 'zh' }, 'zh-CN'],
  [{ LANG: 'zha_XX' }, 'en'],
  [{ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'en_US.UTF-8' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_ALL: '', LC_MESSAGES: 'zh_CN' }, 'zh-CN'],
  [{ LC_ALL: 'C', LC_MESSAGES: 'zh_CN' }, 'en'],
] as const)('with %j it is %s', (env, language) => {
  expect(languageOf(env)).toBe(language);
});
