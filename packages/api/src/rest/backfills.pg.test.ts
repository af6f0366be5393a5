import type { Backfill, BackfillDate, Plan, Problem, Run } from '@carillon/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const { harness, get, post, publish, query } = openedApi();

const DAILY = (name: string, cron = '10 0 * * *', more = '') => `kind: Workflow
name: ${name}
project: default
schedule: { cron: "${cron}", timezone: Asia/Shanghai }
params:
  region: { type: string, enum: [cn, eu], default: cn }
${more}tasks:
  only: { type: shell, with: { script: "true" } }
`;
const BY_HAND = `kind: Workflow
name: by-hand
project: default
tasks:
  only: { type: shell, with: { script: "true" } }
`;

const RANGE = { from: '2026-10-01', to: '2026-10-05' };
async function plan(more: object = {}): Promise<Plan> {
  const answer = await post('/plans', { kind: 'backfill', workflow: 'orders', ...RANGE, ...more });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json();
}
async function refused(more: object): Promise<Problem> {
  const answer = await post('/plans', { kind: 'backfill', workflow: 'orders', ...RANGE, ...more });
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  return answer.json();
}
async function applied(made: Plan, body: object = {}): Promise<Backfill> {
  const answer = await post(`/plans/${made.id}/apply`, body);
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json();
}
const dates = async (backfill: Backfill): Promise<readonly BackfillDate[]> =>
  (await get(`/backfills/${backfill.id}/dates`)).json().items;

let runsMade = 0;
/** A run of a logical date as history keeps it; of two of one millisecond, the later has the larger id. */
async function ran(workflow: string, logicalTime: string, state: number, id = 'uuid'): Promise<void> {
  await query(
    `insert into run_history (id, version_key, workflow_key, tenant_key, project_key, environment_key, state, created_at, ended_at,
       logical_time, trigger_kind, actor, params)
     select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::int8), 12, '0') || '7' || lpad(to_hex($5::int4), 3, '0') || right(md5(random()::text || $4), 11) || '00000')::uuid,
       d.version_key, w.key, 1, w.project_key, 1, $3, now() - interval '60 s', now(), $2, 'schedule', 'test', '{}'
     from workflow w join deployment d on d.workflow_key = w.key where w.name = $1`,
    [workflow, logicalTime, state, id, (runsMade += 1)],
  );
}

beforeEach(async () => {
  await query('truncate backfill_date, backfill, plan, run, run_history cascade');
  await publish(DAILY('orders'), DAILY('report', '0 6 * * *'), BY_HAND);
});

