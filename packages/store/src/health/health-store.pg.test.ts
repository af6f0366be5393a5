import { diagnose, type FindingCode, type HealthStore, type PlatformFacts, type ServerLoad } from '@carillon/core';
import { newRunId, newUuid } from '@carillon/runtime';
import { createTestStore, type TestStore } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const TENANT = { tenantKey: 1 };
const LOAD: ServerLoad = {
  level: 0,
  loopDelayMs: 10,
  storeMs: 2,
  statements: 3,
  poolWaiting: 0,
  claimMs: undefined,
  latenessMs: undefined,
  rssBytes: 1,
  heapBytes: 1,
  cpu: 0.1,
  workers: 0,
  clockOffMs: 0,
  disk: undefined,
};

let test: TestStore;
let health: HealthStore;
beforeAll(async () => {
  test = await createTestStore();
  health = test.store.health;
});
afterAll(() => test.stop());

const query = (text: string, values: readonly unknown[] = []) => test.store.database.api.query(text, [...values]);
const join = async (more: object = {}): Promise<string> => {
  const id = newUuid();
  await health.join({
    id,
    host: 'one',
    pid: 7,
    version: '1.0.0',
    roles: ['api', 'scheduler', 'alerter'],
    masterKeys: [],
    ...more,
  });
  return id;
};

/** As the API puts them together, without what is not of this store. */
const facts = async (): Promise<PlatformFacts> => ({
  ...(await health.servers()),
  duties: await health.duties(),
  store: await health.storeFacts(),
  consumers: await health.consumers(),
  standstills: await health.standstills(),
  schedules: await health.schedules(TENANT),
  channels: await health.refusingChannels(TENANT),
  workers: [],
  fleet: [],
  backlogs: [],
  tokens: await health.expiringTokens(TENANT),
});
const found = async (): Promise<readonly FindingCode[]> => diagnose(await facts()).map(({ code }) => code);

