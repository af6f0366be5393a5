import { formatId } from '@carillon/core';
import type { PageOf, Schedule } from '@carillon/protocol';
import { newRunId } from '@carillon/runtime';
import { describe, expect, it } from 'vitest';
import { openedSchedules } from '../../../test/opened-schedules.ts';

const { harness, get, read, query, apply, only, ledger } = openedSchedules();

describe('schedules', () => {
  it('are listed with what each will do and did', async () => {
    await apply('daily', { schedule: { cron: '10 0 * * *', timezone: 'Asia/Shanghai' } });
    await ledger([{ at: '2026-11-20T16:10:00Z', actual_time: '2026-11-20T16:10:00.250Z', state: 10 }]);
    await apply('ticking', { schedules: { fast: { every: '5m' }, once: { at: '2099-01-01T00:00:00Z' } } });
    const page = await read<PageOf<Schedule>>('/schedules?limit=2');
    expect(page.items).toMatchObject([
      {
        kind: 'Schedule',
        project: 'default',
        workflow: 'daily',
        name: 'default',
        environment: 'dev',
        type: 'cron',
        expression: '10 0 * * *',
        timezone: 'Asia/Shanghai',
        state: 'enabled',
        lastFiring: { logicalTime: '2026-11-20T16:10:00.000Z', outcome: 'fired', reason: 'on_time', latenessMs: 250 },
        actions: { pause: { allowed: true }, resume: { allowed: false }, fire: { allowed: true } },
      },
      { workflow: 'ticking', name: 'fast', type: 'every', expression: '5m', timezone: 'UTC' },
    ]);
    const rest = await read<PageOf<Schedule>>(`/schedules?limit=2&cursor=${page.nextCursor}`);
    expect(rest).toMatchObject({ items: [{ name: 'once', type: 'at', nextFireAt: '2099-01-01T00:00:00.000Z' }] });
    const names = async (filter: string) =>
      (await read<PageOf<Schedule>>(`/schedules?${filter}`)).items.map(({ name }) => name);
    expect(await names('kind=every,at')).toEqual(['fast', 'once']);
    expect(await names('workflow=daily&state=enabled')).toEqual(['default']);
    expect(await names('state=paused')).toEqual([]);
    expect(await names('text=tick')).toEqual(['fast', 'once']);
  });

  it('refuse what they do not know, by name', async () => {
    const state = await get('/schedules?state=asleep');
    expect(state.json()).toMatchObject({ status: 400, errors: [{ pointer: '/querystring/state' }] });
    const none = await get(`/schedules/${formatId('sch', newRunId())}`);
    expect(none.statusCode).toBe(404);
    const other = await get('/schedules/run_01J9ZZZZZZZZZZZZZZZZZZZZZZ');
    expect(other.statusCode).toBe(404);
  });

  it('stay within their tenant', async () => {
    await apply('daily', { schedule: { cron: '@daily' } });
    const { id } = await only();
    const headers = { authorization: `Bearer ${await harness.strangersToken()}` };
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/next'],
      ['GET', '/firings'],
      ['POST', '/pause'],
      ['POST', '/fire'],
    ] as const) {
      const answer = await harness.ask({ method, url: `/api/v1/schedules/${id}${path}`, headers });
      expect(answer.statusCode, path).toBe(404);
    }
    expect((await get('/schedules', headers)).json()).toEqual({ items: [] });
    const upcoming = await get('/schedules/upcoming', headers);
    expect(upcoming.json()).toMatchObject({ firings: 0, cells: [] });
  });

  it('show their next firings, with both zones and what moved them', async () => {
    await apply('nightly', { schedule: { cron: '30 2 * * *', timezone: 'Europe/Berlin' } });
    const { id } = await only();
    const { items } = await read<{ items: unknown[] }>(`/schedules/${id}/next?count=2&from=2027-03-28T00:00:00Z`);
    expect(items).toMatchObject([
      {
        logicalTime: '2027-03-28T01:00:00.000Z',
        localTime: '2027-03-28T03:00:00+02:00',
        notes: ['dst_gap'],
        logicalDate: '2027-03-27',
      },
      { logicalTime: '2027-03-29T00:30:00.000Z', localTime: '2027-03-29T02:30:00+02:00', notes: [] },
    ]);
  });

  it('show of a fixed delay the one firing that can be known', async () => {
    await apply('polling', { schedule: { delay: '10m' } });
    const { id, nextFireAt } = await only();
    const { items } = await read<{ items: unknown[] }>(`/schedules/${id}/next`);
    expect(items).toMatchObject([{ logicalTime: nextFireAt }]);
    const span = `from=${nextFireAt}&to=${nextFireAt}`;
    expect(await read(`/schedules/upcoming/firings?${span}`)).toMatchObject({ items: [{ logicalTime: nextFireAt }] });
    await query('update schedule set next_fire_at = null');
    expect(await read(`/schedules/${id}/next`)).toEqual({ items: [] });
  });
});