describe('a plan', () => {
  it('shows what becomes of every date of the range, both ends included, and why', async () => {
    await ran('orders', '2026-10-01T16:10:00Z', 10);
    await ran('orders', '2026-10-02T16:10:00Z', 10);
    await ran('orders', '2026-10-02T16:10:00Z', 11);
    const made = await plan({ only: 'failed' });
    expect(
      made.items.map(({ logicalDate, logicalTime, action, reason }) => [logicalDate, logicalTime, action, reason.code]),
    ).toEqual([
      ['2026-10-01', '2026-10-01T16:10:00.000Z', 'skip', 'NEWEST_RUN'],
      ['2026-10-02', '2026-10-02T16:10:00.000Z', 'rerun', 'NEWEST_RUN'],
      ['2026-10-03', '2026-10-03T16:10:00.000Z', 'skip', 'NO_RUN'],
      ['2026-10-04', '2026-10-04T16:10:00.000Z', 'skip', 'NO_RUN'],
      ['2026-10-05', '2026-10-05T16:10:00.000Z', 'skip', 'NO_RUN'],
    ]);
    expect(made).toMatchObject({
      planKind: 'backfill',
      version: 1,
      parallelism: 4,
      priority: 20,
      totals: { create: 0, rerun: 1, skip: 4, runs: 1 },
      actions: { apply: { allowed: true } },
    });
    expect(made.estimate?.p50Ms).toBeGreaterThan(50_000);
    expect((await get(`/plans/${made.id}`)).json()).toEqual(made);
    expect((await get(`/plans/${made.id}?items=0`)).json()).toEqual({ ...made, items: [] });
  });

  it('starts nothing by itself', async () => {
    await plan();
    expect((await get('/backfills')).json()).toEqual({ items: [] });
  });

  it('gives its items page by page', async () => {
    const { id, items } = await plan();
    const first = (await get(`/plans/${id}/items?limit=2`)).json();
    const second = (await get(`/plans/${id}/items?limit=3&cursor=${first.nextCursor}`)).json();
    expect([...first.items, ...second.items]).toEqual(items);
    expect(second.nextCursor).toBeUndefined();
  });

  it.each([
    [{ workflow: 'order' }, 'NOT_FOUND', 'there is no workflow "order"'],
    [{ version: 7 }, 'NOT_FOUND', '"orders" has no version 7'],
    [{ from: '2026-10-06' }, 'VALIDATION_DATE', 'before it begins'],
    [{ from: '2026-02-30' }, 'VALIDATION_REQUEST', '/from must be a date that there is'],
    [{ from: '2000-01-01', to: '2026-10-01' }, 'LIMIT_BACKFILL', 'a backfill takes 5000'],
    [{ params: { region: 'us' } }, 'VALIDATION_PARAMS', 'region'],
    [{ downstream: ['report', 'nobody'] }, 'VALIDATION_REQUEST', 'there is no workflow "nobody"'],
    [{ downstream: ['orders'] }, 'VALIDATION_REQUEST', 'is the workflow itself'],
    [{ parallelism: 1_000 }, 'VALIDATION_REQUEST', 'parallelism'],
  ])('refuses %o', async (asked, code, part) => {
    const problem = await refused(asked);
    expect(problem).toMatchObject({ code, detail: expect.stringContaining(part) });
  });

  it('refuses a range without a firing', async () => {
    await publish(DAILY('leap', '0 0 29 2 *'));
    expect(await refused({ workflow: 'leap' })).toMatchObject({
      code: 'VALIDATION_DATE',
      detail: 'no schedule of "leap" has a firing for 2026-10-01 to 2026-10-05',
    });
  });

  it('has one logical time a date where there is no schedule', async () => {
    const { items } = await plan({ workflow: 'by-hand', to: '2026-10-02' });
    expect(items.map(({ logicalTime }) => logicalTime)).toEqual([
      '2026-10-01T00:00:00.000Z',
      '2026-10-02T00:00:00.000Z',
    ]);
  });
});

describe('the dates of a workflow', () => {
  it('tell the newest run of each logical time, what is missing and what is to come', async () => {
    await ran('orders', '2026-10-01T16:10:00Z', 10);
    await ran('orders', '2026-10-02T16:10:00Z', 10);
    await ran('orders', '2026-10-02T16:10:00Z', 11);
    const items = (await get('/workflows/default/orders/dates?from=2026-10-01&to=2026-10-03')).json().items;
    const runs = { success: 0, failed: 0, stopped: 0, open: 0 };
    const day = { planned: 0, held: 0, missing: 0, runs };
    expect(items).toEqual([
      { ...day, date: '2026-10-01', runs: { ...runs, success: 1 } },
      { ...day, date: '2026-10-02', runs: { ...runs, failed: 1 } },
      { ...day, date: '2026-10-03', missing: 1 },
    ]);
    const coming = (await get('/workflows/default/orders/dates?from=2099-01-01&to=2099-01-01')).json().items;
    expect(coming).toEqual([{ ...day, date: '2099-01-01', planned: 1 }]);
  });

  it('are refused the wrong way round, and for a workflow that is not there', async () => {
    expect((await get('/workflows/default/orders/dates?from=2026-10-03&to=2026-10-01')).statusCode).toBe(400);
    expect((await get('/workflows/default/nope/dates?from=2026-10-01&to=2026-10-03')).statusCode).toBe(404);
  });
});

