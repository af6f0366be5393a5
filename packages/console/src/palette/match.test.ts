import { describe, expect, it } from 'vitest';
import { rank } from './match.ts';
import { soundsLike } from './pinyin.ts';

describe('rank', () => {
  it('puts the whole name before its beginning, a word, a part, the title and initials', () => {
    const ranks = [
      rank('report', 'report'),
      rank('report', 'reports'),
      rank('report', 'daily-report'),
      rank('port', 'daily-report'),
      rank('weather', 'daily-report', 'Weather of a year'),
      rank('dr', 'daily-report'),
    ];
    expect(ranks).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('finds nothing where nothing is', () => {
    expect(rank('x', 'daily-report', 'Weather')).toBeUndefined();
    expect(rank('r', 'x-report-y')).toBe(2);
  });
});

describe('a Chinese title', () => {
  it.each(['mrdd', 'meiri', 'mrdingdan', 'ddduizhang'])('sounds like %s', (text) => {
    expect(soundsLike('每日订单对账', text)).toBe(true);
  });

  it('does not sound like anything else', () => {
    expect(soundsLike('每日订单对账', 'kucun')).toBe(false);
  });
});
