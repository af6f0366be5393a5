import type { ScheduleDocument } from '@carillon/core';
import { createTestDatabase } from '@carillon/testkit';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { EVERY_MINUTE, SECOND, TENANT, openStoredSchedules } from './stored-schedules.testing.ts';

const stored = await openStoredSchedules(await createTestDatabase());
const { store, query, scheduled, claimOf, newRun, fireRun, stop, stateOf } = stored;
afterEach(stored.clear);
afterAll(stored.close);

async function release(): Promise<readonly string[]> {
  const held = await store.engine.releasable(100);
  const runs = [];
  for (const each of held) {
    const run = await newRun(await claimOf('overlapping'), each.logicalTime as Date);
    runs.push({ held: each, run: { ...run, id: each.runId } });
  }
  return [...(await store.engine.release(runs)).made];
}

describe('a run that waits for the one before it', () => {
  const QUEUE: ScheduleDocument = { ...EVERY_MINUTE, overlap: 'queue_all' };

  it('stands as queued with its reason, and starts when that one has ended', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    const first = await fireRun('overlapping');
    const second = await fireRun('overlapping');
    expect(await store.queries.run(TENANT, second)).toMatchObject({
      state: 'queued',
      reason: { code: 'OVERLAP', params: { run: expect.stringMatching(/^run_/) } },
    });
    expect(await store.queries.taskRuns(TENANT, second)).toMatchObject([
      { state: 'pending', reason: { code: 'OVERLAP' } },
    ]);
    expect(await release()).toEqual([]);
    await stop(first);
    expect(await release()).toEqual([second]);
    expect(await query('select run_id, state from task_run')).toEqual([{ run_id: second, state: 1 }]);
    expect(await query('select 1 from run union all select 1 from run_hold')).toEqual([]);
    expect(await query('select last_run_id from schedule')).toEqual([{ last_run_id: second }]);
  });

  it('starts in order, one at a time', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    const first = await fireRun('overlapping');
    const second = await fireRun('overlapping');
    const third = await fireRun('overlapping');
    await stop(first);
    expect(await release()).toEqual([second]);
    expect(await release()).toEqual([]);
    await stop(second);
    expect(await release()).toEqual([third]);
  });

  it('is released once, however many ask', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    const first = await fireRun('overlapping');
    const second = await fireRun('overlapping');
    await stop(first);
    const both = await Promise.all([release(), release()]);
    expect(both.flat()).toEqual([second]);
  });

  it('waits no longer where overlaps are allowed from now on', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    await fireRun('overlapping');
    const waiting = [await fireRun('overlapping'), await fireRun('overlapping')];
    await query(`update schedule set definition = definition || '{"overlap": "allow"}'`);
    expect([...(await release())].sort()).toEqual(waiting.sort());
  });

  it('ends at once when it is stopped, and the next one takes its place', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, QUEUE);
    const first = await fireRun('overlapping');
    const second = await fireRun('overlapping');
    const third = await fireRun('overlapping');
    expect(await stop(second)).toMatchObject({ result: 'stopping', ended: true });
    expect(await stateOf(second)).toBe('stopped');
    expect(await release()).toEqual([]);
    await stop(first);
    expect(await release()).toEqual([third]);
  });

  it('is replaced by the newest where what runs is cancelled', async () => {
    await scheduled('overlapping', -10 * 60 * SECOND, { ...EVERY_MINUTE, overlap: 'cancel_running' });
    const first = await fireRun('overlapping');
    await query(
      `update task_run set state = 3, attempt_id = gen_random_uuid(), fence = 1, session_key = 1 where run_id = $1`,
      [first],
    );
    const second = await fireRun('overlapping');
    expect([await stateOf(first), await stateOf(second)]).toEqual(['stopping', 'queued']);
    const third = await fireRun('overlapping');
    expect([await stateOf(second), await stateOf(third)]).toEqual(['stopped', 'queued']);
    expect(await store.queries.run(TENANT, second)).toMatchObject({
      reason: { code: 'STOPPED_BY_OVERLAP', params: { policy: 'cancel_running' } },
    });
  });
});

describe('catching up', () => {
  it('starts ten runs a second of a tenant, oldest first, whoever asks', async () => {
    await scheduled('overlapping', -100 * 60 * SECOND, { ...EVERY_MINUTE, overlap: 'allow' });
    const runs: string[] = [];
    for (let i = 0; i < 15; i++) runs.push(await fireRun('overlapping', 'paced'));
    const first = await release();
    expect([...first].sort()).toEqual(runs.slice(0, 10).sort());
    const [pace] = await query('select free_at <= clock_timestamp() + interval $$100 ms$$ spent from catch_up_pace');
    expect(pace).toEqual({ spent: true });
    await query(`update catch_up_pace set free_at = free_at - interval '10 s'`);
    expect([...(await release())].sort()).toEqual(runs.slice(10).sort());
  });

  it('of one tenant leaves another its turn', async () => {
    await scheduled('overlapping', -200 * 60 * SECOND, { ...EVERY_MINUTE, overlap: 'allow' });
    for (let i = 0; i < 110; i++) await fireRun('overlapping', 'paced');
    await scheduled('another', -60 * SECOND, { ...EVERY_MINUTE, overlap: 'allow' });
    const youngest = await fireRun('another', 'paced');
    await query('update run_hold set tenant_key = 2 where run_id = $1', [youngest]);
    await query('update run set tenant_key = 2 where id = $1', [youngest]);
    expect(await release()).toContain(youngest);
    expect(await query('select 1 from run_hold where tenant_key = 2')).toEqual([]);
  });

  it('never has two runs at once where the policy does not allow it', async () => {
    await scheduled('overlapping', -100 * 60 * SECOND);
    const runs = [await fireRun('overlapping', 'paced'), await fireRun('overlapping', 'paced')];
    expect(await release()).toEqual([runs[0]]);
    expect(await release()).toEqual([]);
    await stop(runs.at(0) as string);
    expect(await release()).toEqual([runs[1]]);
  });
});
