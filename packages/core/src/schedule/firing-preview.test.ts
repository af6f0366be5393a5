import { describe, expect, it } from 'vitest';
import { localTimeText, previewFirings } from './firing-preview.ts';
import { compiled } from './schedule.testing.ts';

describe('a preview', () => {
  it('gives both times of a firing, what it covers, and what daylight saving did', () => {
    const berlin = compiled({ cron: '30 2 * * *', timezone: 'Europe/Berlin' });
    expect(previewFirings(berlin, { from: Date.parse('2026-03-28T01:30:00Z'), count: 2 })).toEqual([
      {
        logicalTime: '2026-03-28T01:30:00.000Z',
        localTime: '2026-03-28T02:30:00+01:00',
        startsAt: '2026-03-28T01:30:00.000Z',
        logicalDate: '2026-03-27',
        notes: [],
      },
      {
        logicalTime: '2026-03-29T01:00:00.000Z',
        localTime: '2026-03-29T03:00:00+02:00',
        startsAt: '2026-03-29T01:00:00.000Z',
        logicalDate: '2026-03-28',
        notes: ['dst_gap'],
      },
    ]);
  });

  it('includes both of its ends', () => {
    const hourly = compiled({ cron: '0 * * * *', covers: 'same' });
    const from = Date.parse('2026-11-21T10:00:00Z');
    const shown = previewFirings(hourly, { from, until: from + 7_200_000, count: 100 });
    expect(shown.map(({ localTime }) => localTime)).toEqual([
      '2026-11-21T10:00:00+00:00',
      '2026-11-21T11:00:00+00:00',
      '2026-11-21T12:00:00+00:00',
    ]);
    expect(shown[0]?.logicalDate).toBe('2026-11-21');
  });

  it('shows offsets west of Greenwich and those with seconds', () => {
    expect(localTimeText(Date.parse('2026-11-21T10:00:00Z'), 'America/St_Johns')).toBe('2026-11-21T06:30:00-03:30');
    expect(localTimeText(Date.parse('1880-01-01T00:00:00Z'), 'Asia/Shanghai')).toBe('1880-01-01T08:05:43+08:05:43');
  });
});
