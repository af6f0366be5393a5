import { createTestDatabase } from '@carillon/testkit';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { SECOND, TENANT, openStoredSchedules } from './stored-schedules.testing.ts';

const stored = await openStoredSchedules(await createTestDatabase());
const { store, query, scheduled, fireRun, stop } = stored;
afterEach(stored.clear);
afterAll(stored.close);

const LIMIT = 10;

describe('claiming schedules', () => {
  const claim = async () => (await store.engine.claimSchedules(SECOND, 10 * SECOND, LIMIT)).map(({ key }) => key);

  it('gives each to one asker while it is not overdue', async () => {
    const { key } = await scheduled('claimed', SECOND / 2);
    expect([await claim(), await claim()]).toEqual([[key], []]);
  });

  it('gives what is overdue to whoever asks, but not all the time', async () => {
    const { key } = await scheduled('overdue', -3 * SECOND);
    expect([await claim(), await claim()]).toEqual([[key], []]);
    await query(`update schedule set claimed_until = claimed_until - interval '2 s'`);
    expect(await claim()).toEqual([key]);
  });

  it('is not held up by the schedules of paused workflows', async () => {
    const paused = await scheduled('paused', -60 * SECOND);
    const at = { workflowKey: paused.workflowKey, environmentKey: 1 };
    expect(await store.engine.pauseWorkflow(TENANT, at, { actor: 'a' })).toBe('changed');
    const { key } = await scheduled('awake', -SECOND);
    expect((await store.engine.claimSchedules(SECOND, 10 * SECOND, 1)).map((one) => one.key)).toEqual([key]);
  });

  it('quarantines a schedule after three failures, and tries it again after ten minutes', async () => {
    const { key } = await scheduled('bad', -3 * SECOND);
    const quarantined = [];
    for (const problem of ['first', 'second', 'third']) quarantined.push(await store.engine.noteFailure(key, problem));
    expect(quarantined).toEqual([false, false, true]);
    expect(await query('select state, error from schedule')).toEqual([{ state: 'quarantined', error: 'third' }]);
    expect(await claim()).toEqual([]);
    expect(await store.engine.retryQuarantined()).toBe(0);
    await query(`update schedule set updated_at = now() - interval '11 minutes'`);
    expect(await store.engine.retryQuarantined()).toBe(1);
    expect(await claim()).toEqual([key]);
  });
});

describe('a schedule that nothing would look at', () => {
  it('is made due, and said to have been broken', async () => {
    const { id } = await scheduled('broken', 60 * SECOND);
    expect(await store.engine.wakeSchedules(LIMIT)).toEqual({ waited: 0, broken: [] });
    await query('update schedule set next_fire_at = null, due_at = null');
    expect(await store.engine.wakeSchedules(LIMIT)).toEqual({ waited: 0, broken: [id] });
    expect(await query('select due_at <= clock_timestamp() due from schedule')).toEqual([{ due: true }]);
  });

  it('waits for its run where it has a fixed delay', async () => {
    await scheduled('delayed', -SECOND, { delay: '1m' });
    const first = await fireRun('delayed');
    await query('update schedule set next_fire_at = null, due_at = null');
    expect(await store.engine.wakeSchedules(LIMIT)).toEqual({ waited: 0, broken: [] });
    expect(await store.engine.awaitedRuns()).toEqual([first]);
    await stop(first);
    expect(await store.engine.wakeSchedules(LIMIT)).toEqual({ waited: 1, broken: [] });
    const [claimed] = await store.engine.claimSchedules(SECOND, SECOND, LIMIT);
    const [{ ended_at }] = await query('select ended_at from run_history where id = $1', [first]);
    expect(Math.floor(claimed?.lastEnd as number)).toBe(ended_at.getTime());
  });
});
