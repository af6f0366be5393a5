/**
 * Walks the journeys in both languages and themes on an installation that has something of everything, and says what each
 * took: `npm run -s test:journeys -- --json`.
 */
import { parseArgs } from 'node:util';
import { openBrowser } from '../e2e/browser.ts';
import { settling } from '../screens/look-at.ts';
import { makeInstallation } from '../screens/installation.ts';
import { JOURNEYS, type Steps } from './journeys.ts';

const LOOKS = [
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
  { language: 'zh-CN', theme: 'light' },
  { language: 'zh-CN', theme: 'dark' },
] as const;

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const walked: object[] = [];

const installation = await makeInstallation();
const browser = await openBrowser();
try {
  const { page } = browser;
  const settled = settling(page);
  const link = installation.platform.signInLink();
  await page.goto(link);
  await settled();
  for (const { language, theme } of LOOKS) {
    await page.evaluate(
      ([chosen, mode]) => {
        localStorage.setItem('carillon.language', chosen);
        localStorage.setItem('carillon.theme', mode);
      },
      [language, theme] as const,
    );
    for (const { name: journey, bar, from, go, holds } of JOURNEYS) {
      await page.goto(new URL(from?.(installation) ?? '/', link).href);
      await settled();
      let clicks = 0;
      const clickOn: Steps['clickOn'] = async (target) => {
        clicks++;
        await target.click();
      };
      const steps: Steps = {
        page,
        newName: `built-${language.toLowerCase()}-${theme}`,
        click: (role, name) => clickOn(page.getByRole(role, { name }).first()),
        clickOn,
      };
      const begun = performance.now();
      await go(steps, installation.platform);
      const seconds = Number(((performance.now() - begun) / 1_000).toFixed(1));
      walked.push({ journey, language, theme, clicks, seconds });
      const { clicks: mayClick = Infinity, seconds: mayTake = Infinity } = bar;
      const over = [clicks > mayClick && `${mayClick} clicks`, seconds > mayTake && `${mayTake} s`].filter(Boolean);
      const verdict = over.length === 0 ? '' : `, ABOVE ${over.join(' and ')}`;
      process.stderr.write(`${journey} (${language}, ${theme}): ${clicks} clicks, ${seconds} s${verdict}\n`);
      // Seconds are the machine's as well; clicks are ours alone.
      if (clicks > mayClick) process.exitCode = 1;
      await holds?.(installation.platform);
    }
  }
} finally {
  await browser.close();
  await installation.platform.remove();
}
process.stdout.write(values.json ? `${JSON.stringify(walked)}\n` : `${JSON.stringify(walked, undefined, 2)}\n`);
