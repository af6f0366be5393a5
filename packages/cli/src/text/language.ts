/** The language of those in front of the terminal, as their shell says it. Scripts read none of what depends on it. */
export type Language = 'en' | 'zh-CN';

/** The first of the variables that says anything, as POSIX has it. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh(?:$|[_.@-])/i.test(locale) ? 'zh-CN' : 'en';
}
