/** Schedules against their slow twins, over every zone of the tz database and the years 2000 to 2040. */
import { Cron as Croner } from 'croner';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, vi } from 'vitest';
import type { DstPolicy, ScheduleDocument } from '../definition/schedule-document.ts';
import type { Schedule } from './schedule.ts';
import { calendarOf, compiled } from './schedule.testing.ts';
import { twinCalendar, twinCron, type TwinPattern, type TwinRule, twinRule } from './slow-twins.testing.ts';

/** They take seconds, and many where others use the machine. */
vi.setConfig({ testTimeout: 120_000 });

const DAY_MS = 86_400_000;
const ZONES = Intl.supportedValuesOf('timeZone');
const zones = fc.constantFrom(...ZONES);
const instants = fc
  .integer({ min: Date.UTC(2000, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 })
  .map((s) => s * 1000);

const times = (schedule: Schedule, from: number, until: number): number[] =>
  [...schedule.firings(from - 1, until)].map(({ at }) => at);

/** A moment near a change of the clock after an instant, where the zone has one within two years. */
function nearChange(zone: string, instant: number): number {
  const change = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  const at = change?.epochMilliseconds ?? instant;
  return at - instant < 2 * 366 * DAY_MS ? at : instant;
}

const someOf = (min: number, max: number) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 });
const orAny = (arbitrary: fc.Arbitrary<number[]>) => fc.option(arbitrary, { nil: undefined });
const patterns: fc.Arbitrary<TwinPattern> = fc.record({
  minutes: orAny(someOf(0, 59)),
  hours: orAny(fc.oneof({ weight: 3, arbitrary: someOf(0, 3) }, someOf(0, 23))),
  days: fc.option(someOf(1, 31), { nil: undefined, freq: 4 }),
  months: fc.option(someOf(1, 12), { nil: undefined, freq: 6 }),
  weekdays: fc.option(someOf(0, 6), { nil: undefined, freq: 4 }),
});
const written = ({ minutes, hours, days, months, weekdays }: TwinPattern): string =>
  [minutes, hours, days, months, weekdays].map((set) => set?.join(',') ?? '*').join(' ');
const policies: fc.Arbitrary<Required<DstPolicy>> = fc.record({
  gap: fc.constantFrom('after', 'shift', 'skip'),
  overlap: fc.constantFrom('first', 'last', 'both'),
});

/** One field of a pattern as text. */
const field = (min: number, max: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    { weight: 2, arbitrary: fc.integer({ min, max }).map(String) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: Math.min(20, max) }).map((step) => `*/${step}`) },
    {
      weight: 1,
      arbitrary: fc
        .uniqueArray(fc.integer({ min, max }), { minLength: 2, maxLength: 3 })
        .map((values) => values.sort((a, b) => a - b).join(',')),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
        .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    },
  );

describe('patterns', () => {
  it('fire as every minute looked at on its own says, around changes of the clock', () => {
    fc.assert(
      fc.property(patterns, zones, policies, instants, (pattern, timezone, dst, instant) => {
        const middle = nearChange(timezone, instant);
        const [from, until] = [middle - DAY_MS / 3, middle + DAY_MS / 3];
        const found = times(compiled({ cron: written(pattern), timezone, dst }), from, until);
        expect(found).toEqual(twinCron(pattern, { zone: timezone, dst, from, until }));
      }),
      { numRuns: 100 },
    );
  });
  it('fire as croner says where the clock runs on, in all that can be written', () => {
    const monthDay = fc.oneof({ weight: 4, arbitrary: field(1, 31) }, fc.constantFrom('L', 'LW', '15W', '1W', '?'));
    const weekday = fc.oneof({ weight: 4, arbitrary: field(0, 6) }, fc.constantFrom('5L', '1#2', 'MON-FRI', '7', '?'));
    const texts = fc
      .tuple(field(0, 59), field(0, 23), monthDay, field(1, 12), weekday)
      .map((fields) => fields.join(' '));
    fc.assert(
      fc.property(texts, zones, instants, (cron, timezone, after) => {
        const found = compiled({ cron, timezone }).next(after);
        if (found && found.notes.length > 0) return;
        expect(found?.at).toBe(new Croner(cron, { timezone }).nextRun(new Date(after))?.getTime());
      }),
      { numRuns: 300 },
    );
  });
});

