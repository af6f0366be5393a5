// `npm run -s test:chaos -- [--minutes M] [--seed S] [--without SAFETY] [--json]`: real servers and workers under random faults.
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { attack, type Outcome } from './attack.ts';
import { violationsOf } from './checks.ts';
import { isMutant, type MutantName, MUTANTS, mutantSettings, mutateStore } from './mutants.ts';
import { findPostgres } from './postgres.ts';
import { resultOf } from './result.ts';
import { buildRig, DATABASE, type Rig } from './rig.ts';
import { linesOf, storyOf } from './story.ts';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' },
    without: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const minutes = Number(flags.minutes);
const seed = flags.seed === undefined ? randomInt(2 ** 31) : Number(flags.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) fail('--minutes must be a number above 0, --seed a whole number');
const without = mutantNamed(flags.without);

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const [SERVERS, WORKERS] = [3, 4];
const MAX_TOLD = 50;
const MAX_STORIES = 3;

function mutantNamed(name: string | undefined): MutantName | undefined {
  if (name === undefined || isMutant(name)) return name;
  return fail(`--without must be one of ${Object.keys(MUTANTS).join(', ')}`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

const say = (text: string): void => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);

async function main(): Promise<void> {
  const bin = await findPostgres();
  if (bin === undefined) fail('PostgreSQL 15 or newer is not installed here; on Debian: apt-get install postgresql');
  say(`seed ${seed}, ${minutes} minutes${without ? `, without ${without}` : ''}`);
  const rig = await buildRig({
    bin,
    servers: SERVERS,
    workers: WORKERS,
    faketime: existsSync(FAKETIME) ? FAKETIME : undefined,
    settings: without === undefined ? {} : await mutantSettings(without),
  });
  const abandon = (): void => void rig.remove().finally(() => process.exit(2));
  process.once('SIGINT', abandon).once('SIGTERM', abandon);
  try {
    if (without !== undefined) await mutateStore(without, DATABASE, rig.primary().port);
    await judge(rig, await attack({ rig, seed, minutes, say }));
  } finally {
    await rig.remove();
  }
}

async function judge(rig: Rig, outcome: Outcome): Promise<void> {
  const findings = violationsOf(outcome.history);
  for (const { check, told } of findings.slice(0, MAX_TOLD)) say(`${check}: ${told}`);
  if (findings.length > 0)
    await tellStories(
      rig,
      outcome,
      findings.flatMap(({ runId }) => runId ?? []),
    );
  const result = { minutes, seed, ...(without === undefined ? {} : { without }), ...resultOf(outcome, findings) };
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

async function tellStories(rig: Rig, { troubles }: Outcome, runIds: readonly string[]): Promise<void> {
  const logs = path.join(os.tmpdir(), `carillon-chaos-logs-${seed}`);
  await mkdir(logs, { recursive: true });
  const ledger = await readFile(rig.ledger, 'utf8');
  const nodes = [...rig.servers, ...rig.workers].map((node) => ({ name: node.name, text: node.said() }));
  for (const { name, text } of [...nodes, { name: 'ledger', text: ledger }])
    await writeFile(path.join(logs, `${name}.log`), text);
  say(`logs and ledger are in ${logs}`);
  const lines = linesOf(nodes);
  for (const runId of [...new Set(runIds)].slice(0, MAX_STORIES))
    say(await storyOf(runId, { port: rig.primary().port, database: DATABASE, troubles, lines, ledger }));
}

await main();
