import type { RunEnded } from '@carillon/core';
import type { Alert } from '@carillon/protocol';
import { newRunId, newUuid } from '@carillon/runtime';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PIPELINE } from '../../../test/harness.ts';
import { openedApi } from '../../../test/opened-api.ts';

const API = '/api/v1';
const DUTY = 'consumer alerter';

const { harness, get: ask, post: send, publish, query } = openedApi();
let term: { readonly duty: string; readonly owner: string; readonly term: number };
beforeAll(async () => {
  await publish(PIPELINE);
  const owner = newUuid();
  term = { duty: DUTY, owner, term: (await harness.store.engine.lease(DUTY, owner, 600_000)) ?? 0 };
});
beforeEach(() => query('truncate alert, alert_rule, alert_channel, silence restart identity cascade'));

const get = async (path: string) => (await ask(path)).json();
const remove = (path: string) => harness.ask({ method: 'DELETE', url: `${API}${path}`, json: {} });
const post = async (path: string, json: object = {}) => (await send(path, json)).json();

/** What the alerter writes for runs that failed with these messages. */
async function failed(...messages: readonly string[]): Promise<void> {
  const { rows } = await query('select key, project_key, tenant_key from workflow');
  const [{ key, project_key: projectKey, tenant_key: tenantKey }] = rows as [Record<string, number>];
  const { rows: places } = await query(`select key from environment where name = 'dev'`);
  const endedWith = (message: string) =>
    ({
      runId: newRunId(),
      at: new Date(),
      tenantKey,
      projectKey,
      environmentKey: places[0].key,
      workflowKey: key,
      project: 'default',
      workflow: 'pipeline',
      state: 'failed',
      task: 'load',
      reason: { code: 'USER_ERROR', params: { message } },
    }) as RunEnded;
  const options = { consumer: 'alerter', cursor: '1', hasOwnReceiver: true };
  expect(await harness.store.alertLog.record(messages.map(endedWith), options, term)).toBe(true);
}

describe('alerts', () => {
  it('are found by what they say, shown with runs and notices, acknowledged and given back', async () => {
    await failed('connection refused');
    await failed('disk full');
    const { items } = await get('/alerts?q=refused');
    expect(items).toMatchObject([
      {
        workflow: 'pipeline',
        task: 'load',
        state: 'open',
        failures: 1,
        reason: { code: 'USER_ERROR', message: 'The task reported an error: connection refused.' },
        actions: { acknowledge: { allowed: true } },
      },
    ]);
    const [{ id }] = items;
    expect(await post(`/alerts/${id}/acknowledge`, { note: 'vendor knows' })).toMatchObject({
      acknowledged: { by: 'admin', note: 'vendor knows' },
    });
    expect(await get(`/alerts/${id}`)).toMatchObject({
      runs: [{ runId: expect.stringMatching(/^run_/) }],
      notices: [{ type: 'failure', channel: 'CARILLON_ALERT_WEBHOOK', state: 'pending' }],
      hours: [{ failures: 1, notified: 1 }],
    });
    expect(await post(`/alerts/${id}/unacknowledge`)).not.toHaveProperty('acknowledged');
    expect((await get('/alerts?limit=1')).nextCursor).toBeTypeOf('string');
    expect((await get('/alerts/noise')).items).toMatchObject([
      { workflow: 'pipeline', task: 'load', notified: 2, causes: 2, perCause: 1, flapRate: 0, ignoredShare: 1 },
    ]);
  });

  it('of another tenant are not there', async () => {
    await failed('x');
    const [{ id }] = (await get('/alerts')).items;
    const headers = { authorization: `Bearer ${await harness.strangersToken()}` };
    const ask = async (url: string) => harness.app.inject({ url: `${API}${url}`, headers });
    expect((await ask('/alerts')).json()).toEqual({ items: [] });
    expect((await ask(`/alerts/${id}`)).statusCode).toBe(404);
    expect((await ask('/alerts/noise')).json()).toEqual({ items: [] });
  });
});

