import { describe, expect, it } from 'vitest';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { compiled } from './schedule.testing.ts';

function firings(definition: ScheduleDocument, from: string, to: string): string[] {
  return [...compiled(definition).firings(Date.parse(from) - 1, Date.parse(to) - 1)].map(
    (next) => new Date(next.at).toISOString().slice(0, 16) + (next.notes.length > 0 ? ` ${next.notes.join(' ')}` : ''),
  );
}

const newYork = (cron: string, dst?: ScheduleDocument['dst']): ScheduleDocument => ({
  cron,
  timezone: 'America/New_York',
  ...(dst ? { dst } : {}),
});

describe('daylight saving (GUARANTEES 3.8)', () => {
  it('fires a time in the gap at the first instant after it', () => {
    expect(firings(newYork('30 2 * * *'), '2025-03-09T00:00Z', '2025-03-11T00:00Z')).toEqual([
      '2025-03-09T07:00 dst_gap',
      '2025-03-10T06:30',
    ]);
  });
  it('shifts it by the length of the gap, or skips it, when asked to', () => {
    expect(firings(newYork('30 2 * * *', { gap: 'shift' }), '2025-03-09T00:00Z', '2025-03-11T00:00Z')).toEqual([
      '2025-03-09T07:30 dst_gap',
      '2025-03-10T06:30',
    ]);
    expect(firings(newYork('30 2 * * *', { gap: 'skip' }), '2025-03-09T00:00Z', '2025-03-11T00:00Z')).toEqual([
      '2025-03-10T06:30 dst_gap',
    ]);
  });
  it('makes one firing of two times that map to one instant', () => {
    expect(firings(newYork('0 2,3 * * *'), '2025-03-09T05:00Z', '2025-03-10T05:00Z')).toEqual([
      '2025-03-09T07:00 dst_merged',
    ]);
    expect(firings(newYork('0,30 2 * * *'), '2025-03-09T05:00Z', '2025-03-10T05:00Z')).toEqual([
      '2025-03-09T07:00 dst_merged',
    ]);
  });
  it('lets patterns that follow elapsed time run through the gap', () => {
    expect(firings(newYork('*/30 * * * *'), '2025-03-09T06:30Z', '2025-03-09T08:00Z')).toEqual([
      '2025-03-09T06:30',
      '2025-03-09T07:00 dst_gap',
      '2025-03-09T07:30',
    ]);
    expect(firings(newYork('*/15 2 * * *'), '2025-03-09T05:00Z', '2025-03-10T05:00Z')).toEqual([]);
    expect(compiled(newYork('*/15 2 * * *')).next(Date.parse('2025-03-09T05:00Z'))?.notes).toEqual(['dst_gap']);
  });
  it('fires a time of the overlap once, in the pass that is chosen', () => {
    const days = ['2025-11-02T04:00Z', '2025-11-04T00:00Z'] as const;
    expect(firings(newYork('30 1 * * *'), ...days)).toEqual(['2025-11-02T05:30 dst_overlap', '2025-11-03T06:30']);
    expect(firings(newYork('30 1 * * *', { overlap: 'last' }), ...days)).toEqual([
      '2025-11-02T06:30 dst_overlap',
      '2025-11-03T06:30',
    ]);
    expect(firings(newYork('30 1 * * *', { overlap: 'both' }), ...days)).toEqual([
      '2025-11-02T05:30 dst_overlap',
      '2025-11-02T06:30 dst_overlap',
      '2025-11-03T06:30',
    ]);
  });
  it('lets patterns that follow elapsed time fire in both passes', () => {
    const hourly = firings(newYork('0 * * * *'), '2025-11-02T04:00Z', '2025-11-03T05:00Z');
    expect(hourly).toHaveLength(25);
    expect(hourly.slice(1, 3)).toEqual(['2025-11-02T05:00', '2025-11-02T06:00']);
    expect(firings(newYork('*/30 1 * * *'), '2025-11-02T04:00Z', '2025-11-03T05:00Z')).toEqual([
      '2025-11-02T05:00',
      '2025-11-02T05:30',
      '2025-11-02T06:00',
      '2025-11-02T06:30',
    ]);
  });
  it('knows shifts of half an hour', () => {
    const lordHowe = { timezone: 'Australia/Lord_Howe' };
    expect(firings({ cron: '15 2 * * *', ...lordHowe }, '2025-10-04T15:00Z', '2025-10-05T15:00Z')).toEqual([
      '2025-10-04T15:30 dst_gap',
    ]);
    expect(firings({ cron: '45 1 * * *', ...lordHowe }, '2025-04-05T14:00Z', '2025-04-06T14:00Z')).toEqual([
      '2025-04-05T14:45 dst_overlap',
    ]);
  });
  it('knows gaps at midnight', () => {
    expect(firings({ cron: '0 0 * * *', timezone: 'Asia/Beirut' }, '2025-03-29T12:00Z', '2025-03-30T12:00Z')).toEqual([
      '2025-03-29T22:00 dst_gap',
    ]);
    expect(firings({ cron: '30 0 * * *', timezone: 'Africa/Cairo' }, '2025-04-24T12:00Z', '2025-04-25T12:00Z')).toEqual(
      ['2025-04-24T22:00 dst_gap'],
    );
  });
  it('skips a day that never was', () => {
    const apia = { cron: '0 12 * * *', timezone: 'Pacific/Apia' };
    expect(firings(apia, '2011-12-29T00:00Z', '2012-01-01T00:00Z')).toEqual([
      '2011-12-29T22:00',
      '2011-12-30T22:00 dst_gap',
      '2011-12-31T22:00',
    ]);
  });
  it('fires on days that exist', () => {
    const months = firings({ cron: '0 0 31 * *' }, '2025-01-01T00:00Z', '2026-01-01T00:00Z').map((at) =>
      at.slice(5, 7),
    );
    expect(months).toEqual(['01', '03', '05', '07', '08', '10', '12']);
    expect(compiled({ cron: '0 0 29 2 *' }).next(Date.parse('2025-01-01T00:00Z'))?.at).toBe(
      Date.parse('2028-02-29T00:00Z'),
    );
    expect(compiled({ cron: '0 0 30 2 *' }).next(0)).toBeUndefined();
  });
});
