import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScheduleDocument } from '../definition/schedule-document.ts';
import type { CalendarTable } from './calendar-table.ts';
import type { FiringTime } from './firing-time.ts';
import { MAX_CAUGHT_UP, MAX_ENUMERATED } from './misfire.ts';
import { type FiringQuestion, planFirings } from './plan-firings.ts';
import { compiled } from './schedule.testing.ts';

const instant = (text: string): number => Date.parse(text);
const text = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().slice(5, 16);
const HOUR = 3_600_000;
const hourly: ScheduleDocument = { cron: '0 * * * *' };

/** Open every day of the years given; firings are held from 06:00 to 09:00 of 1 January. */
const FREEZING: CalendarTable = {
  name: 'frozen',
  version: 1,
  years: { 2025: 'f'.repeat(92) },
  freezes: [{ from: instant('2025-01-01T06:00Z'), to: instant('2025-01-01T09:00Z'), reason: 'Sale' }],
  marks: {},
};

interface Told {
  readonly decisions: readonly string[];
  readonly next: string | undefined;
  readonly due: string | undefined;
}

function plan(
  definition: ScheduleDocument,
  floor: string,
  now: string,
  more: Omit<Partial<FiringQuestion>, 'floor' | 'now'> = {},
  ...calendars: readonly CalendarTable[]
) {
  return planFirings({
    schedule: compiled(definition, ...calendars),
    floor: instant(floor),
    now: instant(now),
    next: undefined,
    ...more,
  });
}

function told(...question: Parameters<typeof plan>): Told {
  const { decisions, next, dueAt } = plan(...question);
  return {
    decisions: decisions.map(({ logicalTime, through, outcome, reason, run }) => {
      const span = through === undefined ? '' : `..${text(through)}`;
      return `${text(logicalTime)}${span} ${outcome} ${reason}${run ? ` ${run}` : ''}`;
    }),
    next: text(next?.at),
    due: text(dueAt),
  };
}

describe('times that are due', () => {
  it('fire on time, or late up to a minute', () => {
    expect(told(hourly, '2025-01-01T00:00Z', '2025-01-01T00:59:59Z')).toEqual({
      decisions: [],
      next: '01-01T01:00',
      due: '01-01T01:00',
    });
    expect(told(hourly, '2025-01-01T00:00Z', '2025-01-01T01:00:01Z').decisions).toEqual([
      '01-01T01:00 fired on_time at_once',
    ]);
    expect(told(hourly, '2025-01-01T00:00Z', '2025-01-01T01:01:00Z').decisions).toEqual([
      '01-01T01:00 fired late at_once',
    ]);
  });

  it('never lie at or below the floor', () => {
    const next = instant('2025-01-01T01:00Z');
    expect(told(hourly, '2025-01-01T01:00Z', '2025-01-01T02:00Z', { next }).decisions).toEqual([
      '01-01T02:00 fired on_time at_once',
    ]);
  });

  it('end with the schedule', () => {
    const once = plan({ cron: '0 0 0 1 1 ? 2025' }, '2024-12-31T00:00Z', '2025-01-01T00:00Z');
    expect(once.decisions).toHaveLength(1);
    expect(once).toMatchObject({ next: undefined, dueAt: undefined, ended: true });
  });

  it('start later by their jitter, at the logical time all the same', () => {
    const jittered: ScheduleDocument = { ...hourly, jitter: '30m' };
    const { at, startAt } = compiled(jittered).next(instant('2025-01-01T00:00Z')) as FiringTime;
    expect(startAt).toBeGreaterThan(at);
    const question = { schedule: compiled(jittered), floor: at - 1, next: at };
    expect(planFirings({ ...question, now: startAt - 1 })).toMatchObject({ decisions: [], dueAt: startAt });
    expect(planFirings({ ...question, now: startAt }).decisions).toMatchObject([
      { logicalTime: at, startAt, outcome: 'fired', reason: 'on_time' },
    ]);
  });
});

