import type { Backfill, Plan } from '@carillon/sdk';
import { createClient } from '@carillon/sdk';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { carillon, createScreen } from '../test/capture.ts';
import { at, type FakeApi, sendProblem, startFakeApi } from '../test/fake-api.ts';
import { watchBackfill } from './follow/watch-backfill.ts';

const PLAN_ID = 'pln_01J9ZZZZZZZZZZZZZZZZZZZZZZ';
const ID = 'bf_01J9ZZZZZZZZZZZZZZZZZZZZZZ';
const ASKED = {
  project: 'default',
  environment: 'dev',
  workflow: 'hello',
  version: 3,
  from: '2026-10-01',
  to: '2026-10-03',
  only: 'missing',
  order: 'oldest_first',
  parallelism: 4,
  priority: 20,
  params: {},
  downstream: [] as string[],
} as const;
const item = (date: string, action: 'create' | 'skip', code: string, message: string) => ({
  logicalTime: `${date}T16:10:00.000Z`,
  logicalDate: date,
  action,
  reason: { code, message },
});
const PLAN: Plan = {
  apiVersion: 'carillon/v1',
  kind: 'Plan',
  id: PLAN_ID,
  planKind: 'backfill',
  ...ASKED,
  downstream: [],
  items: [
    item('2026-10-01', 'create', 'NO_RUN', 'There is no run of this date.'),
    item('2026-10-02', 'skip', 'NEWEST_RUN', 'The newest run of this date is in state success.'),
    item('2026-10-03', 'create', 'NO_RUN', 'There is no run of this date.'),
  ],
  totals: { create: 2, rerun: 0, skip: 1, runs: 2 },
  estimate: { p50Ms: 60_000, p95Ms: 120_000 },
  actor: 'admin',
  createdAt: '2026-11-21T00:00:00.000Z',
  expiresAt: '2026-11-21T01:00:00.000Z',
  actions: { apply: { allowed: true } },
};
const NONE = { planned: 0, running: 0, success: 0, failed: 0, stopped: 0, skipped: 0, cancelled: 0 };
const allowed = { allowed: true } as const;
const backfill = (state: Backfill['state'], totals: Partial<Backfill['totals']>): Backfill => ({
  apiVersion: 'carillon/v1',
  kind: 'Backfill',
  id: ID,
  ...ASKED,
  downstream: [],
  state,
  actor: 'admin',
  totals: { ...NONE, ...totals },
  createdAt: '2026-11-21T00:00:00.000Z',
  ...(['success', 'failed', 'cancelled'].includes(state) ? { endedAt: '2026-11-21T00:05:00.000Z' } : { etaMs: 60_000 }),
  actions: { pause: allowed, resume: allowed, cancel: allowed, retry: allowed, set: allowed },
});
const send = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

async function apiWith(plan: Plan): Promise<FakeApi> {
  const api = await startFakeApi();
  api.answer('/plans', (response) => send(response, plan, 201));
  api.answer(`/plans/${PLAN_ID}/items`, (response) => send(response, { items: plan.items }));
  api.answer(`/plans/${PLAN_ID}/apply`, (response) =>
    send(response, backfill('planned', { planned: 2, skipped: 1 }), 201),
  );
  return api;
}
const CREATE = ['backfill', 'create', 'hello', '--from', '2026-10-01', '--to', '2026-10-03'];
const paths = (api: FakeApi) => api.seen.map(({ method, path }) => `${method} ${path}`);

