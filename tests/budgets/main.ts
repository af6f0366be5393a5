/**
 * Makes a set of fixtures in a database of its own and measures the budgets of the console on it:
 * `npm run -s test:budgets -- --set S --json`. With `--keep` it stays up to be looked at, until Ctrl-C. What takes long to
 * make is made once in `--data <directory>`: the next call with it measures at once. `--report` writes what was measured
 * into docs/performance.
 */
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { createLogger } from '@carillon/runtime';
import { ensurePlatformDatabase, startPostgres } from '@carillon/server/postgres';
import pg from 'pg';
import { openBrowser } from '../e2e/browser.ts';
import { type Platform, removeData, startPlatform } from '../e2e/platform.ts';
import { type Measured, measureBudgets } from './budgets.ts';
import { writeReport } from './report.ts';
import { type Fixtures, makeFixtures, SETS, type Sizes } from './fixture-set.ts';

const { values } = parseArgs({
  options: {
    set: { type: 'string', default: 'S' },
    runs: { type: 'string' },
    'log-mib': { type: 'string' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    data: { type: 'string' },
    report: { type: 'boolean', default: false },
  },
});
const set = SETS[values.set];
if (set === undefined) throw new Error(`there is no set '${values.set}'; choose from ${Object.keys(SETS).join(', ')}`);
const sizes = {
  ...set,
  ...(values.runs !== undefined && { runs: Number(values.runs) }),
  ...(values['log-mib'] !== undefined && { logMib: Number(values['log-mib']) }),
};
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const dataDirectory = values.data ?? (await mkdtemp(path.join(os.tmpdir(), 'carillon-budgets-')));
await mkdir(dataDirectory, { recursive: true, mode: 0o711 });
/** Tells what the database in this directory holds, as soon as it holds all of it. */
const filled = path.join(dataDirectory, 'fixtures.json');
const postgres = await startPostgres({ dataDirectory, log: createLogger({ name: 'budgets', level: 'warn' }) });
try {
  const databaseUrl = await ensurePlatformDatabase(postgres);
  const platform = await startPlatform({
    words: ['--no-examples'],
    settings: { CARILLON_DATABASE_URL: databaseUrl },
  });
  try {
    await measure(platform, databaseUrl);
  } finally {
    await platform.remove();
  }
} finally {
  await postgres.stop();
  if (values.data === undefined) await removeData(dataDirectory);
}

async function measure(platform: Platform, databaseUrl: string): Promise<void> {
  const fixtures = (await fixturesThere()) ?? (await fill(platform, databaseUrl));
  if (values.keep) {
    say(`${platform.signInLink()}\n${JSON.stringify(fixtures, undefined, 2)}`);
    await once(process, 'SIGINT');
    return;
  }
  const measured = await inBrowser(platform, fixtures);
  if (values.report) await writeReport(values.set, sizes, measured);
  process.stdout.write(`${values.json ? JSON.stringify(measured) : JSON.stringify(measured, undefined, 2)}\n`);
}

async function fixturesThere(): Promise<Fixtures | undefined> {
  const text = await readFile(filled, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const known = JSON.parse(text) as { readonly sizes: Sizes; readonly fixtures: Fixtures };
  if (!isDeepStrictEqual(known.sizes, sizes))
    throw new Error(`${dataDirectory} holds ${JSON.stringify(known.sizes)}; name another directory, or delete it`);
  return known.fixtures;
}

async function fill(platform: Platform, databaseUrl: string): Promise<Fixtures> {
  const begun = performance.now();
  const fixtures = await fillAnew(platform, databaseUrl);
  await writeFile(filled, JSON.stringify({ sizes, fixtures }));
  say(`set ${values.set} in ${Math.round((performance.now() - begun) / 1_000)} s: ${JSON.stringify(sizes)}`);
  return fixtures;
}

async function fillAnew(platform: Platform, databaseUrl: string): Promise<Fixtures> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  try {
    return await makeFixtures(platform, database, sizes);
  } finally {
    await database.end();
  }
}

async function inBrowser(platform: Platform, fixtures: Fixtures): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  const browser = await openBrowser();
  try {
    const { page } = browser;
    // What compiles this script gives names to functions by this one, also to those that run in the page.
    await page.addInitScript('globalThis.__name = (made) => made');
    const link = platform.signInLink();
    await page.goto(link);
    await page.getByRole('main').locator('h1').first().waitFor();
    const open = async (address: string): Promise<void> => {
      await page.goto(new URL(address, link).href, { waitUntil: 'commit' });
    };
    await measureBudgets({ page, platform, fixtures, open }, (one) => {
      measured.push(one);
      say(`${one.isKept ? 'kept ' : 'ABOVE'}  ${one.budget}: ${one.value} ${one.unit} (${one.limit})`);
    });
  } finally {
    await browser.close();
  }
  return measured;
}
