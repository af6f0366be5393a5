/** A server that is cut from the store while another is not: its worker goes where its lease can be renewed. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PATIENCE_MS } from '../faults/postgres.ts';
import { buildRig, type Rig } from '../faults/rig.ts';
import { until } from './until.ts';

/** A lease of 14 s and the margin behind it, after which an attempt is given away; a look each 2 s at who lost his. */
const GIVEN_AWAY_MS = 15_000 + 2 * 2_000;

let rig: Rig;
beforeAll(async () => {
  rig = await buildRig();
}, PATIENCE_MS);
afterAll(() => rig?.remove());

it(
  'is left by its worker, whose attempt says nothing and goes on',
  async () => {
    const { runId, release } = await rig.hold('silent');
    const asked = (server: number) => rig.ask(server, 'GET', `/runs/${runId}`);
    // One of them has the worker, and then the other.
    for (const [server, way] of rig.ways.entries()) {
      way.cut();
      await delay(GIVEN_AWAY_MS);
      way.mend();
      await until('the server that is back', async () => (await asked(server)).status === 200);
    }
    await release();
    await until('the end of what ran', async () => (await asked(0)).body['state'] === 'success');
    const { body } = await rig.ask(1, 'GET', `/runs/${runId}/tasks`);
    expect(body).toMatchObject({ items: [{ task: 'long', attempt: 1 }] });
    expect(rig.deaths()).toEqual([]);
  },
  PATIENCE_MS,
);
