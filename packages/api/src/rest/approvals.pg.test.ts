import { formatId } from '@carillon/core';
import { newRunId, newUuid } from '@carillon/runtime';
import type { Approval } from '@carillon/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { openedApi } from '../../test/opened-api.ts';

const DOCUMENT = `kind: Workflow
name: release
project: default
tasks:
  ask: { type: approval, with: { expires: 1d } }
`;

describe('approvals', () => {
  const { harness, get, post, publish, query } = openedApi();
  beforeAll(() => publish(DOCUMENT));

  /** A task that waits, as the engine leaves it. */
  async function asked(params = {}): Promise<{ id: string; runId: string }> {
    const runId = newRunId();
    const { rows } = await query(`select key, project_key from workflow where name = 'release'`);
    await query(
      `insert into task_run (run_id, task_no, state, need, lane_key, rank, due_at)
       values ($1, 0, 4, 0, 1, 0, now() + interval '1 day')`,
      [runId],
    );
    const id = await harness.store.engine.requestApproval({
      id: newUuid(),
      runId,
      taskNo: 0,
      task: 'ask',
      scope: { tenantKey: 1, projectKey: rows[0].project_key, environmentKey: 1 },
      workflowKey: rows[0].key,
      title: 'Release it?',
      message: undefined,
      params,
      expiresMs: 86_400_000,
    });
    return { id: formatId('apr', id), runId };
  }

  it('are listed with what they ask, and found by run and state', async () => {
    const { id, runId } = await asked({ count: { type: 'integer', required: true } });
    const run = formatId('run', runId);
    const { items } = (await get(`/approvals?project=default&state=open&run=${run}`)).json();
    expect(items).toMatchObject([
      {
        id,
        runId: run,
        task: 'ask',
        state: 'open',
        title: 'Release it?',
        params: { count: { type: 'integer' } },
        actions: { approve: { allowed: true }, reject: { allowed: true } },
      },
    ]);
    expect((await get(`/approvals/${id}`)).json()).toEqual(items[0]);
    expect((await get(`/approvals?state=approved&run=${run}`)).json().items).toEqual([]);
    expect((await get('/approvals?project=elsewhere')).json().items).toEqual([]);
    expect((await get('/approvals?state=asleep')).statusCode).toBe(400);
    expect((await get(`/approvals/${formatId('apr', newUuid())}`)).statusCode).toBe(404);
  });

  it('come page by page', async () => {
    await query('truncate approval');
    const made: string[] = [];
    for (let i = 0; i < 3; i++) made.unshift((await asked()).id);
    const first = (await get('/approvals?limit=2')).json();
    const rest = (await get(`/approvals?limit=2&cursor=${first.nextCursor}`)).json();
    expect([...first.items, ...rest.items].map(({ id }: Approval) => id)).toEqual(made);
    expect(rest.nextCursor).toBeUndefined();
  });

  it('take input of the declared types, once, and make their task due', async () => {
    const { id, runId } = await asked({ count: { type: 'integer', required: true } });
    const wrong = await post(`/approvals/${id}/approve`, { input: { count: 'many' } });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().errors).toMatchObject([{ pointer: '/input/count' }]);
    expect((await post(`/approvals/${id}/approve`)).statusCode).toBe(400);
    const done = await post(`/approvals/${id}/approve`, { input: { count: 3 }, comment: 'go' });
    expect(done.json()).toMatchObject({
      state: 'approved',
      actor: 'admin',
      comment: 'go',
      input: { count: 3 },
      actions: { approve: { allowed: false } },
    });
    const { rows } = await query('select due_at <= clock_timestamp() due from task_run where run_id = $1', [runId]);
    expect(rows).toEqual([{ due: true }]);
    const again = await post(`/approvals/${id}/reject`);
    expect(again.statusCode).toBe(409);
    expect(again.json().code).toBe('CONFLICT_STATE');
  });

  it('are told in the audit', async () => {
    const { id } = await asked();
    expect((await post(`/approvals/${id}/reject`, { comment: 'no' })).json().state).toBe('rejected');
    const { items } = (await get('/audit?action=approval.reject')).json();
    expect(items[0]).toMatchObject({
      actor: 'admin',
      action: 'approval.reject',
      outcome: 'done',
      object: { kind: 'approval', id, name: 'release/ask' },
      before: { state: 'open' },
      after: { state: 'rejected' },
    });
  });

  it('are over when their task does not wait any more', async () => {
    const { id, runId } = await asked();
    await query('delete from task_run where run_id = $1', [runId]);
    expect((await get(`/approvals/${id}`)).json().state).toBe('expired');
    expect((await post(`/approvals/${id}/approve`)).statusCode).toBe(409);
  });

  it('of another tenant are not there', async () => {
    const { id } = await asked();
    const headers = { authorization: `Bearer ${await harness.strangersToken()}` };
    for (const [method, url] of [
      ['GET', `/api/v1/approvals/${id}`],
      ['POST', `/api/v1/approvals/${id}/approve`],
    ] as const)
      expect((await harness.ask({ method, url, headers })).statusCode).toBe(404);
    expect((await get('/approvals', headers)).json().items).toEqual([]);
  });
});
