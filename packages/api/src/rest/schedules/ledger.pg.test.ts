import type { LedgerRow, PageOf, Schedule, ScheduleDays } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { openedSchedules } from '../../../test/opened-schedules.ts';

const { get, read, apply, only, ledger } = openedSchedules();

describe('schedules that have fired', () => {
  it('show the ledger newest first, and how late they fire', async () => {
    await apply('hourly', { schedule: { cron: '0 * * * *', timezone: 'Asia/Shanghai' } });
    const late = (ms: number, at: string) => ({
      at,
      actual_time: new Date(Date.parse(at) + ms).toISOString(),
      state: 10,
    });
    await ledger([
      late(100, '2026-11-20T10:00:00Z'),
      late(300, '2026-11-20T11:00:00Z'),
      { ...late(5_000, '2026-11-20T12:00:00Z'), start_at: '2026-11-20T12:00:04Z', notes: ['jitter'] },
      { at: '2026-11-20T13:00:00Z', outcome: 'skipped', reason: 'overlap' },
    ]);
    const { id } = await only();
    const page = await read<PageOf<LedgerRow>>(`/schedules/${id}/firings?limit=2`);
    expect(page.items).toMatchObject([
      {
        logicalTime: '2026-11-20T13:00:00.000Z',
        localTime: '2026-11-20T21:00:00+08:00',
        outcome: 'skipped',
        reason: 'overlap',
      },
      { logicalTime: '2026-11-20T12:00:00.000Z', latenessMs: 1_000, runState: 'success', notes: ['jitter'] },
    ]);
    expect(page.items[0]).not.toHaveProperty('latenessMs');
    const rest = await read<PageOf<LedgerRow>>(`/schedules/${id}/firings?limit=9&cursor=${page.nextCursor}`);
    expect(rest.items.map(({ latenessMs }) => latenessMs)).toEqual([300, 100]);
    expect((await read<PageOf<LedgerRow>>(`/schedules/${id}/firings?outcome=skipped`)).items).toHaveLength(1);
    expect(await read<Schedule>(`/schedules/${id}`)).toMatchObject({
      lateness: { p50Ms: 300, p95Ms: 1_000, maxMs: 1_000, count: 3 },
    });
  });

  it('tell their days: the ledger for the past, the definition for what comes', async () => {
    await apply('hourly', { schedule: { cron: '0 0,12 * * *', timezone: 'Asia/Shanghai', calendar: 'cn-workdays' } });
    await ledger([
      { at: '2026-10-07T16:00:00Z', state: 10 }, // 00:00 of 8 October in Shanghai
      { at: '2026-10-08T04:00:00Z', state: 11 },
      { at: '2026-10-08T16:00:00Z', through: '2026-10-10T04:00:00Z', outcome: 'paused', reason: 'paused' },
    ]);
    const { id } = await only();
    const { items } = await read<ScheduleDays>(`/schedules/${id}/days?from=2026-10-07&to=2026-10-10`);
    expect(items).toMatchObject([
      { date: '2026-10-07', planned: 0, calendar: 'closed', mark: expect.any(String) },
      {
        date: '2026-10-08',
        planned: 2,
        fired: 2,
        runs: { success: 1, failed: 1, stopped: 0, open: 0 },
        calendar: 'open',
      },
      { date: '2026-10-09', planned: 2, fired: 0, paused: 2 },
      { date: '2026-10-10', planned: 2, paused: 2, calendar: 'open', mark: 'make_up' },
    ]);
    const future = await read<ScheduleDays>(`/schedules/${id}/days?from=2099-01-01&to=2099-01-02`);
    expect(future.items).toMatchObject([{ calendar: 'unknown' }, { calendar: 'unknown' }]);
    for (const range of [
      'from=2026-10-10&to=2026-10-07',
      'from=2026-01-01&to=2027-12-31',
      'from=2026-02-30&to=2026-03-01',
    ]) {
      const answer = await get(`/schedules/${id}/days?${range}`);
      expect(answer.statusCode, range).toBe(400);
    }
  });
});
