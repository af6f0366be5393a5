/** Workers that all hang at one server, as after a rolling restart, and what it costs that they are spread again. */
import { expect, it } from 'vitest';
import { createChances } from '../chances.ts';
import { createPeople } from '../load/people.ts';
import { HOUR } from '../load/shapes.ts';
import { createCluster } from './cluster.ts';

const SHAPE = { ...HOUR, servers: 3, workers: 4 };
const START_EVERY_MS = 1_000;
const SPREAD_WITHIN_MS = 60_000;
const RESTARTED_WITHIN_MS = 2_000;
const APART_MS = 10_000;
const LOST = 16;

it('workers that hang at one server are spread without the loss of an attempt, and after a rolling restart again', async () => {
  const chances = createChances(5);
  const cluster = createCluster(chances, SHAPE, new Set());
  const { world, servers, tables, ledger } = cluster;
  const workers = (): readonly number[] => servers.map(({ scheduler }) => scheduler?.workers() ?? 0);
  const isSpread = (): boolean => workers().every((count) => count > 0);
  const becomesSpread = (): Promise<boolean> => world.settles(world.now() + SPREAD_WITHIN_MS, isSpread);
  try {
    const people = createPeople(cluster);
    const keepStarting = (): void => {
      people.do('start', chances);
      world.after(START_EVERY_MS, undefined, keepStarting);
    };
    keepStarting();
    // They know the servers in the same order.
    expect(await world.settles(world.now() + APART_MS, () => workers()[0] === SHAPE.workers)).toBe(true);
    expect(await becomesSpread(), `workers: ${workers().join(', ')}`).toBe(true);
    const spreadAt = world.now();
    await world.until(spreadAt + SPREAD_WITHIN_MS);
    expect(ledger.executions.some(({ from, to }) => from < spreadAt && to !== undefined && to > spreadAt)).toBe(true);
    expect(Array.from(tables.attemptEnds.all()).filter(({ state }) => state === LOST)).toEqual([]);

    for (const server of servers) {
      server.kill();
      await world.until(world.now() + RESTARTED_WITHIN_MS);
      server.start();
      await world.until(world.now() + APART_MS);
    }
    expect(await becomesSpread(), `workers: ${workers().join(', ')}`).toBe(true);
  } finally {
    world.end();
  }
}, 120_000);
