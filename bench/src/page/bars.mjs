// What the platform must reach. A ratio says how many times as good Carillon is as a peer in the same run.
import { LINEAR } from '../growth/slope.mjs';

const ENGINES = ['dbos', 'restate'];

/** `peers` absent: all of them, so the best. `least` and `most` are the bar, of what `value` finds in the lines of the part. */
export const BARS = [
  ratio('throughput', 'drain of 20 000 runs, to the best peer', 1),
  ratio('throughput', 'drain of 20 000 runs, to DBOS and Restate', 4, { peers: ENGINES }),
  ratio('throughput 100000', 'drain of 100 000 runs, to the best peer', 1),
  // At the store it is 1.5, and half of that through the API: a peer is called in its own process.
  ratio('start', 'bulk start of runs through the API, to the best peer', 0.75),
  ratio('latency', 'request to start, p50, to the best peer', 1 / 0.9),
  ratio('latency', 'request to start, p99, to the best peer', 1 / 0.8, { key: 'ratioP99' }),
  ratio('chain', 'one chain of 50, to the best peer', 1),
  ratio('chains', '200 chains of 50, to the best peer', 1.3),
  ratio('chains', '200 chains of 50, to DBOS and Restate', 4, { peers: ENGINES }),
  ratio('fanout', '1 → 1 000 → 1, to the best peer', 1 / 0.35),
  ratio('cron', '1 000 schedules due in one second, p99, to the best peer', 1 / 0.15, { key: 'ratioP99' }),
  figure('backlog', 'rate with a million ready, as a share of a short backlog', {
    least: 0.9,
    of: (line) => line.ofShort,
  }),
  figure('held', 'rate beside a transaction that stays open, as a share of that without it', {
    least: 0.7,
    of: (line) => line.ofFree,
  }),
  figure('idle', 'idle server, % of a core', { figure: 'server, processor', most: 2 }),
  figure('idle', 'idle worker, % of a core', { figure: 'worker, processor', most: 2 }),
  figure('idle', 'idle platform, statements a second', { figure: 'statements', most: 5 }),
  figure('idle', 'idle server, MiB', { figure: 'server, memory', most: 150 }),
  figure('idle', 'idle worker, MiB', { figure: 'worker, memory', most: 90 }),
  ...['items', 'tasks', 'depth', 'schedules', 'backlog', 'history', 'workers', 'servers'].map((axis) =>
    figure(`growth ${axis}`, `growth of the cost of one with ${axis}, exponent`, { unit: 'exponent', most: LINEAR }),
  ),
];

function ratio(part, what, least, { peers, key = 'ratio' } = {}) {
  const of = (lines) => {
    const compared = lines.filter((line) => line[key] !== undefined && (peers?.includes(line.system) ?? true));
    const worst = compared.sort((a, b) => a[key] - b[key])[0];
    return worst && { value: worst[key], against: worst.system };
  };
  return { part, what, least, of };
}

function figure(part, what, { figure: name, unit, of = (line) => line.median, ...bounds }) {
  return {
    part,
    what,
    ...bounds,
    of(lines) {
      const line = lines.find((one) => (!name || one.figure === name) && (!unit || one.unit === unit));
      return line && { value: of(line) };
    },
  };
}

export const isReached = ({ least, most }, value) =>
  value >= (least ?? Number.NEGATIVE_INFINITY) && value <= (most ?? Number.POSITIVE_INFINITY);
