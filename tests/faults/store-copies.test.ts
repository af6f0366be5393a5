/** Which copy of the database a server finds after a fail-over or a restore, and what it does before it goes on. */
import { createLogger, newRunId } from '@carillon/runtime';
import { migrate, openStore, type Store } from '@carillon/store';
import { startTcpProxy, type TcpProxy } from '@carillon/testkit/services';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../e2e/until.ts';
import { createPostgres, type HarmedPostgres, PATIENCE_MS } from './postgres.ts';

const log = createLogger({ name: 'faults', level: 'silent' });
/** More than a server makes attempts between two commits of a standby. */
const LEAP = 1_000_000;

let primary: HarmedPostgres;
let way: TcpProxy;
let store: Store;
const others: HarmedPostgres[] = [];

beforeEach(async () => {
  primary = await createPostgres();
  await migrate(primary.url, log);
  way = await startTcpProxy(primary.port);
  store = await openStore({
    url: primary.url.replace(String(primary.port), String(way.port)),
    applicationName: 'faults',
    log,
  });
}, PATIENCE_MS);
afterEach(async () => {
  await store?.close();
  await way?.stop();
  for (const one of [primary, ...others.splice(0)]) await one?.remove();
}, PATIENCE_MS);

/** What attempts are given; drawn over a new connection, as after every fault. */
async function drawFences(count: number): Promise<number> {
  const client = await store.database.engineClient();
  const { rows } = await client.query<{ fence: number }>(
    `select max(nextval('fence_seq')) fence from generate_series(1, ${count})`,
  );
  await client.end();
  return rows[0]?.fence ?? 0;
}
/** The first that succeeds after what cut the connections. */
const backAgain = () => until('a fence again', () => drawFences(1).catch(() => undefined));
const incidents = () => store.incidents.incidents({ limit: 10 });

describe('a standby without the last commits that becomes the primary', { timeout: PATIENCE_MS }, () => {
  it('is used once the fences are raised and the time at risk is written down; its predecessor never again', async () => {
    await primary.stop('fast');
    const standby = await primary.standby();
    others.push(standby);
    await primary.start();
    await standby.start();
    const shared = await backAgain();
    await until('the standby has it', async () => {
      const [row] = await standby.sql<{ last_value: number }>('select last_value from fence_seq');
      return (row?.last_value ?? 0) >= shared;
    });

    way.aim(standby.port);
    await expect(drawFences(1)).rejects.toMatchObject({ code: 'STORE_READ_ONLY' });
    way.aim(primary.port);
    await standby.stop('fast');
    const lost = await drawFences(500);

    await primary.stop('immediate');
    await standby.start();
    await standby.promote();
    way.aim(standby.port);
    expect(await backAgain()).toBeGreaterThan(lost + LEAP / 2);
    const [told, ...more] = await incidents();
    expect(more).toEqual([]);
    expect(told).toMatchObject({ kind: 'store_failed_over', end: undefined, details: { before: 1, timeline: 2 } });
    expect(told?.risk?.from.getTime()).toBeLessThan(told?.risk?.until.getTime() ?? 0);

    await primary.start();
    way.aim(primary.port);
    await expect(drawFences(1)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: /timeline 1, which was left for 2/,
    });
    way.aim(standby.port);
    await backAgain();
    expect(await incidents()).toHaveLength(1);
  });
});

describe('an old backup that is put in place', { timeout: PATIENCE_MS }, () => {
  it('is noticed by a server that saw more, and the fences are raised', async () => {
    await primary.stop('fast');
    const backup = await primary.copy();
    others.push(backup);
    await primary.start();
    await backAgain();
    const lost = await drawFences(500);
    await primary.stop('fast');
    await primary.restore(backup);
    await primary.start();
    expect(await backAgain()).toBeGreaterThan(lost + LEAP / 2);
    expect(await incidents()).toMatchObject([{ kind: 'store_restored', end: undefined }]);
    const id = (await incidents()).at(0)?.id as string;
    expect(await store.incidents.confirmIncident(id, 'ada')).toBe('confirmed');
    expect(await store.incidents.confirmIncident(id, 'ada')).toBe('ended');
    expect(await store.incidents.incidents({ open: true, limit: 10 })).toEqual([]);
  });

  it('is not seen in the answers of connections that overtake each other while somebody writes', async () => {
    for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 15 }, () => drawFences(50)));
    expect(await incidents()).toEqual([]);
  });

  it('raises the fences also where every server was away meanwhile', async () => {
    const before = await drawFences(1);
    await store.close();
    await primary.sql(`update store_place set alive_at = alive_at - interval '1 hour'`);
    store = await openStore({ url: primary.url, applicationName: 'faults', log });
    expect(await drawFences(1)).toBeGreaterThan(before + LEAP / 2);
    expect(await incidents()).toEqual([]);
  });
});

describe('a dump that is put into another cluster, which has numbered fewer transactions', () => {
  const ended = async (xid: string, at: string): Promise<void> => {
    await primary.sql(
      `insert into event (run_id, tenant_key, project_key, environment_key, run_state, transitions, xid, at)
       values ('${newRunId()}', 1, 1, 1, 10, '[]', ${xid}, ${at})`,
    );
  };

  it('goes on telling what ends from then on, and tells nothing again', { timeout: PATIENCE_MS }, async () => {
    await store.outbox.next('alerter', 10);
    await store.close();
    await primary.sql(`update event_cursor set xid = xid + 1000000000`);
    await primary.sql(`update store_place set system = 'another'`);
    store = await openStore({ url: primary.url, applicationName: 'faults', log });
    expect(await store.incidents.incidents({ limit: 10 })).toMatchObject([{ kind: 'store_restored' }]);

    await ended('pg_snapshot_xmin(pg_current_snapshot())::text::int8 + 1', `now() - interval '1 day'`);
    await drawFences(1);
    await drawFences(1);
    expect(await store.outbox.next('alerter', 10)).toMatchObject({ isQuiet: true });
    await ended('default', 'default');
    expect(await store.outbox.next('alerter', 10)).toMatchObject({ isQuiet: false });
  });
});
