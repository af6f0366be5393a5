/** A headless Chromium with a profile of its own, which keeps account of everything that goes wrong on its pages. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
/** Of a page beside servers and tests on two cores. */
const PATIENCE_MS = 90_000;
/** Leads here, which browsers do not know: pages that come from it without TLS have no secure context. */
export const OTHER_MACHINE = 'carillon.test';
const FLAGS = [
  `--host-resolver-rules=MAP ${OTHER_MACHINE} 127.0.0.1`,
  '--no-sandbox', // root has no other way
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Browser {
  readonly page: Page;
  /** Errors of the console and of scripts, among them what the content security policy refused. */
  readonly errors: readonly string[];
  /** Those since it was last asked for them. */
  takeErrors(): readonly string[];
  /** Opens the overview by a link that signs in. @returns the origin of the console */
  signIn(link: string): Promise<string>;
  close(): Promise<void>;
}

/** Why there is no browser here; a failure where the tests were told to require everything. */
export function whyNoBrowser(): string | undefined {
  if (existsSync(CHROMIUM)) return undefined;
  const why = `${CHROMIUM} is missing; install Debian's package chromium`;
  if (process.env['CARILLON_REQUIRE_SERVICES'] === '1') throw new Error(why);
  return why;
}

/** A telephone: nothing hovers there, and what is tapped is not where a pointer was. */
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const;

export interface BrowserOptions {
  readonly isPhone?: boolean;
}

export async function openBrowser({ isPhone = false }: BrowserOptions = {}): Promise<Browser> {
  const profile = await mkdtemp(path.join(os.tmpdir(), 'carillon-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    ...(isPhone ? PHONE : { viewport: { width: 1440, height: 900 } }),
    locale: 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  let taken = 0;
  return {
    page,
    errors,
    takeErrors() {
      const untold = errors.slice(taken);
      taken = errors.length;
      return untold;
    },
    async signIn(link) {
      await page.goto(link);
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      return new URL(link).origin;
    },
    async close() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