describe('backfill create', () => {
  it('shows what would be done, with its count, and does nothing on a dry run', async () => {
    const api = await apiWith(PLAN);
    const { code, out, err } = await carillon([...CREATE, '--dry-run'], at(api.url));
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(/\s{2,}/).slice(0, 4))).toEqual([
      ['DATE', 'LOGICAL TIME', 'ACTION', 'REASON'],
      ['2026-10-01', '2026-10-01T16:10:00.000Z', 'create', 'There is no run of this date.'],
      ['2026-10-02', '2026-10-02T16:10:00.000Z', 'skip', 'The newest run of this date is in state success.'],
      ['2026-10-03', '2026-10-03T16:10:00.000Z', 'create', 'There is no run of this date.'],
      [''],
    ]);
    expect(err).toBe(
      'hello@3: 2 to create, 0 to run again, 1 to skip; 2 runs, 4 dates at a time, about 1m00s (2m00s at worst)\n',
    );
    expect(paths(api)).toEqual(['POST /plans']);
  });

  it('sends everything that was asked for', async () => {
    const api = await apiWith(PLAN);
    const more = [
      '--only',
      'failed',
      '--order',
      'newest_first',
      '--parallel',
      '8',
      '--version',
      '2',
      '--priority',
      '0',
    ];
    await carillon([...CREATE, ...more, '-p', 'who=me', '--downstream', 'a,b', '--dry-run'], at(api.url));
    expect(api.seen.at(-1)?.body).toEqual({
      kind: 'backfill',
      project: 'default',
      workflow: 'hello',
      from: '2026-10-01',
      to: '2026-10-03',
      only: 'failed',
      order: 'newest_first',
      parallelism: 8,
      version: 2,
      priority: 0,
      params: { who: 'me' },
      downstream: ['a', 'b'],
    });
  });

  it('starts it with --yes, and prints the backfill alone for programs', async () => {
    const api = await apiWith({ ...PLAN, confirmCount: 120 });
    const { code, out } = await carillon([...CREATE, '--yes', '--reason', 'late feed', '-o', 'json'], at(api.url));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ kind: 'Backfill', id: ID });
    expect(api.seen.at(-1)?.body).toEqual({ confirmCount: 120, reason: 'late feed' });
  });

  it('does not start what nobody confirms', async () => {
    const api = await apiWith(PLAN);
    expect(await carillon(CREATE, at(api.url))).toMatchObject({ code: 2, err: expect.stringContaining('add --yes') });
    const refusing = { ...at(api.url), ask: async () => 'n' };
    expect(await carillon(CREATE, refusing)).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing was done'),
    });
    expect(paths(api)).toEqual(['POST /plans', 'POST /plans']);
  });

  it('has the number typed above a hundred runs', async () => {
    const api = await apiWith({ ...PLAN, totals: { create: 120, rerun: 0, skip: 0, runs: 120 }, confirmCount: 120 });
    const questions: string[] = [];
    const answering = (answer: string) => ({
      ...at(api.url),
      ask: async (question: string) => {
        questions.push(question);
        return answer;
      },
    });
    expect((await carillon(CREATE, answering('y'))).code).toBe(1);
    expect((await carillon(CREATE, answering('120'))).code).toBe(0);
    expect(questions[0]).toBe('Type 120 to start 120 runs: ');
  });

  it('says so when there is nothing to start, and when the plan went stale', async () => {
    const empty = await apiWith({ ...PLAN, totals: { create: 0, rerun: 0, skip: 3, runs: 0 } });
    expect(await carillon([...CREATE, '--yes'], at(empty.url))).toMatchObject({
      code: 0,
      err: expect.stringContaining('nothing to start'),
    });
    expect(paths(empty)).toEqual(['POST /plans']);
    const stale = await apiWith(PLAN);
    stale.answer(`/plans/${PLAN_ID}/apply`, (response) =>
      sendProblem(response, 409, 'PLAN_STALE', { detail: 'moved' }),
    );
    expect((await carillon([...CREATE, '--yes'], at(stale.url))).code).toBe(6);
  });
});

