/** Cron in words, loaded when the first expression is on a page. */
import cronstrue from 'cronstrue';
import 'cronstrue/locales/zh_CN';

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const LOCALES: Readonly<Record<string, string>> = { 'zh-CN': 'zh_CN' };

/** Undefined for what the library cannot tell; the expression itself always stands beside. */
export function cronWords(cron: string, language: string, quartz: boolean): string | undefined {
  const expression = Object.hasOwn(NICKNAMES, cron.trim()) ? (NICKNAMES[cron.trim()] as string) : cron;
  try {
    const text = cronstrue.toString(expression, {
      locale: LOCALES[language] ?? 'en',
      use24HourTimeFormat: true,
      dayOfWeekStartIndexZero: !quartz,
    });
    return language === 'zh-CN' ? tidyChinese(text) : text;
  } catch {
    return undefined;
  }
}

/** The library sets Latin commas and spaces between the pieces. */
function tidyChinese(text: string): string {
  return text
    .replace(/,\s*/g, '，')
    .replace(/(\p{Script=Han})\s+(?=\p{Script=Han})/gu, '$1')
    .replace(/\s{2,}/g, ' ')
    .replace(/^在\s*/, '');
}
