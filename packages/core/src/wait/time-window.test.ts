import { describe, expect, it } from 'vitest';
import { encodeYear, firstDayOf, yearOf } from '../schedule/calendar-table.ts';
import { nextInWindow } from './time-window.ts';

const ZONE = 'Asia/Shanghai';
const at = (text: string): number => Date.parse(`${text}+08:00`);
const next = (from: string, to: string, now: string): number => nextInWindow({ from, to, timezone: ZONE }, at(now));

describe('a window of hours', () => {
  it.each([
    ['08:00', '18:00', '2026-11-21T07:00', '2026-11-21T08:00'],
    ['08:00', '18:00', '2026-11-21T08:00', '2026-11-21T08:00'],
    ['08:00', '18:00', '2026-11-21T12:00', '2026-11-21T12:00'],
    ['08:00', '18:00', '2026-11-21T18:00', '2026-11-22T08:00'],
    ['22:00', '06:00', '2026-11-21T03:00', '2026-11-21T03:00'],
    ['22:00', '06:00', '2026-11-21T06:00', '2026-11-21T22:00'],
    ['22:00', '06:00', '2026-11-21T23:00', '2026-11-21T23:00'],
  ])('from %s to %s, at %s: %s', (from, to, now, expected) => expect(next(from, to, now)).toBe(at(expected)));

  it('opens on days of its calendar, and stays open over night', () => {
    const sundays = encodeYear(2026, (day) => new Date(day * 86_400_000).getUTCDay() === 0);
    const calendar = { name: 'sundays', version: 1, years: { 2026: sundays }, freezes: [], marks: {} };
    const window = { from: '22:00', to: '06:00', timezone: ZONE, calendar };
    expect(nextInWindow(window, at('2026-11-21T23:00'))).toBe(at('2026-11-22T22:00'));
    expect(nextInWindow(window, at('2026-11-23T05:00'))).toBe(at('2026-11-23T05:00'));
    expect(() => nextInWindow(window, at('2027-01-05T00:00'))).toThrow('no published data');
    expect(yearOf(firstDayOf(2026))).toBe(2026);
  });
});
