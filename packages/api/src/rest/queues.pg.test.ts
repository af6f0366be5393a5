import type { ApplyResult, PageOf, Queue, Worker } from '@carillon/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const QUEUES = `kind: Queue
name: etl
minShare: 40%
maxShare: 60%
---
kind: Queue
name: nightly
parent: etl
title: By night
---
kind: Workflow
name: load
queue: nightly
tasks: { a: { type: shell, with: { script: x } } }
`;

describe('queues', () => {
  const { harness, get, post, publish, query } = openedApi();
  let strangers: string;
  const apply = (text: string, more: object = {}) =>
    post('/documents/apply', { documents: [{ path: 'q.yaml', text }], ...more });
  const queue = async (name: string): Promise<Queue> => (await get(`/queues/${name}`)).json<Queue>();

  beforeAll(async () => {
    strangers = await harness.strangersToken();
    await publish(QUEUES);
  });

  it('are applied with what names them: made, left, changed, and as a preview', async () => {
    const dryRun = await apply(QUEUES.replace('60%', '70%'), { dryRun: true });
    expect(dryRun.json<ApplyResult>().items).toMatchObject([
      { kind: 'Queue', name: 'etl', version: 2, outcome: 'updated' },
      { kind: 'Queue', name: 'nightly', version: 1, outcome: 'unchanged' },
      { kind: 'Workflow', outcome: 'unchanged' },
    ]);
    expect(await queue('etl')).toMatchObject({ minShare: 0.4, maxShare: 0.6, described: true });
    const again = await apply('kind: Queue\nname: etl\nminShare: 40%\nmaxShare: 75%');
    expect(again.json<ApplyResult>().items).toMatchObject([{ version: 2, outcome: 'updated' }]);
    expect((await queue('etl')).maxShare).toBe(0.75);
    const { rows } = await query(
      `select after from audit where action = 'document.apply' and object_name = 'etl' order by seq`,
    );
    expect(rows.map(({ after }) => after)).toMatchObject([{ outcome: 'created' }, { outcome: 'updated' }]);
  });

  it('give their document to the tenant that made them, one by one', async () => {
    expect((await queue('nightly')).document).toMatchObject({ kind: 'Queue', name: 'nightly', parent: 'etl' });
    const { items } = (await get('/queues')).json<PageOf<Queue>>();
    expect(items.filter(({ document }) => document)).toEqual([]);
    const headers = { authorization: `Bearer ${strangers}` };
    const theirs = await harness.app.inject({ url: '/api/v1/queues/nightly', headers });
    expect([theirs.statusCode, theirs.json().document]).toEqual([200, undefined]);
  });

  it('are refused at their line where they cannot stand beside the others, or are not there', async () => {
    const many = await apply('kind: Queue\nname: other\nminShare: 70%');
    expect(many.statusCode).toBe(422);
    expect(many.json()).toMatchObject({ errors: [{ code: 'VALIDATION_QUEUE', line: 3 }] });
    const unknown = await post('/documents/validate', {
      documents: [
        { path: 'w.yaml', text: QUEUES.slice(QUEUES.indexOf('kind: Workflow')).replace('nightly', 'nigthly') },
      ],
    });
    expect(unknown.json()).toMatchObject({ valid: false, errors: [{ hint: 'Did you mean "nightly"?' }] });
  });

  it('are listed with what they use, who has it, and what waits since when', async () => {
    await query(
      `insert into lane (key, queue, worker_group, capability, project_key) overriding system value values (901, 'nightly', 'g', 'c', 1)`,
    );
    await query(
      `insert into worker_session (key, id, name, worker_group, capabilities, slots, version, host) overriding system value
       values (901, gen_random_uuid(), 'w', 'g', '{c}', 8, '0', 'h')`,
    );
    await query(
      `insert into worker_lease (session_key, lease_until, running) values (901, now() + interval '1 hour', '{"901": 2}')`,
    );
    await query(
      `insert into task_run (run_id, task_no, state, need, lane_key, rank, ready_at)
       select gen_random_uuid(), 0, 1, 0, 901, n, '2026-01-01T00:00:00Z'::timestamptz + make_interval(secs => n) from generate_series(1, 3) n`,
    );
    const { items } = (await get('/queues')).json<PageOf<Queue>>();
    expect(items.map(({ name }) => name)).toEqual(['default', 'etl', 'nightly']);
    expect(items[2]).toMatchObject({
      used: 0.25,
      running: 2,
      ready: 3,
      parent: 'etl',
      title: 'By night',
      state: 'open',
      oldestReadyAt: '2026-01-01T00:00:01.000Z',
      holders: [{ project: 'default', running: 2 }],
    });
    expect(items[1]).toMatchObject({ used: 0.25, running: 2, ready: 0 });
    expect(items[0]).toMatchObject({ described: false, actions: { pause: { allowed: false } } });
    expect((await get('/workers')).json()).toMatchObject({ items: [{ name: 'w', resources: {}, used: {} }] });
    const [worker] = (await get('/workers')).json<PageOf<Worker>>().items;
    const found = async (words: string) => (await get(`/workers?${words}`)).json<PageOf<Worker>>().items.length;
    expect(await found(`state=lost,${worker?.state}&group=${worker?.group}&version=${worker?.version}`)).toBe(1);
    for (const other of ['state=draining', 'group=nobody', 'version=none', 'capability=none'])
      expect(await found(other)).toBe(0);
    expect((await get('/workers?state=asleep')).statusCode).toBe(400);
  });

  it('have workers that are drained and resumed, with what may be done to each', async () => {
    const [worker] = (await get('/workers')).json<PageOf<Worker>>().items;
    const drained = await post(`/workers/${worker?.id}/drain`, { reason: 'new disks' });
    expect(drained.json()).toMatchObject({
      state: 'draining',
      actions: { drain: { allowed: false, reason: 'It is draining.' }, resume: { allowed: true } },
    });
    const resumed = await post(`/workers/${worker?.id}/resume`, null);
    expect(resumed.json()).toMatchObject({ state: 'online', actions: { drain: { allowed: true } } });
    expect((await post('/workers/wrk_01J9ZZZZZZZZZZZZZZZZZZZZZZ/drain', null)).statusCode).toBe(404);
    await query(`update worker_session set state = 'left', ended_at = now() where key = 901`);
    expect((await post(`/workers/${worker?.id}/drain`, null)).statusCode).toBe(409);
    await query(`update worker_session set state = 'online', ended_at = null where key = 901`);
    const { rows } = await query(
      `select action, object_name, reason from audit where object_kind = 'worker' and outcome = 'done' order by seq`,
    );
    expect(rows).toEqual([
      { action: 'worker.drain', object_name: 'w', reason: 'new disks' },
      { action: 'worker.resume', object_name: 'w', reason: null },
    ]);
  });

  it('are paused with all below them, with a reason in the audit, and resumed', async () => {
    const paused = await post('/queues/etl/pause', { reason: 'new cluster' });
    expect(paused.json()).toMatchObject({ state: 'paused', pausedBy: 'admin', pauseReason: 'new cluster' });
    expect(await queue('nightly')).toMatchObject({ state: 'paused', actions: { pause: { allowed: true } } });
    expect((await post('/queues/etl/resume', null)).json()).toMatchObject({ state: 'open' });
    const { rows } = await query(
      `select action, reason from audit where object_kind = 'queue' and action like 'queue.%' order by seq`,
    );
    expect(rows).toEqual([
      { action: 'queue.pause', reason: 'new cluster' },
      { action: 'queue.resume', reason: null },
    ]);
  });

  it('belong to the tenant that made them, and must be described before they are paused', async () => {
    const headers = { authorization: `Bearer ${strangers}` };
    const theirs = await harness.app.inject({ method: 'POST', url: '/api/v1/queues/etl/pause', headers });
    expect(theirs.statusCode).toBe(403);
    const text = 'kind: Queue\nname: etl';
    const body = { documents: [{ path: 'q.yaml', text }] };
    const applied = await harness.app.inject({
      method: 'POST',
      url: '/api/v1/documents/apply',
      headers,
      payload: body,
    });
    expect(applied.statusCode).toBe(403);
    expect((await post('/queues/default/pause', null)).statusCode).toBe(409);
    expect((await get('/queues/nowhere')).statusCode).toBe(404);
  });
});
