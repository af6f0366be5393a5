import { describe, expect, it } from 'vitest';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { ScheduleError } from './schedule-error.ts';
import { compiled, listed } from './schedule.testing.ts';

const fires = (definition: ScheduleDocument, from: string, most = 4): string[] =>
  listed(compiled(definition).firings(Date.parse(from) - 1), most);

describe('several patterns', () => {
  it('are a union, in which an instant that two share is one firing', () => {
    expect(fires({ cron: ['0 9 * * *', '0 9 * * 5', '30 17 * * 5'] }, '2026-01-01')).toEqual([
      '2026-01-01T09:00',
      '2026-01-02T09:00',
      '2026-01-02T17:30',
      '2026-01-03T09:00',
    ]);
  });
});

describe('the dialect of Quartz', () => {
  it.each([
    ['0 0 12 ? * 2-6', ['2026-01-01T12:00', '2026-01-02T12:00', '2026-01-05T12:00']],
    ['0 0 12 ? * L', ['2026-01-03T12:00', '2026-01-10T12:00', '2026-01-17T12:00']],
    ['0 0 12 ? * 6L', ['2026-01-30T12:00', '2026-02-27T12:00', '2026-03-27T12:00']],
    ['0 0 12 ? * 6#3 2027', ['2027-01-15T12:00', '2027-02-19T12:00', '2027-03-19T12:00']],
    ['0 0 12 L-2 * ?', ['2026-01-29T12:00', '2026-02-26T12:00', '2026-03-29T12:00']],
    ['0 0 12 ? * SUN', ['2026-01-04T12:00', '2026-01-11T12:00', '2026-01-18T12:00']],
    ['@hourly', ['2026-01-01T00:00', '2026-01-01T01:00', '2026-01-01T02:00']],
  ])('%s', (cron, expected) => {
    expect(fires({ cron, syntax: 'quartz' }, '2026-01-01', 3)).toEqual(expected);
  });
  it.each([
    ['0 12 ? * 2', 'the pattern has 5 fields; Quartz has 6'],
    ['0 0 12 * * *', 'neither of day of month and weekday is "?"'],
    ['0 0 12 ? * ?', 'each of day of month and weekday is "?"'],
    ['0 0 12 ? * 0', '"0" is not 1 to 7'],
  ])('refuses %s', (cron, message) => {
    expect(() => compiled({ cron, syntax: 'quartz' })).toThrow(message);
  });
});

describe('a fixed rate', () => {
  it('counts from its start, else from the epoch', () => {
    expect(fires({ every: '7m' }, '1970-01-01T00:01Z', 2)).toEqual(['1970-01-01T00:07', '1970-01-01T00:14']);
    const definition = { every: '2d', start: '2026-03-07T08:00', timezone: 'America/New_York' };
    expect(fires(definition, '2026-01-01', 2)).toEqual(['2026-03-07T13:00', '2026-03-09T13:00']);
  });
  it('has a firing before', () => {
    expect(compiled({ every: '7m' }).previous(Date.parse('2026-01-01T00:00:01Z'))?.at).toBe(Date.parse('2026-01-01'));
  });
});

describe('a fixed delay', () => {
  const end = Date.parse('2026-01-01T00:03:10Z');
  it('counts from the end of the run before, or from a start to come', () => {
    expect(compiled({ delay: '10m' }).next(end)?.at).toBe(end + 600_000);
    expect(fires({ delay: '10m', start: '2027-01-01' }, '2026-01-01')).toEqual(['2027-01-01T00:10']);
  });
  it('tells one firing, and none before', () => {
    expect([...compiled({ delay: '10m' }).firings(end)]).toHaveLength(1);
    expect(compiled({ delay: '10m' }).previous(end)).toBeUndefined();
  });
});

describe('moments', () => {
  it('are instants, or local times under the policy of the clock', () => {
    const at = ['2026-03-08T02:30', '2026-01-05T09:00:00Z', '2026-01-05T04:00'];
    const definition = { at, timezone: 'America/New_York' };
    expect(fires(definition, '2026-01-01')).toEqual(['2026-01-05T09:00', '2026-03-08T07:00 dst_gap']);
    expect(fires({ ...definition, dst: { gap: 'skip' } }, '2026-02-01')).toEqual([]);
  });
});

