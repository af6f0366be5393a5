import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { pulse } from './pulse.ts';

const [BACKFILLS, BULKS, HOLDS, LIMITS, PROMISES, SCHEDULES, FIRINGS, DUE, READY, STOPS, LIMIT_RULES] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
];
const NOTHING = Array.from({ length: LIMIT_RULES }, () => false);
/** Claimed five seconds ahead, for ten; waited for one second ahead. */
const HORIZON = [5_000, 10_000, 1_000];
const ID = '01900000-0000-7000-8000-000000000000';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client(database.url);
  await client.connect();
});
// What the rows refer to is not looked at.
beforeEach(() => client.query(`begin; set local session_replication_role = replica`));
afterEach(() => client.query('rollback'));
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function told(): Promise<unknown[]> {
  return (await answer()).slice(0, LIMIT_RULES);
}

async function answer(): Promise<unknown[]> {
  const { rows } = await client.query<unknown[]>({ text: pulse.text, values: HORIZON, rowMode: 'array' });
  return rows.at(0) as unknown[];
}

it('tells that nothing is to do', async () => {
  expect(await told()).toEqual(NOTHING);
});

const backfill = (state: string): string =>
  `insert into backfill (id, plan_id, tenant_key, project_key, environment_key, workflow_key, version_key, from_date, to_date, only_dates,
    start_order, parallelism, priority, params, downstream, state, actor)
   values ('${ID}', '${ID}', 1, 1, 1, 1, 1, now(), now(), 'all', 'oldest_first', 1, 50, '{}', '[]', '${state}', 'a')`;
const date = `insert into backfill_date (backfill_key, logical_time, position, logical_date, action, state)
  values (1, now(), 0, now(), 'create', 'running')`;
const bulk = (state: string): string =>
  `insert into bulk (id, tenant_key, environment_key, action, filter, rate, state, actor, expires_at)
   values ('${ID}', 1, 1, 'stop', '{}', 1, '${state}', 'a', now())`;
const hold = `insert into run_hold (run_id, kind, tenant_key) values ('${ID}', 'overlap', 1)`;
const waits = `insert into limit_wait (limit_id, run_id, task_no, rank, several) values ('${ID}', '${ID}', 0, 0, false)`;
const ready = (lane: number): string =>
  `insert into task_run (run_id, task_no, state, need, lane_key, rank) values ('${ID}', 0, 1, 0, ${lane}, 0)`;
const closing = (at: string): string =>
  `insert into start_window (id, run_id, kind, requests, due_at) values ('${ID}', '${ID}', 'batch', 1, ${at})`;
const promised = (at: string): string =>
  `insert into sla_term (run_id, task_no, kind, tenant_key, project_key, environment_key, workflow_key, term, due_at)
   values ('${ID}', -1, 'finish_by', 1, 1, 1, 1, now(), ${at})`;
const schedule = (state: string, more: string): string =>
  `insert into schedule (id, tenant_key, project_key, environment_key, workflow_key, name, definition, state, due_at, resume_at)
   values ('${ID}', 1, 1, 1, 1, 's', '{}', '${state}', ${more})`;
const paused = (until: string): string =>
  `insert into deployment (workflow_key, environment_key, version_key, paused, resume_at) values (1, 1, 1, true, ${until})`;
const fires = (at: string, claimedUntil = `'-infinity'`): string =>
  `insert into schedule (id, tenant_key, project_key, environment_key, workflow_key, name, definition, state, due_at, claimed_until)
   values ('${ID}', 1, 1, 1, 1, 's', '{}', 'enabled', ${at}, ${claimedUntil})`;
const waiting = (at: string): string =>
  `insert into task_run (run_id, task_no, state, need, lane_key, rank, due_at) values ('${ID}', 0, 1, 0, 0, 0, ${at})`;
const running = (state: number): string =>
  `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, trigger_kind, actor, priority, params, due_at)
   values ('${ID}', 1, 1, 1, 1, 1, ${state}, 1, 'api', 'a', 50, '{}', ${PAST})`;
const stopping = (state: number): string =>
  `insert into task_run (run_id, task_no, state, need, lane_key, rank, stop_at) values ('${ID}', 0, ${state}, 0, 1, 0, now())`;
const LATER = `now() + interval '1 hour'`;
const PAST = `now() - interval '1 second'`;
const SOON = `now() + interval '900 milliseconds'`;

it.each<[string, string, number[]]>([
  ['an open backfill', backfill('planned'), [BACKFILLS]],
  ['a date that runs, of whatever backfill', date, [BACKFILLS]],
  ['a command that is carried out', bulk('running'), [BULKS]],
  ['a held run', hold, [HOLDS, LIMITS, SCHEDULES]],
  ['a place in a line', waits, [LIMITS]],
  ['a task run that has not been put in line', ready(-1), [LIMITS]],
  ['a window that closes', closing(PAST), [LIMITS]],
  ['a promise that is due', promised(PAST), [PROMISES]],
  ['a schedule without a time', schedule('enabled', 'null, null'), [SCHEDULES]],
  ['a pause that is over', schedule('paused', `null, ${PAST}`), [SCHEDULES]],
  ['a pause of a workflow that is over', paused(`now() - interval '1 second'`), [SCHEDULES]],
  ['a quarantined schedule', schedule('quarantined', 'null, null'), [SCHEDULES]],
  ['a schedule that fires soon', fires(`now() + interval '4 seconds'`), [FIRINGS]],
  ['a task run that is due soon', waiting(SOON), [DUE]],
  ['a task run that is ready', ready(1), [READY]],
  ['an attempt that is being stopped', stopping(7), [STOPS]],
  ['a run whose time is over', running(2), [DUE]],
])('tells of %s', async (_what, statement, places) => {
  await client.query(statement);
  expect(await told()).toEqual(NOTHING.map((_, place) => places.includes(place)));
});

it.each<[string, string]>([
  ['a backfill that has ended', backfill('success')],
  ['a command that is only planned', bulk('planned')],
  ['a task run that limits hold', ready(0)],
  ['an attempt that was stopped', stopping(9)],
  ['a window that closes later', closing(LATER)],
  ['a promise for later', promised(LATER)],
  ['a schedule that fires later', schedule('enabled', `${LATER}, null`)],
  ['a schedule that another has claimed', fires(`now() + interval '4 seconds'`, `now() + interval '8 seconds'`)],
  ['a task run that is due later', waiting(LATER)],
  ['a run that is being stopped', running(4)],
  ['a pause of a workflow that lasts', paused(`now() + interval '1 hour'`)],
  ['a pause that lasts', schedule('paused', `null, ${LATER}`)],
])('does not tell of %s', async (_what, statement) => {
  await client.query(statement);
  expect(await told()).toEqual(NOTHING);
});

it('tells the newest version of a limit rule', async () => {
  expect((await answer()).at(LIMIT_RULES)).toBe(0);
  await client.query(
    `insert into limit_rule (key, tenant_key, name, number, definition, author) overriding system value values (7, 1, 'etl', 1, '{}', 'a')`,
  );
  expect((await answer()).at(LIMIT_RULES)).toBe(7);
});
