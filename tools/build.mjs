// Builds what is out of date: libraries by project references, the program by Rolldown, the console by Vite.
// Nothing to do takes well under a second, so `npm start` always asks.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const program = (name) => path.join(root, 'node_modules', name);

/** What the program's bundle is made of. */
const PROGRAM_SOURCES = [
  'packages/cli/src',
  'packages/cli/package.json',
  'packages/core/src',
  'packages/protocol/src',
  'packages/spec/src',
  'sdk/typescript/src',
  'tools/bundle-program.mjs',
];
const PROGRAM_BUNDLE = 'packages/cli/dist/index.js';

/** What the console's bundle is made of. */
const CONSOLE_SOURCES = [
  'packages/console/src',
  'packages/console/public',
  'packages/console/index.html',
  'packages/console/vite.config.ts',
  'packages/console/package.json',
  'packages/core/src',
  'packages/protocol/src',
  'packages/spec/src',
];
const CONSOLE_BUNDLE = 'packages/console/dist/index.html';

await buildLibraries();
await buildProgram();
await buildConsole();

async function buildLibraries() {
  const tsc = program('typescript/bin/tsc');
  const isStale = !/^\s*$/.test(run('look', tsc, ['-b', '--dry']).replace(/^.*is up to date.*$/gm, ''));
  if (!isStale) return;
  await timed('libraries', () => run('show', tsc, ['-b']));
}

async function buildProgram() {
  if (newest(PROGRAM_SOURCES) <= newest([PROGRAM_BUNDLE])) return;
  const { bundleProgram } = await import('./bundle-program.mjs');
  await timed('program', () => bundleProgram(root));
}

async function buildConsole() {
  if (newest(CONSOLE_SOURCES) <= newest([CONSOLE_BUNDLE])) return;
  await timed('console', () =>
    run('look', program('vite/bin/vite.js'), ['build', '--logLevel', 'warn'], path.join(root, 'packages/console')),
  );
}

async function timed(what, work) {
  const started = performance.now();
  process.stderr.write(`Building ${what} … `);
  await work();
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

/** Ends this program with the other's words and exit code when it fails. */
function run(how, file, args, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [file, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (error) throw error;
  if (status !== 0 || how === 'show') process.stderr.write(`${stdout}${stderr}`);
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

/** Newest change below these places in milliseconds; 0 when there is nothing. */
function newest(places) {
  let latest = 0;
  for (const place of places) {
    const file = path.join(root, place);
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) continue;
    latest = Math.max(latest, found.mtimeMs);
    if (!found.isDirectory()) continue;
    for (const entry of readdirSync(file, { recursive: true }))
      latest = Math.max(latest, statSync(path.join(file, entry)).mtimeMs);
  }
  return latest;
}
