/** One page in both languages and themes at three widths. */
import type { Browser } from '../e2e/browser.ts';
import type { Places } from './installation.ts';
import { axeViolations, inTheme, overflows, settling, textsOf } from './look-at.ts';
import type { Screen } from './pages.ts';
import { keepPicture } from './pictures.ts';
import type { Kind, Sight } from './record.ts';
import { untranslated } from './words.ts';

const WIDTHS = { 1440: 900, 1024: 768, 360: 740 };
const THEMES = ['light', 'dark'] as const;
/** Read once in each language and theme: contrast is the theme's, and between 1440 and 1024 nothing comes or goes. */
const READ_AT: Readonly<Record<string, number>> = {
  'en light': 1440,
  'en dark': 360,
  'zh-CN light': 360,
  'zh-CN dark': 1440,
};

/** A server on a busy machine puts lists off for some seconds: such a sight is of the machine, and none of the page. */
const isPutOff = ({ kind, what }: Sight['found'][number]): boolean => kind === 'consoleErrors' && what.includes('503');
const MOST_AGAIN = 5;

export interface Looker {
  readonly browser: Browser;
  /** Of the server. */
  readonly origin: string;
  readonly places: Places;
  /** Texts that people wrote, in whichever language. */
  readonly written: string;
  /** Where every picture is kept. */
  readonly all: string | undefined;
}

/** A look-over loads the page once a language: themes follow the browser's, and widths its window. */
export function createLookOver({ browser, origin, places, written, all }: Looker): (screen: Screen) => Promise<Sight> {
  const { page } = browser;
  page.setDefaultTimeout(90_000);
  const settled = settling(page);
  const lookOver = async (screen: Screen): Promise<Sight> => {
    const heard = browser.errors.length;
    const sight: Sight = { pages: 0, found: [] };
    const report = (kind: Kind, where: string, found: readonly string[]): void =>
      void sight.found.push(...found.map((what) => ({ kind, where, what })));
    for (const language of ['en', 'zh-CN']) {
      await page.evaluate((chosen) => {
        localStorage.setItem('carillon.language', chosen);
        localStorage.setItem('carillon.theme', 'system');
      }, language);
      await page.emulateMedia({ colorScheme: 'light', media: null });
      await page.setViewportSize({ width: 1440, height: WIDTHS[1440] });
      await screen.stub?.(page);
      await page.goto(new URL(screen.address(places), origin).href);
      await settled(screen.waits);
      await screen.act?.(page);
      for (const [name, height] of Object.entries(WIDTHS)) {
        const width = Number(name);
        await page.setViewportSize({ width, height });
        await settled(screen.waits);
        for (const theme of THEMES) {
          const where = `${screen.name}-${width}-${language}-${theme}`;
          await inTheme(page, theme);
          sight.pages++;
          report('horizontalOverflows', where, await overflows(page));
          if (READ_AT[`${language} ${theme}`] === width) report('axeViolations', where, await axeViolations(page));
          if (theme === 'light')
            report('missingTranslations', where, untranslated(language, await textsOf(page), written));
          await keepPicture(page, { screen, width, language, theme, all });
        }
      }
      page.removeAllListeners('response');
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    }
    const { refused } = screen;
    const said = browser.errors.slice(heard).filter((text) => refused === undefined || !text.includes(refused));
    report('consoleErrors', screen.name, said);
    return sight;
  };
  return async (screen) => {
    let sight = await lookOver(screen);
    for (let again = 0; again < MOST_AGAIN && sight.found.some(isPutOff); again++) sight = await lookOver(screen);
    return sight;
  };
}
