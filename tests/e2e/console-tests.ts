/** The frame of tests in a browser: skipped where there is none, and nothing of what they started outlives them. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, describe, expect } from 'vitest';
import { type Browser, type BrowserOptions, openBrowser, whyNoBrowser } from './browser.ts';
import { type Platform, type PlatformOptions, startPlatform } from './platform.ts';

/** What is started or opened by it goes after the tests, the last one first. */
interface Stage {
  start(options?: PlatformOptions): Promise<Platform>;
  open(options?: BrowserOptions): Promise<Browser>;
  /** Errors on a page that are meant to be. */
  tolerate(errors: RegExp): void;
  /** Opens the overview of a platform in a browser, by the link of its terminal. */
  signIn(platform: Platform, options?: BrowserOptions): Promise<{ readonly page: Page; readonly origin: string }>;
}

/** After each test no page may have reported an error. */
export function consoleTests(title: string, tests: (stage: Stage) => void): void {
  const missing = whyNoBrowser();
  describe.skipIf(missing !== undefined)(`${title}${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
    const undo: (() => Promise<void>)[] = [];
    const browsers: Browser[] = [];
    const tolerated: RegExp[] = [];

    const open = async (options?: BrowserOptions): Promise<Browser> => {
      const browser = await openBrowser(options);
      undo.push(() => browser.close());
      browsers.push(browser);
      return browser;
    };

    afterAll(async () => {
      const failures: unknown[] = [];
      for (const act of undo.reverse()) await act().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw new AggregateError(failures, 'not all that was started could be ended');
    });
    afterEach(() => {
      const errors = browsers.flatMap((browser) => browser.takeErrors());
      expect(errors.filter((text) => !tolerated.some((meant) => meant.test(text)))).toEqual([]);
    });
    tests({
      async start(options) {
        const platform = await startPlatform(options);
        undo.push(() => platform.remove());
        return platform;
      },
      open,
      tolerate: (errors) => void tolerated.push(errors),
      async signIn(platform, options) {
        const browser = await open(options);
        return { page: browser.page, origin: await browser.signIn(platform.signInLink()) };
      },
    });
  });
}
