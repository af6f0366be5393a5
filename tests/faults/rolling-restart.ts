/**
 * Three servers under load, each ended by TERM and started again, one after the other: no attempt is lost or begun twice,
 * and afterwards each server has workers again. An upgrade does it with another program, and a rollback with the old one
 * again, while the workers stay as they are.
 */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Api, createApi } from '../chaos/api.ts';
import { findPostgres } from '../chaos/postgres.ts';
import { buildRig, type Rig } from '../chaos/rig.ts';
import { unlessCalledOff } from '../e2e/called-off.ts';
import { until } from '../e2e/until.ts';
// @ts-expect-error -- a script without types
import { buildPast } from '../../bench/src/regression/past-tree.mjs';
import type { Played } from './played.ts';

const [SERVERS, WORKERS] = [3, 3];
const PEOPLE = 4;
/** One more than a worker each, so that every server has some to hand over. */
const LONG_RUNS = 4;
/** Often enough that nobody waits for it. */
const SPREAD_EVERY = '1s';

const BEGUN = 'echo "$CARILLON_RUN_ID $CARILLON_TASK $CARILLON_ATTEMPT" >> "$CARILLON_PARAM_LEDGER"';
const shell = (script: string, more: object = {}) => ({ type: 'shell', with: { script }, ...more });
const DOCUMENTS = [
  { name: 'chain', tasks: { first: shell(BEGUN), second: shell(BEGUN, { needs: ['first'] }) } },
  {
    name: 'long',
    tasks: { only: shell(`${BEGUN}; until [ -e "$CARILLON_PARAM_LEDGER.over" ]; do sleep 0.2; done`) },
  },
].map((one) => ({
  path: `${one.name}.json`,
  text: JSON.stringify({ kind: 'Workflow', params: { ledger: { type: 'string' } }, ...one }),
}));

const ROOT = path.resolve(import.meta.dirname, '../..');

export const rollingRestarts = (rounds: number): Promise<readonly Played[]> =>
  play(async (rig) => {
    const played: Played[] = [];
    for (let round = 0; round < rounds; round++) played.push(await restart(rig, path.join(rig.directory, `${round}`)));
    return played;
  });

/** From the program of an earlier commit to this one, and back, so many times. Schemas stay as the newer one made them. */
export async function rollingUpgrades(rounds: number, past: string): Promise<readonly Played[]> {
  const { tree, remove } = (await buildPast(ROOT, past)) as { readonly tree: string; remove(): Promise<void> };
  let root = tree;
  try {
    return await play(
      async (rig) => {
        const played: Played[] = [];
        for (const [turn, next] of Array.from({ length: rounds }, () => [ROOT, tree])
          .flat()
          .entries()) {
          root = next;
          played.push(await restart(rig, path.join(rig.directory, `${turn}`)));
        }
        return played;
      },
      () => root,
    );
  } finally {
    await remove();
  }
}

async function play(
  attack: (rig: Rig) => Promise<readonly Played[]>,
  root: () => string = () => ROOT,
): Promise<readonly Played[]> {
  const bin = await findPostgres();
  if (bin === undefined)
    throw new Error('PostgreSQL 15 or newer is not installed here; on Debian: apt-get install postgresql');
  const settings = { CARILLON_SPREAD_WORKERS: SPREAD_EVERY };
  return unlessCalledOff(
    (signal) => buildRig({ bin, servers: SERVERS, workers: WORKERS, faketime: undefined, settings, root, signal }),
    attack,
  );
}

async function restart(rig: Rig, ledger: string): Promise<Played> {
  const state = { isOver: false };
  const api = createApi(rig.urls, rig.token, 0, () => false);
  const applied = await api.post('/documents/apply', { documents: DOCUMENTS });
  if (applied.status !== 200) throw new Error(`the documents were refused: ${JSON.stringify(applied.body)}`);
  const runs = new Set<string>();
  const start = async (by: Api, workflow: string): Promise<string> => {
    const { status, body } = await by.post('/runs', { workflow, params: { ledger } }, randomUUID());
    if (status !== 201) throw new Error(`a start was answered with ${status}: ${JSON.stringify(body)}`);
    const runId = String(body['id']);
    runs.add(runId);
    return runId;
  };
  for (let i = 0; i < LONG_RUNS; i++) await start(api, 'long');
  const begun = async (): Promise<readonly string[]> =>
    (await readFile(ledger, 'utf8').catch(() => '')).trim().split('\n');
  await until('long tasks', async () => (await begun()).length === LONG_RUNS);
  const person = async (first: number): Promise<void> => {
    const own = createApi(rig.urls, rig.token, first, () => false);
    while (!state.isOver) await endOf(own, await start(own, 'chain'));
  };
  const people = Array.from({ length: PEOPLE }, (_, index) => person(index));
  for (const server of rig.servers) {
    await server.drain(1);
    await server.start();
  }
  const from = performance.now();
  await until('workers at each server', () => isSpread(rig));
  const ms = performance.now() - from;
  state.isOver = true;
  await Promise.all(people);
  await writeFile(`${ledger}.over`, '');
  const violations = await Promise.all(Array.from(runs, (id) => wrongWith(api, id)));
  const lines = await begun();
  const twice = lines.filter((line, i) => lines.indexOf(line) < i).map((line) => `begun twice: ${line}`);
  return { ms, violations: [...violations.flat(), ...twice, ...rig.deaths], acknowledged: runs.size };
}

/** Each has the way to some worker in use: their ways are in the order of the servers. */
const isSpread = ({ servers, workers }: Rig): boolean =>
  servers.every((_, index) => workers.some(({ ways }) => ways[index]?.isInUse()));

const endOf = (api: Api, runId: string): Promise<string> =>
  until(`the end of ${runId}`, async () => {
    const { body } = await api.get(`/runs/${runId}`);
    return ['success', 'failed', 'stopped'].includes(String(body['state'])) && String(body['state']);
  });

/** It succeeds, each of its tasks with the attempt that it began with. */
async function wrongWith(api: Api, runId: string): Promise<readonly string[]> {
  const state = await endOf(api, runId);
  const tasks = (await api.get(`/runs/${runId}/tasks`)).body['items'] as readonly { readonly attempt: number }[];
  const again = tasks.filter(({ attempt }) => attempt !== 1);
  return [
    ...(state === 'success' ? [] : [`${runId} has ended as ${state}`]),
    ...again.map(({ attempt }) => `a task of ${runId} needed ${attempt} attempts`),
  ];
}
