import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalOf, logicalDate } from './intervals.ts';
import { compiled } from './schedule.testing.ts';

const instant = (text: string): number => Date.parse(text);

describe('intervals', () => {
  it('begin at the firing before', () => {
    const daily = { cron: '10 0 * * *', timezone: 'Asia/Shanghai' };
    expect(intervalOf(compiled(daily), instant('2025-11-20T16:10Z'))).toEqual({
      start: instant('2025-11-19T16:10Z'),
      end: instant('2025-11-20T16:10Z'),
    });
  });
  it('give the date covered, or the date of the firing', () => {
    const daily = { cron: '10 0 * * *', timezone: 'Asia/Shanghai' };
    expect(logicalDate(compiled(daily), instant('2025-11-20T16:10Z'))).toBe('2025-11-20');
    expect(logicalDate(compiled({ ...daily, covers: 'same' }), instant('2025-11-20T16:10Z'))).toBe('2025-11-21');
    expect(logicalDate(compiled({ cron: '0 8 * * MON' }), instant('2025-11-17T08:00Z'))).toBe('2025-11-10');
  });
  it('have no start at the first firing there is', () => {
    const once = compiled({ cron: '0 0 0 1 1 ? 2026' });
    expect(intervalOf(once, instant('2026-01-01')).start).toBeUndefined();
    expect(logicalDate(once, instant('2026-01-01'))).toBe('2026-01-01');
  });
  it('find the end of a dense schedule that is over', () => {
    expect(compiled({ cron: '* * * * * * 2020' }).previous(instant('2025-06-01'))?.at).toBe(
      instant('2020-12-31T23:59:59Z'),
    );
  });
  it('join without gaps: the firing before the next one is this one', () => {
    const cron = fc.constantFrom(
      '*/7 * * * *',
      '0 3 * * *',
      '30 2 * * *',
      '0 0 29 2 *',
      '*/5 * * * * *',
      '15 1 L * 2',
      '0 2,3 * * *',
    );
    const timezone = fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(
        cron,
        timezone,
        fc.integer({ min: instant('2020-01-01'), max: instant('2030-01-01') }),
        (pattern, zone, after) => {
          const schedule = compiled({ cron: pattern, timezone: zone });
          const first = schedule.next(after)?.at as number;
          const second = schedule.next(first)?.at as number;
          expect(schedule.previous(second)?.at).toBe(first);
        },
      ),
      { numRuns: 200 },
    );
  });
});
