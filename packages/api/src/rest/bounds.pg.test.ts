/** Bounds of the platform as requests meet them: one below, at, and one beyond. */
import { MAX_BODY_BYTES, MAX_PARAMS_BYTES } from '@carillon/core';
import type { Run } from '@carillon/protocol';
import { createHash } from 'node:crypto';
import { createLogger, createMetrics, newUuid } from '@carillon/runtime';
import { startTestCluster, type TestCluster } from '@carillon/testkit';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeUpToken } from '../../test/harness.ts';
import { type Api, createApi } from '../index.ts';

const TOKEN = madeUpToken();
const QUEUED = 12;
let cluster: TestCluster;
let api: Api;
let app: FastifyInstance;

beforeAll(async () => {
  cluster = await startTestCluster({}, { queuedRuns: QUEUED });
  const { store, scheduler } = cluster;
  api = createApi({
    ...store,
    control: scheduler.scheduleControl,
    starter: scheduler.starter,
    controller: scheduler.controller,
    log: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetrics(),
    config: { host: '127.0.0.1', port: 0, environment: 'dev', rateLimit: { perSecond: 0, burst: 0 } },
    onApplied: () => undefined,
  });
  app = await api.app();
  const secretHash = createHash('sha256').update(TOKEN).digest();
  await store.access.addToken({ id: newUuid(), account: 'admin', kind: 'api', secretHash, name: 'admin' });
  await cluster.publish({
    kind: 'Workflow',
    name: 'any',
    project: 'default',
    params: { text: { type: 'string', default: '' } },
    tasks: { only: { type: 'function', with: { handler: 'nobody' } } },
  });
});
afterAll(async () => {
  await api.stop();
  await cluster.stop();
});

const start = (payload: string) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/runs',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    payload,
  });
const withText = (bytes: number): string => {
  const around = '{"text":""}'.length;
  return JSON.stringify({ workflow: 'any', params: { text: 'x'.repeat(bytes - around) } });
};

describe('the body of a request', () => {
  it.each([
    [Math.ceil(MAX_BODY_BYTES * 0.8), 400, true],
    [MAX_BODY_BYTES - 1, 400, true],
    [MAX_BODY_BYTES, 400, true],
    [MAX_BODY_BYTES + 1, 413, false],
  ])('of %i bytes is answered %i', async (bytes, status, isNear) => {
    // An unknown field: what is taken in is refused for that.
    const around = '{"x":""}'.length;
    const answer = await start(JSON.stringify({ x: 'y'.repeat(bytes - around) }));
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['carillon-limit-near']).toBe(isNear ? `body=${bytes}/${MAX_BODY_BYTES}` : undefined);
  });
});

describe('the parameters of a run', () => {
  it.each([
    [Math.ceil(MAX_PARAMS_BYTES * 0.8) - 1, 201, false],
    [MAX_PARAMS_BYTES - 1, 201, true],
    [MAX_PARAMS_BYTES, 201, true],
    [MAX_PARAMS_BYTES + 1, 422, false],
  ])('of %i bytes are answered %i', async (bytes, status, isNear) => {
    const answer = await start(withText(bytes));
    expect(answer.statusCode).toBe(status);
    if (status === 422) return expect(answer.json()).toMatchObject({ code: 'LIMIT_PARAMS' });
    const run: Run = answer.json();
    const notice = { code: 'LIMIT_NEAR', params: { what: 'params', used: bytes, limit: MAX_PARAMS_BYTES } };
    expect(run.notices ?? []).toMatchObject(isNear ? [notice] : []);
    const shown = await app.inject({
      url: `/api/v1/runs/${run.id}`,
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(shown.json().notices ?? []).toMatchObject(isNear ? [notice] : []);
    expect(answer.headers['carillon-limit-near']).toBe(isNear ? `params=${bytes}/${MAX_PARAMS_BYTES}` : undefined);
  });
});

it('runs of a tenant are accepted until so many wait, and it is said before', async () => {
  const plain = JSON.stringify({ workflow: 'any' });
  const near: (string | undefined)[] = [];
  for (let waiting = await cluster.store.engine.queuedRuns(1, 100); waiting < QUEUED; waiting++) {
    const answer = await start(plain);
    expect(answer.statusCode).toBe(201);
    near.push(answer.headers['carillon-limit-near'] as string | undefined);
  }
  expect(near.slice(-3)).toEqual([10, 11, 12].map((used) => `queued_runs=${used}/${QUEUED}`));
  expect(near.slice(0, -3).every((header) => header === undefined)).toBe(true);
  const refused = await start(plain);
  expect(refused.statusCode).toBe(429);
  expect(refused.headers['retry-after']).toBe('1');
  expect(refused.json()).toMatchObject({
    code: 'LIMIT_QUEUED_RUNS',
    detail: `${QUEUED} runs of the tenant wait already; it may have ${QUEUED}`,
  });
});
