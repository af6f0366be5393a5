// `npm run -s test:chaos -- [--minutes M] [--seed S] [--without SAFETY] [--json]`: real servers and workers under random faults.
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createApi } from './api.ts';
import { violationsOf } from './checks.ts';
import { clockJump, type FaultName, FAULTS, storeFailOver } from './faults.ts';
import { type History, ledgerText, readHistory } from './history.ts';
import { documents, meddle, SCHEDULES } from './load.ts';
import { isMutant, type MutantName, MUTANTS, mutateStore, withMutant } from './mutants.ts';
import { findPostgres } from './postgres.ts';
import { probing } from './probe.ts';
import { createRandom } from './random.ts';
import { buildRig, DATABASE, type Rig } from './rig.ts';

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
const mutant = mutantNamed(flags.without);

function mutantNamed(name: string | undefined): MutantName | undefined {
  if (name === undefined || isMutant(name)) return name;
  return fail(`--without must be one of ${Object.keys(MUTANTS).join(', ')}`);
}

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const HANDS = 5;
const WARM_UP_MS = 5_000;
const QUIET_MS = 120_000;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

const say = (text: string): void => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);

async function main(): Promise<void> {
  const bin = await findPostgres();
  if (bin === undefined) fail('PostgreSQL 15 or newer is not installed here; on Debian: apt-get install postgresql');
  say(`seed ${seed}, ${minutes} minutes${flags.without ? `, without ${flags.without}` : ''}`);
  const clock = existsSync(FAKETIME) ? path.join(os.tmpdir(), `carillon-chaos-clock-${process.pid}`) : undefined;
  if (clock !== undefined) await writeFile(clock, '+0');
  const restore = mutant === undefined ? undefined : await withMutant(mutant);
  let rig: Rig | undefined;
  try {
    rig = await buildRig({
      bin,
      servers: 3,
      workers: 4,
      ...(clock === undefined ? {} : { faketime: { library: FAKETIME, file: clock } }),
    });
    if (mutant !== undefined) await mutateStore(mutant, DATABASE, rig.primary().port);
    await attack(rig, clock);
  } finally {
    await restore?.();
    await rig?.remove();
    if (clock !== undefined) await rm(clock, { force: true });
  }
}

async function attack(rig: Rig, clock: string | undefined): Promise<void> {
  const random = createRandom(seed);
  const urls = rig.servers.map(({ url }) => url);
  let [isOver, isGivenUp] = [false, false];
  const apiOf = (index: number) => createApi(urls, rig.token, index, () => isGivenUp);
  const admin = apiOf(0);
  const files = documents(rig.ledger).map((document, index) => ({
    path: `${index}.json`,
    text: JSON.stringify(document),
  }));
  await writeFile(rig.ledger, '');
  const from = Date.now() + 2_000;
  const applied = await admin.post('/documents/apply', { documents: files });
  if (applied.status !== 200) throw new Error(`the documents were refused: ${JSON.stringify(applied.body)}`);
  const acknowledged: { key: string; runId: string }[] = [];
  const hands = Array.from({ length: HANDS }, (_, index) =>
    meddle({
      api: apiOf(index),
      random: createRandom(seed + 1 + index),
      isOver: () => isOver,
      onAcknowledged: (request) => acknowledged.push(request),
    }),
  );
  const probe = probing(apiOf(1), () => isOver);
  say('warm');
  await delay(WARM_UP_MS);

  const faults: Record<string, number> = {};
  const failover: Record<string, number[]> = {};
  const until = performance.now() + minutes * 60_000;
  const failOverAt = performance.now() + minutes * 36_000;
  const inject = async (
    name: string,
    fault: (rig: Rig, random: ReturnType<typeof createRandom>) => Promise<void>,
  ): Promise<void> => {
    say(`fault ${name}`);
    faults[name] = (faults[name] ?? 0) + 1;
    const back = probe.firstAfterNow();
    await fault(rig, random);
    (failover[name] ??= []).push(await back);
    say(`healed ${name}`);
  };
  const names = Object.keys(FAULTS) as FaultName[];
  while (performance.now() < until) {
    if (performance.now() > failOverAt && rig.standby()) await inject('store_fail_over', storeFailOver);
    else if (clock !== undefined && random.chance(0.08)) await inject('clock_jump', clockJump(clock));
    else {
      const name = random.pick(names);
      await inject(name, FAULTS[name]);
    }
    await delay(random.between(500, 4_000));
  }
  say('everything is healed; no new work');
  isOver = true;
  await Promise.all(hands);
  await probe.done;
  const to = await pauseSchedules(admin);
  await quiet(admin);
  isGivenUp = true;
  const markers = [...new Set((await ledgerText(rig.ledger)).split('\n').map((line) => line.split(' ')[0] ?? ''))];
  const history = await readHistory(rig.adminUrl(), {
    ledger: rig.ledger,
    schedules: Object.entries(SCHEDULES).map(([name, { everySeconds }]) => ({
      name,
      stepMs: everySeconds * 1_000,
      from,
      to,
    })),
    acknowledged,
    deaths: rig.deaths,
    attemptMarkers: markers.filter(Boolean).map((taskRun) => `CARILLON_TASK_RUN_ID=${taskRun}`),
  });
  report(history, faults, failover);
}

/** When the last of them was paused: until then each logical time must be in the ledger. */
async function pauseSchedules(api: ReturnType<typeof createApi>): Promise<number> {
  const { body } = await api.get('/schedules?workflow=ticks&limit=200');
  // Pausing begins after this moment; what is due later may be passed over.
  const to = Date.now() - 2_000;
  for (const { id } of body['items'] as readonly { id: string }[]) await api.post(`/schedules/${id}/pause`, {});
  return to;
}

/** Long and stubborn runs are asked to stop; whatever is open must then end. */
async function quiet(api: ReturnType<typeof createApi>): Promise<void> {
  const giveUp = performance.now() + QUIET_MS;
  for (;;) {
    const { body } = await api.get('/runs?state=queued,running,paused,stopping&limit=200');
    const open = body['items'] as readonly { id: string; state: string; workflow: string }[];
    if (open.length === 0) return;
    if (performance.now() > giveUp) {
      say(`${open.length} runs have not ended`);
      return;
    }
    for (const { id, state, workflow } of open) {
      if (state === 'paused') await api.post(`/runs/${id}/resume`, {});
      else if (workflow === 'stubborn' && state !== 'stopping')
        await api.post(`/runs/${id}/stop`, { reason: 'the end' });
    }
    await delay(1_000);
  }
}

function report(
  history: History,
  faults: Readonly<Record<string, number>>,
  failover: Readonly<Record<string, number[]>>,
): void {
  const violations = violationsOf(history);
  for (const violation of violations.slice(0, 50)) say(violation);
  const at = (values: readonly number[], share: number): number =>
    Math.round([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0);
  const result = {
    minutes,
    seed,
    faults,
    runs: history.runs.length,
    firings: history.firings.length,
    attempts: history.attempts.length,
    violations: violations.length,
    failoverMs: Object.fromEntries(
      Object.entries(failover).map(([name, values]) => [name, { p50: at(values, 0.5), p99: at(values, 0.99) }]),
    ),
    ...(flags.without === undefined ? {} : { without: flags.without }),
    executions: history.executions.length,
  };
  process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}

await main();
