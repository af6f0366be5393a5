// Whether this tree is slower than an earlier commit: both take turns on this machine, so that only the ratio counts.
// `npm run -s bench:regression -- [--against <revision>] [--workload a,b] [--reps N] [--json]`; exit code 1: it is.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { resultOf } from '../child.mjs';
import { COMPARED } from '../own.mjs';
import { unlessInterrupted } from '../undo.mjs';
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

await unlessInterrupted(async () => {
  const past = await buildPast(root, flags.against);
  try {
    for (const workload of workloads) {
      const verdict = { ...verdictOf(workload, await takeTurns(workload, past.tree)), against: past.commit };
      if (verdict.isRegression) process.exitCode = 1;
      process.stdout.write(`${flags.json ? JSON.stringify(verdict) : textOf(verdict)}\n`);
    }
  } finally {
    await past.remove();
  }
});

/** Who begins changes each time: what the first leaves behind touches both. */
async function takeTurns(workload, past) {
  const pairs = [];
  for (let rep = 0; rep < reps; rep++) {
    const results = {};
    for (const tree of rep % 2 ? [root, past] : [past, root])
      results[tree] = await resultOf('bench/src/regression/once.mjs', [workload], { cwd: tree });
    pairs.push([results[past], results[root]]);
  }
  return pairs;
}

function textOf({ workload, median, min, max, limit, isRegression }) {
  return `${workload.padEnd(12)} × ${median} (${min} – ${max}), limit ${limit}: ${isRegression ? 'REGRESSION' : 'no regression'}`;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