describe('silences', () => {
  it('always end, say what they would have muted, and are kept with who ended them', async () => {
    await failed('connection refused');
    const [{ id }] = (await get('/alerts')).items;
    expect(await post('/silences/preview', { cause: id })).toMatchObject({
      days: 7,
      notified: 1,
      causes: 1,
      acted: 0,
      holdsOthers: false,
    });
    const made = await post('/silences', { cause: id, for: '48h', reason: 'vendor fix Thu', unlessWorse: true });
    expect(made).toMatchObject({ workflow: 'pipeline', task: 'load', state: 'active', causes: 1, unlessWorse: true });
    expect((await get('/alerts')).items).toMatchObject([{ silencedUntil: made.expiresAt }]);
    expect((await remove(`/silences/${made.id}`)).json()).toMatchObject({ state: 'removed', endedBy: 'admin' });
    expect((await get('/silences?active=true')).items).toEqual([]);
    expect((await get('/silences')).items).toHaveLength(1);
  });

  it('say that new errors are kept quiet, too, where a cause stands for those of its code', async () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
    await failed(...letters.slice(0, 4).flatMap((one) => letters.map((two) => `lost ${one}${two}`)));
    const { items } = await get('/alerts?limit=200');
    const cause = (others: boolean) => items.find((each: Alert) => (each.holdsOthers ?? false) === others).id;
    expect(await post('/silences/preview', { cause: cause(true) })).toMatchObject({ causes: 1, holdsOthers: true });
    expect(await post('/silences/preview', { cause: cause(false) })).toMatchObject({ causes: 1, holdsOthers: false });
    expect(await post('/silences/preview', { workflow: 'pipeline' })).toMatchObject({ holdsOthers: true });
  });

  it('that are asked for again with the same key are one, however many ask at once', async () => {
    await failed('connection refused');
    const [{ id: cause }] = (await get('/alerts')).items;
    const ask = (json: object, key: string) => send('/silences', json, { 'idempotency-key': key });
    const body = { cause, for: '2h', reason: 'vendor' };
    const both = await Promise.all([ask(body, 'once'), ask(body, 'once')]);
    const again = await ask({ reason: 'vendor', for: '2h', cause }, 'once');
    expect(new Set([...both, again].map((answer) => answer.json().id)).size).toBe(1);
    expect([...both, again].map(({ statusCode }) => statusCode)).toEqual([201, 201, 201]);
    expect(both.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(1);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await ask({ ...body, for: '3h' }, 'once');
    expect([other.statusCode, other.json().code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await ask(body, 'twice')).headers['idempotency-replayed']).toBeUndefined();
    expect((await get('/silences')).items).toHaveLength(2);
  });

  it.each([
    [{ for: '31d', workflow: 'pipeline' }, 400],
    [{ for: '0s', workflow: 'pipeline' }, 400],
    [{ workflow: 'pipeline' }, 400],
    [{ for: '1h' }, 400],
    [{ for: '1h', workflow: 'pipeline', cause: 'alr_00000000000000000000000000' }, 400],
    [{ for: '1h', cause: 'alr_00000000000000000000000000' }, 404],
    [{ for: '1h', workflow: 'pipeline', task: 'extract' }, 409],
  ])('are refused as %j', async (silence, status) => {
    await failed('x');
    expect((await send('/silences', { ...silence, reason: 'x' })).statusCode).toBe(status);
  });
});

describe('alert rules', () => {
  it('stand behind the default, are replaced by their scope, and removed', async () => {
    const rule = { project: 'default', workflow: 'pipeline', hold: '5m' };
    await post('/alert-rules', { ...rule, severity: 'critical' });
    expect(await post('/alert-rules', rule)).toMatchObject({ ...rule, setBy: 'admin' });
    const { items } = await get('/alert-rules?project=default');
    expect(items).toMatchObject([{ severity: 'warning', hold: '0s', everyFailure: false }, rule]);
    expect(items[1]).not.toHaveProperty('severity');
    const scope = { project: 'default', workflow: 'pipeline' };
    expect((await send('/alert-rules/remove', scope)).statusCode).toBe(204);
    expect((await send('/alert-rules/remove', scope)).statusCode).toBe(404);
  });

  it.each([{ task: 'load' }, { hold: '25h' }, { channels: ['nowhere'] }])('are refused as %j', async (rule) => {
    expect((await send('/alert-rules', { project: 'default', ...rule })).statusCode).toBe(400);
  });
});

describe('channels', () => {
  it('are replaced by name, tested, and removed', async () => {
    const channel = { project: 'default', name: 'ops', url: 'https://ops.example/hook' };
    const made = await post('/channels', channel);
    expect(made).toMatchObject({ ...channel, type: 'webhook', enabled: true, failures: 0 });
    const hidden = await post('/channels', { project: 'default', name: 'ops', urlSecret: 'hook' });
    expect(hidden).toMatchObject({ id: made.id, urlSecret: 'hook' });
    expect(hidden).not.toHaveProperty('url');
    const test = await send(`/channels/${made.id}/test`);
    expect(test.statusCode).toBe(202);
    expect(await get(`/alert-notices/${test.json().id}`)).toMatchObject({ type: 'test', channel: 'ops', tries: 0 });
    const retry = () => send(`/alert-notices/${test.json().id}/retry`);
    expect((await retry()).statusCode).toBe(409);
    await query(`update alert_notice set state = 'given_up', tries = 8, error = 'x'`);
    expect((await retry()).json()).toMatchObject({ state: 'pending', tries: 0 });
    expect((await remove(`/channels/${made.id}`)).statusCode).toBe(204);
    expect((await remove(`/channels/${made.id}`)).statusCode).toBe(404);
  });

  it('are tested once by a request that is sent again', async () => {
    const { id } = await post('/channels', { project: 'default', name: 'ops', url: 'https://ops.example/hook' });
    const test = (key: string) => send(`/channels/${id}/test`, undefined, { 'idempotency-key': key });
    const both = await Promise.all([test('once'), test('once')]);
    expect(both.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
    expect(new Set(both.map((answer) => answer.json().id)).size).toBe(1);
    expect(both.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(1);
    expect((await test('twice')).json().id).not.toBe(both[0]?.json().id);
  });

  it.each([
    { type: 'smtp', url: 'https://x.example' },
    { url: 'ftp://x.example' },
    {},
    { url: 'https://x.example', urlSecret: 'x' },
  ])('are refused as %j', async (channel) => {
    const answer = await send('/channels', { project: 'default', name: 'ops', ...channel });
    expect(answer.statusCode).toBe(400);
  });
});
