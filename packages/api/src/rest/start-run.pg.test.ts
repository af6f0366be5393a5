/** Starting runs: parameters, dates, and the same again for the same key. */
import { parseId } from '@carillon/core';
import type { Run } from '@carillon/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { PIPELINE } from '../../test/harness.ts';
import { openedApi } from '../../test/opened-api.ts';

const { get, post, publish, query } = openedApi();
beforeAll(() => publish(PIPELINE));

const uuidOf = (id: string): string => parseId('run', id) as string;

describe('starting a run', () => {
  it('resolves the parameters and answers with the run', async () => {
    const answer = await post('/runs', { workflow: 'pipeline', params: { region: 'eu' }, date: '2026-11-20' });
    expect(answer.statusCode).toBe(201);
    const run = answer.json<Run>();
    expect(run).toMatchObject({
      kind: 'Run',
      project: 'default',
      environment: 'dev',
      version: 1,
      state: 'queued',
      trigger: { kind: 'api', actor: 'admin' },
      params: { region: 'eu', size: 1, day: '2026-11-20' },
      logicalDate: '2026-11-20',
      logicalTime: '2026-11-20T00:00:00.000Z',
      actions: { stop: { allowed: true } },
    });
    expect(run.url).toMatch(new RegExp(`/p/default/r/${run.id}$`));
    expect((await get(`/runs/${run.id}`)).json()).toMatchObject({
      id: run.id,
      params: run.params,
      logicalDate: '2026-11-20',
    });
  });

  it('lists every wrong parameter', async () => {
    const answer = await post('/runs', { workflow: 'pipeline', params: { region: 'us', size: 'big', shape: 1 } });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'VALIDATION_PARAMS' });
    expect(
      answer
        .json()
        .errors.map((error: { pointer: string }) => error.pointer)
        .sort(),
    ).toEqual(['/params/region', '/params/shape', '/params/size']);
  });

  it('answers a repeated key with the same run, and refuses it for another body', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await post('/runs', { workflow: 'pipeline', params: { region: 'eu', size: 2 } }, headers);
    await query('update run set state = 2 where id = $1', [uuidOf(first.json<Run>().id)]);
    const again = await post('/runs', { params: { size: 2, region: 'eu' }, workflow: 'pipeline' }, headers);
    expect([again.statusCode, again.headers['idempotency-replayed'], first.headers['idempotency-replayed']]).toEqual([
      201,
      'true',
      undefined,
    ]);
    expect(again.json()).toEqual(first.json());
    const other = await post('/runs', { workflow: 'pipeline', params: { size: 3 } }, headers);
    expect([other.statusCode, other.json().code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const unusable = await post('/runs', { workflow: 'pipeline' }, { 'idempotency-key': 'with space' });
    expect([unusable.statusCode, unusable.json().code]).toEqual([400, 'IDEMPOTENCY_KEY_INVALID']);
  });

  it('starts many at once, and the same again for the same key', async () => {
    const body = { workflow: 'pipeline', items: [{ params: { size: 1 } }, {}] };
    const first = await post('/runs/batch', body, { 'idempotency-key': 'many' });
    expect(first.json().ids).toHaveLength(2);
    expect((await post('/runs/batch', body, { 'idempotency-key': 'many' })).json()).toEqual(first.json());
    const wrong = await post('/runs/batch', { workflow: 'pipeline', items: [{}, { params: { size: 'x' } }] });
    expect(wrong.json()).toMatchObject({ status: 422, errors: [{ pointer: '/items/1/params/size' }] });
  });

  it('takes a date of a scheduled workflow for its firing, and refuses one it has not', async () => {
    const weekly = `${PIPELINE.replace('name: pipeline', 'name: weekly')}schedule: { cron: "10 0 * * 1", covers: same }\n`;
    await post('/documents/apply', { documents: [{ path: 'weekly.yaml', text: weekly }] });
    expect((await post('/runs', { workflow: 'weekly', date: '2026-11-23' })).json()).toMatchObject({
      logicalTime: '2026-11-23T00:10:00.000Z',
    });
    expect((await post('/runs', { workflow: 'weekly', date: '2026-11-24' })).json()).toMatchObject({
      code: 'VALIDATION_DATE',
      status: 422,
    });
  });

  it('refuses a workflow that takes none any more', async () => {
    await post('/documents/apply', {
      documents: [{ path: 'a.yaml', text: PIPELINE.replace('name: pipeline', 'name: frozen') }],
    });
    await query(`update workflow set lifecycle = 'frozen' where name = 'frozen'`);
    expect((await post('/runs', { workflow: 'frozen' })).json()).toMatchObject({
      status: 410,
      code: 'CONFLICT_LIFECYCLE',
    });
  });

  it('starts the version that was applied a moment ago', async () => {
    const text = PIPELINE.replace('name: pipeline', 'name: moving');
    await post('/documents/apply', { documents: [{ path: 'a.yaml', text }] });
    expect((await post('/runs', { workflow: 'moving' })).json().version).toBe(1);
    await post('/documents/apply', { documents: [{ path: 'a.yaml', text: text.replace('A pipeline', 'New') }] });
    expect((await post('/runs', { workflow: 'moving' })).json().version).toBe(2);
  });
});
