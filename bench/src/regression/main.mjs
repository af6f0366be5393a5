// Whether this tree is slower than an earlier commit: both take turns on this machine, so that only the ratio counts.
// `npm run -s bench:regression -- [--against <revision>] [--workload a,b] [--reps N] [--json]`; exit code 1: it is.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { COMPARED } from '../own.mjs';
import { buildPast } from './past-tree.mjs';
import { verdictOf } from './verdict.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
/** Schedules know whole minutes: asked for by name only. */
const USUAL = COMPARED.filter((name) => name !== 'cron');
const { values: flags } = parseArgs({
  options: {
    against: { type: 'string', default: 'HEAD~1' },
    workload: { type: 'string', default: USUAL.join(',') },
    reps: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
});
const reps = Number(flags.reps);
const workloads = flags.workload.split(',');
const unknown = workloads.filter((name) => !COMPARED.includes(name));
if (unknown.length > 0) fail(`unknown workload ${unknown.join(', ')}; there are ${COMPARED.join(', ')}`);
if (!(Number.isInteger(reps) && reps >= 3)) fail(`--reps ${flags.reps} tells nothing about the spread; give 3 or more`);

const past = await buildPast(root, flags.against);
try {
  for (const workload of workloads) {
    const verdict = { ...verdictOf(workload, takeTurns(workload)), against: past.commit };
    if (verdict.isRegression) process.exitCode = 1;
    process.stdout.write(`${flags.json ? JSON.stringify(verdict) : textOf(verdict)}\n`);
  }
} finally {
  await past.remove();
}

/** Who begins changes each time: what the first leaves behind touches both. */
function takeTurns(workload) {
  return Array.from({ length: reps }, (_, rep) => {
    const results = {};
    for (const tree of rep % 2 ? [root, past.tree] : [past.tree, root]) results[tree] = measureIn(tree, workload);
    return [results[past.tree], results[root]];
  });
}

function measureIn(tree, workload) {
  const { status, stdout } = spawnSync(process.execPath, ['bench/src/regression/once.mjs', workload], {
    cwd: tree,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${workload} was not measured in ${tree} (exit ${status})`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function textOf({ workload, median, min, max, limit, isRegression }) {
  return `${workload.padEnd(12)} × ${median} (${min} – ${max}), limit ${limit}: ${isRegression ? 'REGRESSION' : 'no regression'}`;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
