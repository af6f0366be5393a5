/** Languages. Each is a chunk of its own, so a reader loads one. */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { loadAntdLocale } from './antd-locale.ts';
import type { Messages } from './en.ts';
import { type Language, LANGUAGES } from './languages.ts';
import { SAID } from './use-said.ts';

const KEY = 'carillon.language';
const LOADERS: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => (await import('./en.ts')).en,
  'zh-CN': async () => (await import('./zh-cn.ts')).zhCn,
};

const isLanguage = (text: string | null): text is Language => text !== null && Object.hasOwn(LANGUAGES, text);

function preferredLanguage(): Language {
  const stored = localStorage.getItem(KEY);
  if (isLanguage(stored)) return stored;
  return navigator.languages.some((each) => each.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en';
}

/** Servers speak English: other languages have a table of what they say. */
const SAID_LOADERS: Readonly<Partial<Record<Language, () => Promise<Readonly<Record<string, string>>>>>> = {
  'zh-CN': async () => (await import('./zh-cn/all-said.ts')).allSaidZhCn,
};

async function load(language: Language): Promise<void> {
  const add = async (namespace: string, words: () => Promise<object> | undefined): Promise<void> => {
    if (!i18next.hasResourceBundle(language, namespace))
      i18next.addResourceBundle(language, namespace, (await words()) ?? {});
  };
  // At once: each is a chunk of its own, and nothing is drawn before all are there.
  await Promise.all([
    loadAntdLocale(language),
    add('translation', LOADERS[language]),
    add(SAID, () => SAID_LOADERS[language]?.()),
  ]);
  document.documentElement.lang = language;
}

export async function setUpLanguage(): Promise<i18n> {
  const language = preferredLanguage();
  // React escapes what it draws, so i18next must not do it a second time.
  await i18next
    .use(initReactI18next)
    .init({ lng: language, fallbackLng: false, interpolation: { escapeValue: false }, resources: {} });
  await load(language);
  await i18next.changeLanguage(language);
  return i18next;
}

export async function chooseLanguage(language: Language): Promise<void> {
  await load(language);
  localStorage.setItem(KEY, language);
  await i18next.changeLanguage(language);
}
