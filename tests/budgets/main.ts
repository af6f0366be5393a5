/**
 * Makes a set of fixtures in a database of its own and measures the budgets of the console on it:
 * `npm run -s test:budgets -- --set S --json`. With `--keep` it stays up to be looked at, until Ctrl-C.
 */
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger } from '@carillon/runtime';
import { ensurePlatformDatabase, startPostgres } from '@carillon/server/postgres';
import pg from 'pg';
import { openBrowser } from '../e2e/browser.ts';
import { type Platform, removeData, startPlatform } from '../e2e/platform.ts';
import { type Measured, measureBudgets } from './budgets.ts';
import { type Fixtures, makeFixtures, SETS } from './fixture-set.ts';

const { values } = parseArgs({
  options: {
    set: { type: 'string', default: 'S' },
    runs: { type: 'string' },
    'log-mib': { type: 'string' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
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

const dataDirectory = await mkdtemp(path.join(os.tmpdir(), 'carillon-budgets-'));
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
  await removeData(dataDirectory);
}

async function measure(platform: Platform, databaseUrl: string): Promise<void> {
  const begun = performance.now();
  const fixtures = await fill(platform, databaseUrl);
  say(`set ${values.set} in ${Math.round((performance.now() - begun) / 1_000)} s: ${JSON.stringify(sizes)}`);
  if (values.keep) {
    say(`${platform.signInLink()}\n${JSON.stringify(fixtures, undefined, 2)}`);
    await once(process, 'SIGINT');
    return;
  }
  const measured = await inBrowser(platform, fixtures);
  process.stdout.write(`${values.json ? JSON.stringify(measured) : JSON.stringify(measured, undefined, 2)}\n`);
}

async function fill(platform: Platform, databaseUrl: string): Promise<Fixtures> {
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
    page.setDefaultTimeout(60_000);
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
