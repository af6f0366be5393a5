import { causeFingerprint, newRunId, type RunFilter } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { createTestDatabase } from '@carillon/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOverviewQueries } from './overview.ts';
import { createRunQueries } from './run-queries.ts';
import { historyRowsRead, openStoredRuns } from './stored-runs.testing.ts';

const database = await createTestDatabase();
const stored = await openStoredRuns(database);
const { pool, queries, place, keysOf, ended, openSolo } = stored;
/** One connection: what is read over it is counted by itself. */
const alone = new pg.Pool({ connectionString: database.url, max: 1 });
afterAll(async () => {
  await alone.end();
  await stored.close();
});

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
const NOW = Date.now();
const RANDOM = new Uint8Array(16).fill(7);
const idAt = (at: number): string => newRunId(at, RANDOM);
const reason = { code: 'EXIT_CODE', params: { exitCode: 3 } } as const;

/** Its id tells how long ago it was created. */
async function run(createdAgoMs: number, endedAgoMs: number, row: Record<string, unknown> = {}): Promise<string> {
  const [created_at, ended_at] = [new Date(NOW - createdAgoMs), new Date(NOW - endedAgoMs)];
  const id = idAt(created_at.getTime());
  await ended('solo', id, { created_at, ended_at, ...row });
  return id;
}

async function found(filter: Partial<RunFilter>, limit = 10): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await queries.runs(place, { limit, ...filter, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return ids;
}

describe('runs by when they ended', () => {
  const FILLED = 50_000;
  const ago = (ms: number): Date => new Date(NOW - ms);
  let runs: Record<'fresh' | 'hour' | 'day' | 'week' | 'season' | 'early' | 'former', string>;

  beforeAll(async () => {
    await pool.query(`select make_partitions(now() - interval '14 days', now())`);
    const { version_key, workflow_key, project_key } = await keysOf('solo');
    // Short ones, one each two seconds, until thirteen hours ago.
    await pool.query(
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params, attempt_no)
       select (lpad(to_hex($7::int8 - n * 2000), 12, '0') || '7000800000' || lpad(to_hex(n), 5, '0') || '00000')::uuid,
         $2, $3, $4, $5, $6, case when n % 20 = 0 then 11 else 10 end, to_timestamp(($7::int8 - n * 2000) / 1000.0),
         to_timestamp(($7::int8 - n * 2000 + 1000) / 1000.0), 'api', 'load', '{}', 1
       from generate_series(1, $1::int4) n`,
      [FILLED, version_key, workflow_key, place.tenantKey, project_key, place.environmentKey, NOW - 13 * HOUR_MS],
    );
    runs = {
      fresh: await run(2 * HOUR_MS, 2 * HOUR_MS - 1_000),
      hour: await run(12.5 * HOUR_MS, 11 * HOUR_MS, { state: 11, reason, attempt_no: 1 }),
      day: await run(30 * HOUR_MS, 6 * HOUR_MS, { state: 12 }),
      week: await run(5 * DAY_MS, 30 * MINUTE_MS, { state: 11, reason, attempt_no: 1 }),
      season: await run(6 * DAY_MS, 12 * HOUR_MS - 1),
      early: await run(40 * HOUR_MS, 12 * HOUR_MS + 1),
      former: await run(6.5 * DAY_MS, 5 * DAY_MS, { state: 11, reason, attempt_no: 1 }),
    };
    await openSolo(idAt(NOW - MINUTE_MS), {});
    await pool.query('analyze');
  });

  it('are found however long they lasted, newest first, page after page', async () => {
    const since = { endedAfter: ago(12 * HOUR_MS) };
    const all = [runs.fresh, runs.hour, runs.day, runs.week, runs.season];
    expect(await found(since)).toEqual(all);
    expect(await found(since, 1)).toEqual(all);
    expect(await found(since, 3)).toEqual(all);
    expect(await found({ ...since, workflow: 'solo' }, 2)).toEqual(all);
    expect(await found({ ...since, states: ['failed', 'stopped'] }, 2)).toEqual([runs.hour, runs.day, runs.week]);
    expect(await found({ ...since, project: 'default', states: ['failed'] }, 1)).toEqual([runs.hour, runs.week]);
    expect(await found({ ...since, triggerKinds: ['schedule'] }, 2)).toEqual(all);
    expect(await found({ ...since, states: ['running', 'queued'] })).toEqual([]);
    expect(await found({ ...since, workflow: 'graph' })).toEqual([]);
    expect(await found({ ...since, ids: [runs.week, runs.early] })).toEqual([runs.week]);
  });

  it('are found until a time, and created within another', async () => {
    const [since, until] = [ago(12 * HOUR_MS), ago(5 * HOUR_MS)];
    expect(await found({ endedAfter: since, endedBefore: until }, 2)).toEqual([runs.hour, runs.day, runs.season]);
    expect(await found({ endedAfter: since, createdAfter: ago(2 * DAY_MS) }, 2)).toEqual([
      runs.fresh,
      runs.hour,
      runs.day,
    ]);
    expect(await found({ endedAfter: since, createdBefore: ago(DAY_MS) })).toEqual([runs.day, runs.week, runs.season]);
    expect(await found({ endedBefore: ago(4 * DAY_MS) })).toEqual([runs.former]);
  });

  it('are found by the cause that they failed of, also where no alert knows it', async () => {
    const fingerprint = causeFingerprint({ project: 'default', workflow: 'solo', task: 'only' }, reason);
    const since = { endedAfter: ago(12 * HOUR_MS) };
    expect(await found({ ...since, workflow: 'solo', fingerprint })).toEqual([runs.hour, runs.week]);
    expect(await found({ workflow: 'solo', fingerprint })).toEqual([runs.hour, runs.week, runs.former]);
    expect(await found({ fingerprint })).toEqual([]);
  });

  it('are as many as the overview counts', async () => {
    const overview = createOverviewQueries(pool);
    const since = ago(12 * HOUR_MS);
    const { counts } = await overview.endedRuns(place, since);
    expect(counts).toEqual({ success: 2, failed: 2, stopped: 1 });
    const { failures, isPartial } = await overview.failures(place, since);
    expect(failures.map(({ runId }) => runId)).toEqual([runs.hour, runs.week]);
    expect(isPartial).toBe(false);
  });

  it('are found without reading those that ended at other times', async () => {
    const log = createLogger({ name: 'test', level: 'silent' });
    const { runs: list } = createRunQueries({ api: alone, read: alone }, log);
    const read = async (filter: Partial<RunFilter>): Promise<number> => {
      const before = await historyRowsRead(alone);
      await list(place, { limit: 10, ...filter });
      return (await historyRowsRead(alone)) - before;
    };
    await alone.query('begin');
    const since = { endedAfter: ago(12 * HOUR_MS) };
    expect(await read({})).toBeGreaterThan(0);
    expect(await read(since)).toBeLessThan(200);
    expect(await read({ ...since, workflow: 'solo' })).toBeLessThan(200);
    expect(await read({ ...since, states: ['failed'] })).toBeLessThan(100);
    expect(await read({ ...since, triggerKinds: ['schedule'] })).toBeLessThan(200);
    expect(await read({ endedAfter: ago(5.5 * DAY_MS), endedBefore: ago(4 * DAY_MS) })).toBeLessThan(100);
    const overview = createOverviewQueries(alone);
    const before = await historyRowsRead(alone);
    await overview.endedRuns(place, since.endedAfter);
    await overview.failures(place, since.endedAfter);
    expect((await historyRowsRead(alone)) - before).toBeLessThan(200);
  });
});
