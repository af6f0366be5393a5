/** Words that a page should have had in another language: keys without a text, texts of the other catalogue, sentences of the server. */
import { en } from '../../packages/console/src/i18n/en.ts';
import { LANGUAGES } from '../../packages/console/src/i18n/languages.ts';
import { zhCn } from '../../packages/console/src/i18n/zh-cn.ts';

interface Tree {
  readonly [key: string]: string | Tree;
}

const HAN = /\p{Script=Han}/u;
/** Five words or more; less than that are names. */
const SENTENCE = /^[A-Z][a-z’'-]+(?: [\w,;:’'-]+){4,}/;

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flatten(value, `${prefix}${key}.`),
  );
}

const ENGLISH = new Map(flatten(en));
const CHINESE = new Map(flatten(zhCn));
const KEYS = new Set(ENGLISH.keys());
/** English texts that are others in Chinese: names such as `HTTP` are the same in both. */
const ENGLISH_ONLY = new Set(
  [...ENGLISH]
    .filter(([key, text]) => HAN.test(CHINESE.get(key) ?? '') && !/^[a-z]+$/.test(text))
    .map(([, text]) => text),
);

/** Languages are called what their speakers call them. */
const LANGUAGE_NAMES: ReadonlySet<string> = new Set(Object.values(LANGUAGES));

/** `written` are the texts of the documents, which are in the language of who wrote them. */
export function untranslated(language: string, texts: readonly string[], written: string): readonly string[] {
  return texts.filter((text) => {
    if (text === '' || written.includes(text) || LANGUAGE_NAMES.has(text)) return false;
    if (KEYS.has(text)) return true;
    return language === 'en' ? HAN.test(text) : ENGLISH_ONLY.has(text) || SENTENCE.test(text);
  });
}