describe('recurrence rules', () => {
  const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
  const rules: fc.Arbitrary<TwinRule> = fc
    .record({
      frequency: fc.constantFrom('YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'),
      interval: fc.integer({ min: 1, max: 3 }),
      months: fc.oneof(fc.constant([]), someOf(1, 12)),
      monthDays: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, someOf(1, 31), someOf(-31, -1)),
      days: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        fc.uniqueArray(
          fc.record({ nth: fc.constantFrom(0, 0, 1, 2, -1, 5), weekday: fc.integer({ min: 0, max: 6 }) }),
          {
            minLength: 1,
            maxLength: 3,
            selector: ({ weekday }) => weekday,
          },
        ),
      ),
      hours: fc.oneof(fc.constant([]), someOf(0, 23)),
      positions: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.constantFrom([1], [-1], [2, -2])),
    })
    .map((rule) => fitting(rule as TwinRule));

  /** What a rule of its frequency may not have is left out. */
  function fitting(rule: TwinRule): TwinRule {
    const isLong = rule.frequency === 'YEARLY' || rule.frequency === 'MONTHLY';
    const days = isLong ? rule.days : rule.days.map((day) => ({ ...day, nth: 0 }));
    const monthDays = rule.frequency === 'WEEKLY' ? [] : rule.monthDays;
    const parts = [rule.months, monthDays, days, rule.hours].some(({ length }) => length > 0);
    return { ...rule, days, monthDays, positions: parts ? rule.positions : [] };
  }

  function textOf({ frequency, interval, months, monthDays, days, hours, positions }: TwinRule): string {
    const list = (name: string, values: readonly (string | number)[]) =>
      values.length === 0 ? [] : [`${name}=${values.join(',')}`];
    return [
      `FREQ=${frequency}`,
      `INTERVAL=${interval}`,
      ...list('BYMONTH', months),
      ...list('BYMONTHDAY', monthDays),
      ...list(
        'BYDAY',
        days.map(({ nth, weekday }) => `${nth === 0 ? '' : nth}${WEEKDAYS[weekday]}`),
      ),
      ...list('BYHOUR', hours),
      ...list('BYSETPOS', positions),
    ].join(';');
  }

  it('recur as every day looked at on its own says', () => {
    fc.assert(
      fc.property(rules, instants, (rule, instant) => {
        const start = Temporal.Instant.fromEpochMilliseconds(instant)
          .toZonedDateTimeISO('UTC')
          .toPlainDateTime()
          .with({ second: 0 });
        const until = Date.parse(`${start.toPlainDate().add({ years: 3 }).toString()}T00:00Z`) - 1;
        const schedule = compiled({ rrule: textOf(rule), start: start.toString({ smallestUnit: 'minute' }) });
        const found = times(schedule, 0, until).map((at) => new Date(at).toISOString().slice(0, 19));
        expect(found).toEqual(twinRule(rule, start, 3));
        const [first, second, third] = found;
        if (third === undefined || second === undefined) return;
        expect(schedule.previous(Date.parse(`${third}Z`))?.at).toBe(Date.parse(`${second}Z`));
        const counted = compiled({
          rrule: `${textOf(rule)};COUNT=2`,
          start: start.toString({ smallestUnit: 'minute' }),
        });
        expect(times(counted, 0, until).map((at) => new Date(at).toISOString().slice(0, 19))).toEqual([first, second]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('calendars', () => {
  const rules = fc.constantFrom(
    { name: 'days' },
    { name: 'days', otherwise: 'next' as const },
    { name: 'days', otherwise: 'previous' as const },
    { name: 'days', day: 1 },
    { name: 'days', day: -1 },
    { name: 'days', day: 7 },
    { name: 'days', day: -12 },
  );
  it('let through and move as every firing looked at on its own says', () => {
    const years = [2024, 2025, 2026, 2027];
    const crons = fc.constantFrom(
      '0 9 * * *',
      '30 */8 * * *',
      '15 10 1,15 * *',
      '0 0 * * 6,0',
      '59 23 L * *',
      '0 7,19 * * 2',
    );
    fc.assert(
      fc.property(
        rules,
        crons,
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 7, maxLength: 60 }),
        (calendar, cron, shape) => {
          const isOpen = (day: number): boolean => (shape[day % shape.length] ?? 0) > 5;
          const schedule = compiled({ cron, calendar }, calendarOf(years, isOpen));
          const [from, until] = [Date.UTC(2025, 0, 1), Date.UTC(2026, 11, 31)];
          const all = times(compiled({ cron }), from - 366 * DAY_MS, until + 366 * DAY_MS);
          const expected = twinCalendar(all, calendar, isOpen).filter((at) => at >= from && at <= until);
          expect(times(schedule, from, until)).toEqual(expected);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('intervals', () => {
  it('step as the calendar of each zone does, or by elapsed time', () => {
    const steps = fc.record({ months: fc.integer({ min: 0, max: 14 }), days: fc.integer({ min: 0, max: 45 }) });
    fc.assert(
      fc.property(zones, instants, steps, (timezone, instant, { months, days }) => {
        if (months + days === 0) return;
        const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone).toPlainDateTime();
        const interval = `R8/${new Date(instant).toISOString()}/P${months > 0 ? `${months}M` : ''}${days > 0 ? `${days}D` : ''}`;
        const found = times(compiled({ interval, timezone, dst: { gap: 'shift' } }), 0, Date.UTC(2060));
        const expected = Array.from({ length: 7 }, (_, i) => {
          const stepped = local.add({ months: months * (i + 1) }).add({ days: days * (i + 1) });
          return stepped.toZonedDateTime(timezone, { disambiguation: 'compatible' }).epochMilliseconds;
        });
        expect(found).toEqual([instant, ...expected]);
      }),
      { numRuns: 100 },
    );
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 100_000 }), (instant, seconds) => {
        const interval = `R9/${new Date(instant).toISOString()}/PT${seconds}S`;
        const expected = Array.from({ length: 9 }, (_, i) => instant + i * seconds * 1000);
        expect(times(compiled({ interval }), 0, Date.UTC(2060))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('whatever the schedule', () => {
  const definitions = fc.oneof(
    patterns.map((pattern): ScheduleDocument => ({ cron: [written(pattern), '0 12 * * *'] })),
    fc.constantFrom<ScheduleDocument>(
      { every: '7m', start: '2020-01-01' },
      { interval: 'R/2000-01-31T02:30/P1M' },
      { rrule: 'FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=2;BYMINUTE=30' },
      { at: ['2010-03-14T02:30', '2030-11-03T01:30'] },
      { cron: '*/20 * * * *', start: '2019-01-01', limit: 500 },
    ),
  );
  it('the one before the next is the last, jitter never reaches it, and every look says the same', () => {
    fc.assert(
      fc.property(definitions, zones, instants, (definition, timezone, instant) => {
        const schedule = compiled({ ...definition, timezone, jitter: '20m' });
        const first = schedule.next(instant);
        const second = first && schedule.next(first.at);
        if (!first || !second) return;
        expect(schedule.previous(second.at)).toEqual(first);
        expect(first.startAt).toBeGreaterThanOrEqual(first.at);
        expect(first.startAt).toBeLessThan(Math.min(second.at, first.at + 20 * 60_000));
        expect([...schedule.firings(instant, second.at)]).toEqual([first, second]);
      }),
      { numRuns: 100 },
    );
  });
});
