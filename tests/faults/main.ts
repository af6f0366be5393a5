// `npm run -s test:faults -- [--only NAME,…] [--rounds N] [--past REV] [--json]`: the faults of the store against real processes.
// An upgrade is one from the program of `--past`.
import { parseArgs } from 'node:util';
import { unlessCalledOff } from '../e2e/called-off.ts';
import { play } from './play.ts';
import type { Played } from './played.ts';
import { powerCuts } from './power-cut.ts';
import { buildRig } from './rig.ts';
import { rollingRestarts, rollingUpgrades } from './rolling-restart.ts';
import { STORE_FAULTS, type StoreFault } from './store-faults.ts';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    past: { type: 'string', default: 'HEAD~1' },
    json: { type: 'boolean', default: false },
  },
});

type Row = (rounds: number) => Promise<readonly Played[]>;

const say = (text: string): void => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);

const rowOf =
  (name: string, fault: StoreFault): Row =>
  (rounds) =>
    unlessCalledOff(
      (signal) => buildRig({ settings: { max_connections: '60' }, signal }),
      async (rig) => {
        const played: Played[] = [];
        for (let round = 0; round < rounds; round++) played.push(await play(rig, fault, `${name}-${round}`));
        return played;
      },
    );

const ROWS: ReadonlyMap<string, Row> = new Map([
  ...Object.entries(STORE_FAULTS).map(([name, fault]): [string, Row] => [name, rowOf(name, fault)]),
  ['power_cut', powerCuts],
  ['rolling_restart', rollingRestarts],
  ['rolling_upgrade', (rounds) => rollingUpgrades(rounds, flags.past)],
]);

const names = flags.only?.split(',') ?? [...ROWS.keys()];
const rounds = Number(flags.rounds);
if (names.some((name) => !ROWS.has(name)) || !(rounds > 0)) {
  process.stderr.write(`--only takes ${[...ROWS.keys()].join(', ')}; --rounds a number above 0\n`);
  process.exit(2);
}

const at = (values: readonly number[], share: number): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0);

const result = {
  rounds,
  faults: {} as Record<string, number>,
  runs: 0,
  violations: 0,
  failoverMs: {} as Record<string, { readonly p50: number; readonly p99: number }>,
};
for (const name of names) {
  const played = (await ROWS.get(name)?.(rounds)) ?? [];
  const violations = played.flatMap((one) => one.violations);
  const times = played.map(({ ms }) => ms);
  say(`${name}: back after ${times.map(Math.round).join(', ')} ms; ${violations.length} violations`);
  for (const violation of violations) say(`${name}: ${violation}`);
  result.faults[name] = played.length;
  result.runs += played.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  result.violations += violations.length;
  result.failoverMs[name] = { p50: at(times, 0.5), p99: at(times, 0.99) };
}
process.stdout.write(`${JSON.stringify(result, null, flags.json ? undefined : 2)}\n`);
process.exitCode = result.violations > 0 ? 1 : 0;
