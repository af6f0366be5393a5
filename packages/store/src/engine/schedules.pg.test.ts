import type { LedgerEntry, ScheduleDocument, WorkflowDocument } from '@carillon/core';
import { createLogger, newUuid } from '@carillon/runtime';
import { createTestDatabase, type TestDatabase } from '@carillon/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../open-store.ts';

const log = createLogger({ name: 'store', level: 'error' });
const PLACE = { tenantKey: 1, environmentKey: 1 };
const EVERY_MINUTE: ScheduleDocument = { cron: '* * * * *', timezone: 'UTC' };
const SECOND = 1_000;
const LIMIT = 10;

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await openStore({ url: database.url, applicationName: 'test', log });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});
afterEach(() => query('truncate schedule, firing, deployment'));

const query = async (text: string, values: readonly unknown[] = []) =>
  (await store.database.api.query(text, [...values])).rows;

interface Scheduled {
  readonly key: number;
  readonly next: Date;
  readonly versionKey: number;
}

/** A workflow with a schedule whose next time is so many milliseconds from now and whose floor is long ago. */
async function scheduled(name: string, dueInMs: number): Promise<Scheduled> {
  const document: WorkflowDocument = { kind: 'Workflow', name, project: 'default', tasks: { a: { type: 'noop' } } };
  const next = new Date(Math.floor((await store.engine.now()) + dueInMs));
  const schedules = [{ name: 'default', definition: EVERY_MINUTE, nextFireAt: next }];
  const version = { document, files: {}, source: '', hash: newUuid().replaceAll('-', ''), author: 'a', message: '' };
  await store.catalog.apply(PLACE, [{ ...version, schedules }]);
  const [row] = await query(
    `update schedule set floor = now() - interval '1 day' where workflow_key = (select key from workflow where name = $1) returning key`,
    [name],
  );
  const [live] = await query(
    `select d.version_key from deployment d join workflow w on w.key = d.workflow_key where w.name = $1`,
    [name],
  );
  return { key: row.key, next, versionKey: live.version_key };
}

const skipped = (logicalTime: Date): LedgerEntry => ({ logicalTime, outcome: 'merged', reason: 'catch_up', notes: [] });
const later = (time: Date): Date => new Date(time.getTime() + 60 * SECOND);
const fire = ({ key, next, versionKey }: Scheduled, entries = [skipped(next)]) =>
  store.engine.fire(
    { scheduleKey: key, expectedNext: next, definition: EVERY_MINUTE, versionKey, overlap: 'skip' },
    { entries, nextFireAt: later(next) },
  );

describe('firing', () => {
  it('leaves a schedule alone whose definition or version was changed since the plan was made', async () => {
    const schedule = await scheduled('edited', -SECOND);
    expect((await fire({ ...schedule, versionKey: schedule.versionKey + 1 })).done).toBe('moved');
    await query(`update schedule set definition = '{"cron": "0 0 * * *"}'`);
    expect((await fire(schedule)).done).toBe('moved');
    expect(await query('select 1 from firing')).toEqual([]);
  });

  it('gives a schedule without a next time one, and a quarantined one another chance after ten minutes', async () => {
    const schedule = await scheduled('repaired', -SECOND);
    await query('update schedule set next_fire_at = null');
    expect((await store.engine.repairSchedules(10)).map(({ key }) => key)).toEqual([schedule.key]);
    await store.engine.setNextFire(schedule.key, schedule.next);
    expect(await query('select next_fire_at from schedule')).toEqual([{ next_fire_at: schedule.next }]);
    for (let i = 0; i < 3; i++) await store.engine.quarantine(schedule.key, 'no good');
    await store.engine.releaseQuarantined();
    expect(await query('select state, error from schedule')).toEqual([{ state: 'quarantined', error: 'no good' }]);
    await query(`update schedule set updated_at = now() - interval '11 minutes'`);
    await store.engine.releaseQuarantined();
    expect(await query('select state from schedule')).toEqual([{ state: 'enabled' }]);
  });

  it('writes the ledger and moves the schedule on, once', async () => {
    const schedule = await scheduled('once', -SECOND);
    const both = await Promise.all([fire(schedule), fire(schedule)]);
    expect(both.map(({ done }) => done).sort()).toEqual(['fired', 'moved']);
    expect(await query('select logical_time, outcome from firing')).toEqual([
      { logical_time: schedule.next, outcome: 'merged' },
    ]);
    expect(await query('select next_fire_at, floor from schedule')).toEqual([
      { next_fire_at: later(schedule.next), floor: schedule.next },
    ]);
  });

  it('does nothing before the store’s clock has come to the time', async () => {
    const schedule = await scheduled('early', 60 * SECOND);
    expect((await fire(schedule)).done).toBe('early');
    expect(await query('select * from firing')).toEqual([]);
    expect(await query('select next_fire_at from schedule')).toEqual([{ next_fire_at: schedule.next }]);
  });

  it('never writes at or below the floor', async () => {
    const schedule = await scheduled('floored', -SECOND);
    await query('update schedule set floor = $1', [schedule.next]);
    const fired = await fire(schedule);
    expect(fired).toMatchObject({ done: 'fired', outcomes: [] });
    expect(await query('select * from firing')).toEqual([]);
  });
});

describe('claiming schedules', () => {
  const claim = async () => (await store.engine.claimSchedules(SECOND, 10 * SECOND, LIMIT)).map(({ key }) => key);

  it('gives each to one asker while it is not overdue', async () => {
    const { key } = await scheduled('claimed', SECOND / 2);
    expect([await claim(), await claim()]).toEqual([[key], []]);
  });

  it('gives what is overdue to whoever asks', async () => {
    const { key } = await scheduled('overdue', -3 * SECOND);
    expect([await claim(), await claim()]).toEqual([[key], [key]]);
  });

  it('is not held up by the schedules of paused workflows', async () => {
    await scheduled('paused', -60 * SECOND);
    await query('update deployment set paused = true');
    const { key } = await scheduled('awake', -SECOND);
    expect((await store.engine.claimSchedules(SECOND, 10 * SECOND, 1)).map((one) => one.key)).toEqual([key]);
  });

  it('quarantines a schedule after three failures and gives it out no more', async () => {
    const { key } = await scheduled('bad', -3 * SECOND);
    for (const problem of ['first', 'second', 'third']) await store.engine.quarantine(key, problem);
    expect(await query('select state, error from schedule')).toEqual([{ state: 'quarantined', error: 'third' }]);
    expect(await claim()).toEqual([]);
  });
});
