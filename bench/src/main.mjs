// `npm run -s bench -- [--workload a,b] [--reps N] [--json] [--database-url URL] [--tasks N] [--stored N]`
import { parseArgs } from 'node:util';
import { measureCost } from './cost.mjs';
import { GROWTH, measureGrowth } from './growth.mjs';
import { startPlatform } from './platform.mjs';
import { measureSchedules } from './schedules.mjs';
import { workloads } from './workloads.mjs';

const { values: flags } = parseArgs({
  options: {
    workload: { type: 'string', default: [...Object.keys(workloads), 'cost', 'schedules', ...GROWTH].join(',') },
    reps: { type: 'string', default: '3' },
    tasks: { type: 'string', default: '20000' },
    stored: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
    'database-url': { type: 'string' },
  },
});
const size = { tasks: Number(flags.tasks), latencySeconds: 5, steps: 50, chains: 200, leaves: 1_000 };
const reps = Number(flags.reps);
const asked = flags.workload.split(',');
const names = asked.filter((name) => !['cost', 'schedules', ...GROWTH].includes(name));
const unknown = names.filter((name) => !Object.hasOwn(workloads, name));
if (unknown.length > 0 || !(reps >= 1)) {
  process.stderr.write(
    `unknown workload ${unknown.join(', ')}; there are ${[...Object.keys(workloads), 'cost', 'schedules', ...GROWTH].join(', ')}\n`,
  );
  process.exit(2);
}

const results = new Map(names.map((name) => [name, []]));
// Interleaved: a slow minute of the machine then touches every workload, not one.
for (let rep = 0; rep < reps; rep++) {
  for (const name of names) {
    const platform = await startPlatform({ databaseUrl: flags['database-url'] });
    try {
      results.get(name).push(await workloads[name](platform, size));
    } finally {
      await platform.stop();
    }
    if (!flags.json) process.stderr.write('.');
  }
}
if (!flags.json) process.stderr.write('\n');

for (const [workload, measured] of results) {
  const sorted = measured.map(({ value }) => value).sort((a, b) => a - b);
  const p99s = measured.flatMap(({ p99 }) => p99 ?? []).sort((a, b) => a - b);
  const line = {
    workload,
    system: 'carillon',
    unit: measured[0].unit,
    median: round(median(sorted)),
    min: round(sorted[0]),
    max: round(sorted.at(-1)),
    reps,
    ...(p99s.length > 0 ? { p99: round(median(p99s)) } : {}),
  };
  if (flags.json) process.stdout.write(`${JSON.stringify(line)}\n`);
  else
    process.stdout.write(
      `${workload.padEnd(12)} ${String(line.median).padStart(10)} ${line.unit.padEnd(8)} (${line.min} – ${line.max})${line.p99 ? `, p99 ${line.p99}` : ''}\n`,
    );
}

function median(sorted) {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function round(value) {
  return Number(value.toPrecision(4));
}

if (asked.includes('cost')) {
  for (const line of await measureCost(size)) {
    if (flags.json) process.stdout.write(`${JSON.stringify(line)}\n`);
    else
      process.stdout.write(
        `cost         ${line.what}: ${line.inserted} inserted, ${line.updated} updated, ${line.deleted} deleted, ${line.commits} commits, ${line.walBytes} bytes of WAL ${line.unit}\n`,
      );
  }
}

for (const workload of GROWTH.filter((name) => asked.includes(name))) {
  const line = await measureGrowth(workload, reps);
  const shown = Object.entries(line.perUnit).map(([size, value]) => `${value} at ${size}`);
  if (flags.json) process.stdout.write(`${JSON.stringify(line)}\n`);
  else process.stdout.write(`${workload.padEnd(12)} ${line.unit}: ${shown.join(', ')} (× ${line.growth})\n`);
}

if (asked.includes('schedules')) {
  for (const line of await measureSchedules({ due: 1_000, stored: Number(flags.stored) })) {
    const { what, value, p99 } = { ...line, value: round(line.value), p99: round(line.p99) };
    if (flags.json)
      process.stdout.write(
        `${JSON.stringify({ workload: 'schedules', system: 'carillon', what, unit: 'ms', median: value, p99, stored: Number(flags.stored) })}\n`,
      );
    else process.stdout.write(`schedules    ${what}: ${value} ms, p99 ${p99}\n`);
  }
}
