// `npm run -s bench -- [--workload a,b] [--peers a,b] [--reps N] [--json] [--database-url URL] [--tasks N] [--stored N]`
import { parseArgs } from 'node:util';
import { measureCost } from './cost.mjs';
import { GROWTH, measureGrowth } from './growth.mjs';
import { installPeers, measurePeer, PEERS } from './peers.mjs';
import { startPlatform } from './platform.mjs';
import { lineOf, textOf, withRatios } from './report.mjs';
import { measureSchedules } from './schedules.mjs';
import { workloads } from './workloads.mjs';

/** Those that a peer can be asked for, too. */
const COMPARED = [...Object.keys(workloads), 'cron'];
const ALL = [...COMPARED, 'cost', ...GROWTH];

const { values: flags } = parseArgs({
  options: {
    workload: { type: 'string', default: ALL.join(',') },
    peers: { type: 'string', default: '' },
    reps: { type: 'string' },
    tasks: { type: 'string', default: '20000' },
    stored: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
    'database-url': { type: 'string' },
  },
});
const databaseUrl = flags['database-url'];
const asked = namesIn(flags.workload, ALL.concat('growth'), 'workload').flatMap((name) =>
  name === 'growth' ? GROWTH : name,
);
const peers = namesIn(flags.peers, PEERS, 'peer');
// Between systems a few repetitions prove nothing on a noisy machine.
const reps = Number(flags.reps ?? (peers.length > 0 ? 5 : 3));
if (!(reps >= 1)) fail(`--reps ${flags.reps} is no number above 0`);
const size = {
  tasks: Number(flags.tasks),
  latencySeconds: 5,
  steps: 50,
  chains: 200,
  leaves: 1_000,
  schedules: 1_000,
  stored: Number(flags.stored),
};

if (peers.length > 0) installPeers();
const lines = [];
for (const workload of asked.filter((name) => COMPARED.includes(name))) lines.push(...(await compare(workload)));
for (const line of lines) print(line, textOf(line));

if (asked.includes('cost'))
  for (const line of await measureCost(size))
    print(
      line,
      `cost         ${line.what}: ${line.inserted} inserted, ${line.updated} updated, ${line.deleted} deleted, ${line.commits} commits, ${line.walBytes} bytes of WAL ${line.unit}`,
    );

for (const workload of GROWTH.filter((name) => asked.includes(name))) {
  const line = await measureGrowth(workload, reps);
  const shown = Object.entries(line.perUnit).map(([at, value]) => `${value} at ${at}`);
  print(line, `${workload.padEnd(12)} ${line.unit}: ${shown.join(', ')} (× ${line.growth})`);
}

/** The systems take turns: a slow minute of the machine then touches all of them. */
async function compare(workload) {
  const measured = new Map(['carillon', ...peers].map((system) => [system, []]));
  for (let rep = 0; rep < reps; rep++) {
    for (const [system, results] of measured) {
      const result = await (system === 'carillon'
        ? measureOwn(workload)
        : measurePeer(system, workload, size, { databaseUrl }));
      if (result) results.push(result);
      else measured.delete(system);
      if (!flags.json) process.stderr.write('.');
    }
  }
  if (!flags.json) process.stderr.write('\n');
  return withRatios([...measured].map(([system, results]) => lineOf(workload, system, results)));
}

async function measureOwn(workload) {
  if (workload === 'cron') return measureSchedules({ due: size.schedules, stored: size.stored });
  const platform = await startPlatform({ databaseUrl });
  try {
    return await workloads[workload](platform, size);
  } finally {
    await platform.stop();
  }
}

function print(line, text) {
  process.stdout.write(`${flags.json ? JSON.stringify(line) : text}\n`);
}

function namesIn(list, known, what) {
  const names = list.split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) fail(`unknown ${what} ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return names;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
