import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUN_STATES, type RunState } from '../run/states.ts';
import { BACKFILL_ONLY, backfillTotals, type NewestRun, planBackfill } from './plan-backfill.ts';
import { planChanges } from './plan-changes.ts';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
const NONE: ReadonlySet<number> = new Set();
const timeOf = (day: number) => ({ at: day * DAY_MS, date: new Date(day * DAY_MS).toISOString().slice(0, 10) });

const only = (choice: (typeof BACKFILL_ONLY)[number], state: RunState | undefined): string => {
  const newest = new Map<number, NewestRun>(state ? [[DAY_MS, { id: 'r', state }]] : []);
  const [item] = planBackfill({
    times: [timeOf(1)],
    newest,
    underWay: NONE,
    only: choice,
    order: 'oldest_first',
    now: NOW,
  });
  return `${item?.action} ${item?.reason.code}`;
};

describe('a plan', () => {
  it.each([
    ['missing', undefined, 'create NO_RUN'],
    ['missing', 'success', 'skip NEWEST_RUN'],
    ['missing', 'failed', 'skip NEWEST_RUN'],
    ['failed', undefined, 'skip NO_RUN'],
    ['failed', 'failed', 'rerun NEWEST_RUN'],
    ['failed', 'stopped', 'rerun NEWEST_RUN'],
    ['failed', 'success', 'skip NEWEST_RUN'],
    ['all', undefined, 'create NO_RUN'],
    ['all', 'success', 'rerun NEWEST_RUN'],
    ['all', 'failed', 'rerun NEWEST_RUN'],
    ['all', 'running', 'skip NEWEST_RUN'],
    ['all', 'queued', 'skip NEWEST_RUN'],
    ['failed', 'paused', 'skip NEWEST_RUN'],
  ] as const)('of %s dates, where the newest run is %s, decides %s', (choice, state, decision) => {
    expect(only(choice, state)).toBe(decision);
  });

  it('leaves to the schedule what is still to come or held, and to other backfills what they will do', () => {
    const times = [timeOf(97), timeOf(99), { ...timeOf(98), heldUntil: Number.POSITIVE_INFINITY }, timeOf(101)];
    const items = planBackfill({
      times,
      newest: new Map(),
      underWay: new Set([97 * DAY_MS]),
      only: 'all',
      order: 'oldest_first',
      now: NOW,
    });
    expect(items.map(({ action, reason }) => `${action} ${reason.code}`)).toEqual([
      'skip IN_BACKFILL',
      'create NO_RUN',
      'skip DATE_HELD',
      'skip DATE_IN_FUTURE',
    ]);
  });

  const days = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 });
  const states = fc.array(fc.option(fc.constantFrom(...RUN_STATES)), { minLength: 60, maxLength: 60 });
  const facts = fc.record({ days, states, only: fc.constantFrom(...BACKFILL_ONLY) });

  it('has every logical time once, in order, and repeats only runs that have ended', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const times = given.days.toSorted((a, b) => a - b).map(timeOf);
        const runs = times.flatMap(({ at }, i): [number, NewestRun][] => {
          const state = given.states[i];
          return state ? [[at, { id: `r${i}`, state }]] : [];
        });
        const facts = { times, newest: new Map(runs), underWay: NONE, only: given.only, now: NOW };
        const oldest = planBackfill({ ...facts, order: 'oldest_first' });
        expect(oldest.map((item) => item.logicalTime)).toEqual(times.map(({ at }) => at));
        expect(planBackfill({ ...facts, order: 'newest_first' })).toEqual(oldest.toReversed());
        for (const { action, logicalTime, runId } of oldest) {
          const run = facts.newest.get(logicalTime);
          expect(runId).toBe(run?.id);
          if (action !== 'skip') expect(logicalTime).toBeLessThanOrEqual(NOW);
          if (action === 'create') expect(run).toBeUndefined();
          if (action === 'rerun') expect(['success', 'failed', 'stopped']).toContain(run?.state);
        }
        const totals = backfillTotals(oldest, 2);
        expect(totals.create + totals.rerun + totals.skip).toBe(times.length);
        expect(totals.runs).toBe(3 * (times.length - totals.skip));
        expect(planChanges(oldest, planBackfill({ ...facts, order: 'oldest_first' }))).toEqual([]);
      }),
    );
  });
});

describe('changes of a plan', () => {
  const plan = (states: readonly (RunState | undefined)[], id = 'r') =>
    planBackfill({
      times: states.map((_, i) => timeOf(i + 1)),
      newest: new Map(states.flatMap((state, i) => (state ? [[(i + 1) * DAY_MS, { id: `${id}${i}`, state }]] : []))),
      underWay: NONE,
      only: 'failed',
      order: 'oldest_first',
      now: NOW,
    });

  it('are what would be started or left out now and was not then', () => {
    const changes = planChanges(plan(['failed', 'failed', 'success']), plan(['success', 'failed', 'failed', 'failed']));
    expect(changes.map(({ logicalDate, before, after }) => `${logicalDate} ${before} ${after}`)).toEqual([
      '1970-01-02 rerun skip',
      '1970-01-04 skip rerun',
      '1970-01-05 none rerun',
    ]);
  });

  it('include another run to repeat, and not another reason to skip', () => {
    expect(planChanges(plan(['failed', 'success'], 'a'), plan(['failed', 'success'], 'b'))).toHaveLength(1);
    expect(planChanges(plan(['success', undefined]), plan(['running', 'success']))).toEqual([]);
  });
});
