// `npm run -s test:faults -- [--only NAME,…] [--rounds N] [--json]`: every fault of the store against real processes.
import { parseArgs } from 'node:util';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../e2e/until.ts';
import { buildRig, type Rig } from './rig.ts';
import { STORE_FAULTS, type StoreFault } from './store-faults.ts';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const names = flags.only?.split(',') ?? Object.keys(STORE_FAULTS);
const rounds = Number(flags.rounds);
const unknown = names.find((name) => !Object.hasOwn(STORE_FAULTS, name));
if (unknown !== undefined || !(rounds > 0)) {
  process.stderr.write(`--only takes ${Object.keys(STORE_FAULTS).join(', ')}; --rounds a number above 0\n`);
  process.exit(2);
}
const say = (text: string): void => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);

/** Starts runs while a fault lasts, as somebody who asks again by the same key; what was acknowledged must be there. */
function client(rig: Rig) {
  const acknowledged = new Map<string, string>();
  let isOver = false;
  const work = async (): Promise<void> => {
    for (let turn = 0; !isOver; turn++) {
      const key = randomUUID();
      for (let tries = 0; !isOver || tries === 0; tries++) {
        const answer = await rig.ask((turn + tries) % 2, 'POST', '/runs', { workflow: 'quick' }, key);
        if (answer.status === 201) acknowledged.set(key, String(answer.body['id']));
        if (answer.status !== 0 && answer.status < 500) break;
        await delay(100);
      }
      await delay(100);
    }
  };
  const working = work();
  return {
    async end() {
      isOver = true;
      await working;
      return acknowledged;
    },
  };
}

/** From the fault's healing until each server has carried out a run from its start to its end. */
async function recovered(rig: Rig): Promise<number> {
  const from = performance.now();
  for (const server of [0, 1])
    await until(`server ${server + 1} again`, () =>
      rig.roundTrip(server).then(
        () => true,
        () => false,
      ),
    );
  return performance.now() - from;
}

async function play(rig: Rig, name: string, { inject, losesCommits }: StoreFault, round: number) {
  const violations: string[] = [];
  const held = await rig.hold(`${name}-${round}`);
  const hand = client(rig);
  let ms = 0;
  try {
    await inject(rig);
    ms = await recovered(rig);
  } catch (error) {
    violations.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const acknowledged = await hand.end();
  await held.release();
  if (!losesCommits) {
    for (const id of acknowledged.values())
      await until('an acknowledged run', async () => (await rig.ask(0, 'GET', `/runs/${id}`)).status !== 503).then(
        async () => {
          const { status } = await rig.ask(0, 'GET', `/runs/${id}`);
          if (status !== 200) violations.push(`${name}: the acknowledged run ${id} is gone (${status})`);
        },
      );
    if (new Set(acknowledged.values()).size !== acknowledged.size) violations.push(`${name}: a key has made two runs`);
    violations.push(...(await attemptsLost(rig, name, held.runId)));
  }
  for (const death of rig.deaths()) violations.push(`${name}: a process ended by itself: ${death}`);
  return { ms, violations, acknowledged: acknowledged.size };
}

/** The long task ends with the attempt that it began with. */
async function attemptsLost(rig: Rig, name: string, runId: string): Promise<readonly string[]> {
  await until('the end of the held run', async () => {
    const { body } = await rig.ask(0, 'GET', `/runs/${runId}`);
    return body['state'] === 'success' || body['state'] === 'failed';
  });
  const { body } = await rig.ask(0, 'GET', `/runs/${runId}/tasks`);
  const [task] = body['items'] as readonly { readonly id: string }[];
  const attempts = await rig.ask(0, 'GET', `/task-runs/${task?.id}/attempts`);
  const states = (attempts.body['items'] as readonly { readonly state: string }[]).map(({ state }) => state);
  return states.length === 1 && states[0] === 'success'
    ? []
    : [`${name}: the attempts of the long task are ${states.join(', ')}`];
}

const at = (values: readonly number[], share: number): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0);

const faults: Record<string, number> = {};
const failoverMs: Record<string, { readonly p50: number; readonly p99: number }> = {};
const violations: string[] = [];
let runs = 0;
for (const name of names) {
  const rig = await buildRig({ settings: { max_connections: '60' } });
  const times: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const played = await play(rig, name, STORE_FAULTS[name] as StoreFault, round);
      say(
        `${name} ${round + 1}/${rounds}: back after ${Math.round(played.ms)} ms; ${played.violations.length} violations`,
      );
      for (const violation of played.violations) say(violation);
      times.push(played.ms);
      violations.push(...played.violations);
      runs += played.acknowledged;
      faults[name] = (faults[name] ?? 0) + 1;
    }
  } finally {
    await rig.remove();
  }
  failoverMs[name] = { p50: at(times, 0.5), p99: at(times, 0.99) };
}
const result = { rounds, faults, runs, violations: violations.length, failoverMs };
process.stdout.write(flags.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, null, 2)}\n`);
process.exitCode = violations.length > 0 ? 1 : 0;
