import type { ScheduleDay } from '@carillon/protocol';
import { describe, expect, it } from 'vitest';
import { dayState } from './day-state.ts';

const NONE = { success: 0, failed: 0, stopped: 0, open: 0 };
const day = (part: Partial<ScheduleDay>): ScheduleDay => ({
  date: '2026-11-20',
  planned: 0,
  fired: 0,
  skipped: 0,
  merged: 0,
  missed: 0,
  held: 0,
  paused: 0,
  runs: NONE,
  ...part,
});

describe('dayState', () => {
  it.each([
    ['failed', { fired: 96, runs: { ...NONE, success: 95, failed: 1 }, missed: 1 }],
    ['missed', { fired: 95, missed: 1, runs: { ...NONE, success: 95 } }],
    ['held', { held: 1 }],
    ['running', { held: 1, fired: 1, runs: { ...NONE, open: 1 } }],
    ['stopped', { fired: 1, runs: { ...NONE, stopped: 1 } }],
    ['paused', { paused: 3 }],
    ['success', { fired: 2, skipped: 1, runs: { ...NONE, success: 2 } }],
    ['skipped', { skipped: 1 }],
    ['planned', { planned: 1, calendar: 'open' as const }],
    ['unknown', { calendar: 'unknown' as const }],
    ['closed', { calendar: 'closed' as const }],
    ['none', {}],
  ])('is %s', (state, part) => {
    expect(dayState(day(part))).toBe(state);
  });
});