describe('the record of servers', () => {
  beforeEach(() => query('truncate server'));

  it('has who joined, how they feel, and who said that it stops', async () => {
    expect((await health.servers()).servers).toEqual([]);
    const [first, second] = [await join(), await join({ host: 'two', roles: ['api'] })];
    expect(await health.beat(first, LOAD)).toBeInstanceOf(Date);
    await health.leave(second);
    const { now, servers } = await health.servers();
    expect(
      servers.map(({ host, roles, load, stoppedAt }) => [host, roles.length, load?.loopDelayMs, !!stoppedAt]),
    ).toEqual([
      ['two', 1, undefined, true],
      ['one', 3, 10, false],
    ]);
    expect(Math.abs(now.getTime() - (servers[1]?.seenAt.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('forgets those of which nobody heard for a day when another joins', async () => {
    await join({ host: 'gone' });
    await query(`update server set seen_at = now() - interval '25 hours'`);
    await join();
    expect((await query('select host from server')).rows).toEqual([{ host: 'one' }]);
    expect(await health.beat(newUuid(), LOAD)).toBeUndefined();
  });
});

describe('duties', () => {
  it('keep who led before: a renewal is no new term', async () => {
    const [a, b] = [newUuid(), newUuid()];
    const { engine } = test.store;
    await engine.lease('sweep', a, 10_000);
    await engine.lease('sweep', a, 10_000);
    await engine.endLease('sweep', a);
    await engine.lease('sweep', b, 10_000);
    const [duty] = await health.duties();
    expect(duty?.name).toBe('sweep');
    expect(duty?.terms.map(({ term, owner }) => [term, owner])).toEqual([
      [2, b],
      [1, a],
    ]);
    expect(duty?.expiresAt.getTime()).toBeGreaterThan(duty?.terms[0]?.since.getTime() ?? 0);
  });

  it('keep the newest fifty terms', async () => {
    await query(`update lease set term = term + 100, owner = gen_random_uuid() where name = 'sweep'`);
    expect((await health.duties())[0]?.terms).toHaveLength(1);
  });

  it('begin anew with a lease that somebody removed', async () => {
    await query('delete from lease');
    const owner = newUuid();
    expect(await test.store.engine.lease('sweep', owner, 10_000)).toBe(1);
    expect((await health.duties())[0]?.terms).toMatchObject([{ term: 1, owner }]);
    await query('delete from lease');
  });
});

describe('healings', () => {
  it('are told newest first, a page at a time', async () => {
    const server = newUuid();
    await health.recordHealings(server, [
      { kind: 'endable', object: 'run_1', count: 1 },
      { kind: 'limits', object: undefined, count: 4 },
    ]);
    await health.recordHealings(server, [{ kind: 'lost', object: 'att_1', count: 1 }]);
    const first = await health.healings({ limit: 2 });
    expect(first.items).toMatchObject([
      { kind: 'lost', object: 'att_1', server },
      { kind: 'limits', object: undefined, count: 4 },
    ]);
    const second = await health.healings({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ items: [{ kind: 'endable', object: 'run_1' }], nextCursor: undefined });
  });

  it('are kept for thirty days, and ten thousand at most', async () => {
    await query(
      `insert into healing (server, kind, count) select gen_random_uuid(), 'lost', 1 from generate_series(1, 10500)`,
    );
    await query(`update healing set at = now() - interval '31 days' where id > 10400`);
    await health.recordHealings(newUuid(), [{ kind: 'lost', object: undefined, count: 1 }]);
    const { rows } = await query("select count(*) n, min(at) > now() - interval '30 days' fresh from healing");
    expect(rows).toEqual([{ n: 10_400 - 503 + 1, fresh: true }]);
  });
});

describe('the doctor on a database', () => {
  beforeEach(async () => {
    await query('truncate server, task_run, run, worker_session, limit_slot, event_cursor');
    await query('delete from schedule');
    await query('delete from access_token');
    await query('delete from secret');
    await join();
    // However slow this machine is, it is not silent yet.
    await query(`update server set seen_at = seen_at + interval '1 h'`);
  });

  it('finds nothing on one that is well', async () => {
    expect(await found()).toEqual([]);
  });

  it('finds task runs whose time has long come', async () => {
    const insert = `insert into task_run (run_id, task_no, state, need, lane_key, rank, due_at) values ($1, 0, 5, 0, 1, 1, clock_timestamp() - $2::interval)`;
    await query(insert, [newRunId(), '30 s']);
    expect(await found()).toEqual([]);
    await query(insert, [newRunId(), '2 min']);
    expect(await found()).toEqual(['TASKS_OVERDUE']);
  });

  it('finds attempts of workers that are gone', async () => {
    const { rows } = await query(
      `insert into worker_session (id, name, worker_group, capabilities, slots, version, host, state, ended_at)
       values (gen_random_uuid(), 'w', 'default', '{}', 1, '1', 'h', 'lost', now() - interval '2 min') returning key`,
    );
    await query(
      `insert into task_run (run_id, task_no, state, need, lane_key, rank, attempt_id, fence, session_key, dispatched_at)
       values ($1, 0, 3, 0, 1, 1, gen_random_uuid(), 1, $2, now())`,
      [newRunId(), (rows[0] as { key: number }).key],
    );
    expect(await found()).toEqual(['ATTEMPTS_ABANDONED']);
  });

  it('finds runs of which nothing can move, and leaves those alone in which something does', async () => {
    const insertRun = `insert into run (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, open, priority, created_at, trigger_kind, actor, params)
      values ($1, 1, 1, 1, 1, 1, 2, 1, 50, now() - interval '5 min', 'manual', 'a', '{}')`;
    const insertTask = `insert into task_run (run_id, task_no, state, need, lane_key, rank) values ($1, $2, $3, 1, 1, 1)`;
    const [moving, stuck] = [newRunId(), newRunId()];
    await query(insertRun, [moving]);
    await query(insertTask, [moving, 0, 0]);
    await query(insertTask, [moving, 1, 1]);
    expect(await found()).toEqual([]);
    await query(insertRun, [stuck]);
    await query(insertTask, [stuck, 0, 0]);
    expect((await health.standstills()).stuckRuns).toHaveLength(1);
    expect(await found()).toEqual(['RUNS_STUCK']);
  });

  it('finds places in limits that nobody holds', async () => {
    await query(
      `insert into limit_slot (limit_id, run_id, task_no, since) values (gen_random_uuid(), gen_random_uuid(), 0, now() - interval '2 min')`,
    );
    expect(await found()).toEqual(['LIMITS_LEAKED']);
  });

  it.each([
    ['SCHEDULES_UNPLANNED', `due_at = null`],
    ['SCHEDULES_OVERDUE', `due_at = now() - interval '2 min'`],
    ['SCHEDULES_QUARANTINED', `state = 'quarantined', error = 'boom'`],
  ] as const)('finds %s, with the schedule', async (code, broken) => {
    await query(
      `with w as (insert into workflow (id, tenant_key, project_key, name) values (gen_random_uuid(), 1, 1, $1) returning key)
       insert into schedule (id, tenant_key, project_key, environment_key, workflow_key, name, definition, due_at)
       select gen_random_uuid(), 1, 1, 1, key, 'main', '{"cron": "0 0 * * *"}', now() + interval '1 h' from w`,
      [code.toLowerCase()],
    );
    expect(await found()).toEqual([]);
    await query(`update schedule set ${broken}`);
    expect(diagnose(await facts())).toMatchObject([
      { code, evidence: [expect.stringContaining(`default/${code.toLowerCase()}/main`)] },
    ]);
  });

  it('finds a consumer of events that does not come on', async () => {
    await query(`insert into event_cursor (consumer, xid) values ('alerter', 1)`);
    await query(
      `insert into event (run_id, xid, at, tenant_key, project_key, environment_key, run_state, transitions)
       values ($1, 2, now() - interval '6 min', 1, 1, 1, 10, '[]')`,
      [newRunId()],
    );
    expect(await found()).toEqual(['EVENTS_BEHIND']);
  });

  it('finds a channel that takes no alerts', async () => {
    await query(
      `insert into alert_channel (id, tenant_key, project_key, name, kind, url, enabled, set_by, failures, error)
       values (gen_random_uuid(), 1, 1, 'ops', 'webhook', 'https://x', true, 'ada', 9, 'answered 503')`,
    );
    expect(await found()).toEqual([]);
    await query('update alert_channel set failures = 10');
    expect(diagnose(await facts())).toMatchObject([
      { code: 'CHANNELS_REFUSE', evidence: ['default/ops: answered 503'] },
    ]);
    await query('update alert_channel set enabled = false');
    expect(await found()).toEqual([]);
  });

  it('finds tokens that expired, and secrets that a server could not open', async () => {
    await query(
      `insert into access_token (id, account_key, kind, secret_hash, name, expires_at) values (gen_random_uuid(), 1, 'worker', '\\x01', 'old', now() - interval '1 day')`,
    );
    await query(
      `insert into secret (id, tenant_key, name, version, master_key_id, wrapped_key, sealed, created_by, updated_by)
       values (gen_random_uuid(), 1, 's', 1, 'k9', '\\x00', '\\x00', 'a', 'a')`,
    );
    expect(await found()).toEqual(['SECRETS_KEY_MISSING', 'TOKEN_EXPIRED']);
  });

  it('finds who keeps old rows from being removed', async () => {
    const holder = new pg.Client({ connectionString: url(), application_name: 'reporting' });
    await holder.connect();
    try {
      await holder.query('begin isolation level repeatable read');
      await holder.query('select 1');
      expect((await health.storeFacts()).xmin?.holder).toMatch(/^reporting\/\d+$/);
    } finally {
      await holder.end();
    }
  });
});

describe('the database of itself', () => {
  it('says its size, connections and how far history reaches', async () => {
    const store = await health.storeFacts();
    expect(store.sizeBytes).toBeGreaterThan(1_000_000);
    expect(store.connections).toBeGreaterThan(0);
    expect(store.maxConnections).toBeGreaterThanOrEqual(store.connections);
    expect(store.partitionsUntil?.getTime()).toBeGreaterThan(Date.now() + 20 * 86_400_000);
    expect(store.isReadOnly).toBe(false);
  });
});

/** Of the database under test, for a session of its own. */
function url(): string {
  const { options } = test.store.database.api as unknown as { options: { connectionString: string } };
  return options.connectionString;
}
