import { describe, expect, it } from 'vitest';
import { encodeYear, type CalendarTable } from '../schedule/calendar-table.ts';
import { compileExpression } from './compiled-expression.ts';
import { documentCalendars } from './document-calendars.ts';

/** Monday to Friday of 2026, and Saturday 9 May. */
const table: CalendarTable = {
  name: 'workdays',
  version: 1,
  years: { '2026': encodeYear(2026, (day) => (day + 3) % 7 < 5 || day === Date.UTC(2026, 4, 9) / 86_400_000) },
  freezes: [],
  marks: {},
};
const value = (source: string, calendars = new Map([['workdays', table]])) =>
  compileExpression(source).evaluate({ run: { logicalDate: '2026-05-08' }, calendars });

describe('workdays', () => {
  it('are those of the calendar', () => {
    expect(value("isWorkday('2026-05-09', 'workdays')")).toBe(true);
    expect(value("isWorkday('2026-05-10', 'workdays')")).toBe(false);
    expect(value("isWorkday(inZone('2026-05-09T18:00:00Z', 'Asia/Shanghai'), 'workdays')")).toBe(false);
  });
  it('are counted on and back', () => {
    expect(value("addWorkdays(run.logicalDate, 2, 'workdays')")).toBe('2026-05-11');
    expect(value("addWorkdays('2026-05-11', -1, 'workdays')")).toBe('2026-05-09');
    expect(value("addWorkdays('2026-05-10', 0, 'workdays')")).toBe('2026-05-11');
    expect(value("addWorkdays('2026-05-08T10:15:00Z', 2, 'workdays')")).toBe('2026-05-11T10:15:00Z');
  });
  it('are not guessed', () => {
    expect(() => value("isWorkday('2027-01-04', 'workdays')")).toThrow('no published data');
    expect(() => value("addWorkdays('2026-12-30', 5, 'workdays')")).toThrow('it knows 2026 to 2026');
    expect(() => value("isWorkday('2026-01-05', 'workdays')", new Map())).toThrow('there is no calendar "workdays"');
    expect(() => value("addWorkdays('2026-01-05', 100000, 'workdays')")).toThrow('too far');
    expect(() => value("addWorkdays('2026-01-05', 1.5, 'workdays')")).toThrow('whole number');
  });
  it('ask calendars that are known beforehand', () => {
    expect(() => compileExpression('isWorkday(run.logicalDate, params.calendar)')).toThrow('as a text');
    expect(compileExpression("isWorkday('2026-01-05', 'a') || isWorkday('2026-01-05', 'b')").calendars).toEqual([
      'b',
      'a',
    ]);
    const document = {
      kind: 'Workflow',
      name: 'w',
      project: 'p',
      schedules: { s: { cron: '@daily', calendar: 'shop', freeze: ['sales'] } },
      tasks: {
        one: { type: 'noop', when: "isWorkday(run.logicalDate, 'cn-workdays')" },
        two: { type: 'http', with: { url: "https://x.example/${{ addWorkdays(run.logicalDate, 1, 'us-workdays') }}" } },
        three: { type: 'shell', with: { script: 'echo isWorkday(1)' } },
      },
    } as const;
    expect(documentCalendars(document)).toEqual(['shop', 'sales', 'cn-workdays', 'us-workdays']);
  });
});
