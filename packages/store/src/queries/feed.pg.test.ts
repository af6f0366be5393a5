import type { FeedEvent } from '@carillon/core';
import { newRunId } from '@carillon/runtime';
import { createTestDatabase } from '@carillon/testkit';
import type pg from 'pg';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openStoredRuns, STRANGER } from './stored-runs.testing.ts';

const stored = await openStoredRuns(await createTestDatabase());
const { pool, queries, place, ownedBy, insert } = stored;
afterAll(stored.close);

function scopeColumns(owned: Record<string, unknown>): Record<string, unknown> {
  return {
    tenant_key: owned['tenant_key'],
    project_key: owned['project_key'],
    environment_key: owned['environment_key'],
  };
}

describe('the feed', () => {
  const EMIT = `insert into event (run_id, tenant_key, project_key, environment_key, actor, transitions)`;

  /** Who each event names, page by page; once nothing older is open anywhere at this server, all of them. */
  const told = (after: string, limit: number, count: number): Promise<readonly (string | undefined)[]> =>
    vi.waitFor(
      async () => {
        const seen: FeedEvent[] = [];
        for (let cursor = after, more = true; more; ) {
          const page = await queries.feed(place, cursor, limit);
          seen.push(...page.events);
          ({ cursor, more } = page);
        }
        if (seen.length < count) throw new Error(`${seen.length} of ${count} events are told`);
        return seen.map(({ actor }) => actor);
      },
      { timeout: 60_000, interval: 50 },
    );

  it('starts at now, and then gives what was committed, in whole transactions', async () => {
    const { cursor } = await queries.feed(place, undefined, 10);
    const owned = scopeColumns(await ownedBy('solo'));
    const client = await pool.connect();
    await client.query('begin');
    const first = newRunId();
    for (let i = 0; i < 3; i++)
      await client.query(
        `insert into event (run_id, tenant_key, project_key, environment_key, transitions) values ($1, $2, $3, $4, '[]')`,
        [first, ...Object.values(owned)],
      );
    await insert('event', { run_id: newRunId(), ...owned, run_state: 10, transitions: '[{"to":"success"}]' });
    // The later transaction is committed, but the earlier one could still become visible before it.
    expect((await queries.feed(place, cursor, 10)).events).toEqual([]);
    await client.query('commit');
    client.release();
    await told(cursor, 10, 4);
    const page = await queries.feed(place, cursor, 1);
    expect(page.events.map((event) => event.runId)).toEqual([first, first, first]);
    const rest = await queries.feed(place, page.cursor, 10);
    expect(rest.events).toMatchObject([{ runState: 'success', transitions: [{ to: 'success' }] }]);
    expect((await queries.feed(place, rest.cursor, 10)).events).toEqual([]);
    expect((await queries.feed(STRANGER, cursor, 10)).events).toEqual([]);
  });

  it('goes on from now for a cursor beyond all that there is, as of another cluster', async () => {
    const { cursor } = await queries.feed(place, undefined, 10);
    const page = await queries.feed(place, String(Number(cursor) + 1_000_000_000), 10);
    expect(Number(page.cursor) - Number(cursor)).toBeLessThan(1_000);
    expect(page.events).toEqual([]);
  });

  it('gives the events of a run as they were committed, though their transactions had begun the other way round', async () => {
    const { cursor } = await queries.feed(place, undefined, 10);
    const owned = Object.values(scopeColumns(await ownedBy('solo')));
    const run = newRunId();
    const [waits, between, first] = [await pool.connect(), await pool.connect(), await pool.connect()];
    // Each has its number from its beginning on, as one has that locks a batch of runs.
    for (const client of [waits, between, first]) await client.query('begin; select pg_current_xact_id()');
    const commit = async (client: pg.PoolClient, runId: string, actor: string) => {
      await client.query(`${EMIT} values ($1, $2, $3, $4, $5, '[]')`, [runId, ...owned, actor]);
      await client.query('commit');
      client.release();
    };
    await commit(first, run, '1');
    await commit(waits, run, '2');
    // The second has the number below that of one that is still open; the first has not.
    const before = await queries.feed(place, cursor, 10);
    expect(before.events).toEqual([]);
    await commit(between, newRunId(), 'another');
    for (const limit of [1, 2, 10])
      for (const from of [cursor, before.cursor]) expect(await told(from, limit, 3)).toEqual(['another', '1', '2']);
  });

  it('tells what many others of its run overtook behind all of them', async () => {
    const { cursor } = await queries.feed(place, undefined, 10);
    const owned = Object.values(scopeColumns(await ownedBy('solo')));
    const run = newRunId();
    const late = await pool.connect();
    await late.query('begin; select pg_current_xact_id()');
    await pool.query(
      `do $$ begin for i in 1..150 loop ${EMIT} values ('${run}', ${owned.join(', ')}, i, '[]'); commit; end loop; end $$`,
    );
    await late.query(`${EMIT} values ($1, $2, $3, $4, 151, '[]')`, [run, ...owned]);
    await late.query('commit');
    late.release();
    const all = Array.from({ length: 151 }, (_, i) => String(i + 1));
    for (const limit of [7, 1_000]) expect(await told(cursor, limit, 151)).toEqual(all);
  });
});
