import { createTestDatabase } from '@carillon/testkit';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { EVERY_MINUTE, SECOND, decision, later, openStoredSchedules, planOf } from './stored-schedules.testing.ts';

const stored = await openStoredSchedules(await createTestDatabase());
const { store, query, scheduled, claimOf, fire, fireRun, stateOf } = stored;
afterEach(stored.clear);
afterAll(stored.close);

const ledger = () => query('select outcome, reason, run_id from firing order by logical_time');

describe('firing', () => {
  it('leaves a schedule alone whose definition or version was changed since the plan was made', async () => {
    const schedule = await scheduled('edited', -SECOND);
    expect((await fire({ ...schedule, versionKey: schedule.versionKey + 1 })).outcomes.size).toBe(0);
    await query(`update schedule set definition = '{"cron": "0 0 * * *"}'`);
    expect((await fire(schedule)).outcomes.size).toBe(0);
    expect(await ledger()).toEqual([]);
  });

  it('leaves it alone when calendars changed twice, so that the next time is as open as it was', async () => {
    await scheduled('replanned', -SECOND);
    const change = `update schedule set next_fire_at = null, due_at = clock_timestamp()`;
    await query(change);
    const schedule = await claimOf('replanned');
    const at = new Date(schedule.dueAt.getTime() - SECOND);
    const plan = { ...planOf({ ...schedule, nextFireAt: at }, [{ decision: decision(at) }]), schedule };
    await query(`${change} + interval '2 ms'`);
    expect((await store.engine.fire([plan])).outcomes.size).toBe(0);
    const again = { ...plan, schedule: await claimOf('replanned') };
    expect((await store.engine.fire([again])).outcomes.size).toBe(1);
  });

  it('stops nothing for a time that the ledger refuses', async () => {
    await scheduled('refused', -10 * 60 * SECOND, { ...EVERY_MINUTE, overlap: 'cancel_running' });
    const first = await fireRun('refused');
    const [{ logical_time }] = await query('select logical_time from firing');
    await query(`update schedule set next_fire_at = $1, due_at = $1, floor = '-infinity'`, [logical_time]);
    await fireRun('refused');
    expect(await stateOf(first)).toBe('queued');
  });

  it('writes the ledger and moves the schedule on, once', async () => {
    const schedule = await scheduled('once', -SECOND);
    const both = await Promise.all([fire(schedule), fire(schedule)]);
    expect(both.map(({ outcomes }) => outcomes.size).sort((a, b) => a - b)).toEqual([0, 1]);
    expect(await query('select logical_time, outcome from firing')).toEqual([
      { logical_time: schedule.nextFireAt, outcome: 'merged' },
    ]);
    expect(await query('select next_fire_at, due_at, floor from schedule')).toEqual([
      {
        next_fire_at: later(schedule.nextFireAt as Date),
        due_at: later(schedule.nextFireAt as Date),
        floor: schedule.nextFireAt,
      },
    ]);
  });

  it('fires many schedules in one transaction, those that others have moved left out', async () => {
    const all = await Promise.all(['one', 'two', 'three'].map((name) => scheduled(name, -SECOND)));
    await query(`update schedule set state = 'paused' where id = $1`, [all[1]?.id]);
    const fired = await store.engine.fire(
      all.map((schedule) => planOf(schedule, [{ decision: decision(schedule.nextFireAt as Date) }])),
    );
    expect(new Set(fired.outcomes.keys())).toEqual(new Set([all[0]?.key, all[2]?.key]));
    expect((await ledger()).length).toBe(2);
  });

  it('never waits for a schedule that somebody has locked', async () => {
    const schedule = await scheduled('locked', -SECOND);
    const client = await store.database.api.connect();
    await client.query('begin');
    await client.query('select 1 from schedule for update');
    expect((await fire(schedule)).outcomes.size).toBe(0);
    await client.query('rollback');
    client.release();
    expect((await fire(schedule)).outcomes.size).toBe(1);
  });

  it('does nothing before the store’s clock has come to the time', async () => {
    const schedule = await scheduled('early', 60 * SECOND);
    const fired = await fire(schedule);
    expect([...fired.early]).toEqual([schedule.key]);
    expect(await ledger()).toEqual([]);
    expect(await query('select next_fire_at from schedule')).toEqual([{ next_fire_at: schedule.nextFireAt }]);
  });

  it('never writes at or below the floor', async () => {
    const schedule = await scheduled('floored', -SECOND);
    await query('update schedule set floor = $1', [schedule.nextFireAt]);
    const fired = await fire(schedule);
    expect(fired.outcomes.get(schedule.key)).toEqual([]);
    expect(await ledger()).toEqual([]);
  });

  it('finds rows of every month, also of one that has no partition', async () => {
    await query(
      `insert into firing (schedule_key, logical_time, outcome, reason) values (1, '2019-05-05', 'fired', 'late')`,
    );
    await query(`select make_partitions('2019-05-01', '2019-05-02')`);
    expect(await query('select tableoid::regclass::text partition from firing')).toEqual([
      { partition: 'firing_201905' },
    ]);
    await query('drop table firing_201905');
  });
});
