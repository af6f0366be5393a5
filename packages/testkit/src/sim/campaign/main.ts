/**
 * `npm run test:simulation -- [--cases N] [--hours H] [--seed S] [--fresh] [--without SAFETY]… [--threads T] [--json]`
 *
 * Asked for cases alone it plays moments, asked for hours alone whole hours. Asked for both, or for neither, it plays
 * stretches, each of which is a case and a tenth of an hour. With `--fresh` every other seed is one that nobody has played
 * yet. Ends with one line of JSON; fails when a promise was broken.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { SAFETIES, type Safety } from '../store/tables.ts';
import type { PartNews, PartOrder } from './part.ts';
import { emptyTally, failoverOf, merge, type Tally } from './tally.ts';

const MS_PER_S = 1_000;
const US_PER_S = 1_000_000;

const RELEASE = { cases: '10000', hours: '1000' } as const;

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    hours: { type: 'string' },
    seed: { type: 'string', default: '1' },
    fresh: { type: 'boolean', default: false },
    without: { type: 'string', multiple: true, default: [] },
    threads: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
  },
});
const asked = values.cases === undefined && values.hours === undefined ? RELEASE : values;
const kind = asked.hours === undefined ? 'moment' : asked.cases === undefined ? 'hour' : 'stretch';
const [cases, hours, seed, threads] = [asked.cases ?? 0, asked.hours ?? 0, values.seed, values.threads].map(Number) as [
  number,
  number,
  number,
  number,
];
for (const [name, value] of Object.entries({ cases, hours, seed, threads }))
  if (!Number.isInteger(value) || value < 0) throw new TypeError(`--${name} must be a whole number, not below 0`);
const isSafety = (name: string): name is Safety => SAFETIES.some((safety) => safety === name);
const without = values.without.map((name) => {
  if (!isSafety(name)) throw new TypeError(`--without takes one of ${SAFETIES.join(', ')}, not ${name}`);
  return name;
});
/** Far from those that anybody gives by hand. */
const freshSeed = values.fresh ? Math.floor(2 ** 20 + Math.random() * 2 ** 30) : undefined;

/** As even as whole numbers are. */
const share = (whole: number, index: number): number =>
  Math.floor((whole * (index + 1)) / threads) - Math.floor((whole * index) / threads);

function runPart(index: number): Promise<Tally> {
  const order: PartOrder = {
    index,
    threads,
    cases: share(cases, index),
    hours: share(hours, index),
    kind,
    without,
    seeds: freshSeed === undefined ? [seed] : [seed, freshSeed],
  };
  return new Promise((resolve, reject) => {
    const part = new Worker(new URL('./part.js', import.meta.url), {
      workerData: order,
      // Most of what a history makes is garbage at once.
      resourceLimits: { maxYoungGenerationSizeMb: 256 },
    });
    part.on('message', (news: PartNews) => {
      if ('tally' in news) resolve(news.tally);
      else process.stderr.write(`${news.story}\n\n`);
    });
    part.on('error', reject);
  });
}

const began = performance.now();
const tally = emptyTally();
const parts = Array.from({ length: threads }, (_, index) => runPart(index));
for (const part of await Promise.all(parts)) merge(tally, part);

const { histories, runs, firings, attempts, violations, faults, failedSeeds } = tally;
const seconds = Math.round((performance.now() - began) / MS_PER_S);
/** Of all threads: what it costs, whoever else is at work on this machine. */
const { user, system } = process.cpuUsage();
const cpuSeconds = Math.round((user + system) / US_PER_S);
if (!values.json)
  process.stdout.write(
    `${histories} histories, of them ${tally.hours} cluster-hours, in ${seconds} s: ${runs} runs, ${firings} firings, ` +
      `${attempts} attempts, ${violations} violations\n`,
  );
const failoverMs = failoverOf(tally);
const line = {
  hours: tally.hours,
  cases: histories,
  seed,
  freshSeed,
  ...(without.length > 0 && { without }),
  faults,
  runs,
  firings,
  attempts,
  violations,
  failedSeeds,
  failoverMs,
  seconds,
  cpuSeconds,
};
process.stdout.write(`${JSON.stringify(line)}\n`);
process.exitCode = violations > 0 || histories < cases || tally.hours < hours ? 1 : 0;
