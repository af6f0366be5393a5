import type { FiringDiff, PreviewResult } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { openedSchedules } from '../../../test/opened-schedules.ts';

const { post, apply, only } = openedSchedules();

describe('a preview', () => {
  const preview = async (body: object) => (await post('/schedules/preview', body)).json<PreviewResult>();

  it('needs nothing stored, and finds calendars of the server', async () => {
    const definition = {
      cron: '0 9 * * *',
      timezone: 'Asia/Shanghai',
      calendar: { name: 'cn-workdays', otherwise: 'next' },
    };
    const result = await preview({ definition, from: '2026-09-30T00:00:00Z', count: 2 });
    expect(result.problems).toEqual([]);
    expect(result.items.map(({ localTime, notes }) => [localTime, notes])).toEqual([
      ['2026-09-30T09:00:00+08:00', []],
      ['2026-10-08T09:00:00+08:00', ['calendar_shift']],
    ]);
  });

  it('says what is wrong, where, and how to put it right', async () => {
    const problemOf = async (definition: unknown) => (await preview({ definition })).problems;
    expect(await problemOf({ cron: '0 0 30 2 *' })).toMatchObject([
      { pointer: '/definition/cron', code: 'VALIDATION_CRON' },
    ]);
    expect(await problemOf({ cron: '@daily', timezone: 'Europe/Berlim' })).toMatchObject([
      { pointer: '/definition/timezone', hint: expect.stringContaining('Europe/Berlin') },
    ]);
    expect(await problemOf({ cron: '@daily', calendar: 'xx-workdays' })).toMatchObject([
      { pointer: '/definition/calendar', code: 'VALIDATION_CALENDAR' },
    ]);
    expect(await problemOf({ cron: '0 9 * * SAT', calendar: 'de-workdays' })).toMatchObject([
      { pointer: '/definition/calendar', code: 'VALIDATION_CALENDAR' },
    ]);
    expect(await problemOf('@daily')).toMatchObject([{ pointer: '/definition' }]);
  });

  it('says so where nothing fires, and when it would', async () => {
    const range = { from: '2026-01-02T00:00:00Z', until: '2026-01-03T00:00:00Z' };
    const result = await preview({ definition: { cron: '0 0 1 * *' }, ...range });
    expect(result).toMatchObject({
      items: [],
      problems: [{ hint: expect.stringContaining('2026-02-01T00:00:00.000Z') }],
    });
    const over = await preview({ definition: { at: '2026-01-01T00:00:00Z' }, from: '2026-02-01T00:00:00Z' });
    expect(over).toMatchObject({ problems: [{ hint: 'The last firing was at 2026-01-01T00:00:00.000Z.' }] });
  });
});

describe('a difference', () => {
  it('is told between what is stored and what it would become', async () => {
    await apply('report', { schedule: { cron: '0 6 * * *' } });
    const { id } = await only();
    const body = { scheduleId: id, after: { cron: '0 7 * * 1-5' }, from: '2026-11-16T00:00:00Z', days: 7 };
    const diff = (await post('/schedules/diff', body)).json<FiringDiff>();
    expect(diff).toMatchObject({ kept: 0, problems: [] });
    expect(diff.moved.length + diff.removed.length).toBe(7);
    const faulty = (await post('/schedules/diff', { ...body, after: { cron: '61 * * * *' } })).json<FiringDiff>();
    expect(faulty.problems).toMatchObject([{ pointer: '/after/cron' }]);
    expect((await post('/schedules/diff', { after: { cron: '@daily' } })).statusCode).toBe(400);
  });

  it('has a bound', async () => {
    const body = { before: { every: '1s' }, after: { every: '2s' }, days: 1 };
    expect((await post('/schedules/diff', body)).json()).toMatchObject({ status: 422, code: 'LIMIT_FIRINGS' });
  });
});