describe('the run of a date', () => {
  const at = async (date: string, workflow = 'orders') => get(`/workflows/default/${workflow}/at/${date}`);
  const shown = async (date: string, workflow = 'orders') =>
    (await at(date, workflow)).json<{ items: Run[] }>().items.map(({ logicalTime, state }) => [logicalTime, state]);

  it('is the newest of its firing, by the date that the zone of the schedule has', async () => {
    await ran('orders', '2026-10-01T16:10:00Z', 10);
    await ran('orders', '2026-10-02T16:10:00Z', 10);
    await ran('orders', '2026-10-02T16:10:00Z', 11);
    expect(await shown('2026-10-02')).toEqual([['2026-10-02T16:10:00.000Z', 'failed']]);
    expect(await shown('2026-10-04')).toEqual([]);
  });

  it('is one for each firing, the last first', async () => {
    await publish(DAILY('twice', '10 0,12 * * *'));
    await ran('twice', '2026-10-02T04:10:00Z', 10);
    await ran('twice', '2026-10-02T16:10:00Z', 10);
    expect((await shown('2026-10-02', 'twice')).map(([time]) => time)).toEqual([
      '2026-10-02T16:10:00.000Z',
      '2026-10-02T04:10:00.000Z',
    ]);
  });

  it('is found where it comes weeks behind the date, and where the schedule is another one since', async () => {
    await publish(DAILY('monthly', '10 0 1 * *'));
    await ran('monthly', '2026-10-31T16:10:00Z', 10);
    expect(await shown('2026-10-01', 'monthly')).toEqual([['2026-10-31T16:10:00.000Z', 'success']]);
    await ran('orders', '2026-10-05T16:10:00Z', 10);
    await publish(DAILY('orders', '30 7 * * *'));
    expect(await shown('2026-10-05')).toEqual([['2026-10-05T16:10:00.000Z', 'success']]);
  });

  it('is refused for what is no date, and for a workflow that is not there', async () => {
    expect((await at('2026-02-31')).statusCode).toBe(400);
    expect((await at('2026-10-02', 'nope')).statusCode).toBe(404);
  });
});

describe('applying a plan', () => {
  it('makes a backfill of exactly its items, once', async () => {
    await ran('orders', '2026-10-01T16:10:00Z', 10);
    const made = await plan({ order: 'newest_first', params: { region: 'eu' }, downstream: ['report'] });
    const backfill = await applied(made, { reason: 'the feed was late' });
    expect(backfill).toMatchObject({
      kind: 'Backfill',
      workflow: 'orders',
      state: 'planned',
      actor: 'admin',
      message: 'the feed was late',
      params: { region: 'eu' },
      downstream: ['report'],
      totals: { planned: 4, skipped: 1, running: 0 },
      actions: { pause: { allowed: true }, resume: { allowed: false, reason: 'The backfill is planned.' } },
    });
    const strip = await dates(backfill);
    expect(strip.map(({ logicalTime, action }) => ({ logicalTime, action }))).toEqual(
      made.items.map(({ logicalTime, action }) => ({ logicalTime, action })),
    );
    expect(strip.at(-1)).toMatchObject({ state: 'skipped', runId: made.items.at(-1)?.runId });
    expect((await applied(made)).id).toBe(backfill.id);
    expect((await get(`/plans/${made.id}`)).json()).toMatchObject({ backfillId: backfill.id });
    expect((await get('/backfills')).json().items).toHaveLength(1);
  });

  it('is refused when the world has moved, and says what is different', async () => {
    const made = await plan();
    await ran('orders', '2026-10-03T16:10:00Z', 10);
    const answer = await post(`/plans/${made.id}/apply`, {});
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({
      code: 'PLAN_STALE',
      errors: [{ pointer: '/items/2026-10-03', message: expect.stringContaining('was create and is skip now') }],
    });
  });

  it('is refused when another version is live, but not when the version was asked for', async () => {
    const [floating, pinned] = [await plan(), await plan({ version: 1 })];
    await publish(DAILY('orders', '10 0 * * *', 'env: { A: b }\n'));
    const answer = await post(`/plans/${floating.id}/apply`, {});
    expect([answer.statusCode, answer.json().errors[0].pointer]).toEqual([409, '/version']);
    expect(await applied(pinned)).toMatchObject({ version: 1, totals: { planned: 5 } });
  });

  it('leaves to the first of two backfills the dates they share', async () => {
    const [first, second] = [await plan({ to: '2026-10-03' }), await plan()];
    await applied(first);
    const answer = await post(`/plans/${second.id}/apply`, {});
    expect([answer.statusCode, answer.json().errors.length]).toEqual([409, 3]);
    const { items } = await plan();
    expect(items.map(({ action, reason }) => `${action} ${reason.code}`)).toEqual([
      ...Array.from({ length: 3 }, () => 'skip IN_BACKFILL'),
      ...Array.from({ length: 2 }, () => 'create NO_RUN'),
    ]);
  });

  it('lets one of two through that are applied at the same moment for the same dates', async () => {
    const plans = [await plan(), await plan(), await plan()];
    const answers = await Promise.all(plans.map(({ id }) => post(`/plans/${id}/apply`, {})));
    expect(answers.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([201, 409, 409]);
    expect((await get('/backfills')).json().items).toHaveLength(1);
  });

  it('is refused when its hour is over', async () => {
    const made = await plan();
    await query(`update plan set expires_at = now() - interval '1 s'`);
    const answer = await post(`/plans/${made.id}/apply`, {});
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'PLAN_STALE']);
  });

  it('wants the number of runs above a hundred', async () => {
    const made = await plan({ from: '2026-01-01', to: '2026-04-30' });
    expect(made.confirmCount).toBe(120);
    for (const body of [{}, { confirmCount: 119 }]) {
      const answer = await post(`/plans/${made.id}/apply`, body);
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'VALIDATION_CONFIRM']);
    }
    expect(await applied(made, { confirmCount: 120 })).toMatchObject({ totals: { planned: 120 } });
  });
});

