/** What is wrong with a page as it stands: for those who listen, for narrow screens, and for those who read one language. */
import type { Page } from 'playwright-core';
import { violationsOf } from '../e2e/axe.ts';
import { until } from '../e2e/until.ts';

/** Answers that never end are not waited for. */
const STREAM = '/api/v1/stream';

/** Without a request for so long a page has all that it needs. */
const QUIET_FRAMES = 5;

const drawn = (page: Page) => page.evaluate(() => new Promise((next) => requestAnimationFrame(next)));

/** Other colours, and nothing else that would have to be waited for. */
export async function inTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // Told in one frame, drawn in the next.
  for (let frame = 0; frame < 3; frame++) await drawn(page);
}

/** Resolves once a page shows all that it has asked for, or that it waits for it. */
export function settling(page: Page): (waits?: true) => Promise<void> {
  let asked = 0;
  page.on('request', (request) => void (request.url().includes(STREAM) || asked++));
  const answered = (request: { url: () => string }) => void (request.url().includes(STREAM) || asked--);
  page.on('requestfinished', answered);
  page.on('requestfailed', answered);
  return async (waits) => {
    if (waits) return page.locator('.skeleton').first().waitFor();
    await page.getByRole('main').or(page.getByRole('dialog')).first().waitFor();
    await until(`nothing more is loaded by ${page.url()}`, async () => {
      // Several frames: what has just come is drawn, and may ask for what it needs itself.
      for (let frame = 0; frame < QUIET_FRAMES; frame++) {
        if (asked > 0) return false;
        await drawn(page);
      }
      return (await page.locator('.skeleton:visible, [aria-busy=true]:visible').count()) === 0;
    });
  };
}

export async function axeViolations(page: Page): Promise<readonly string[]> {
  return (await violationsOf(page)).map(
    ({ id, impact, nodes }) =>
      `${id} (${impact}): ${nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 160))
        .join(' | ')}`,
  );
}

/** The elements that make the whole page wider than its window, or a dialog wider than its frame. */
export const overflows = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const frames = [...document.querySelectorAll('dialog[open], dialog[open] > *')];
    return [document.documentElement, ...frames].flatMap((frame) => {
      if (frame.scrollWidth <= frame.clientWidth) return [];
      const edge = frame.getBoundingClientRect().left + frame.clientLeft + frame.clientWidth;
      const within =
        frame === document.documentElement ? document.querySelectorAll('main *') : frame.querySelectorAll('*');
      const wide = [...within].filter((each) => each.getBoundingClientRect().right > edge);
      return (wide.length === 0 ? [frame] : wide.slice(0, 3)).map((each) => each.outerHTML.slice(0, 160));
    });
  });

/** Texts on the page, without what people or programs wrote: code, logs, and names. */
export const textsOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = new Set<string>();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const within = node.parentElement;
      if (!within?.checkVisibility() || within.closest('script, style, code, pre, .mono, [translate=no]') !== null)
        continue;
      texts.add((node.textContent ?? '').trim());
    }
    return [...texts];
  });
