import { describe, expect, it } from 'vitest';
import { startOfDay, wallClock } from './wall-clock.ts';

describe('wallClock', () => {
  it('shows the date and time of a zone', () => {
    expect(wallClock(Date.parse('2026-11-20T16:10:00Z'), 'Asia/Shanghai')).toEqual({
      date: '2026-11-21',
      hour: 0,
      minute: 10,
    });
  });
});

describe('startOfDay', () => {
  it.each([
    ['2026-11-21', 'Asia/Shanghai', '2026-11-20T16:00:00.000Z'],
    ['2026-11-21', 'UTC', '2026-11-21T00:00:00.000Z'],
    ['2026-11-21', 'Pacific/Kiritimati', '2026-11-20T10:00:00.000Z'],
    ['2026-11-21', 'Pacific/Pago_Pago', '2026-11-21T11:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    // Clocks there jump from 0:00 to 1:00, so the day begins at 1:00.
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
    ['2026-11-21', 'Asia/Kathmandu', '2026-11-20T18:15:00.000Z'],
  ])('is the first instant of %s in %s', (date, zone, instant) => {
    expect(new Date(startOfDay(date, zone)).toISOString()).toBe(instant);
  });
});
