import {
  type FeedEvent,
  type FindInChunk,
  findInLog,
  type LogFound,
  type LogRange,
  type RunQueries,
  type RunRecord,
  type TaskRunRecord,
} from '@carillon/core';
import { createLogger, newRunId, newUuid } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCatalogStore } from '../catalog/catalog-store.ts';
import { type Database, openDatabase } from '../database.ts';
import { endSession } from '../sql/session.ts';
import { createRunQueries } from './run-queries.ts';

let database: TestDatabase;
let store: Database;
let pool: pg.Pool;
let queries: RunQueries;
let place: { tenantKey: number; environmentKey: number };
const log = createLogger({ name: 'test', level: 'silent' });
const STRANGER = { tenantKey: 999, environmentKey: 999 };

beforeAll(async () => {
  database = await createTestDatabase();
  store = openDatabase({ url: database.url, applicationName: 'test', apiConnections: 8, leaseConnections: 1 }, log);
  pool = store.api;
  queries = createRunQueries(store, log);
  const { rows } = await pool.query(
    'select t.key tenant, e.key environment from tenant t join environment e on e.tenant_key = t.key',
  );
  place = { tenantKey: rows[0].tenant, environmentKey: rows[0].environment };
  const version = (name: string, tasks: string[]) => ({
    document: {
      kind: 'Workflow' as const,
      name,
      project: 'default',
      tasks: Object.fromEntries(tasks.map((task) => [task, { type: 'shell' }])),
    },
    files: {},
    source: '',
    hash: '00'.repeat(32),
    author: 'admin',
    message: '',
    schedules: [],
  });
  await createCatalogStore(store).apply(place, [
    version('solo', ['only']),
    version('graph', ['a', 'b', 'c']),
    version('rare', ['only']),
  ]);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

interface Keys {
  readonly version_key: number;
  readonly workflow_key: number;
  readonly project_key: number;
}
async function keysOf(workflow: string): Promise<Keys> {
  const found = await pool.query<Keys>(
    'select v.key version_key, w.key workflow_key, w.project_key from workflow w join workflow_version v on v.workflow_key = w.key where w.name = $1',
    [workflow],
  );
  const [keys] = found.rows;
  if (!keys) throw new Error(`there is no workflow ${workflow}`);
  return keys;
}

/** Inserts a row from an object: tests name only the columns they are about. */
async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row);
  await pool.query(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
}

async function ownedBy(workflow: string): Promise<Record<string, unknown>> {
  return { ...(await keysOf(workflow)), tenant_key: place.tenantKey, environment_key: place.environmentKey };
}

async function openGraph(id: string): Promise<void> {
  await insert('run', {
    id,
    ...(await ownedBy('graph')),
    state: 2,
    open: 1,
    priority: 50,
    trigger_kind: 'manual',
    actor: 'admin',
    params: '{"n":1}',
  });
}

async function openSolo(id: string, row: Record<string, unknown> = {}): Promise<void> {
  const columns = {
    run_id: id,
    task_no: 0,
    state: 1,
    need: 0,
    lane_key: 1,
    rank: 1,
    created_at: new Date(),
    trigger_kind: 'api',
    actor: 'admin',
    params: '{}',
  };
  await insert('task_run', { ...columns, ...(await ownedBy('solo')), ...row });
}

async function ended(workflow: string, id: string, row: Record<string, unknown> = {}): Promise<void> {
  const now = new Date();
  const columns = {
    id,
    state: 10,
    created_at: now,
    ended_at: now,
    trigger_kind: 'schedule',
    actor: 'daily',
    params: '{}',
  };
  await insert('run_history', { ...columns, ...(await ownedBy(workflow)), ...row });
}

const stateOf = async (id: string): Promise<string | undefined> => (await queries.run(place, id))?.state;
const statesOf = async (id: string): Promise<Record<string, string>> =>
  Object.fromEntries(((await queries.taskRuns(place, id)) as TaskRunRecord[]).map((task) => [task.task, task.state]));

describe('a run', () => {
  it('is found wherever it stands', async () => {
    const [open, solo, done] = [newRunId(), newRunId(), newRunId()];
    await openGraph(open);
    await openSolo(solo);
    await ended('graph', done, { output: '{"rows":3}', reason: '{"code":"TASK_FAILED"}', state: 11 });
    expect(await queries.run(place, open)).toMatchObject({
      workflow: 'graph',
      project: 'default',
      environment: 'dev',
      version: 1,
      state: 'queued', // nothing of it has been dispatched
      params: { n: 1 },
    });
    expect(await queries.run(place, solo)).toMatchObject({
      workflow: 'solo',
      state: 'queued',
      document: { name: 'solo' },
    });
    expect(await queries.run(place, done)).toMatchObject({
      state: 'failed',
      output: { rows: 3 },
      reason: { code: 'TASK_FAILED' },
    });
    expect(await queries.run(place, newRunId())).toBeUndefined();
  });

  it('of one task is running once dispatched, and stopping once asked to stop', async () => {
    const [running, stopping, retrying] = [newRunId(), newRunId(), newRunId()];
    await openSolo(running, { state: 2, attempt_no: 1 });
    await openSolo(stopping, { state: 3, attempt_no: 1, stop_at: new Date() });
    await openSolo(retrying, { state: 5, attempt_no: 1 });
    expect([await stateOf(running), await stateOf(stopping), await stateOf(retrying)]).toEqual([
      'running',
      'stopping',
      'running',
    ]);
  });

  it('of several tasks began when the first of them did', async () => {
    const id = newRunId();
    await openGraph(id);
    const [first, second] = [new Date('2026-01-01T00:00:01Z'), new Date('2026-01-01T00:00:02Z')];
    await insert('task_run', { run_id: id, task_no: 1, state: 3, need: 0, lane_key: 1, rank: 1, started_at: second });
    await insert('task_history', {
      run_id: id,
      task_no: 0,
      state: 10,
      attempt_no: 1,
      ended_at: second,
      started_at: first,
    });
    expect((await queries.run(place, id))?.startedAt).toEqual(first);
  });

  it('is nobody else’s', async () => {
    const id = newRunId();
    await openGraph(id);
    expect(await queries.run(STRANGER, id)).toBeUndefined();
    expect(await queries.taskRuns(STRANGER, id)).toBeUndefined();
    expect(await queries.attempts(STRANGER, id, 0)).toBeUndefined();
    expect(await queries.artifacts(STRANGER, id)).toBeUndefined();
    expect(await queries.events(STRANGER, id, { afterSeq: undefined, limit: 10 })).toEqual([]);
    expect((await queries.runs(STRANGER, { limit: 10 })).items).toEqual([]);
  });
});

function scopeColumns(owned: Record<string, unknown>): Record<string, unknown> {
  return {
    tenant_key: owned['tenant_key'],
    project_key: owned['project_key'],
    environment_key: owned['environment_key'],
  };
}

describe('task runs', () => {
  it('shows every task of an open run, also those without a row', async () => {
    const id = newRunId();
    await openGraph(id);
    await insert('task_history', {
      run_id: id,
      task_no: 0,
      state: 10,
      attempt_no: 1,
      attempt_id: newUuid(),
      fence: 1,
      ended_at: new Date(),
      exit_code: 0,
      output: '{"x":1}',
    });
    await insert('task_run', {
      run_id: id,
      task_no: 1,
      state: 3,
      need: 1,
      lane_key: 1,
      rank: 1,
      attempt_no: 1,
      attempt_id: newUuid(),
      fence: 2,
    });
    expect(await statesOf(id)).toEqual({ a: 'success', b: 'running', c: 'pending' });
    expect(await queries.taskRun(place, id, 0)).toMatchObject({
      task: 'a',
      type: 'shell',
      attempt: 1,
      exitCode: 0,
      output: { x: 1 },
    });
    expect(await queries.taskRun(place, id, 2)).toMatchObject({
      task: 'c',
      attempt: 0,
      reason: { code: 'DEP_UPSTREAM' },
    });
    expect(await queries.taskRun(place, id, 3)).toBeUndefined();
  });

  it('counts tasks that never had a row as stopped when the run has ended', async () => {
    const id = newRunId();
    await ended('graph', id, { state: 12, reason: '{"code":"STOPPED_BY_USER"}' });
    expect(await statesOf(id)).toEqual({ a: 'stopped', b: 'stopped', c: 'stopped' });
  });

  it('reads the one task of a run from the run’s row', async () => {
    const [open, done, skipped] = [newRunId(), newRunId(), newRunId()];
    await openSolo(open, { state: 5, attempt_no: 2, due_at: new Date(), reason: '{"code":"RETRY_BACKOFF"}' });
    await ended('solo', done, {
      state: 11,
      attempt_no: 3,
      attempt_id: newUuid(),
      fence: 7,
      exit_code: 4,
      reason: '{"code":"EXIT_CODE"}',
    });
    await ended('solo', skipped, { attempt_no: 0, reason: '{"code":"CONDITION"}' });
    expect(await queries.taskRun(place, open, 0)).toMatchObject({
      task: 'only',
      state: 'retrying',
      attempt: 2,
      reason: { code: 'RETRY_BACKOFF' },
    });
    expect(await queries.taskRun(place, done, 0)).toMatchObject({ state: 'failed', attempt: 3, exitCode: 4 });
    expect(await statesOf(skipped)).toEqual({ only: 'skipped' });
  });

  it('believes history where a row stays for late upstreams', async () => {
    const id = newRunId();
    await openGraph(id);
    await insert('task_run', { run_id: id, task_no: 2, state: 10, need: 2, lane_key: 1, rank: 1 });
    await insert('task_history', {
      run_id: id,
      task_no: 2,
      state: 10,
      attempt_no: 1,
      ended_at: new Date(),
      exit_code: 0,
    });
    expect(await queries.taskRun(place, id, 2)).toMatchObject({ state: 'success', exitCode: 0 });
  });
});

describe('attempts', () => {
  it('lists those that did not end the task, then the live one', async () => {
    const id = newRunId();
    await openSolo(id, { state: 3, attempt_no: 2, attempt_id: newUuid(), fence: 12 });
    await insert('attempt_history', {
      run_id: id,
      task_no: 0,
      attempt_no: 1,
      state: 16,
      attempt_id: newUuid(),
      fence: 11,
      ended_at: new Date(),
      reason: '{"code":"WORKER_LOST"}',
    });
    expect(await queries.attempts(place, id, 0)).toMatchObject([
      { attempt: 1, state: 'lost', fence: '11', reason: { code: 'WORKER_LOST' } },
      { attempt: 2, state: 'running', fence: '12' },
    ]);
  });

  it('does not count an attempt twice while its task waits for the next', async () => {
    const id = newRunId();
    const attempt = { attempt_id: newUuid(), fence: 21 };
    await openSolo(id, { state: 5, attempt_no: 1, ...attempt });
    await insert('attempt_history', {
      run_id: id,
      task_no: 0,
      attempt_no: 1,
      state: 11,
      ...attempt,
      ended_at: new Date(),
    });
    expect(await queries.attempts(place, id, 0)).toMatchObject([{ attempt: 1, state: 'failed' }]);
  });

  it('takes the last one from where the task ended', async () => {
    const [graph, solo] = [newRunId(), newRunId()];
    await openGraph(graph);
    await insert('task_history', {
      run_id: graph,
      task_no: 0,
      state: 12,
      attempt_no: 1,
      attempt_id: newUuid(),
      fence: 3,
      ended_at: new Date(),
    });
    await ended('solo', solo, { attempt_no: 1, attempt_id: newUuid(), fence: 4, exit_code: 0 });
    expect(await queries.attempts(place, graph, 0)).toMatchObject([{ attempt: 1, state: 'stopped' }]);
    expect(await queries.attempts(place, solo, 0)).toMatchObject([{ attempt: 1, state: 'success', exitCode: 0 }]);
    expect(await queries.attempts(place, solo, 1)).toBeUndefined();
  });
});

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

describe('how a workflow usually goes', () => {
  const start = new Date('2026-11-21T00:00:00Z');
  const after = (ms: number): Date => new Date(start.getTime() + ms);
  /** A run of one task that took so long, and began 100 ms after it was created. */
  const solo = async (durationMs: number, row: Record<string, unknown> = {}): Promise<string> => {
    const id = newRunId();
    const times = { created_at: start, started_at: after(100), ended_at: after(100 + durationMs) };
    await ended('solo', id, { attempt_no: 1, ...times, ...row });
    return id;
  };
  const usualOf = async (id: string) => {
    const run = (await queries.run(place, id)) as RunRecord;
    const usual = await queries.usualTimes(place, run);
    return usual && { runs: usual.runs, tasks: Object.fromEntries(usual.tasks) };
  };

  it('is told by its last successes before the run, and by five of them at least', async () => {
    for (const ms of [1, 2, 3]) await solo(ms);
    await solo(9_000, { state: 11 });
    await solo(9_000, { part: true });
    await solo(4);
    expect(await usualOf(await solo(5))).toBeUndefined();
    const asked = await solo(60_000);
    for (let n = 0; n < 3; n++) await solo(70_000);
    expect(await usualOf(asked)).toEqual({ runs: 5, tasks: { only: { startMs: 100, durationMs: 3 } } });
    const stranger = await queries.usualTimes(STRANGER, (await queries.run(place, asked)) as RunRecord);
    expect(stranger).toBeUndefined();
  });

  it('is told task by task', async () => {
    for (let n = 0; n < 5; n++) {
      const id = newRunId();
      await ended('graph', id, { created_at: start, ended_at: after(500) });
      for (const [task_no, from] of [
        [0, 10],
        [1, 200],
      ] as const) {
        const times = { ready_at: start, started_at: after(from), ended_at: after(from + 10 * n) };
        await insert('task_history', { run_id: id, task_no, state: 10, attempt_no: 1, ...times });
      }
    }
    const asked = newRunId();
    await openGraph(asked);
    const usual = await usualOf(asked);
    expect(usual?.runs).toBe(5);
    expect(Object.values(usual?.tasks ?? {})).toEqual([
      { startMs: 10, durationMs: 20 },
      { startMs: 200, durationMs: 20 },
    ]);
  });
});

describe('logs', () => {
  const chunk = (runId: string, seq: number, firstByte: number, text: string, lines = 1) =>
    insert('log_chunk', {
      run_id: runId,
      task_no: 0,
      attempt_no: 1,
      seq,
      first_byte: firstByte,
      lines,
      body: Buffer.from(text),
    });
  const read = async (runId: string, range: LogRange) => {
    const slice = await queries.log(place, { runId, taskNo: 0, attempt: 1 }, range);
    return slice && { ...slice, text: Buffer.from(slice.text).toString() };
  };

  it('gives byte ranges across chunks, and says when nothing follows', async () => {
    const id = newRunId();
    await openSolo(id, { state: 3, attempt_no: 1, attempt_id: newUuid(), fence: 1 });
    expect(await read(id, { offset: 0, limit: 100 })).toEqual({
      text: '',
      offset: 0,
      nextOffset: 0,
      complete: false,
      size: 0,
    });
    await chunk(id, 0, 0, 'one\n');
    await chunk(id, 1, 4, 'two\n');
    await chunk(id, 2, 8, 'three\n');
    expect(await read(id, { offset: 2, limit: 8 })).toEqual({
      text: 'e\ntwo\nth',
      offset: 2,
      nextOffset: 10,
      complete: false,
      size: 14,
    });
    expect(await read(id, { tail: 6 })).toMatchObject({ text: 'three\n', offset: 8, nextOffset: 14 });
    expect(await read(id, { offset: 14, limit: 8 })).toMatchObject({ text: '', nextOffset: 14, complete: false });
    await pool.query('delete from task_run where run_id = $1', [id]);
    await ended('solo', id, { attempt_no: 1 });
    expect(await read(id, { offset: 14, limit: 8 })).toMatchObject({ complete: true });
    expect(await read(id, { offset: 0, limit: 5 })).toMatchObject({ text: 'one\nt', complete: false });
  });

  it('steps over bytes that never arrived', async () => {
    const id = newRunId();
    await ended('solo', id, { attempt_no: 1 });
    await chunk(id, 0, 0, 'aa');
    await chunk(id, 2, 6, 'bb');
    expect(await read(id, { offset: 0, limit: 100 })).toMatchObject({ text: 'aa', nextOffset: 2, complete: false });
    expect(await read(id, { offset: 2, limit: 100 })).toMatchObject({
      text: 'bb',
      offset: 6,
      nextOffset: 8,
      complete: true,
    });
  });

  /** Three chunks of `lines` lines each, of which the last one of each says `found`. */
  const threeChunks = async (lines: number): Promise<string> => {
    const id = newRunId();
    await ended('solo', id, { attempt_no: 1 });
    const text = `${'other\n'.repeat(lines - 1)}found\n`;
    for (const seq of [0, 1, 2]) await chunk(id, seq, seq * text.length, text, lines);
    return id;
  };

  it('begins with a whole line before the one that is asked for, and says which', async () => {
    const id = await threeChunks(10);
    expect(await read(id, { line: 1, limit: 60 })).toMatchObject({ offset: 0, line: 1, nextOffset: 60 });
    expect(await read(id, { line: 10, limit: 60 })).toMatchObject({ offset: 0, line: 1 });
    expect(await read(id, { line: 11, limit: 60 })).toMatchObject({ offset: 60, line: 11 });
    expect(await read(id, { line: 11, limit: 120 })).toMatchObject({ offset: 0, line: 1, nextOffset: 120 });
    expect(await read(id, { line: 1_000, limit: 60 })).toMatchObject({ offset: 120, line: 21, complete: true });
    const empty = newRunId();
    await ended('solo', empty, { attempt_no: 1 });
    expect(await read(empty, { line: 5, limit: 60 })).toMatchObject({ text: '', line: 1, complete: true });
  });

  it('is searched in steps of a bounded number of bytes and hits, each line once', async () => {
    const id = await threeChunks(10);
    const find = findInLog({ text: 'FOUND', isPattern: false }) as FindInChunk;
    const of = { runId: id, taskNo: 0, attempt: 1 };
    const all = async (limit: number, maxBytes: number) => {
      const steps: LogFound[] = [];
      for (let cursor: string | undefined; steps.length < 20; ) {
        const step = await queries.searchLog(place, of, { find, cursor, limit, maxBytes });
        if (!step) return undefined;
        steps.push(step);
        cursor = step.nextCursor;
        if (cursor === undefined) break;
      }
      return {
        lines: steps.flatMap(({ hits }) => hits.map(({ line }) => line)),
        searched: steps.map(({ searched }) => searched),
      };
    };
    expect(await all(100, 1_000)).toEqual({ lines: [10, 20, 30], searched: [180] });
    expect(await all(100, 60)).toEqual({ lines: [10, 20, 30], searched: [60, 120, 180, 180] });
    expect(await all(1, 1_000)).toEqual({ lines: [10, 20, 30], searched: [60, 120, 180] });
    const others = findInLog({ text: 'o', isPattern: false }) as FindInChunk;
    const first = await queries.searchLog(place, of, { find: others, cursor: undefined, limit: 4, maxBytes: 1_000 });
    expect(first?.hits.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
    const next = { find: others, cursor: first?.nextCursor, limit: 7, maxBytes: 1_000 };
    expect((await queries.searchLog(place, of, next))?.hits.map(({ line }) => line)).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(await queries.searchLog(STRANGER, of, next)).toBeUndefined();
    await expect(queries.searchLog(place, of, { ...next, cursor: 'none' })).rejects.toMatchObject({
      code: 'VALIDATION_CURSOR',
    });
  });

  it('knows no log of an attempt that never was, nor of another tenant', async () => {
    const id = newRunId();
    await ended('solo', id, { attempt_no: 1 });
    expect(await queries.log(place, { runId: id, taskNo: 0, attempt: 2 }, { tail: 10 })).toBeUndefined();
    expect(await queries.log(STRANGER, { runId: id, taskNo: 0, attempt: 1 }, { tail: 10 })).toBeUndefined();
  });
});

describe('artifacts', () => {
  it('lists what attempts kept and gives the bytes in order', async () => {
    const id = newRunId();
    await openGraph(id);
    const of = { run_id: id, task_no: 1, attempt_no: 1, name: 'report.html' };
    await insert('artifact', { ...of, content_type: 'text/html', size: 6, sha256: Buffer.alloc(32, 1) });
    for (const [seq, text] of ['abc', 'def'].entries())
      await insert('artifact_chunk', { ...of, seq, body: Buffer.from(text) });
    expect(await queries.artifacts(place, id)).toMatchObject([
      { task: 'b', name: 'report.html', size: 6, sha256: '01'.repeat(32) },
    ]);
    const opened = await queries.artifact(place, { runId: id, taskNo: 1, attempt: 1, name: 'report.html' });
    const parts: Uint8Array[] = [];
    for await (const part of opened?.body ?? []) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('abcdef');
    expect(await queries.artifact(STRANGER, { runId: id, taskNo: 1, attempt: 1, name: 'report.html' })).toBeUndefined();
    expect(await queries.artifact(place, { runId: id, taskNo: 1, attempt: 1, name: 'other' })).toBeUndefined();
  });
});

describe('workers', () => {
  it('calls a session that is behind with its beat silent', async () => {
    const session = { worker_group: 'default', capabilities: ['shell'], slots: 4, version: '0.1.0', host: 'h' };
    await insert('worker_session', { id: newUuid(), name: 'w1', ...session });
    await insert('worker_session', { id: newUuid(), name: 'w2', ...session });
    await pool.query(
      `insert into worker_lease select key, now() + case name when 'w1' then interval '1 hour' else interval '-1 hour' end, 2 from worker_session`,
    );
    expect(await queries.workers(place)).toMatchObject([
      { name: 'w1', state: 'online', busy: 2, slots: 4 },
      { name: 'w2', state: 'silent' },
    ]);
  });
});

describe('a task run that is ready', () => {
  it('says what it waits for: a worker that can, or room on one', async () => {
    await pool.query('truncate worker_session, worker_lease');
    const id = newRunId();
    await openGraph(id);
    await insert('task_run', { run_id: id, task_no: 0, state: 1, need: 0, lane_key: 1, rank: 1 });
    const reason = async () => (await queries.taskRun(place, id, 0))?.reason;
    expect(await reason()).toEqual({ code: 'NO_CAPABLE_WORKER', params: { capability: 'shell', group: 'default' } });

    const session = { worker_group: 'default', capabilities: ['shell'], slots: 2, version: '0.1.0', host: 'h' };
    await insert('worker_session', { id: newUuid(), name: 'w', ...session });
    await pool.query(`insert into worker_lease select key, now() + interval '1 hour', 2 from worker_session`);
    expect(await reason()).toEqual({ code: 'NO_CAPACITY' });
    await pool.query('update worker_lease set busy = 1');
    expect(await reason()).toBeUndefined();
  });
});

describe('workers that are gone', () => {
  const connect = (name: string, state: string, hours: { connected: number; ended?: number }) =>
    insert('worker_session', {
      id: newUuid(),
      name,
      worker_group: 'default',
      capabilities: [],
      slots: 1,
      version: '0.1.0',
      host: 'h',
      state,
      connected_at: new Date(Date.now() - hours.connected * 3_600_000),
      ...(hours.ended === undefined ? {} : { ended_at: new Date(Date.now() - hours.ended * 3_600_000) }),
    });

  beforeEach(() => pool.query('truncate worker_session, worker_lease'));

  it('are shown for a day by their last session', async () => {
    await connect('long-ago', 'left', { connected: 99, ended: 25 });
    await connect('here', 'left', { connected: 200, ended: 3 });
    await connect('here', 'lost', { connected: 2, ended: 1 });
    expect(await queries.workers(place)).toMatchObject([{ name: 'here', state: 'lost' }]);
  });

  it('are not shown once they are back', async () => {
    await connect('back', 'lost', { connected: 2, ended: 1 });
    await connect('back', 'online', { connected: 0 });
    await pool.query(
      `insert into worker_lease select key, now() + interval '1 hour', 0 from worker_session where state = 'online'`,
    );
    expect(await queries.workers(place)).toMatchObject([{ name: 'back', state: 'online' }]);
  });

  it('ended when they said goodbye, before anybody has taken their lease away', async () => {
    await connect('left', 'online', { connected: 1 });
    const { rows } = await pool.query<{ key: number }>(
      `insert into worker_lease select key, now() + interval '1 hour', 0 from worker_session returning session_key key`,
    );
    await pool.query(endSession.text, [rows[0]?.key]);
    const [left] = await queries.workers(place);
    expect(left).toMatchObject({ name: 'left', state: 'left', leaseUntil: expect.any(Date) });
  });

  it('are lost when nothing is left of their lease', async () => {
    await connect('restored', 'online', { connected: 1 });
    expect(await queries.workers(place)).toMatchObject([{ name: 'restored', state: 'lost' }]);
  });
});

describe('the schema', () => {
  it('is ready when migrated', async () => {
    expect(await queries.ready()).toBe(true);
  });
});

describe('the list of runs, on a filled table', () => {
  const FILLED = 50_000;

  beforeAll(async () => {
    await pool.query('truncate run, task_run, run_history');
    const { version_key, workflow_key, project_key } = await keysOf('solo');
    // Ids of one a millisecond over the last minute, as a busy server makes them.
    await pool.query(
      `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at, trigger_kind, actor, params, attempt_no)
       select (lpad(to_hex((extract(epoch from now()) * 1000)::int8 - $1::int4 + n), 12, '0') || '7000800000' || lpad(to_hex(n), 5, '0') || '00000')::uuid,
         $2, $3, $4, $5, $6, case when n % 20 = 0 then 11 else 10 end, now() - interval '1 minute', now(), 'api', 'load', '{}', 1
       from generate_series(1, $1::int4) n`,
      [FILLED, version_key, workflow_key, place.tenantKey, project_key, place.environmentKey],
    );
    await pool.query('analyze');
  });

  /** Rows that the statement read from history, by the server's own count. */
  async function rowsRead(work: () => Promise<unknown>): Promise<number> {
    const count = async () => {
      await store.read.query('select pg_stat_force_next_flush()');
      const { rows } = await store.read.query<{ n: number }>(
        `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int8 n from pg_stat_user_tables where relname like 'run_history_%'`,
      );
      return rows[0]?.n ?? 0;
    };
    const before = await count();
    await work();
    return (await count()) - before;
  }

  async function pages(filter: Parameters<RunQueries['runs']>[1], most: number): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = await queries.runs(place, { ...filter, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined && found.length < most);
    return found;
  }

  it('pages through open and ended runs, newest first, each once', async () => {
    const [open, newest] = [newRunId(), newRunId()].sort() as [string, string];
    await openGraph(open);
    await openSolo(newest);
    const runs = await pages({ limit: 20 }, 60);
    expect(runs.map((run) => run.id).slice(0, 2)).toEqual([newest, open]);
    expect(runs.map((run) => run.id)).toEqual([...new Set(runs.map((run) => run.id))].sort().reverse());
  });

  it('reads no more than a page of history', async () => {
    // All of them go over the one connection for reads, which flushes its own counts.
    const read = (filter: Parameters<RunQueries['runs']>[1]) => rowsRead(() => queries.runs(place, filter));
    expect(await read({ limit: 50 })).toBeLessThan(200);
    expect(await read({ limit: 50, project: 'default' })).toBeLessThan(400);
    expect(await read({ limit: 50, workflow: 'rare' })).toBeLessThan(200);
    expect(await read({ limit: 10, states: ['failed', 'stopped'] })).toBeLessThan(50);
    expect(await read({ limit: 50, states: ['stopped'] })).toBeLessThan(10);
    expect(await read({ limit: 50, workflow: 'solo', states: ['stopped'] })).toBeLessThan(10);
    expect(await read({ limit: 10, workflow: 'solo', states: ['failed'] })).toBeLessThan(50);
    expect(await read({ limit: 50, states: ['running'] })).toBe(0);
  });

  it('filters by state, workflow, project and time', async () => {
    expect(await pages({ limit: 100, states: ['failed'] }, FILLED)).toHaveLength(FILLED / 20);
    expect(
      (await queries.runs(place, { limit: 10, states: ['running', 'queued'] })).items.map((run) => run.workflow).sort(),
    ).toEqual(['graph', 'solo']);
    expect((await queries.runs(place, { limit: 10, workflow: 'graph' })).items).toHaveLength(1);
    expect((await queries.runs(place, { limit: 10, workflow: 'rare' })).items).toEqual([]);
    expect((await queries.runs(place, { limit: 10, project: 'nothing' })).items).toEqual([]);
    expect((await queries.runs(place, { limit: 10, createdAfter: new Date(Date.now() + 60_000) })).items).toEqual([]);
    expect((await queries.runs(place, { limit: 10, createdAfter: new Date(Date.now() - 60_000) })).items).toHaveLength(
      10,
    );
  });

  it('is planned once, and not over every partition for each page', async () => {
    for (let i = 0; i < 8; i++) await queries.runs(place, { limit: 10 });
    const { rows } = await store.read.query(
      `select generic_plans, custom_plans from pg_prepared_statements where name = 'newest_runs'`,
    );
    expect(rows).toEqual([{ generic_plans: expect.any(Number), custom_plans: 0 }]);
  });

  it('shows the last runs of a workflow', async () => {
    const catalog = createCatalogStore(store);
    const workflow = await catalog.workflow(place, 'default', 'solo');
    expect(workflow?.lastRuns).toHaveLength(14);
    expect(workflow?.lastRuns[0]).toMatchObject({ state: 'queued' });
  });
});
