// Who may import whom. npm workspaces and project references do not stop a wrong import; this does.
// A package reaches another by its name, never by a path into it, and imports only what its row allows.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Ours, by folder. `server` alone composes; `testkit`, `bench` and tests may import anything. */
export const MAY_IMPORT = {
  core: [],
  protocol: [],
  spec: ['core'],
  'plugin-api': ['core'],
  runtime: ['core'],
  store: ['core', 'runtime'],
  executors: ['plugin-api'],
  plugins: ['plugin-api'],
  scheduler: ['core', 'protocol', 'runtime', 'plugin-api'],
  api: ['core', 'spec', 'protocol', 'runtime'],
  alerter: ['core', 'runtime', 'plugin-api'],
  worker: ['core', 'protocol', 'plugin-api', 'runtime'],
  server: [
    'core',
    'protocol',
    'spec',
    'plugin-api',
    'runtime',
    'store',
    'executors',
    'scheduler',
    'api',
    'alerter',
    'worker',
  ],
  cli: ['core', 'sdk', 'spec', 'protocol'],
  console: ['core', 'spec', 'protocol'],
  sdk: ['core', 'spec', 'protocol'],
  'sdk/worker': ['core', 'spec', 'protocol', 'sdk', 'worker', 'plugin-api', 'runtime'],
};

/** The heavy half is loaded when a command needs it: by `import()` alone, or as types. */
const MAY_IMPORT_LAZILY = { cli: ['server'] };

/** What core may use of others: pure code for time zones, CEL and regular expressions. */
const PURE_LIBRARIES = ['temporal-polyfill', '@marcbachmann/cel-js', 're2js'];

const STATEMENT = /^\s*(?:import|export)\b(?<type>\s+type\b)?[^'"`;]*?\bfrom\s*['"](?<name>[^'"]+)['"]/gm;
const BARE = /^\s*import\s+['"](?<name>[^'"]+)['"]/gm;
const LAZY = /\bimport\s*\(\s*['"](?<name>[^'"]+)['"]/g;

/** Every import of a source text; comment lines are no code. */
export function importsOf(text) {
  const code = text.replace(/^\s*(\*|\/\/|\/\*).*$/gm, '');
  return [
    ...[...code.matchAll(STATEMENT)].map(({ groups }) => ({ name: groups.name, isLazy: Boolean(groups.type) })),
    ...[...code.matchAll(BARE)].map(({ groups }) => ({ name: groups.name, isLazy: false })),
    ...[...code.matchAll(LAZY)].map(({ groups }) => ({ name: groups.name, isLazy: true })),
  ];
}

/** What is wrong with one import of `file` (a path from the root), or undefined. */
export function judge(file, { name, isLazy }) {
  const from = packageOf(file);
  if (name.startsWith('.')) {
    const target = packageOf(path.posix.join(path.posix.dirname(file), name));
    const isSame = target?.split('/')[0] === from.split('/')[0];
    return isSame ? undefined : `leaves its package by the path ${name}; use the other package's name`;
  }
  const to = ourPackage(name);
  if (to === undefined) return from === 'core' ? judgeLibraryOfCore(name) : undefined;
  if (to === from.split('/')[0] || MAY_IMPORT[from].includes(to)) return undefined;
  if (MAY_IMPORT_LAZILY[from]?.includes(to)) return isLazy ? undefined : `may load ${name} by import() only`;
  return `${from} may not import ${name}; it may import ${MAY_IMPORT[from].join(', ') || 'nothing of ours'}`;
}

function judgeLibraryOfCore(name) {
  if (PURE_LIBRARIES.some((library) => name === library || name.startsWith(`${library}/`))) return undefined;
  const isBuiltin = name.startsWith('node:') || builtinModules.includes(name);
  return isBuiltin
    ? `core is pure and runs in browsers: not ${name}`
    : `core takes no library but ${PURE_LIBRARIES.join(', ')}: not ${name}`;
}

function packageOf(file) {
  if (file.startsWith('sdk/typescript/src/worker/')) return 'sdk/worker';
  if (file.startsWith('sdk/typescript/')) return 'sdk';
  if (file.startsWith('plugins/')) return 'plugins';
  return /^packages\/([^/]+)\//.exec(file)?.[1];
}

function ourPackage(name) {
  if (name === 'carillon') return 'cli';
  return /^@carillon\/([^/]+)/.exec(name)?.[1];
}

function main() {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
  const places = [
    ...Object.keys(MAY_IMPORT)
      .filter((name) => !name.startsWith('sdk') && name !== 'plugins')
      .map((name) => `packages/${name}/src`),
    'sdk/typescript/src',
    ...readdirSync(path.join(root, 'plugins')).map((name) => `plugins/${name}/src`),
  ];
  const faults = [];
  let count = 0;
  for (const place of places) {
    for (const entry of readdirSync(path.join(root, place), { recursive: true })) {
      if (!/\.tsx?$/.test(entry) || /\.test\.tsx?$/.test(entry)) continue;
      const file = path.posix.join(place, entry);
      for (const found of importsOf(readFileSync(path.join(root, file), 'utf8'))) {
        count += 1;
        const fault = judge(file, found);
        if (fault) faults.push(`${file}: ${fault}`);
      }
    }
  }
  process.stdout.write(
    `${faults.map((fault) => `${fault}\n`).join('')}${count} imports, ${faults.length} not allowed\n`,
  );
  process.exitCode = faults.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main();
