/** One fault of the store while a client writes and a long task runs, and what must hold afterwards. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../e2e/until.ts';
import type { Played } from './played.ts';
import type { Rig } from './rig.ts';
import type { StoreFault } from './store-faults.ts';

const PAUSE_MS = 100;

export async function play(rig: Rig, { inject, losesCommits }: StoreFault, name: string): Promise<Played> {
  const violations: string[] = [];
  const held = await rig.hold(name);
  const hand = writing(rig);
  let ms = 0;
  try {
    await inject(rig);
    ms = await recovered(rig);
  } catch (error) {
    violations.push(error instanceof Error ? error.message : String(error));
  }
  const acknowledged = await hand.end();
  await held.release();
  try {
    if (!losesCommits)
      violations.push(...(await notThere(rig, acknowledged)), ...(await attemptsLost(rig, held.runId)));
  } catch (error) {
    violations.push(error instanceof Error ? error.message : String(error));
  }
  violations.push(...rig.deaths().map((death) => `a process ended by itself: ${death}`));
  return { ms, violations, acknowledged: acknowledged.size };
}

/** Starts runs that need no worker, as somebody who asks again by the same key, any server, until he is answered. */
function writing(rig: Rig) {
  const acknowledged = new Map<string, string>();
  const state = { isOver: false };
  const start = async (turn: number): Promise<void> => {
    const key = randomUUID();
    for (let tries = 0; tries === 0 || !state.isOver; tries++) {
      const { status, body } = await rig.ask((turn + tries) % 2, 'POST', '/runs', { workflow: 'noted' }, key);
      if (status === 201) acknowledged.set(key, String(body['id']));
      if (status !== 0 && status < 500) return;
      await delay(PAUSE_MS);
    }
  };
  const work = async (): Promise<void> => {
    for (let turn = 0; !state.isOver; turn++) {
      await start(turn);
      await delay(PAUSE_MS);
    }
  };
  const working = work();
  return {
    async end(): Promise<ReadonlyMap<string, string>> {
      state.isOver = true;
      await working;
      return acknowledged;
    },
  };
}

/** From the fault's healing until each server has carried out a run from its start to its end. */
async function recovered(rig: Rig): Promise<number> {
  const from = performance.now();
  for (const server of [0, 1]) await until(`server ${server + 1} again`, () => works(rig, server));
  return performance.now() - from;
}

export const works = (rig: Rig, server: number): Promise<boolean> =>
  rig.roundTrip(server).then(
    () => true,
    () => false,
  );

async function notThere(rig: Rig, acknowledged: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const id of acknowledged.values()) {
    const { status } = await rig.ask(0, 'GET', `/runs/${id}`);
    if (status !== 200) wrong.push(`the acknowledged run ${id} is answered with ${status}`);
  }
  if (new Set(acknowledged.values()).size !== acknowledged.size) wrong.push('two keys stand for one run');
  return wrong;
}

/** The long task ends with the attempt that it began with. */
async function attemptsLost(rig: Rig, runId: string): Promise<readonly string[]> {
  await until('the end of the held run', async () => {
    const { body } = await rig.ask(0, 'GET', `/runs/${runId}`);
    return body['state'] === 'success' || body['state'] === 'failed';
  });
  const { body } = await rig.ask(0, 'GET', `/runs/${runId}/tasks`);
  const [task] = body['items'] as readonly { readonly id: string }[];
  const attempts = await rig.ask(0, 'GET', `/task-runs/${task?.id}/attempts`);
  const states = (attempts.body['items'] as readonly { readonly state: string }[]).map(({ state }) => state);
  return states.join() === 'success' ? [] : [`the attempts of the long task are ${states.join(', ')}`];
}
