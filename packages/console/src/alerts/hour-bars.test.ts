import { describe, expect, it } from 'vitest';
import { HOURS, hourBars } from './hour-bars.ts';

const NOW = Date.parse('2026-11-21T12:34:56Z');
const hour = (at: string, failures: number) => ({ hour: at, failures, notified: 1, muted: 0 });

describe('the hours of a week', () => {
  it('end with the one that runs, and hold what is known of each', () => {
    const bars = hourBars(
      [hour('2026-11-10T00:00:00.000Z', 9), hour('2026-11-21T11:00:00.000Z', 2), hour('2026-11-21T12:00:00.000Z', 3)],
      NOW,
    );
    expect(bars).toHaveLength(HOURS);
    expect(bars.slice(-3).map(({ failures }) => failures)).toEqual([0, 2, 3]);
    expect(bars.reduce((sum, { failures }) => sum + failures, 0)).toBe(5);
    expect(bars.at(0)?.at.toISOString()).toBe('2026-11-14T13:00:00.000Z');
  });
});
