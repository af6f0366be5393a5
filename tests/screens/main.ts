/**
 * Opens every page of the console, in both languages and themes, at three widths, on an installation that has something of
 * everything, and says what is wrong with it: `npm run -s screens -- --json`. With `--all <directory>` every picture is kept
 * there; a part of a name leaves the other pages out.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from '../e2e/browser.ts';
import { axeViolations, overflows, settling, textsOf } from './look-at.ts';
import { makeInstallation } from './installation.ts';
import { SCREENS } from './pages.ts';
import { keepPicture } from './pictures.ts';
import { untranslated } from './words.ts';

const WIDTHS = { 1440: 900, 1024: 768, 360: 740 };
const LOOKS = [
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'zh-CN', theme: 'light' },
  { language: 'zh-CN', theme: 'dark' },
] as const;

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, all: { type: 'string' } },
  allowPositionals: true,
});
const screens = SCREENS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
const written = await readFile(path.join(import.meta.dirname, 'documents.yaml'), 'utf8');

const counts = { pages: 0, axeViolations: 0, horizontalOverflows: 0, missingTranslations: 0, consoleErrors: 0 };
const report = (kind: keyof typeof counts, where: string, found: readonly string[]): void => {
  counts[kind] += found.length;
  for (const each of found) process.stderr.write(`${where}: ${kind}: ${each}\n`);
};

const { platform, places } = await makeInstallation();
const browser = await openBrowser();
try {
  const { page } = browser;
  page.setDefaultTimeout(90_000);
  const settled = settling(page);
  const link = /http:\/\/\S+#sign-in=\S+/.exec(platform.dev.said())?.[0] ?? '';
  await page.goto(link);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  for (const { language, theme } of LOOKS) {
    await page.evaluate(
      ([chosen, mode]) => {
        localStorage.setItem('carillon.language', chosen);
        localStorage.setItem('carillon.theme', mode);
      },
      [language, theme] as const,
    );
    for (const screen of screens) {
      const heard = browser.errors.length;
      await page.setViewportSize({ width: 1440, height: WIDTHS[1440] });
      await page.goto(new URL(screen.address(places), link).href);
      await settled();
      await screen.act?.(page);
      for (const [width, height] of Object.entries(WIDTHS)) {
        const where = `${screen.name}-${width}-${language}-${theme}`;
        await page.setViewportSize({ width: Number(width), height });
        await settled();
        counts.pages++;
        report('horizontalOverflows', where, await overflows(page));
        // Between the two nothing comes or goes.
        if (Number(width) !== 1024) report('axeViolations', where, await axeViolations(page));
        if (theme === 'light')
          report('missingTranslations', where, untranslated(language, await textsOf(page), written));
        await keepPicture(page, { screen, width: Number(width), language, theme, all: values.all });
      }
      const said = browser.errors.slice(heard).filter((text) => !(screen.missing && text.includes('404')));
      report('consoleErrors', screen.name, said);
    }
  }
} finally {
  await browser.close();
  await platform.remove();
}
process.stdout.write(values.json ? `${JSON.stringify(counts)}\n` : `${JSON.stringify(counts, undefined, 2)}\n`);
process.exitCode = Object.entries(counts).every(([kind, count]) => kind === 'pages' || count === 0) ? 0 : 1;
