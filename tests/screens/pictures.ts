/** Which pictures are kept: of key pages one each for the documentation, and all of them, whole, where somebody wants to look. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Screen } from './pages.ts';

const KEPT = path.resolve(import.meta.dirname, '../../docs/screens');
/** WebP of this quality: letters stay sharp, and a page takes about 30 kB. */
const QUALITY = 60;

export interface Look {
  readonly screen: Screen;
  readonly width: number;
  readonly language: string;
  readonly theme: string;
}

/** A wide one in English by day; the run page in every language and theme. */
const isKept = ({ screen, width, language, theme }: Look): boolean =>
  screen.kept === true && width === 1440 && ((language === 'en' && theme === 'light') || screen.name === 'run-success');

export async function keepPicture(page: Page, look: Look & { readonly all: string | undefined }): Promise<void> {
  const { screen, width, language, theme, all } = look;
  if (all !== undefined) await keepWhole(page, all, `${screen.name}-${width}-${language}-${theme}.png`);
  if (!isKept(look)) return;
  const suffix = language === 'en' && theme === 'light' ? '' : `-${language}-${theme}`;
  await mkdir(KEPT, { recursive: true });
  await writeFile(path.join(KEPT, `${screen.name}${suffix}.webp`), await webpOf(page));
}

/** The content scrolls within the page: for its picture the window is as high as all of it. */
async function keepWhole(page: Page, directory: string, name: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const hidden = await page.evaluate(() => {
    const main = document.querySelector('main');
    return main === null ? 0 : main.scrollHeight - main.clientHeight;
  });
  const size = page.viewportSize();
  if (size && hidden > 0) await page.setViewportSize({ ...size, height: size.height + hidden });
  await page.screenshot({ path: path.join(directory, name) });
  if (size && hidden > 0) await page.setViewportSize(size);
}

/** Playwright writes PNG and JPEG only; the browser itself knows better. */
async function webpOf(page: Page): Promise<Buffer> {
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await devtools.detach();
  return Buffer.from(data, 'base64');
}
