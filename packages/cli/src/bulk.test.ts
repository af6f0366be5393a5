import type { BulkPlan } from '@carillon/sdk';
import { createClient } from '@carillon/sdk';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { carillon, createScreen } from '../test/capture.ts';
import { type FakeApi, startFakeApi } from '../test/fake-api.ts';
import { watchBulk } from './follow/watch-bulk.ts';

const ID = 'pln_01J9ZZZZZZZZZZZZZZZZZZZZZZ';
const ACCEPTED = '2026-11-20T00:10:00.000Z';
const RUN = 'run_01J9ZZZZZZZZZZZZZZZZZZZZZZ';
const NONE = { planned: 0, running: 0, done: 0, failed: 0, skipped: 0, cancelled: 0 };
const allowed = { allowed: true } as const;
const bulk = (
  state: BulkPlan['state'],
  totals: Partial<BulkPlan['totals']>,
  more: Partial<BulkPlan> = {},
): BulkPlan => ({
  apiVersion: 'carillon/v1',
  kind: 'Plan',
  id: ID,
  planKind: 'bulk_runs',
  environment: 'dev',
  action: 'stop',
  filter: { workflow: 'hello', state: ['running'] },
  ratePerSecond: 20,
  state,
  items: [
    {
      runId: RUN,
      project: 'default',
      workflow: 'hello',
      runAcceptedAt: ACCEPTED,
      runState: 'running',
      state: 'planned',
    },
    {
      runId: RUN.replace('Z', 'Y'),
      project: 'default',
      workflow: 'hello',
      runAcceptedAt: ACCEPTED,
      runState: 'stopping',
      state: 'skipped',
      reason: { code: 'RUN_STOPPING', message: 'The run is stopping already.' },
    },
  ],
  totals: { ...NONE, ...totals },
  actor: 'admin',
  createdAt: '2026-11-21T00:00:00.000Z',
  expiresAt: '2026-11-21T01:00:00.000Z',
  actions: { apply: allowed, pause: allowed, resume: allowed, cancel: allowed },
  ...more,
});
const send = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('bulk', () => {
  let api: FakeApi;
  const planned = async (plan = bulk('planned', { planned: 1, skipped: 1 })): Promise<void> => {
    api = await startFakeApi();
    api.answer('/plans', (response) => send(response, plan, 201));
    api.answer(`/plans/${ID}/apply`, (response) => send(response, bulk('running', { planned: 1 }), 201));
  };
  const at = () => ({ env: { CARILLON_SERVER: api.url, CARILLON_TOKEN: 'crl_api_x' } });
  const STOP = ['bulk', 'create', 'stop', '--workflow', 'hello', '--state', 'running'];

  it('shows the plan with its count, and does nothing on a dry run', async () => {
    await planned();
    const { code, out, err } = await carillon([...STOP, '--dry-run', '--rate', '5'], at());
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringContaining('stop: 1 runs, 1 left out, 20 a second'),
    });
    expect(out).toContain('The run is stopping already.');
    expect(api.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /plans']);
    expect(api.seen.at(0)?.body).toEqual({
      kind: 'bulk_runs',
      action: 'stop',
      filter: { workflow: 'hello', state: ['running'] },
      ratePerSecond: 5,
    });
  });

  it('applies what was confirmed, with its reason', async () => {
    await planned();
    const { code } = await carillon([...STOP, '--reason', 'too many', '-o', 'json'], { ...at(), ask: async () => 'y' });
    expect(code).toBe(0);
    expect(api.seen.at(-1)).toMatchObject({ path: `/plans/${ID}/apply`, body: { reason: 'too many' } });
  });

  it('asks nobody who is not there, and takes no plan that names no runs', async () => {
    await planned();
    expect(await carillon(STOP, at())).toMatchObject({ code: 2, err: expect.stringContaining('add --yes') });
    expect(await carillon(['bulk', 'create', 'stop'], at())).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing says which runs'),
    });
    expect(await carillon(['bulk', 'create', 'burn', RUN], at())).toMatchObject({ code: 2 });
  });

  it('says so when no run can take it', async () => {
    await planned(bulk('planned', { skipped: 1 }));
    expect(await carillon(STOP, at())).toMatchObject({ code: 0, err: expect.stringContaining('nothing to do') });
  });

  it('follows it to its end', async () => {
    api = await startFakeApi();
    const looks = [
      bulk('running', { planned: 2, done: 2 }, { etaMs: 1_000 }),
      bulk('running', { planned: 2, done: 2 }, { etaMs: 1_000 }),
      bulk('failed', { done: 3, failed: 1 }),
    ];
    api.answer(`/plans/${ID}`, (response) => send(response, looks.shift()));
    const screen = createScreen();
    const client = createClient({ server: api.url, token: 'crl_api_x' });
    expect(await watchBulk({ client, id: ID, terminal: screen.terminal, everyMs: 1 })).toBe(1);
    expect(screen.out().match(/stop {2}/g)).toHaveLength(2);
    expect(screen.out()).toContain('3 done · 1 failed');
  });

  it('shows plans of other kinds as well, and says what follows a backfill', async () => {
    api = await startFakeApi();
    const backfill = {
      id: ID,
      planKind: 'backfill',
      workflow: 'orders',
      version: 3,
      from: '2026-10-01',
      to: '2026-10-03',
      totals: { create: 3, rerun: 0, skip: 0, runs: 3 },
      items: [],
      backfillId: 'bf_1',
      createdAt: '2026-11-21T00:00:00.000Z',
    };
    api.answer(`/plans/${ID}`, (response) => send(response, backfill));
    const dates = [{ logicalDate: '2026-10-01', action: 'create', reason: { code: 'MISSING', message: 'No run.' } }];
    api.answer(`/plans/${ID}/items`, (response) => send(response, { items: dates }));
    const shown = await carillon(['bulk', 'get', ID], at());
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringMatching(/orders@3[^]*2026-10-01 to 2026-10-03[^]*bf_1/),
    });
    expect((await carillon(['bulk', 'get', ID, '--runs'], at())).out).toContain('No run.');
    expect(await carillon(['bulk', 'watch', ID], at())).toMatchObject({
      code: 2,
      err: expect.stringContaining('carillon backfill watch bf_1'),
    });

    const workflows = {
      id: ID,
      planKind: 'workflows',
      action: 'pause',
      totals: { planned: 7, done: 0, failed: 0, skipped: 0 },
      items: [{ project: 'default', name: 'orders', version: 3, state: 'planned' }],
      actor: 'li',
      createdAt: '2026-11-21T00:00:00.000Z',
      expiresAt: '2026-11-21T01:00:00.000Z',
    };
    let plan: object = workflows;
    api.answer(`/plans/${ID}`, (response) => send(response, plan));
    const shownPlan = async () => (await carillon(['bulk', 'get', ID, '-o', 'csv'], at())).out.split('\r\n');
    expect(await shownPlan()).toEqual([
      'id,action,planned,done,failed,skipped,created,expires,actor',
      `${ID},pause,7,0,0,0,${workflows.createdAt},${workflows.expiresAt},li`,
      '',
    ]);
    expect((await carillon(['bulk', 'get', ID, '--runs', '-q'], at())).out).toBe('default/orders\n');
    const watched = async () => (await carillon(['bulk', 'watch', ID], at())).err;
    expect(await watched()).toContain('it was not carried out');
    plan = { ...workflows, totals: { planned: 0, done: 7, failed: 0, skipped: 0 }, appliedAt: workflows.createdAt };
    expect(await shownPlan()).toContain(`${ID},pause,0,7,0,0,${workflows.createdAt},,li`);
    expect(await watched()).toContain('those are carried out at once');
  });

  it('does not wait for a plan that nobody carried out', async () => {
    api = await startFakeApi();
    api.answer(`/plans/${ID}`, (response) => send(response, bulk('planned', { planned: 2 })));
    expect(await carillon(['bulk', 'watch', ID], at())).toMatchObject({
      code: 2,
      err: expect.stringContaining('it was not carried out'),
    });
  });
});
