import { describe, expect, it } from 'vitest';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { compiled } from '../schedule/schedule.testing.ts';
import { downstreamTimes } from './downstream-times.ts';
import { logicalTimesIn } from './logical-times.ts';

const of = (workflow: string, ...definitions: ScheduleDocument[]) => ({
  workflow,
  zone: 'Asia/Shanghai',
  schedules: definitions.map((definition) => compiled(definition)),
});
const DAILY = of('orders', { cron: '10 0 * * *', timezone: 'Asia/Shanghai' });
const RANGE = { from: '2026-11-19', to: '2026-11-20' };
const times = (...downstream: ScheduleDocument[]): string[] =>
  downstreamTimes(of('report', ...downstream), logicalTimesIn(DAILY, RANGE)).map((at) => new Date(at).toISOString());

describe('the logical time of a downstream run', () => {
  it('is the only firing of the date', () => {
    expect(times({ cron: '0 5 * * *', timezone: 'Asia/Shanghai' })).toEqual([
      '2026-11-19T21:00:00.000Z',
      '2026-11-20T21:00:00.000Z',
    ]);
  });

  it('is the same instant where it fires then', () => {
    expect(times({ cron: '10 * * * *', timezone: 'Asia/Shanghai' })).toEqual([
      '2026-11-19T16:10:00.000Z',
      '2026-11-20T16:10:00.000Z',
    ]);
  });

  it('is the beginning of the date without a schedule, and not an instant of another date', () => {
    expect(times()).toEqual(['2026-11-18T16:00:00.000Z', '2026-11-19T16:00:00.000Z']);
  });

  it.each([
    [{ cron: '5 * * * *' }, '2026-11-19'],
    [{ cron: '0 0 1 1 *' }, '2026-11-19'],
  ])('is refused where the date has no single one', (downstream, date) => {
    expect(() => times(downstream)).toThrow(`the downstream workflow "report" has no single firing of ${date}`);
  });

  it('is refused where a date has several logical times and the other does not fire at each', () => {
    const hourly = of('orders', { cron: '0 * * * *', timezone: 'Asia/Shanghai' });
    expect(() => downstreamTimes(of('report'), logicalTimesIn(hourly, RANGE))).toThrow(
      '2026-11-19 has several logical times',
    );
  });
});
