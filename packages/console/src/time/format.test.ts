import { describe, expect, it } from 'vitest';
import { relativeText } from './format.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const inHours = (hours: number, locale = 'en') => relativeText(new Date(NOW + hours * 3_600_000), NOW, locale);

describe('relativeText', () => {
  it('tells a distance, and never names a day that may be another one', () => {
    expect(inHours(39)).toBe('in 1 day');
    expect(inHours(-39)).toBe('1 day ago');
    expect(inHours(39, 'zh-CN')).toBe('1天后');
    expect(inHours(60, 'zh-CN')).toBe('2天后');
    expect(inHours(5)).toBe('in 5 hr.');
    expect(inHours(0)).toBe('now');
  });
});