describe('a backfill', () => {
  it('is paused, changed, resumed and cancelled, and says who did it', async () => {
    const { id } = await applied(await plan());
    const paused = (await post(`/backfills/${id}/pause`, { reason: 'peak hours' })).json();
    expect(paused).toMatchObject({
      state: 'paused',
      reason: { code: 'PAUSED_BY_USER', params: { actor: 'admin', message: 'peak hours' } },
    });
    expect((await post(`/backfills/${id}/set`, { parallelism: 9 })).json()).toMatchObject({ parallelism: 9 });
    expect((await post(`/backfills/${id}/resume`)).json()).toMatchObject({ state: 'running' });
    const cancelled = (await post(`/backfills/${id}/cancel`, { stopRuns: true })).json();
    expect(cancelled).toMatchObject({ state: 'cancelled', totals: { cancelled: 5, planned: 0 } });
    const again = await post(`/backfills/${id}/resume`);
    expect([again.statusCode, again.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'CONFLICT_STATE', hint: 'The backfill is cancelled.' }),
    ]);
  });

  it('leaves in the audit who did what with it, and why', async () => {
    const made = await plan();
    const { id } = await applied(made, { reason: 'the feed was late' });
    await post(`/backfills/${id}/pause`, { reason: 'peak hours' });
    const { rows } = await query(
      `select action, object_name, reason, before, after from audit where action in ('plan.apply', 'backfill.pause') order by seq desc limit 2`,
    );
    expect(rows.reverse()).toMatchObject([
      { action: 'plan.apply', reason: 'the feed was late', after: { backfill: id } },
      { action: 'backfill.pause', reason: 'peak hours', before: { state: 'planned' }, after: { state: 'paused' } },
    ]);
  });

  it('has nothing to try again while nothing failed', async () => {
    const { id } = await applied(await plan());
    expect((await post(`/backfills/${id}/retry`)).json()).toMatchObject({ code: 'CONFLICT_STATE' });
  });

  it('is listed by workflow and state, newest first, a page at a time', async () => {
    const older = await applied(await plan());
    const newer = await applied(await plan({ workflow: 'by-hand' }));
    await post(`/backfills/${older.id}/cancel`);
    const ids = async (filter: string): Promise<string[]> =>
      (await get(`/backfills?${filter}`)).json().items.map((one: Backfill) => one.id);
    expect(await ids('')).toEqual([newer.id, older.id]);
    expect(await ids('workflow=orders')).toEqual([older.id]);
    expect(await ids('state=planned,running')).toEqual([newer.id]);
    const first = (await get('/backfills?limit=1')).json();
    expect(await ids(`limit=1&cursor=${first.nextCursor}`)).toEqual([older.id]);
    expect((await get('/backfills?state=asleep')).statusCode).toBe(400);
  });

  it('is not there for another tenant', async () => {
    const made = await plan();
    const { id } = await applied(made);
    const headers = { authorization: `Bearer ${await harness.strangersToken()}` };
    for (const url of [`/plans/${made.id}`, `/backfills/${id}`, `/backfills/${id}/dates`]) {
      expect((await get(url, headers)).statusCode).toBe(404);
    }
    expect((await post(`/backfills/${id}/cancel`, undefined, headers)).statusCode).toBe(404);
  });
});
