import { describe, expect, it } from 'vitest';
import { CELL_MS, countText, layoutWeek, levelOf, weekSpan } from './week-layout.ts';

const cellsOf = (week: ReturnType<typeof layoutWeek>) => week.rows.flatMap(({ cells }) => cells);

describe('layoutWeek', () => {
  it('places every quarter hour of the week once', () => {
    const at = '2026-11-21T16:15:00Z'; // 0:15 on the 22nd in Shanghai
    const week = layoutWeek('2026-11-21', 'Asia/Shanghai', [{ at, count: 3 }]);
    expect(week.rows).toHaveLength(24);
    expect(new Set(cellsOf(week).map((cell) => cell?.at)).size).toBe(7 * 96);
    expect(week.rows[0]?.cells[4 + 1]).toEqual({ at: Date.parse(at), count: 3 });
    expect(week.busiest?.at).toBe(Date.parse(at));
    expect(week.dates.at(-1)).toBe('2026-11-27');
  });

  it('has a row of its own for the hour that comes twice', () => {
    const week = layoutWeek('2026-10-25', 'Europe/Berlin', [
      { at: '2026-10-25T00:30:00Z', count: 1 },
      { at: '2026-10-25T01:30:00Z', count: 2 },
    ]);
    expect(week.rows.map(({ hour, again }) => `${hour}${again ? '+' : ''}`).slice(1, 5)).toEqual(['1', '2', '2+', '3']);
    expect([week.rows[2]?.cells[2]?.count, week.rows[3]?.cells[2]?.count]).toEqual([1, 2]);
    expect(week.rows[3]?.cells.filter((cell) => cell !== undefined)).toHaveLength(4);
    expect(week.to - week.from).toBe((7 * 96 + 4) * CELL_MS);
    expect(weekSpan('2026-10-25', 'Europe/Berlin').days).toBe(8);
    expect(week.total).toBe(3);
  });

  it('leaves the hour empty that does not come', () => {
    const week = layoutWeek('2026-03-29', 'Europe/Berlin', []);
    expect(week.rows[2]?.cells.slice(0, 5)).toEqual([undefined, undefined, undefined, undefined, expect.anything()]);
  });

  it('knows zones that are a quarter of an hour off', () => {
    const week = layoutWeek('2026-11-21', 'Asia/Kathmandu', [{ at: '2026-11-20T18:15:00Z', count: 1 }]);
    expect(week.rows[0]?.cells[0]?.count).toBe(1);
  });
});

describe('levelOf', () => {
  it('grows with the count and shows the least', () => {
    expect([0, 1, 10, 100, 5000].map((count) => levelOf(count, 5000))).toEqual([0, 1, 2, 3, 5]);
    expect(levelOf(1, 1)).toBeGreaterThan(0);
  });
});

describe('countText', () => {
  it('fits four places and never rounds up', () => {
    expect([7, 999, 1_299, 9_999, 10_999].map(countText)).toEqual(['7', '999', '1.2k', '9.9k', '10k']);
  });
});
