import type { ScheduleClaim } from '@carillon/core';
import { createTestDatabase } from '@carillon/testkit';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { SECOND, TENANT, openStoredSchedules } from './stored-schedules.testing.ts';

const stored = await openStoredSchedules(await createTestDatabase());
const { store, query, scheduled } = stored;
afterEach(stored.clear);
afterAll(stored.close);

const LIMIT = 10;

describe('pausing', () => {
  const by = { actor: 'ann', reason: 'night shift' };

  it('rests until it is resumed, and the times meanwhile have passed', async () => {
    const { id } = await scheduled('paused', -SECOND);
    expect(await store.engine.pauseSchedule(TENANT, id, by)).toBe('changed');
    expect(await query('select state, paused_by, pause_reason from schedule')).toEqual([
      { state: 'paused', paused_by: 'ann', pause_reason: 'night shift' },
    ]);
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toEqual([]);
    expect(await store.engine.resumeSchedule(TENANT, id, { actor: 'ann' })).toBe('changed');
    expect(await store.engine.resumeSchedule(TENANT, id, { actor: 'ann' })).toBe('unchanged');
    const claimed = await store.engine.claimSchedules(SECOND, SECOND, LIMIT);
    const { passedUntil, nextFireAt } = claimed.at(0) as ScheduleClaim;
    expect(passedUntil?.getTime()).toBeGreaterThan((nextFireAt as Date).getTime());
  });

  it('leaves the times to the misfire policy where catching up was chosen', async () => {
    const { id } = await scheduled('caught_up', -SECOND);
    await store.engine.pauseSchedule(TENANT, id, by);
    await store.engine.resumeSchedule(TENANT, id, { actor: 'ann', catchUp: true });
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toMatchObject([{ passedUntil: undefined }]);
  });

  it('ends by itself at the time that was asked for', async () => {
    const { id } = await scheduled('resumed', -SECOND);
    await store.engine.pauseSchedule(TENANT, id, { ...by, resumeAt: new Date(Date.now() + 60 * SECOND) });
    expect(await store.engine.resumeDue()).toBe(0);
    await store.engine.pauseSchedule(TENANT, id, { ...by, resumeAt: new Date(Date.now() - SECOND) });
    expect(await store.engine.resumeDue()).toBe(1);
    expect(await query('select state, paused_by, resume_at from schedule')).toEqual([
      { state: 'enabled', paused_by: null, resume_at: null },
    ]);
  });

  it('of a workflow is that of its schedules, but for those that were paused themselves', async () => {
    const { workflowKey, id } = await scheduled('whole', -SECOND);
    const at = { workflowKey, environmentKey: 1 };
    await store.engine.pauseWorkflow(TENANT, at, { actor: 'ann' });
    expect(await store.engine.resumeWorkflow({ tenantKey: 2 }, at, { actor: 'ann' })).toBe('not_found');
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toEqual([]);
    await store.engine.resumeWorkflow(TENANT, at, { actor: 'ann' });
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toMatchObject([
      { id, passedUntil: expect.any(Date) },
    ]);
  });

  it('of a workflow tells who and why, keeps its beginning, and ends by itself with a row of the audit', async () => {
    const { workflowKey, id } = await scheduled('until', -SECOND);
    const at = { workflowKey, environmentKey: 1 };
    const told = () =>
      query('select paused, paused_by, pause_reason, paused_at, resume_at from deployment where workflow_key = $1', [
        workflowKey,
      ]);
    const pause = (reason: string, ms: number) =>
      store.engine.pauseWorkflow(TENANT, at, { actor: 'ann', reason, resumeAt: new Date(Date.now() + ms) });
    await pause('DB upgrade', 60 * SECOND);
    const [first] = await told();
    expect(first).toMatchObject({ paused: true, paused_by: 'ann', pause_reason: 'DB upgrade' });
    expect(await store.engine.resumeDue()).toBe(0);
    expect(await pause('it is done sooner', -SECOND)).toBe('changed');
    expect(await told()).toMatchObject([{ pause_reason: 'it is done sooner', paused_at: first?.['paused_at'] }]);
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toEqual([]);
    const keeping = { actor: 'bob', reason: 'of a plan', keepsPause: true };
    expect(await store.engine.pauseWorkflow(TENANT, at, keeping)).toBe('unchanged');
    expect(await told()).toMatchObject([{ paused_by: 'ann', pause_reason: 'it is done sooner' }]);

    const both = await Promise.all([store.engine.resumeDue(), store.engine.resumeDue()]);
    expect(both.sort()).toEqual([0, 1]);
    expect(await told()).toEqual([
      { paused: false, paused_by: null, pause_reason: null, paused_at: null, resume_at: null },
    ]);
    expect(await store.engine.claimSchedules(SECOND, SECOND, LIMIT)).toMatchObject([
      { id, passedUntil: expect.any(Date) },
    ]);
    expect(
      await query(`select actor, via, object_name, outcome, after from audit where action = 'workflow.resume'`),
    ).toEqual([{ actor: 'carillon', via: 'system', object_name: 'until', outcome: 'done', after: { paused: false } }]);
  });

  it('knows nothing of schedules of other tenants, and leaves ended ones alone', async () => {
    const { id } = await scheduled('ended', -SECOND);
    expect(await store.engine.pauseSchedule({ tenantKey: 2 }, id, by)).toBe('not_found');
    await query(`update schedule set state = 'ended'`);
    expect(await store.engine.pauseSchedule(TENANT, id, by)).toBe('ended');
  });
});
