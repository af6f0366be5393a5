// `npm run -s test:chaos -- [--minutes M] [--seed S] [--only FAULT,… | --without SAFETY | --mutants all|SAFETY,…] [--json]`: real
// servers and workers under random faults, or under these one at a time. Exits with 1 when a promise is broken; with --mutants, when one is not seen to be.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { FAULT_NAMES, type FaultName, isFault } from './faults.ts';
import { isMutant, MUTANT_NAMES, type MutantName, MUTANTS } from './mutants.ts';
import { play, type Verdict } from './play.ts';
import { findPostgres } from './postgres.ts';
import { countBy, resultOf } from './result.ts';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    without: { type: 'string' },
    mutants: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
/** What a mutant needs to be seen, on a machine of two cores. */
const MUTANT_MINUTES = 1;
/** What a safety is there for comes up by chance: a mutant that is not seen is played again, with the next seed. */
const MUTANT_TRIES = 3;
const seed = flags.seed === undefined ? randomInt(2 ** 31) : Number(flags.seed);
const minutes = Number(flags.minutes ?? (flags.mutants === undefined ? 5 : MUTANT_MINUTES));
if (!(minutes > 0) || !Number.isInteger(seed)) fail('--minutes must be a number above 0, --seed a whole number');

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function mutantNamed(name: string): MutantName {
  return isMutant(name) ? name : fail(`there is no mutant ${name}; there are ${MUTANT_NAMES.join(', ')}`);
}

function faultNamed(name: string): FaultName {
  return isFault(name) ? name : fail(`there is no fault ${name}; there are ${FAULT_NAMES.join(', ')}`);
}

const only = flags.only?.split(',').map(faultNamed);
const say = (text: string): void => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);
const print = (result: object): void =>
  void process.stdout.write(`${flags.json ? JSON.stringify(result) : JSON.stringify(result, null, 2)}\n`);

async function attackOnce(bin: string, without: MutantName | undefined): Promise<void> {
  const { outcome, findings } = await play({ bin, minutes, seed, only, without, say });
  print({ minutes, seed, ...(without === undefined ? {} : { without }), ...resultOf(outcome, findings) });
  process.exitCode = findings.length > 0 ? 1 : 0;
}

/** Each must break what it is known to break: anything else that is red proves nothing of its check. */
const isSeen = (without: MutantName, { findings }: Verdict): boolean =>
  findings.some(({ check }) => check === MUTANTS[without].breaks);

async function playMutants(bin: string, names: readonly MutantName[]): Promise<void> {
  const mutants: Record<string, object> = {};
  const unseen: MutantName[] = [];
  for (const without of names) {
    for (let no = 0; no < MUTANT_TRIES; no++) {
      const verdict = await play({ bin, minutes, seed: seed + no, only: undefined, without, say });
      const red = isSeen(without, verdict);
      const violated = countBy(verdict.findings.map(({ check }) => check));
      say(`${without}: ${red ? 'red' : 'not seen'} by ${MUTANTS[without].breaks}, ${JSON.stringify(violated)}`);
      mutants[without] = { seed: seed + no, red, by: MUTANTS[without].breaks, violated };
      if (red) break;
      if (no === MUTANT_TRIES - 1) unseen.push(without);
    }
  }
  print({ minutes, seed, mutants, unseen });
  process.exitCode = unseen.length > 0 ? 1 : 0;
}

const bin = await findPostgres();
if (bin === undefined) fail('PostgreSQL 15 or newer is not installed here; on Debian: apt-get install postgresql');
if (flags.mutants === undefined)
  await attackOnce(bin, flags.without === undefined ? undefined : mutantNamed(flags.without));
else await playMutants(bin, flags.mutants === 'all' ? MUTANT_NAMES : flags.mutants.split(',').map(mutantNamed));
