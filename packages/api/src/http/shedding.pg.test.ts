import type { Shed } from '@carillon/core';
import type { Problem } from '@carillon/protocol';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHarness, PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';
import { API_PREFIX } from './openapi.ts';
import { SHED_ROUTES } from './shedding.ts';

const putOff = new Set<Shed>();

describe('an overloaded server', () => {
  const { harness, publish, startPipeline } = openedApi({}, { isPutOff: (what) => putOff.has(what) });
  const ask = (method: 'GET' | 'POST', path: string, json?: object) =>
    harness.ask({ method, url: `${API_PREFIX}${path}`, ...(json && { json }) });
  const statusOf = async (...asked: Parameters<typeof ask>): Promise<number> => (await ask(...asked)).statusCode;

  beforeAll(() => publish(PIPELINE));
  beforeEach(() => putOff.clear());

  it('says why it refuses, and when to come again', async () => {
    putOff.add('views');
    const answer = await ask('GET', '/runs');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '10']);
    expect(answer.json<Problem>()).toMatchObject({
      code: 'LIMIT_OVERLOAD',
      detail: 'this server has too much to do and puts off lists and previews',
    });
  });

  it('keeps no row in the audit of what it puts off', async () => {
    putOff.add('starts');
    expect(await statusOf('POST', '/runs', { workflow: 'pipeline' })).toBe(503);
    expect((await ask('GET', '/audit?action=run.start')).json<{ items: object[] }>().items).toEqual([]);
    putOff.clear();
    expect(await statusOf('POST', '/runs', { workflow: 'unknown' })).toBe(404);
    expect((await ask('GET', '/audit?action=run.start')).json<{ items: object[] }>().items).toHaveLength(1);
  });

  it('still answers of one run, and stops it', async () => {
    const id = await startPipeline();
    for (const what of ['views', 'backfills', 'low_priority', 'starts'] as const) putOff.add(what);
    expect(await statusOf('GET', `/runs/${id}`)).toBe(200);
    expect(await statusOf('GET', `/runs/${id}/tasks`)).toBe(200);
    expect(await statusOf('GET', '/workers')).toBe(200);
    expect(await statusOf('GET', '/health')).toBe(200);
    expect(await statusOf('POST', `/runs/${id}/stop`, {})).toBe(202);
    expect(await statusOf('POST', '/runs', { workflow: 'pipeline' })).toBe(503);
  });

  it('refuses starts of low priority before those of others, whoever made them low', async () => {
    await ask('POST', '/documents/apply', {
      documents: [{ path: 'l.yaml', text: PIPELINE.replace('name: pipeline', 'name: low\npriority: 10') }],
    });
    putOff.add('low_priority');
    expect(await statusOf('POST', '/runs', { workflow: 'pipeline', priority: 49 })).toBe(503);
    expect(await statusOf('POST', '/runs', { workflow: 'low' })).toBe(503);
    expect(await statusOf('POST', '/runs', { workflow: 'low', priority: 50 })).toBe(201);
    expect(await statusOf('POST', '/runs', { workflow: 'pipeline' })).toBe(201);
  });

  it('plans no backfills, but the bulk command that stops runs', async () => {
    const id = await startPipeline();
    putOff.add('backfills');
    const backfill = { kind: 'backfill', workflow: 'pipeline', from: '2026-11-01', to: '2026-11-02' };
    expect(await statusOf('POST', '/plans', backfill)).toBe(503);
    expect(await statusOf('POST', '/plans', { kind: 'bulk_runs', action: 'stop', runs: [id] })).not.toBe(503);
  });

  it('tells nothing of it to who may not ask', async () => {
    putOff.add('views');
    expect((await harness.app.inject({ url: `${API_PREFIX}/runs` })).statusCode).toBe(401);
  });

  it('names routes that there are', () => {
    for (const name of Object.keys(SHED_ROUTES)) {
      const [method = '', url = ''] = name.split(' ');
      expect(harness.app.hasRoute({ method, url: `${API_PREFIX}${url}` }), name).toBe(true);
    }
  });
});

describe('the requests of a tenant', () => {
  it('are limited together, whatever each of its tokens may', async () => {
    const harness = await createHarness({ tenantRateLimit: { perSecond: 0.001, burst: 2 } });
    try {
      const answers = [];
      for (let i = 0; i < 3; i++) answers.push(await harness.ask({ method: 'GET', url: `${API_PREFIX}/projects` }));
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429]);
      expect(Number(answers[2]?.headers['retry-after'])).toBeGreaterThan(0);
      expect(answers[2]?.json<Problem>()).toMatchObject({ code: 'RATE_LIMITED' });
      const token = await harness.strangersToken();
      const other = await harness.app.inject({
        url: `${API_PREFIX}/projects`,
        headers: { authorization: `Bearer ${token}` },
      });
      expect(other.statusCode).toBe(200);
    } finally {
      await harness.close();
    }
  });
});