describe('times seen more than a minute late', () => {
  const window = (policy: 'fire_once' | 'fire_all' | 'ignore', length?: string): ScheduleDocument => ({
    ...hourly,
    misfire: { policy, ...(length === undefined ? {} : { window: length }) },
  });

  it.each<[string, ScheduleDocument, string, readonly string[]]>([
    [
      'fire_once: the newest fires, the others are merged into it',
      hourly,
      '2025-01-01T03:01:01Z',
      ['01-01T01:00 merged catch_up', '01-01T02:00 merged catch_up', '01-01T03:00 fired catch_up at_once'],
    ],
    [
      'fire_once: where the next time is due already, it stands for all of them',
      hourly,
      '2025-01-01T03:00:30Z',
      ['01-01T01:00 merged catch_up', '01-01T02:00 merged catch_up', '01-01T03:00 fired late at_once'],
    ],
    [
      'fire_once: where both may run, both fire',
      { ...hourly, overlap: 'queue_one' },
      '2025-01-01T03:00:30Z',
      ['01-01T01:00 merged catch_up', '01-01T02:00 fired catch_up at_once', '01-01T03:00 fired late at_once'],
    ],
    [
      'fire_once: what lies outside the window is missed',
      window('fire_once', '90m'),
      '2025-01-01T03:10Z',
      ['01-01T01:00 missed outside_window', '01-01T02:00 merged catch_up', '01-01T03:00 fired catch_up at_once'],
    ],
    [
      'fire_once: nothing fires when all lies outside the window',
      window('fire_once', '5m'),
      '2025-01-01T01:30Z',
      ['01-01T01:00 missed outside_window'],
    ],
    [
      'fire_all: all fire, paced',
      window('fire_all'),
      '2025-01-01T02:10Z',
      ['01-01T01:00 fired catch_up paced', '01-01T02:00 fired catch_up paced'],
    ],
    [
      'ignore: they are missed, what is due now fires',
      window('ignore'),
      '2025-01-01T02:00:30Z',
      ['01-01T01:00 missed ignored', '01-01T02:00 fired late at_once'],
    ],
  ])('%s', (_, definition, now, decisions) => {
    expect(told(definition, '2025-01-01T00:00Z', now).decisions).toEqual(decisions);
  });

  it('fire the oldest hundred of a schedule that wants all, and are missed beyond', () => {
    const { decisions } = plan(
      { cron: '* * * * *', misfire: { policy: 'fire_all' } },
      '2025-01-01',
      '2025-01-01T03:00Z',
    );
    const missed = decisions.filter(({ reason }) => reason !== 'on_time' && reason !== 'late');
    expect(missed.slice(0, MAX_CAUGHT_UP).every(({ outcome }) => outcome === 'fired')).toBe(true);
    expect(new Set(missed.slice(MAX_CAUGHT_UP).map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
      new Set(['missed cap']),
    );
  });

  it('are looked at up to a bound and told as one span beyond it', () => {
    const eachSecond: ScheduleDocument = { cron: '* * * * * *', overlap: 'allow', misfire: { window: '20d' } };
    const { decisions } = plan(eachSecond, '2025-01-01', '2025-01-11');
    const missed = decisions.filter(({ logicalTime }) => logicalTime < instant('2025-01-11') - 60_000);
    expect(missed).toHaveLength(MAX_ENUMERATED + 2);
    expect(missed.at(-2)).toMatchObject({
      logicalTime: instant('2025-01-01') + 10_001_000,
      through: instant('2025-01-10T23:58:58Z'),
      outcome: 'merged',
      reason: 'cap',
    });
    expect(missed.at(-1)).toMatchObject({
      logicalTime: instant('2025-01-10T23:58:59Z'),
      outcome: 'fired',
      reason: 'catch_up',
    });
    expect(decisions).toHaveLength(MAX_ENUMERATED + 2 + 61);
  });

  it('use the bound for the window, and jump to it', () => {
    const { decisions } = plan(
      { cron: '* * * * * *', misfire: { policy: 'fire_all', window: '10m' } },
      '2025-01-01',
      '2025-01-11',
    );
    const fired = decisions.filter(({ run }) => run === 'paced');
    expect(fired.map(({ logicalTime }) => logicalTime)).toEqual(
      Array.from({ length: MAX_CAUGHT_UP }, (_, i) => instant('2025-01-10T23:50Z') + i * 1_000),
    );
  });
});

it('what a node with a clock or zone data of its own took for the next time leaves nothing out', () => {
  const next = instant('2025-01-01T05:00Z');
  expect(told(hourly, '2025-01-01T01:00Z', '2025-01-01T02:00Z', { next })).toEqual({
    decisions: ['01-01T02:00 fired on_time at_once'],
    next: '01-01T03:00',
    due: '01-01T03:00',
  });
});

describe('times that passed in a pause', () => {
  it('are one row, and the next one fires', () => {
    const passedUntil = instant('2025-01-01T04:30Z');
    expect(told(hourly, '2025-01-01T00:00Z', '2025-01-01T04:30Z', { passedUntil })).toEqual({
      decisions: ['01-01T01:00..01-01T04:00 paused paused'],
      next: '01-01T05:00',
      due: '01-01T05:00',
    });
    expect(told(hourly, '2025-01-01T03:00Z', '2025-01-01T04:30Z', { passedUntil }).decisions).toEqual([
      '01-01T04:00 paused paused',
    ]);
    expect(told(hourly, '2025-01-01T04:00Z', '2025-01-01T04:30Z', { passedUntil }).decisions).toEqual([]);
  });
});

describe('times that are held', () => {
  const frozen: ScheduleDocument = { ...hourly, freeze: 'frozen' };
  const held = [6, 7, 8].map((hour) => instant('2025-01-01') + hour * HOUR);
  const ask = (definition: ScheduleDocument, now: string, more: Partial<FiringQuestion> = {}) =>
    plan(definition, '2025-01-01T05:30Z', now, more, FREEZING);

  it('wait in the ledger, and the schedule is looked at when the freeze ends', () => {
    const { decisions, heldFrom, dueAt } = ask(frozen, '2025-01-01T08:59Z');
    expect(decisions.map(({ outcome, reason, heldUntil }) => [outcome, reason, text(heldUntil)])).toEqual(
      held.map(() => ['held', 'freeze', '01-01T09:00']),
    );
    expect([heldFrom, text(dueAt)]).toEqual([held[0], '01-01T09:00']);
  });

  it('leave fire_all its hundred, and a span behind the bound has no run', () => {
    const each: ScheduleDocument = { every: '1s', freeze: 'frozen', misfire: { policy: 'fire_all' } };
    const { decisions } = plan(each, '2025-01-01T08:00Z', '2025-01-01T12:00Z', {}, FREEZING);
    const caughtUp = decisions.filter(({ outcome, reason }) => outcome === 'fired' && reason === 'catch_up');
    expect(caughtUp).toHaveLength(MAX_CAUGHT_UP);
    expect(caughtUp.every(({ run }) => run === 'paced')).toBe(true);
    const behind = plan(each, '2025-01-01T06:00Z', '2025-01-01T12:00Z', {}, FREEZING).decisions;
    const span = behind.find(({ through }) => through !== undefined);
    expect(span).toMatchObject({ outcome: 'missed', reason: 'cap' });
  });

  it.each<['fire_once' | 'fire_all' | 'ignore', readonly number[]]>([
    ['fire_once', held.slice(-1)],
    ['fire_all', held],
    ['ignore', []],
  ])('run when it is over as %s has it', (policy, runs) => {
    const floor = held.at(2) as number;
    const definition: ScheduleDocument = { ...frozen, misfire: { policy } };
    const later = planFirings({
      schedule: compiled(definition, FREEZING),
      floor,
      next: floor + HOUR,
      now: floor + HOUR,
      held,
    });
    expect(later.released).toEqual({ runs, through: held[2] });
    expect(later).toMatchObject({ heldFrom: undefined, decisions: [{ outcome: 'fired', reason: 'on_time' }] });
    // Had nobody looked meanwhile, the same ones run.
    const atOnce = ask(definition, '2025-01-01T09:00Z').decisions.filter(({ outcome }) => outcome === 'held');
    expect(atOnce.map(({ logicalTime, heldUntil }) => [logicalTime, heldUntil])).toEqual(
      held.map((at) => [at, undefined]),
    );
    expect(atOnce.filter(({ run }) => run === 'paced').map(({ logicalTime }) => logicalTime)).toEqual(runs);
  });

  it('get no run when an edit took them out of the schedule', () => {
    const edited = plan({ cron: '30 * * * *' }, '2025-01-01T08:00Z', '2025-01-01T08:10Z', { held });
    expect(edited.released).toEqual({ runs: [], through: held[2] });
  });

  it('wait for the data of a calendar, whenever it comes', () => {
    const noData = { ...FREEZING, years: {}, freezes: [] };
    const daily: ScheduleDocument = { cron: '0 1 * * *', calendar: 'frozen' };
    const waiting = plan(daily, '2025-01-01T00:00Z', '2025-01-01T01:00Z', {}, noData);
    expect(waiting.decisions).toMatchObject([
      { outcome: 'held', reason: 'calendar', heldUntil: Number.POSITIVE_INFINITY },
    ]);
    const at = instant('2025-01-01T01:00Z');
    const later = plan(daily, '2025-01-01T01:00Z', '2025-01-01T05:00Z', { held: [at] }, FREEZING);
    expect(later.released).toEqual({ runs: [at], through: at });
  });
});

describe('a tenant with as many waiting runs as it may have', () => {
  it('gets no more: what would fire is skipped, and says so', () => {
    expect(told(hourly, '2025-01-01T00:00Z', '2025-01-01T02:00Z', { isFull: true })).toMatchObject({
      decisions: ['01-01T01:00 merged catch_up', '01-01T02:00 skipped queue_full'],
      next: '01-01T03:00',
    });
  });

  it('has its fixed delays counted from now, since no run ends', () => {
    expect(told({ delay: '10m' }, '2025-01-01T00:00Z', '2025-01-01T00:10Z', { isFull: true })).toMatchObject({
      decisions: ['01-01T00:10 skipped queue_full'],
      next: '01-01T00:20',
    });
  });
});

describe('a fixed delay', () => {
  const delayed: ScheduleDocument = { delay: '10m' };

  it('waits for its run, and counts from its end', () => {
    expect(told(delayed, '2025-01-01T00:00Z', '2025-01-01T00:01Z').next).toBe('01-01T00:10');
    const fired = plan(delayed, '2025-01-01T00:00Z', '2025-01-01T00:10Z');
    expect(fired.decisions).toMatchObject([{ outcome: 'fired', reason: 'on_time', run: 'at_once' }]);
    expect(fired).toMatchObject({ next: undefined, dueAt: undefined, ended: false });
    const open = plan(delayed, '2025-01-01T00:10Z', '2025-01-01T01:00Z', { lastEnd: Number.POSITIVE_INFINITY });
    expect(open).toMatchObject({ decisions: [], next: undefined, dueAt: undefined, ended: false });
    const lastEnd = instant('2025-01-01T01:07Z');
    expect(told(delayed, '2025-01-01T00:10Z', '2025-01-01T01:07Z', { lastEnd }).next).toBe('01-01T01:17');
  });

  it('counts from now where a time was missed or passed in a pause', () => {
    const ignoring: ScheduleDocument = { ...delayed, misfire: { policy: 'ignore' } };
    expect(told(ignoring, '2025-01-01T00:00Z', '2025-01-01T05:00Z')).toMatchObject({
      decisions: ['01-01T00:10 missed ignored'],
      next: '01-01T05:10',
    });
    const passedUntil = instant('2025-01-01T05:00Z');
    expect(told(delayed, '2025-01-01T00:00Z', '2025-01-01T05:01Z', { passedUntil })).toMatchObject({
      decisions: ['01-01T00:10 paused paused'],
      next: '01-01T05:10',
    });
  });
});

it('each logical time is decided once, however the time until now is cut into looks', () => {
  const definition = fc.constantFrom<ScheduleDocument>(
    { cron: '*/10 * * * *', timezone: 'America/New_York' },
    { cron: '30 2 * * *', timezone: 'America/New_York', misfire: { policy: 'ignore' } },
    { cron: '*/30 * * * * *', misfire: { window: '1h' } },
    { every: '7m', jitter: '5m', misfire: { policy: 'fire_all', window: '1h' } },
  );
  const start = instant('2025-03-09T00:00Z');
  fc.assert(
    fc.property(
      definition,
      fc.array(fc.integer({ min: 1, max: 6 * HOUR }), { minLength: 1, maxLength: 8 }),
      (document, steps) => {
        const schedule = compiled(document);
        let now = start;
        let floor = start;
        const decided: number[] = [];
        for (const step of steps) {
          now += step;
          const planned = planFirings({ schedule, floor, next: undefined, now });
          decided.push(...planned.decisions.map(({ logicalTime }) => logicalTime));
          floor = planned.floor;
          expect(planned.next?.startAt).toBeGreaterThan(now);
        }
        const due = [...schedule.firings(start, now)].filter(({ startAt }) => startAt <= now);
        expect(decided).toEqual(due.map(({ at }) => at));
      },
    ),
  );
});
