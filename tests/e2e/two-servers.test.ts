/** Two servers on one database fire the same schedules for a minute; one of them is killed, and comes back. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '@carillon/runtime';
import { ensurePlatformDatabase, type Postgres, startPostgres } from '@carillon/server/postgres';
import { type Database, openDatabase } from '@carillon/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Platform, startPlatform } from './platform.ts';
import { until } from './until.ts';

const SECOND = 1_000;
const SCHEDULES = ['first', 'second', 'third', 'fourth', 'fifth'];
/** Logical times of each schedule. */
const LENGTH = 60;
const KILLED_AFTER = 12;
const BACK_AFTER = 30;

let directory: string;
let postgres: Postgres;
let database: Database;
let one: Platform;
let other: Platform;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'carillon-two-'));
  const log = createLogger({ name: 'e2e', level: 'warn' });
  postgres = await startPostgres({ dataDirectory: directory, log });
  const url = await ensurePlatformDatabase(postgres);
  const options = { words: ['--no-examples'], settings: { CARILLON_DATABASE_URL: url } };
  one = await startPlatform(options);
  other = await startPlatform(options);
  database = openDatabase({ url, applicationName: 'e2e', apiConnections: 1, leaseConnections: 1 }, log);
});
afterAll(async () => {
  await database?.close();
  await one?.remove();
  await other?.remove();
  await postgres?.stop();
  if (directory) await rm(directory, { recursive: true, force: true });
});

/** Of the schedule with the fewest. */
async function timesFired(): Promise<number> {
  const { rows } = await database.api.query<{ times: number }>(
    `select count(f.logical_time)::int times from schedule s left join firing f on f.schedule_key = s.key group by s.key order by 1 limit 1`,
  );
  return rows[0]?.times ?? 0;
}
const fired = (times: number) => until(`${times} times of each schedule`, async () => (await timesFired()) >= times);

async function ledgerOf(scheduleId: string) {
  const rows = [];
  for (let cursor: string | undefined; ; ) {
    const page = await other.client.schedules.firings(scheduleId, { limit: 200, cursor });
    rows.push(...page.items);
    if (page.nextCursor === null || page.nextCursor === undefined) return rows.reverse();
    cursor = page.nextCursor;
  }
}

it('the ledger has each second once and a run for it, though a server was killed', async () => {
  await one.publish({
    name: 'each-second',
    project: 'default',
    schedules: Object.fromEntries(SCHEDULES.map((name) => [name, { cron: '* * * * * *', overlap: 'allow' }])),
    tasks: { only: { type: 'noop' } },
  });
  await fired(KILLED_AFTER);
  one.dev.signal('SIGKILL');
  await until('its end', () => one.dev.hasEnded());
  await fired(BACK_AFTER);
  await one.start();
  await fired(LENGTH);
  const { items: schedules } = await other.client.schedules.list({ workflow: 'each-second' });
  expect(schedules.map(({ name }) => name).sort()).toEqual([...SCHEDULES].sort());
  for (const { id } of schedules) await other.client.schedules.pause(id);

  const runs = new Map<string, string>();
  for (const { id, name } of schedules) {
    const rows = await ledgerOf(id);
    const [{ logicalTime: start }] = rows as [(typeof rows)[number]];
    expect(rows.length).toBeGreaterThanOrEqual(LENGTH);
    expect(rows.map(({ logicalTime, outcome }) => `${name} ${logicalTime} ${outcome}`)).toEqual(
      rows.map((_, i) => `${name} ${rfc3339(Date.parse(start) + i * SECOND, start)} fired`),
    );
    for (const { runId, logicalTime } of rows) runs.set(runId as string, logicalTime);
  }
  const { rows } = await database.api.query<{ id: string }>(
    'select id from run_history union all select run_id from task_run where task_no = 0 union all select id from run',
  );
  expect(rows.length).toBe(runs.size);
  const [lastRun] = [...runs].at(-1) as [string, string];
  expect((await other.client.runs.wait(lastRun)).state).toBe('success');
});

/** As the API writes instants. */
const rfc3339 = (time: number, like: string): string => {
  const text = new Date(time).toISOString();
  return like.includes('.') ? text : text.replace('.000Z', 'Z');
};
