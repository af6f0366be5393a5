/** The words of antd's own parts: those of the language that is read, loaded with it. */
import type { ConfigProviderProps } from 'antd';
import type { Language } from './languages.ts';

type Locale = NonNullable<ConfigProviderProps['locale']>;

const LOADERS: Readonly<Record<Language, () => Promise<{ readonly default: Locale }>>> = {
  en: () => import('antd/locale/en_US'),
  'zh-CN': () => import('antd/locale/zh_CN'),
};
const loaded = new Map<string, Locale>();

export async function loadAntdLocale(language: Language): Promise<void> {
  if (!loaded.has(language)) loaded.set(language, (await LOADERS[language]()).default);
}

/** For its provider; nothing of a language that is not loaded. */
export function antdLocale(language: string): { readonly locale?: Locale } {
  const locale = loaded.get(language);
  return locale ? { locale } : {};
}