describe('commands on a backfill', () => {
  it('list, show and change it', async () => {
    const api = await startFakeApi();
    const running = backfill('running', { planned: 1, running: 1, success: 1, skipped: 1 });
    api.answer('/backfills', (response) => send(response, { items: [running] }));
    api.answer(`/backfills/${ID}`, (response) => send(response, running));
    api.answer(`/backfills/${ID}/dates`, (response) =>
      send(response, { items: [{ ...PLAN.items[0], state: 'running', runId: 'run_1' }] }),
    );
    for (const verb of ['pause', 'resume', 'cancel', 'retry', 'set'])
      api.answer(`/backfills/${ID}/${verb}`, (response) => send(response, running));
    expect((await carillon(['backfill', 'list', '--state', 'running,paused'], at(api.url))).out).toContain('1/3');
    expect(api.seen.at(-1)?.query.getAll('state')).toEqual(['running', 'paused']);
    expect((await carillon(['backfill', 'list', '--state', 'asleep'], at(api.url))).code).toBe(2);
    expect((await carillon(['backfill', 'get', ID], at(api.url))).out).toContain('hello@3');
    expect((await carillon(['backfill', 'get', ID, '--dates'], at(api.url))).out).toContain('run_1');
    await carillon(['backfill', 'pause', ID, '--reason', 'peak'], at(api.url));
    await carillon(['backfill', 'resume', ID], at(api.url));
    await carillon(['backfill', 'retry', ID], at(api.url));
    await carillon(['backfill', 'cancel', ID, '--stop-runs'], at(api.url));
    await carillon(['backfill', 'set', ID, '--parallel', '9'], at(api.url));
    expect(api.seen.slice(-5).map(({ path, body }) => [path.split('/').at(-1), body])).toEqual([
      ['pause', { reason: 'peak' }],
      ['resume', {}],
      ['retry', {}],
      ['cancel', { stopRuns: true }],
      ['set', { parallelism: 9 }],
    ]);
  });
});

describe('backfill watch', () => {
  const states = [
    backfill('running', { planned: 2, running: 1 }),
    backfill('running', { planned: 2, running: 1 }),
    backfill('failed', { success: 2, failed: 1 }),
  ];

  async function watched(
    settings: { readonly isOutTty?: boolean; readonly asJson?: boolean },
    final: Backfill['state'] = 'failed',
  ) {
    const api = await startFakeApi();
    const rest = [...states.slice(0, -1), { ...states[2], state: final }];
    api.answer(`/backfills/${ID}`, (response) => send(response, rest.length > 1 ? rest.shift() : rest[0]));
    api.answer(`/backfills/${ID}/dates`, (response) =>
      send(response, { items: ['success', 'success', 'failed'].map((state, i) => ({ ...PLAN.items[i], state })) }),
    );
    const screen = createScreen({ isOutTty: settings.isOutTty ?? false });
    const client = createClient({ server: api.url });
    const { asJson = false } = settings;
    const code = await watchBackfill({ client, id: ID, terminal: screen.terminal, asJson, everyMs: 1 });
    return { code, out: screen.out() };
  }

  it('tells of every change once, and ends with what became of it', async () => {
    expect(await watched({})).toEqual({
      code: 10,
      out: 'running: 2 planned · 1 running\nfailed: 2 success · 1 failed\n',
    });
    expect((await watched({}, 'success')).code).toBe(0);
    expect((await watched({}, 'cancelled')).code).toBe(11);
  });

  it('draws a bar and a sign for every date over the picture before', async () => {
    const { out } = await watched({ isOutTty: true });
    const frames = out.split('\x1b[3A\x1b[0J');
    expect(frames).toHaveLength(3);
    const plain = (frames.at(-1) ?? '').replaceAll(/\x1b\[\d+m/g, '');
    expect(plain).toBe('✕ hello@3  failed  ████████████████████ 3/3\n  2 success · 1 failed\n  2026-10-01  ✓✓✕\n');
  });

  it('prints a line of JSON at every change for programs', async () => {
    const { out } = await watched({ asJson: true });
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).state),
    ).toEqual(['running', 'failed']);
  });
});
