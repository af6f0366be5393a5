import { describe, expect, it } from 'vitest';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import { scheduleKind } from '../definition/schedule-document.ts';
import type { FiringDecision } from './firing-decision.ts';
import type { FiringNote } from './firing-time.ts';
import { planFirings } from './plan-firings.ts';
import type { Schedule } from './schedule.ts';
import { calendarOf, compiled } from './schedule.testing.ts';

/** Over a change of the clock in New York, a freeze window, and the turn of a year without data. */
const FROM = Date.parse('2026-10-25T00:00:00Z');
const UNTIL = FROM + 14 * 86_400_000;

const workdays = calendarOf([2026], undefined, {
  name: 'workdays',
  freezes: [{ from: Date.parse('2026-11-02T00:00Z'), to: Date.parse('2026-11-03T06:00Z'), reason: 'release' }],
});
const shopDays = calendarOf([2025], undefined, { name: 'shop' });

const BAG: Readonly<Record<string, ScheduleDocument>> = {
  'each minute': { cron: '* * * * *' },
  'night, in the repeated hour': { cron: '30 1 * * *', timezone: 'America/New_York', dst: { overlap: 'both' } },
  'several patterns': { cron: ['0 */6 * * *', '30 9 * * 1', '0 12 1 * *'], timezone: 'Asia/Kolkata' },
  quartz: { cron: '0 0/45 8-18 ? * 2-6', syntax: 'quartz', timezone: 'Europe/Berlin' },
  rate: { every: '7m', start: '2026-10-25T03:01', jitter: '5m' },
  moments: { at: ['2026-10-30T10:00', '2026-11-01T06:30:00Z', '2027-01-01T00:00'] },
  interval: { interval: 'R9/2026-10-20T02:30:00-04:00/P1D', timezone: 'America/New_York' },
  rule: { rrule: 'FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=9,15;BYMINUTE=30', jitter: '1h' },
  workdays: { cron: '0 9 * * *', calendar: 'workdays', timezone: 'Asia/Shanghai' },
  'moved to workdays': { cron: '0 9,18 * * *', calendar: { name: 'workdays', otherwise: 'next' } },
  'month end': { cron: '0 22 * * *', calendar: { name: 'workdays', day: -1 }, timezone: 'America/New_York' },
  'without data': { cron: '0 6 * * *', calendar: 'shop' },
  limited: { cron: '0 0 * * *', start: '2026-10-27', limit: 4 },
  delay: { delay: '3h' },
};

const line = (at: number, startAt: number, notes: readonly FiringNote[], held: boolean): string =>
  [new Date(at).toISOString(), new Date(startAt).toISOString(), ...notes, held ? 'held' : 'fires'].join(' ');

/** A clock that goes from one wish to be looked at to the next, and is a little late each time. */
function ledgerOf(schedule: Schedule): string[] {
  const rows: FiringDecision[] = [];
  const heldRows: number[] = [];
  let [now, floor, lastEnd] = [FROM, FROM, undefined as number | undefined];
  for (let looks = 0; looks < 50_000; looks++) {
    const { decisions, released, dueAt, ...plan } = planFirings({
      schedule,
      floor,
      next: undefined,
      now,
      held: heldRows,
      lastEnd,
    });
    rows.push(...decisions);
    heldRows.push(
      ...decisions.filter(({ heldUntil }) => heldUntil !== undefined).map(({ logicalTime }) => logicalTime),
    );
    if (released) heldRows.splice(0, heldRows.findLastIndex((at) => at <= released.through) + 1);
    floor = plan.floor;
    // A run of the bag takes a quarter of an hour.
    if (decisions.some(({ run }) => run !== undefined)) lastEnd = now + 900_000;
    const isDelay = scheduleKind(schedule.definition) === 'delay';
    const look = isDelay && decisions.length > 0 ? (lastEnd as number) : dueAt;
    // Jitter starts the last ones a little later.
    if (look === undefined || look > UNTIL + 3_600_000) break;
    now = Math.max(now, look) + (isDelay ? 0 : looks % 3) * 400;
  }
  return rows
    .filter(({ logicalTime }) => logicalTime <= UNTIL)
    .map(({ logicalTime, startAt, notes, outcome }) => line(logicalTime, startAt, notes, outcome === 'held'));
}

function previewOf(schedule: Schedule): string[] {
  return [...schedule.firings(FROM, UNTIL)].map(({ at, startAt, notes, held }) =>
    line(at, startAt, notes, held !== undefined),
  );
}

describe('two weeks of virtual time', () => {
  it.each(Object.entries(BAG).filter(([name]) => name !== 'delay'))(
    'leave the ledger that was foretold: %s',
    (_, definition) => {
      const schedule = compiled(definition, workdays, shopDays);
      const foretold = previewOf(schedule);
      expect(foretold.length).toBeGreaterThan(0);
      expect(ledgerOf(schedule).join('\n')).toBe(foretold.join('\n'));
    },
  );
  it('put a fixed delay between the end of each run and the next', () => {
    const rows = ledgerOf(compiled({ delay: '3h' }));
    expect(rows).toHaveLength(Math.floor((UNTIL - FROM) / (3.25 * 3_600_000)));
    expect(rows[1]).toBe(line(FROM + 6.25 * 3_600_000, FROM + 6.25 * 3_600_000, [], false));
  });
});
