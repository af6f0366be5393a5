/**
 * Pictures of every page in both widths, languages and themes, and an accessibility audit of each.
 * `npm run screens -w packages/console -- <directory> [name part]`; needs the mock server and Chromium.
 */
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const [directory = 'screens', only = ''] = process.argv.slice(2);
const origin = process.env['SCREENS_ORIGIN'] ?? 'http://127.0.0.1:4490';
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 740 } };
const LOOKS = [
  { language: 'en', theme: 'light' },
  { language: 'zh-CN', theme: 'dark' },
  { language: 'en', theme: 'dark' },
  { language: 'zh-CN', theme: 'light' },
] as const;

async function runId(workflow: string, state: string): Promise<string> {
  const answer = await fetch(
    `${origin}/api/v1/runs?project=default&environment=dev&workflow=${workflow}&state=${state}&limit=1`,
  );
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items[0]?.id ?? 'none';
}

const [failed, live, done, held, wide] = await Promise.all([
  runId('daily-report', 'failed'),
  runId('daily-report', 'running'),
  runId('daily-report', 'success'),
  runId('risk-model', 'running'),
  runId('wide-import', 'running'),
]);
const press = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();

const SCREENS: readonly { name: string; path: string; act?: (page: Page) => Promise<void> }[] = [
  { name: 'workflows', path: '/p/default/w' },
  { name: 'workflows-empty', path: '/p/retail/w' },
  { name: 'workflow', path: '/p/default/w/daily-report' },
  { name: 'start', path: '/p/default/w/daily-report', act: press(/^(Start|启动)$/) },
  { name: 'runs', path: '/p/default/r' },
  { name: 'run-failed', path: `/p/default/r/${failed}?view=graph` },
  { name: 'run-live', path: `/p/default/r/${live}?view=timeline` },
  { name: 'run-done', path: `/p/default/r/${done}?view=graph` },
  { name: 'run-table', path: `/p/default/r/${failed}?view=table&tab=attempts` },
  { name: 'run-io', path: `/p/default/r/${done}?view=timeline&task=clean&tab=io` },
  { name: 'run-events', path: `/p/default/r/${failed}?view=timeline&task=check&tab=events` },
  { name: 'run-config', path: `/p/default/r/${done}?view=graph&task=clean&tab=config` },
  { name: 'run-held', path: `/p/default/r/${held}?view=graph` },
  { name: 'run-wide', path: `/p/default/r/${wide}?view=graph` },
  { name: 'run-wide-timeline', path: `/p/default/r/${wide}?view=timeline` },
  { name: 'run-stop', path: `/p/default/r/${live}?view=graph`, act: press(/^(Stop…|停止…)$/) },
  { name: 'workers', path: '/p/default/fleet' },
  { name: 'queues', path: '/p/default/fleet?show=queues' },
  { name: 'not-found', path: '/p/default/r/run_00000000000000000000000000' },
  { name: 'help', path: '/p/default/w', act: (page) => page.keyboard.press('?') },
];

async function shoot(context: BrowserContext, screen: (typeof SCREENS)[number], file: string): Promise<number> {
  const page = await context.newPage();
  const said: string[] = [];
  page.on(
    'console',
    (message) => message.type() === 'error' && !/404/.test(message.text()) && said.push(message.text()),
  );
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(origin + screen.path);
  await page.waitForLoadState('load');
  await page.waitForTimeout(900);
  await screen.act?.(page);
  await page.waitForTimeout(screen.act ? 700 : 100);
  await page.screenshot({ path: file });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  for (const { id, nodes } of serious)
    console.log(
      `${file}: ${id} ${nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 160))
        .join(' | ')}`,
    );
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  if (overflow) console.log(`${file}: wider than the window`);
  for (const text of new Set(said)) console.log(`${file}: console: ${text.slice(0, 300)}`);
  await page.close();
  return serious.length;
}

mkdirSync(directory, { recursive: true });
let findings = 0;
for (const [size, viewport] of Object.entries(WIDTHS)) {
  for (const { language, theme } of LOOKS) {
    const profile = mkdtempSync(join(tmpdir(), 'carillon-screens-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      args: ARGS,
      viewport,
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
    });
    await context.addInitScript(
      ([chosen, mode]) => {
        localStorage.setItem('carillon.language', chosen as string);
        localStorage.setItem('carillon.theme', mode as string);
      },
      [language, theme],
    );
    for (const screen of SCREENS) {
      const name = `${screen.name}-${size}-${language}-${theme}`;
      if (name.includes(only) || new RegExp(`^(?:${only})`).test(name))
        findings += await shoot(context, screen, join(directory, `${name}.png`));
    }
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
console.log(`${findings} serious accessibility findings`);
process.exitCode = findings === 0 ? 0 : 1;
