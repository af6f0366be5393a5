/** Opens every page of the console on an installation that has something of everything, and says what is wrong with it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, openBrowser } from '../e2e/browser.ts';
import { DOCUMENTS, makeInstallation } from './installation.ts';
import { createLookOver } from './look-over.ts';
import { SCREENS } from './pages.ts';
import { openRecord } from './record.ts';

const HELP = `Opens every page of the console, in both languages and themes, at three widths, and says what is wrong with it.

  npm run -s screens -- [options] [parts of names of pages]

  --json            the totals on one line
  --all <directory> keep every picture there
  --resume <file>   leave out the pages that this file has as seen, and add those that are seen now
  --minutes <n>     take up no further page after that time
  --names           the names of the pages
  --help            this text
`;

/** Each has a core; more of them only wait for one another. */
const BROWSERS = 2;

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    all: { type: 'string' },
    resume: { type: 'string' },
    minutes: { type: 'string' },
    names: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
if (values.help || values.names) {
  process.stdout.write(values.help ? HELP : SCREENS.map(({ name }) => `${name}\n`).join(''));
  process.exit();
}
const record = openRecord(values.resume);
const wanted = SCREENS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
const queue = wanted.filter(({ name }) => !record.has(name));
/** That could not be looked at, and why. */
const unseen: string[] = [];
const until = values.minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + Number(values.minutes) * 60_000;

if (queue.length > 0) await lookAtPages();
const totals = record.totals();
for (const each of unseen) process.stderr.write(`not seen: ${each}\n`);
const left = queue.length + unseen.length;
if (left > 0) process.stderr.write(`${left} pages are left: run it again with --resume\n`);
process.stdout.write(values.json ? `${JSON.stringify(totals)}\n` : `${JSON.stringify(totals, undefined, 2)}\n`);
process.exitCode =
  left === 0 && Object.entries(totals).every(([kind, count]) => kind === 'pages' || count === 0) ? 0 : 1;

async function lookAtPages(): Promise<void> {
  const written = await textsOfDocuments();
  const { platform, places } = await makeInstallation();
  const browsers: Browser[] = [];
  try {
    const link = platform.signInLink();
    const { origin } = new URL(link);
    for (let n = 0; n < BROWSERS; n++) browsers.push(await openBrowser());
    await signIn(browsers, link);
    const look = async (browser: Browser): Promise<void> => {
      const lookOver = createLookOver({ browser, origin, places, written, all: values.all });
      for (let screen = queue.shift(); screen; screen = Date.now() < until ? queue.shift() : undefined)
        await lookOver(screen).then(
          (sight) => record.add(screen.name, sight),
          (error: unknown) => unseen.push(`${screen.name}: ${(error as Error).message}`),
        );
    };
    await Promise.all(browsers.map(look));
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()));
    await platform.remove();
  }
}

/** Those of the screens, and the examples that every installation of this kind begins with. */
async function textsOfDocuments(): Promise<string> {
  const examples = path.join(import.meta.dirname, '../../examples');
  const names = await readdir(examples, { recursive: true });
  const files = names.filter((name) => name.endsWith('.yaml')).map((name) => path.join(examples, name));
  const texts = await Promise.all([DOCUMENTS, ...files].map((file) => readFile(file, 'utf8')));
  return texts.join('\n');
}

/** A link is good for one browser; the others are given its cookie. */
async function signIn([first, ...others]: readonly Browser[], link: string): Promise<void> {
  if (!first) return;
  await first.page.goto(link);
  await first.page.getByRole('heading', { level: 1 }).waitFor();
  const cookies = await first.page.context().cookies();
  for (const { page } of others) {
    await page.context().addCookies(cookies);
    await page.goto(new URL('/', link).href);
  }
}
