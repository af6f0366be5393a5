import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { zhCn } from '../i18n/zh-cn.ts';
import { cronWords } from './cron-words.ts';
import { amountsOf, isoAmounts, scheduleWords } from './schedule-words.ts';

const speakers: Record<string, TFunction> = {};

beforeAll(async () => {
  for (const [language, texts] of Object.entries({ en, 'zh-CN': zhCn })) {
    const translator = i18next.createInstance();
    await translator.init({ lng: language, resources: { [language]: { translation: texts } } });
    speakers[language] = translator.t;
  }
});

const say = (definition: object, language = 'en') =>
  scheduleWords(definition, 'UTC', { t: speakers[language] as TFunction, language });

describe('amounts of time', () => {
  it('uses the largest unit that fits, and several where none does', () => {
    expect(amountsOf(900_000)).toEqual([['minute', 15]]);
    expect(amountsOf(604_800_000)).toEqual([['week', 1]]);
    expect(amountsOf(5_400_000)).toEqual([['minute', 90]]);
    expect(amountsOf(90_061_000)).toEqual([
      ['day', 1],
      ['hour', 1],
      ['minute', 1],
      ['second', 1],
    ]);
  });

  it('reads durations of ISO 8601', () => {
    expect(isoAmounts('P1M')).toEqual([['month', 1]]);
    expect(isoAmounts('PT1M')).toEqual([['minute', 1]]);
    expect(isoAmounts('P')).toBeUndefined();
  });
});

describe('scheduleWords', () => {
  it.each([
    [{ every: '15m' }, 'Every 15 minutes', '每 15 分钟'],
    [{ every: '1d' }, 'Every day', '每天'],
    [{ delay: '10m' }, '10 minutes after the end of the run before', '上一实例结束 10分钟后'],
    [{ at: '2026-12-24T09:00' }, 'Once: 2026-12-24 09:00', '单次：2026-12-24 09:00'],
    [
      { interval: 'R5/2026-01-01T00:00:00/P1D' },
      'Every day, 5 times, from 2026-01-01 00:00:00',
      '每天，共 5 次，自 2026-01-01 00:00:00 起',
    ],
    [
      { rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;BYHOUR=9' },
      'Every 2 weeks, on Monday and Friday, at 09:00',
      '每 2 周，星期一和星期五，09:00',
    ],
  ])('tells %j in both languages', (definition, english, chinese) => {
    expect(say(definition)).toBe(english);
    expect(say(definition, 'zh-CN')).toBe(chinese);
  });

  it('says nothing rather than half a rule', () => {
    expect(say({ rrule: 'FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO' })).toBeUndefined();
    expect(say({ every: 'soon' })).toBeUndefined();
  });
});

describe('cronWords', () => {
  it.each([
    ['10 0 * * *', false, 'At 00:10', '00:10'],
    ['@daily', false, 'At 00:00', '00:00'],
    ['0 30 9 ? * 2-6', true, 'At 09:30, Monday through Friday', '09:30，星期一至星期五'],
    ['0 0 LW * *', false, 'At 00:00, on the last weekday of the month', '00:00，限每月的最后一个工作日'],
  ])('tells %s', (cron, quartz, english, chinese) => {
    expect(cronWords(cron, 'en', quartz)).toBe(english);
    expect(cronWords(cron, 'zh-CN', quartz)).toBe(chinese);
  });

  it('says nothing about what it cannot read', () => {
    expect(cronWords('not cron', 'en', false)).toBeUndefined();
  });
});
