import { describe, expect, it } from 'vitest';
import { judgeSla, OF_RUN, type SlaFacts, slaPromises, slaTerms, slaTime } from './sla.ts';

const at = (text: string): Date => new Date(text);

describe('the time of a promise', () => {
  it.each([
    ['06:00', '2026-11-21T00:10:00+08:00', 'Asia/Shanghai', '2026-11-21T06:00:00+08:00'],
    ['06:00', '2026-11-20T23:00:00+08:00', 'Asia/Shanghai', '2026-11-21T06:00:00+08:00'],
    ['06:00', '2026-11-21T06:00:00+08:00', 'Asia/Shanghai', '2026-11-21T06:00:00+08:00'],
    ['22:30:15', '2026-11-21T00:00:00Z', 'UTC', '2026-11-21T22:30:15Z'],
    // 02:30 does not exist on this day; it is an hour and a half after midnight of a day of 23 hours.
    ['02:30', '2026-03-08T00:00:00-05:00', 'America/New_York', '2026-03-08T03:30:00-04:00'],
    ['90m', '2026-11-21T00:10:00Z', 'UTC', '2026-11-21T01:40:00Z'],
  ])('%s after %s in %s', (by, from, zone, expected) => {
    expect(slaTime(by, at(from), zone)).toEqual(at(expected));
  });

  it('counts for schedules also when it has passed, for people only when it has not, for backfills never', () => {
    const promises = slaPromises(OF_RUN, { startBy: '5m', finishBy: '2h' });
    const run = { logicalTime: at('2026-11-21T00:00:00Z'), createdAt: at('2026-11-21T01:00:00Z') };
    const kinds = (triggerKind: string) => slaTerms(promises, { ...run, triggerKind }, 'UTC').map(({ kind }) => kind);
    expect(kinds('schedule')).toEqual(['start_by', 'finish_by']);
    expect(kinds('manual')).toEqual(['finish_by']);
    expect(kinds('rerun')).toEqual(['finish_by']);
    expect(kinds('backfill')).toEqual([]);
  });
});

describe('a promise', () => {
  const facts: SlaFacts = {
    kind: 'finish_by',
    at: at('2026-11-21T06:00:00Z'),
    now: at('2026-11-21T05:00:00Z'),
    startedAt: at('2026-11-21T04:00:00Z'),
    endedAt: undefined,
    isGood: false,
    usualMs: 60 * 60_000,
    isPredicted: false,
  };
  const verdict = (more: Partial<SlaFacts>) => judgeSla({ ...facts, ...more });

  it.each<[string, Partial<SlaFacts>, string]>([
    ['kept by a success in time', { endedAt: at('2026-11-21T05:59:00Z'), isGood: true }, 'kept'],
    [
      'kept by it also when it is looked at later',
      { endedAt: at('2026-11-21T06:00:00Z'), isGood: true, now: at('2026-11-21T09:00:00Z') },
      'kept',
    ],
    [
      'missed by a late success',
      { endedAt: at('2026-11-21T06:00:01Z'), isGood: true, now: at('2026-11-21T09:00:00Z') },
      'missed',
    ],
    ['missed when the time comes', { now: at('2026-11-21T06:00:00Z') }, 'missed'],
    ['open after a failure in time: it is missed when the time comes', { endedAt: at('2026-11-21T05:00:00Z') }, 'open'],
    ['missed then', { endedAt: at('2026-11-21T05:00:00Z'), now: at('2026-11-21T06:00:00Z') }, 'missed'],
    ['at risk when the usual time is not left', { startedAt: at('2026-11-21T05:00:01Z') }, 'at_risk'],
    [
      'at risk when it has not begun and should have',
      { startedAt: undefined, now: at('2026-11-21T05:00:01Z') },
      'at_risk',
    ],
    ['said to be at risk once', { startedAt: at('2026-11-21T05:00:01Z'), isPredicted: true }, 'open'],
    ['not predicted without history', { startedAt: at('2026-11-21T05:59:00Z'), usualMs: undefined }, 'open'],
    ['kept by a start in time', { kind: 'start_by' }, 'kept'],
    ['missed by a late start', { kind: 'start_by', startedAt: at('2026-11-21T06:00:01Z') }, 'missed'],
    ['open until it starts', { kind: 'start_by', startedAt: undefined }, 'open'],
  ])('is %s', (_, more, expected) => {
    expect(verdict(more).kind).toBe(expected);
  });

  it('is looked at again when what has not begun would be late', () => {
    expect(verdict({ startedAt: undefined, now: at('2026-11-21T04:00:00Z') })).toEqual({
      kind: 'open',
      until: at('2026-11-21T05:00:00.001Z'),
    });
    expect(verdict({})).toEqual({ kind: 'open', until: facts.at });
  });
});
