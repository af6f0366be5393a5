#!/usr/bin/env node
// Committed as it runs, so that a fresh checkout has a program before anything is built. Only what every
// Node understands may stand here: an old one must be able to read on to the message for it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const REQUIRED = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
  console.error(
    'carillon needs Node.js ' +
      REQUIRED.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '. See https://nodejs.org',
  );
  process.exit(1);
}

const entry = new URL('../dist/index.js', import.meta.url);
const bundle = new URL('../../console/dist/index.html', import.meta.url);
const build = fileURLToPath(new URL('../../../tools/build.mjs', import.meta.url));
const isBuilt = existsSync(entry) && existsSync(bundle);
if (!isBuilt && existsSync(build)) {
  console.error('building carillon, once...');
  // What a build prints must not get into the output of the command that was called.
  const { status } = spawnSync(process.execPath, [build], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}

import(entry.href)
  .then(({ endProcess, main }) => main(process.argv.slice(2)).then(endProcess))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