describe('ISO intervals', () => {
  it.each([
    ['R2/2026-01-01T00:00:00+08:00/P1D', 'Asia/Shanghai', ['2025-12-31T16:00', '2026-01-01T16:00']],
    ['R3/2026-01-31T00:00:00Z/P1M', 'UTC', ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00']],
    ['R2/2026-03-07T12:00:00Z/PT24H', 'America/New_York', ['2026-03-07T12:00', '2026-03-08T12:00']],
    ['R2/2026-03-07T07:00/P1D', 'America/New_York', ['2026-03-07T12:00', '2026-03-08T11:00']],
    [
      'R3/2026-03-07T02:30/P1D',
      'America/New_York',
      ['2026-03-07T07:30', '2026-03-08T07:00 dst_gap', '2026-03-09T06:30'],
    ],
    ['R2/2026-01-01T00:00Z/2026-01-01T06:00Z', 'UTC', ['2026-01-01T00:00', '2026-01-01T06:00']],
    ['R3/2024-02-29T00:00:00Z/P1Y', 'UTC', ['2024-02-29T00:00', '2025-02-28T00:00', '2026-02-28T00:00']],
  ])('%s in %s', (interval, timezone, expected) => {
    expect(fires({ interval, timezone }, '2020-01-01', 9)).toEqual(expected);
  });
  it('fire at a start in the second pass of a repeated hour', () => {
    const definition = { interval: 'R2/2025-11-02T01:30:00-05:00/P1D', timezone: 'America/New_York' };
    expect(fires(definition, '2025-11-01')).toEqual(['2025-11-02T06:30', '2025-11-03T06:30']);
  });
  it.each([
    ['R/P1D/2026-01-01', 'gives its end, not its start'],
    ['R0/2026-01-01/P1D', 'repeats 0 times'],
    ['R/2026-01-01/P', 'where a duration should be'],
    ['R/2026-01-01/PT0S', 'repeats without a pause'],
    ['R/PT15M', 'has no start'],
    ['R/2026-02-30/P1D', 'is no moment'],
    ['R/2026-01-01T00:00Z/2026-01-02T00:00', 'an offset at one of its ends only'],
    ['P1D', 'is no repeating interval'],
  ])('refuse %s', (interval, message) => {
    expect(() => compiled({ interval })).toThrow(message);
  });
});

describe('bounds', () => {
  it('include both ends, and the whole of a last date', () => {
    const daily = { cron: '0 0,12 * * *', timezone: 'Asia/Shanghai' };
    expect(fires({ ...daily, start: '2026-01-03', end: '2026-01-03' }, '2026-01-01')).toEqual([
      '2026-01-02T16:00',
      '2026-01-03T04:00',
    ]);
    expect(fires({ ...daily, start: '2026-01-03T12:00', end: '2026-01-03T16:00:00Z' }, '2026-01-01')).toEqual([
      '2026-01-03T04:00',
      '2026-01-03T16:00',
    ]);
  });
  it('are limited in number from the start, wherever one looks from', () => {
    const definition = { cron: '0 0 * * *', start: '2026-01-03', limit: 3 };
    expect(fires(definition, '2025-01-01', 9)).toEqual(['2026-01-03T00:00', '2026-01-04T00:00', '2026-01-05T00:00']);
    expect(fires(definition, '2026-01-05', 9)).toEqual(['2026-01-05T00:00']);
    expect(compiled(definition).previous(Date.parse('2030-01-01'))?.at).toBe(Date.parse('2026-01-05'));
  });
});

describe('what is no schedule', () => {
  const refusals: readonly (readonly [ScheduleDocument, string, string])[] = [
    [{}, 'cron', 'does not say when'],
    [{ cron: '@daily', every: '1h' }, 'every', 'both cron and every'],
    [{ cron: [] }, 'cron', 'empty'],
    [{ cron: ['@daily', '61 * * * *'] }, 'cron', '"61 * * * *": minute'],
    [{ every: '10ms' }, 'every', 'not between 1s and 3660d'],
    [{ every: 'soon' }, 'every', 'no duration'],
    [{ every: '1h', syntax: 'quartz' }, 'syntax', 'syntax is for cron'],
    [{ at: '2026-05-09' }, 'at', 'names no time of day'],
    [{ at: 'noon' }, 'at', 'no moment'],
    [{ cron: '@daily', timezone: 'Mars/Olympus' }, 'timezone', 'no time zone'],
    [{ cron: '@daily', start: '2011-12-30', timezone: 'Pacific/Apia' }, 'start', 'does not exist in Pacific/Apia'],
    [{ cron: '@daily', start: '2026-05-09', end: '2026-05-08' }, 'end', 'is before the start'],
    [{ cron: '@daily', limit: 3 }, 'limit', 'counts from the start'],
    [{ cron: '@daily', start: '2026-05-09', limit: 1e6 }, 'limit', '1 to 10000'],
    [{ delay: '1h', limit: 3 }, 'limit', 'no times to count'],
    [{ cron: '@daily', calendar: 'days' }, 'calendar', 'there is no calendar "days"'],
    [{ cron: '@daily', freeze: 'days' }, 'freeze', 'there is no calendar "days"'],
  ];
  it.each(refusals)('%j', (definition, field, message) => {
    expect(() => compiled(definition)).toThrow(message);
    expect(() => compiled(definition)).toThrow(expect.objectContaining({ name: ScheduleError.name, field }));
  });
});
