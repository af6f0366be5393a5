import type { Run, Schedule } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { openedSchedules } from '../../../test/opened-schedules.ts';

const { post, query, apply, only } = openedSchedules();

describe('pausing and resuming', () => {
  it('say who, why and until when', async () => {
    await apply('hourly', { schedule: { cron: '0 * * * *' } });
    const { id } = await only();
    const paused = await post(`/schedules/${id}/pause`, { reason: 'moving house', resumeAt: '2099-01-01T00:00:00Z' });
    expect(paused.json()).toMatchObject({
      state: 'paused',
      reason: { code: 'PAUSED', text: 'moving house', actor: 'admin', resumeAt: '2099-01-01T00:00:00.000Z' },
      actions: { pause: { allowed: false, reason: expect.stringContaining('paused') }, resume: { allowed: true } },
    });
    const resumed = await post(`/schedules/${id}/resume`, { catchUp: true });
    expect(resumed.json()).toMatchObject({ state: 'enabled' });
    expect(resumed.json()).not.toHaveProperty('reason');
    const again: Schedule = (await post(`/schedules/${id}/pause`)).json();
    expect(again.reason).toEqual({ code: 'PAUSED', actor: 'admin', since: expect.any(String) });
    expect(again).not.toHaveProperty('nextFireAt');
    expect(again).not.toHaveProperty('nextStartAt');
  });

  it('refuse a resume in the past, unknown fields, and what has ended', async () => {
    await apply('once', { schedule: { at: '2099-01-01T00:00:00Z' } });
    const { id } = await only();
    const past = await post(`/schedules/${id}/pause`, { resumeAt: '2020-01-01T00:00:00Z' });
    expect(past.json()).toMatchObject({ status: 400, errors: [{ pointer: '/resumeAt' }] });
    expect((await post(`/schedules/${id}/pause`, { why: 'x' })).statusCode).toBe(400);
    await query(`update schedule set state = 'ended', next_fire_at = null, due_at = null`);
    expect((await post(`/schedules/${id}/pause`)).json()).toMatchObject({ status: 409, code: 'CONFLICT_STATE' });
  });
});

describe('firing now', () => {
  it('starts a run with the parameters of the schedule, those given on top', async () => {
    await apply('report', {
      params: { region: { type: 'string' }, day: { type: 'string', default: 'today' } },
      schedule: { cron: '@daily', params: { region: 'cn', day: 'x' } },
    });
    const { id } = await only();
    const fired = await post(`/schedules/${id}/fire`, { params: { region: 'eu' } }, { 'idempotency-key': 'k1' });
    expect(fired.statusCode).toBe(201);
    expect(fired.json()).toMatchObject({
      kind: 'Run',
      workflow: 'report',
      params: { region: 'eu', day: 'x' },
      trigger: { actor: 'admin' },
    });
    const again = await post(`/schedules/${id}/fire`, { params: { region: 'eu' } }, { 'idempotency-key': 'k1' });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.json<Run>().id).toBe(fired.json<Run>().id);
    const other = await post(`/schedules/${id}/fire`, { params: { region: 'us' } }, { 'idempotency-key': 'k1' });
    expect(other.json()).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    const wrong = await post(`/schedules/${id}/fire`, { params: { wrong: 1 } });
    expect(wrong.json()).toMatchObject({ status: 422, code: 'VALIDATION_PARAMS' });
  });
});
