/** One platform, one attack, one verdict; and what is told of it. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { unlessCalledOff } from '../e2e/called-off.ts';
import { attack, type Outcome } from './attack.ts';
import { type Finding, violationsOf } from './checks.ts';
import type { FaultName } from './faults.ts';
import { type Mutant, type MutantName, MUTANTS, mutantSettings, mutateStore } from './mutants.ts';
import { buildRig, DATABASE, type Rig } from './rig.ts';
import { linesOf, storyOf } from './story.ts';

export interface Game {
  /** Where PostgreSQL's programs are. */
  readonly bin: string;
  readonly minutes: number;
  readonly seed: number;
  /** Only these, one at a time; undefined: whatever the seed draws. */
  readonly only: readonly FaultName[] | undefined;
  readonly without: MutantName | undefined;
  readonly say: (text: string) => void;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
}

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const [SERVERS, WORKERS] = [3, 4];
const MAX_TOLD = 50;
const MAX_STORIES = 3;

export async function play({ bin, minutes, seed, only, without, say }: Game): Promise<Verdict> {
  say(`seed ${seed}, ${minutes} minutes${without ? `, without ${without}` : ''}`);
  const settings = without === undefined ? {} : await mutantSettings(without);
  const faketime = existsSync(FAKETIME) ? FAKETIME : undefined;
  return unlessCalledOff(
    (signal) => buildRig({ bin, servers: SERVERS, workers: WORKERS, faketime, settings, signal }),
    async (rig) => {
      if (without !== undefined) await mutateStore(without, DATABASE, rig.primary().port);
      const mutant: Mutant | undefined = without && MUTANTS[without];
      const often = mutant && (mutant.often ?? 'long');
      const outcome = await attack({ rig, seed, minutes, only: mutant?.faults ?? only, often, say });
      const findings = violationsOf(outcome.history);
      for (const { check, told } of findings.slice(0, MAX_TOLD)) say(`${check}: ${told}`);
      if (findings.length > 0) await tellStories({ rig, logs: logsOf(seed, without), outcome, findings, say });
      return { outcome, findings };
    },
  );
}

const logsOf = (seed: number, without: MutantName | undefined): string =>
  path.join(os.tmpdir(), `carillon-chaos-logs-${seed}${without ? `-${without}` : ''}`);

interface Tale extends Verdict {
  readonly rig: Rig;
  /** Directory of what is kept. */
  readonly logs: string;
  readonly say: (text: string) => void;
}

async function tellStories({ rig, logs, outcome: { history }, findings, say }: Tale): Promise<void> {
  await mkdir(logs, { recursive: true });
  const ledger = await readFile(rig.ledger, 'utf8');
  const nodes = [...rig.servers, ...rig.workers].map((node) => ({ name: node.name, text: node.said() }));
  for (const { name, text } of [...nodes, { name: 'ledger', text: ledger }])
    await writeFile(path.join(logs, `${name}.log`), text);
  say(`logs and ledger are in ${logs}`);
  const lines = linesOf(nodes);
  const runIds = new Set(findings.flatMap(({ runId }) => runId ?? []));
  for (const runId of [...runIds].slice(0, MAX_STORIES))
    say(
      await storyOf(runId, { port: rig.primary().port, database: DATABASE, troubles: history.troubles, lines, ledger }),
    );
}
