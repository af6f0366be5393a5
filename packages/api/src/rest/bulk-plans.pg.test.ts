import type { BulkItem, BulkPlan, Problem, Run } from '@carillon/protocol';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

describe('plans of commands for many runs', () => {
  const { harness, get, post, publish, query, startPipeline } = openedApi();
  beforeAll(() => publish(PIPELINE));
  beforeEach(async () => {
    await query('delete from bulk');
  });

  const planned = async (more: object): Promise<BulkPlan> => {
    const answer = await post('/plans', { kind: 'bulk_runs', action: 'stop', ...more });
    if (answer.statusCode !== 201) throw new Error(answer.body);
    return answer.json();
  };
  const NONE = { planned: 0, running: 0, done: 0, failed: 0, skipped: 0, cancelled: 0 };

  it('freezes the runs that fit, and tells which it leaves out', async () => {
    const [open, ended] = [await startPipeline(), await startPipeline()];
    await post(`/runs/${ended}/stop`);
    const plan = await planned({ filter: { workflow: 'pipeline' }, ratePerSecond: 5 });
    expect(plan).toMatchObject({
      kind: 'Plan',
      planKind: 'bulk_runs',
      state: 'planned',
      ratePerSecond: 5,
      filter: { workflow: 'pipeline' },
      totals: { ...NONE, planned: 1, skipped: 1 },
      actions: { apply: { allowed: true }, pause: { allowed: false } },
    });
    expect(plan.items.map(({ runId, state, reason }) => [runId, state, reason?.code])).toEqual([
      [ended, 'skipped', 'RUN_STOPPING'],
      [open, 'planned', undefined],
    ]);
    const runs = await Promise.all([ended, open].map(async (run) => (await get(`/runs/${run}`)).json<Run>()));
    // Many runs of one workflow are told apart by it.
    const accepted = new Map(plan.items.map(({ runId, runAcceptedAt }) => [runId, runAcceptedAt]));
    expect(runs.filter(({ id, createdAt }) => (accepted.get(id) ?? '9') > createdAt)).toEqual([]);
    expect(new Set(accepted.values()).size).toBe(2);
    // A run that comes later is not in it.
    await startPipeline();
    const items = (await get(`/plans/${plan.id}/items`)).json<{ items: BulkItem[] }>().items;
    expect(items).toHaveLength(2);
    expect((await get(`/plans/${plan.id}`)).json()).toEqual(plan);
    expect((await get(`/plans/${plan.id}?items=0`)).json()).toEqual({ ...plan, items: [] });
  });

  it('fits by state, time and id, and is refused where nothing says which runs', async () => {
    const run = await startPipeline();
    const far = new Date(Date.now() + 3_600_000).toISOString();
    expect((await planned({ filter: { createdAfter: far } })).totals).toEqual(NONE);
    expect((await planned({ filter: { createdBefore: '2020-01-01T00:00:00Z' } })).totals).toEqual(NONE);
    expect((await planned({ filter: { createdBefore: far } })).totals.planned).toBeGreaterThan(0);
    expect((await planned({ filter: { slaMissed: true } })).totals).toEqual(NONE);
    expect((await planned({ filter: { state: ['failed'] } })).totals).toEqual(NONE);
    expect((await planned({ filter: { workflow: 'pipeline@1', trigger: ['api'] } })).totals.planned).toBeGreaterThan(0);
    expect((await planned({ filter: { workflow: 'pipeline@2' } })).totals).toEqual(NONE);
    expect((await planned({ filter: { trigger: ['schedule'] } })).totals).toEqual(NONE);
    expect((await planned({ filter: { input: ['region=mars'] } })).totals).toEqual(NONE);
    expect((await planned({ filter: { label: ['team'] } })).totals).toEqual(NONE);
    const named = await planned({ filter: { runs: [run] } });
    expect(named).toMatchObject({ filter: { runs: 1 }, totals: { ...NONE, planned: 1 } });
    expect((await post('/plans', { kind: 'bulk_runs', action: 'stop', filter: {} })).statusCode).toBe(400);
    const wrong = (
      await post('/plans', { kind: 'bulk_runs', action: 'burn', filter: { runs: [run] } })
    ).json<Problem>();
    expect(wrong.errors?.map(({ pointer }) => pointer)).toEqual(['/action']);
    const unknown = await post('/plans', {
      kind: 'bulk_runs',
      action: 'stop',
      filter: { runs: ['run_00000000000000000000000000'] },
    });
    expect(unknown.statusCode).toBe(404);
  });

  it('is applied once, paused, resumed and cancelled; each says what it is then', async () => {
    const plan = await planned({ filter: { workflow: 'pipeline' } });
    const early = await post(`/plans/${plan.id}/pause`);
    expect([early.statusCode, early.json<Problem>().code]).toEqual([409, 'CONFLICT_STATE']);
    const applied = await post(`/plans/${plan.id}/apply`, { reason: 'too many' });
    expect([applied.statusCode, applied.json<BulkPlan>()]).toMatchObject([
      201,
      { state: 'running', message: 'too many' },
    ]);
    expect((await post(`/plans/${plan.id}/apply`)).json<BulkPlan>().state).toBe('running');
    expect((await post(`/plans/${plan.id}/pause`)).json<BulkPlan>().state).toBe('paused');
    expect((await post(`/plans/${plan.id}/resume`)).json<BulkPlan>().state).toBe('running');
    const cancelled = (await post(`/plans/${plan.id}/cancel`, { reason: 'enough' })).json<BulkPlan>();
    expect(cancelled).toMatchObject({ state: 'cancelled', totals: { planned: 0 } });
    expect((await post(`/plans/${plan.id}/resume`)).statusCode).toBe(409);
    expect((await get('/plans')).json<{ items: BulkPlan[] }>().items.map(({ id }) => id)).toEqual([plan.id]);
    const audit = (await get('/audit?limit=50')).json<{ items: { action: string; reason?: string }[] }>().items;
    expect(audit).toContainEqual(expect.objectContaining({ action: 'plan.apply', reason: 'too many' }));
    const cancelling = expect.objectContaining({ action: plan.action, command: 'cancel', state: 'cancelled' });
    expect(audit).toContainEqual(expect.objectContaining({ reason: 'enough', after: cancelling }));
  });

  it('asks for the number of runs above a hundred', async () => {
    const runs = await Promise.all(Array.from({ length: 101 }, () => startPipeline()));
    const plan = await planned({ filter: { runs } });
    expect(plan.confirmCount).toBe(101);
    const refused = await post(`/plans/${plan.id}/apply`, {});
    expect([refused.statusCode, refused.json<Problem>().code]).toEqual([422, 'VALIDATION_CONFIRM']);
    expect((await post(`/plans/${plan.id}/apply`, { confirmCount: 101 })).statusCode).toBe(201);
  });

  it('runs out after an hour, and is nobody else’s', async () => {
    const plan = await planned({ filter: { workflow: 'pipeline' } });
    const stranger = { authorization: `Bearer ${await harness.strangersToken()}` };
    expect((await post(`/plans/${plan.id}/cancel`, undefined, stranger)).statusCode).toBe(404);
    await query(`update bulk set expires_at = now() - interval '1 second'`);
    const late = await post(`/plans/${plan.id}/apply`, { confirmCount: plan.confirmCount });
    expect([late.statusCode, late.json<Problem>().code]).toEqual([409, 'PLAN_STALE']);
    expect(await harness.store.engine.pruneBulks()).toBe(1);
    expect((await get(`/plans/${plan.id}`)).statusCode).toBe(404);
  });
});
