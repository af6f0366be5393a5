import { describe, expect, it } from 'vitest';
import { compileExpression } from './compiled-expression.ts';
import { ExpressionError } from './expression-error.ts';

const ds = (text: string, logicalTime = '2022-08-26T02:30:05Z', timeZone = 'Asia/Shanghai'): unknown =>
  compileExpression(`ds(${JSON.stringify(text)})`).evaluate({ run: { logicalTime }, timeZone });

describe('time placeholders of DolphinScheduler', () => {
  it.each([
    ['$[yyyyMMdd]', '20220826'],
    ['$[HHmmss]', '103005'],
    ['$[yyyy-MM-dd HH:mm]', '2022-08-26 10:30'],
    ['$[yyyy-MM-dd]', '2022-08-26'],
    ['$[yyyyMMdd-1]', '20220825'],
    ['$[yyyy-MM-dd-1]', '2022-08-25'],
    ['$[yyyyMMdd+7*1]', '20220902'],
    ['$[yyyyMMdd-7*2]', '20220812'],
    ['$[HHmmss+2/24]', '123005'],
    ['$[HHmmss-15/24/60]', '101505'],
    ['$[yyyyMMddHHmmss+(1+2)*2]', '20220901103005'],
    ['$[add_months(yyyyMMdd,12*1)]', '20230826'],
    ['$[add_months(yyyyMMdd,-6)]', '20220226'],
    ['$[this_day(yyyy-MM-dd)]', '2022-08-26'],
    ['$[last_day(yyyy-MM-dd)]', '2022-08-25'],
    ['$[month_begin(yyyy-MM-dd,0)]', '2022-08-01'],
    ['$[month_begin(yyyyMMdd,-1)]', '20220731'],
    ['$[month_end(yyyyMMdd,0)]', '20220831'],
    ['$[month_end(yyyyMMdd,1)]', '20220901'],
    ['$[week_begin(yyyyMMdd,1)]', '20220823'],
    ['$[week_end(yyyyMMdd,-1)]', '20220827'],
    ['$[month_first_day(yyyy-MM-dd,-1)]', '2022-07-01'],
    ['$[month_last_day(yyyy-MM-dd,-1)]', '2022-07-31'],
    ['$[month_last_day(yyyy-MM-dd)]', '2022-08-31'],
    ['$[week_first_day(yyyy-MM-dd,0)]', '2022-08-22'],
    ['$[week_first_day(yyyy-MM-dd)]', '2022-08-22'],
    ['$[week_last_day(yyyy-MM-dd,0)]', '2022-08-28'],
    ['$[week_last_day(yyyy-MM-dd,-1)]', '2022-08-21'],
    ['$[year_week(yyyy-MM-dd)]', '2022-34'],
    ['$[year_week(yyyyMMdd)]', '202234'],
    ['$[year_week(yyyy-MM-dd,5)]', '2022-35'],
    ['$[timestamp(yyyyMMdd00mmss)]', '1661445005'],
    ['$[timestamp(yyyyMMddHHmmss-1)]', '1661394605'],
    ['$[timestamp(add_months(yyyyMMddHHmmss,0))]', '1661481005'],
    ['dt=$[yyyyMMdd-1]/hh=$[HH]', 'dt=20220825/hh=10'],
  ])('%s is %s', (text, expected) => {
    expect(ds(text)).toBe(expected);
  });

  it('pair a week with the year it belongs to', () => {
    expect(ds('$[year_week(yyyy-MM-dd)]', '2021-01-02T00:00:00Z')).toBe('2020-53');
    expect(ds('$[year_week(yyyy-MM-dd)]', '2024-12-31T00:00:00Z')).toBe('2025-01');
  });

  it('keep the time of day over whole days, and count minutes as they pass', () => {
    expect(ds('$[yyyyMMddHHmm-1]', '2025-03-09T16:00:00Z', 'America/New_York')).toBe('202503081200');
    expect(ds('$[HHmm-1/24]', '2025-03-09T07:30:00Z', 'America/New_York')).toBe('0130');
  });

  it('see the start of the logical date where a run has no logical time, and the moment they are given', () => {
    const run = { logicalTime: null, logicalDate: '2026-11-20' };
    const evaluate = (source: string) => compileExpression(source).evaluate({ run, timeZone: 'Asia/Shanghai' });
    expect(evaluate(`ds('$[yyyyMMddHHmm]')`)).toBe('202611200000');
    expect(evaluate(`ds('$[yyyyMMddHH+1/24]', '2026-05-09')`)).toBe('2026050901');
    expect(evaluate(`ds('$[yyyyMMddHH]', inZone('2026-05-09T00:00:00Z', 'America/New_York'))`)).toBe('2026050820');
  });

  it.each([
    ['20220826', 'has no $[…]'],
    ['$[yyyyMMdd-1/0]', 'no number of days'],
    ['$[yyyyMMdd+999999999]', 'no number of days'],
    ['$[month_begin(yyyyMMdd)]', 'needs a format and a number'],
    ['$[month_first_day(yyyyMMdd,x)]', 'where a number should be'],
    ['$[year_week(yyyy,8)]', 'days are 1 (Monday) to 7'],
    ['$[next_day(yyyy)]', 'is no function'],
    ['$[timestamp(yyyy)]', 'timestamp needs yyyyMMddHHmmss'],
    ['$[bbb]', 'is no field'],
  ])('%s is refused', (text, message) => {
    expect(() => ds(text)).toThrow(ExpressionError);
    expect(() => ds(text)).toThrow(message);
  });
});
