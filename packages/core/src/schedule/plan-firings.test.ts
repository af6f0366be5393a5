import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { MAX_ENUMERATED, planFirings } from './plan-firings.ts';
import { compiled } from './schedule.testing.ts';

const instant = (text: string): number => Date.parse(text);
const hourly: ScheduleDocument = { cron: '0 * * * *' };

function plan(definition: ScheduleDocument, floor: string, now: string, next?: string) {
  const { decisions, next: upcoming } = planFirings({
    schedule: compiled(definition),
    floor: instant(floor),
    next: next === undefined ? undefined : instant(next),
    now: instant(now),
  });
  return {
    decisions: decisions.map(
      ({ logicalTime, outcome, reason }) => `${new Date(logicalTime).toISOString().slice(5, 19)} ${outcome} ${reason}`,
    ),
    next: upcoming === undefined ? undefined : new Date(upcoming).toISOString().slice(5, 19),
  };
}

describe('firings that are due', () => {
  it('fire on time, or late up to the threshold', () => {
    expect(plan(hourly, '2025-01-01T00:00Z', '2025-01-01T00:59:59Z')).toEqual({
      decisions: [],
      next: '01-01T01:00:00',
    });
    expect(plan(hourly, '2025-01-01T00:00Z', '2025-01-01T01:00:01Z')).toEqual({
      decisions: ['01-01T01:00:00 fired on_time'],
      next: '01-01T02:00:00',
    });
    expect(plan(hourly, '2025-01-01T00:00Z', '2025-01-01T01:01:00Z').decisions).toEqual(['01-01T01:00:00 fired late']);
  });
  it('are caught up once: the newest fires, the others are merged into it', () => {
    expect(plan(hourly, '2025-01-01T00:00Z', '2025-01-01T03:01:01Z')).toEqual({
      decisions: ['01-01T01:00:00 merged catch_up', '01-01T02:00:00 merged catch_up', '01-01T03:00:00 fired catch_up'],
      next: '01-01T04:00:00',
    });
  });
  it('are missed outside the window', () => {
    const short: ScheduleDocument = { ...hourly, misfire: { window: '90m' } };
    expect(plan(short, '2025-01-01T00:00Z', '2025-01-01T03:10Z').decisions).toEqual([
      '01-01T01:00:00 missed outside_window',
      '01-01T02:00:00 merged catch_up',
      '01-01T03:00:00 fired catch_up',
    ]);
    expect(plan({ ...hourly, misfire: { window: '5m' } }, '2025-01-01T00:00Z', '2025-01-01T01:30Z').decisions).toEqual([
      '01-01T01:00:00 missed outside_window',
    ]);
  });
  it('are missed when misfires are ignored, but not when they are due now', () => {
    const ignoring: ScheduleDocument = { ...hourly, misfire: { policy: 'ignore' } };
    expect(plan(ignoring, '2025-01-01T00:00Z', '2025-01-01T02:00:30Z').decisions).toEqual([
      '01-01T01:00:00 missed ignored',
      '01-01T02:00:00 fired late',
    ]);
  });
  it('never lie at or below the floor', () => {
    expect(plan(hourly, '2025-01-01T01:00Z', '2025-01-01T02:00Z', '2025-01-01T01:00Z').decisions).toEqual([
      '01-01T02:00:00 fired on_time',
    ]);
  });
  it('end with the schedule', () => {
    expect(plan({ cron: '0 0 0 1 1 ? 2025' }, '2024-12-31T00:00Z', '2025-01-01T00:00Z')).toEqual({
      decisions: ['01-01T00:00:00 fired on_time'],
      next: undefined,
    });
  });
  it('are enumerated up to a bound and told as one span beyond it', () => {
    const eachSecond: ScheduleDocument = { cron: '* * * * * *' };
    const { decisions } = planFirings({
      schedule: compiled(eachSecond),
      floor: instant('2025-01-01'),
      next: undefined,
      now: instant('2025-01-11'),
    });
    const missed = decisions.filter(({ logicalTime }) => logicalTime < instant('2025-01-11') - 60_000);
    expect(missed).toHaveLength(MAX_ENUMERATED + 2);
    expect(missed.at(-2)).toMatchObject({
      logicalTime: instant('2025-01-01') + 10_001_000,
      through: instant('2025-01-10T23:58:58Z'),
      outcome: 'merged',
      reason: 'cap',
    });
    expect(missed.at(-1)).toMatchObject({
      logicalTime: instant('2025-01-10T23:58:59Z'),
      outcome: 'fired',
      reason: 'catch_up',
    });
    expect(decisions).toHaveLength(MAX_ENUMERATED + 2 + 61);
  });
});

it('each logical time is decided once, however the time until now is cut into looks', () => {
  const definitions = fc.constantFrom<ScheduleDocument>(
    { cron: '*/10 * * * *', timezone: 'America/New_York' },
    { cron: '30 2 * * *', timezone: 'America/New_York', misfire: { policy: 'ignore' } },
    { cron: '*/30 * * * * *', misfire: { window: '1h' } },
  );
  const start = instant('2025-03-09T00:00Z');
  fc.assert(
    fc.property(
      definitions,
      fc.array(fc.integer({ min: 1, max: 6 * 3_600_000 }), { minLength: 1, maxLength: 8 }),
      (definition, steps) => {
        const schedule = compiled(definition);
        let now = start;
        let floor = start;
        const decided: number[] = [];
        for (const step of steps) {
          now += step;
          const { decisions, next } = planFirings({ schedule, floor, next: undefined, now });
          decided.push(...decisions.map(({ logicalTime }) => logicalTime));
          floor = decided.at(-1) ?? floor;
          expect(next).toBe(schedule.next(now)?.at);
        }
        expect(decided).toEqual([...schedule.firings(start, now)].map(({ at }) => at));
      },
    ),
  );
});
