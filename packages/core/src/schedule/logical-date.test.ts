import { describe, expect, it } from 'vitest';
import { firingsOfDate, startOfDate } from './logical-date.ts';
import { compiled } from './schedule.testing.ts';

const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString());

describe('startOfDate', () => {
  it('is local midnight', () => {
    expect(startOfDate('2026-11-20', 'Asia/Shanghai').toISOString()).toBe('2026-11-19T16:00:00.000Z');
  });

  it('is the first instant of a day whose midnight does not exist', () => {
    expect(startOfDate('2026-03-08', 'America/Havana').toISOString()).toBe('2026-03-08T05:00:00.000Z');
  });
});

describe('firingsOfDate', () => {
  const daily = { cron: '10 0 * * *', timezone: 'Asia/Shanghai' };

  it('is the firing after the date for a schedule that covers the day before', () => {
    expect(iso(firingsOfDate(compiled(daily), '2026-11-20', 2))).toEqual(['2026-11-20T16:10:00.000Z']);
  });

  it('is the firing on the date for one that covers the same day', () => {
    expect(iso(firingsOfDate(compiled({ ...daily, covers: 'same' }), '2026-11-20', 2))).toEqual([
      '2026-11-19T16:10:00.000Z',
    ]);
  });

  it('gives several where the schedule fires more than once on a date, and none on a date without', () => {
    expect(firingsOfDate(compiled({ cron: '0 * * * *' }), '2026-11-20', 2)).toHaveLength(2);
    expect(firingsOfDate(compiled({ cron: '0 0 * * 1' }), '2026-11-20', 2)).toEqual([]);
  });
});
