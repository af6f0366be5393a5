import { type CalendarTable, encodeYear } from '@carillon/core';
import { createLogger } from '@carillon/runtime';
import { describe, expect, it } from 'vitest';
import { createCalendarWatch } from './calendar-watch.ts';

const table = (name: string, ...years: readonly number[]): CalendarTable => ({
  name,
  version: 1,
  years: Object.fromEntries(years.map((year) => [year, encodeYear(year, () => true)])),
  freezes: [],
  marks: {},
});

function watchAt(date: string, tables: readonly CalendarTable[]) {
  let now = Date.parse(date);
  const lines: { calendar: string; days: number; until: string }[] = [];
  const log = createLogger({ name: 'test', level: 'silent' });
  log.warn = (fields: (typeof lines)[number]) => lines.push(fields);
  let left: ReadonlyMap<string, number> = new Map();
  const loop = createCalendarWatch({
    calendars: { inUse: async () => tables },
    clock: { now: () => now },
    onDaysLeft: (days) => {
      left = days;
    },
    log,
  });
  return {
    lines,
    left: () => Object.fromEntries(left),
    async look(at = date) {
      now = Date.parse(at);
      await loop.runOnce();
    },
  };
}

describe('the watch over calendars', () => {
  it('counts the days until the last known year ends, the least of a name', async () => {
    const watch = watchAt('2026-11-21T12:00:00Z', [
      table('cn-workdays', 2025, 2026),
      table('both', 2026, 2027),
      table('both', 2026),
      table('gone', 2025),
    ]);
    await watch.look();
    expect(watch.left()).toEqual({ 'cn-workdays': 40, both: 40, gone: 0 });
  });
  it('warns from 60 days before, once a day', async () => {
    const watch = watchAt('2026-11-01T00:00:00Z', [table('cn-workdays', 2026), table('us-workdays', 2026, 2027)]);
    await watch.look();
    expect(watch.lines).toMatchObject([{ calendar: 'cn-workdays', days: 60, until: '2026-12-31' }]);
    await watch.look('2026-11-01T23:00:00Z');
    expect(watch.lines).toHaveLength(1);
    await watch.look('2026-11-02T00:10:00Z');
    expect(watch.lines).toMatchObject([{ days: 60 }, { days: 59 }]);
  });
  it('says nothing 61 days before', async () => {
    const watch = watchAt('2026-10-31T23:59:59Z', [table('cn-workdays', 2026)]);
    await watch.look();
    expect(watch.lines).toEqual([]);
  });
});
