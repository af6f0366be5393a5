/** The firings of an ISO 8601 repeating interval. */
import type { DstPolicy } from '../definition/schedule-document.ts';
import type { Timeline } from './firing-time.ts';
import type { IntervalStep } from './interval-text.ts';
import { momentsTimeline, rateTimeline } from './rate.ts';
import { unionOf } from './union.ts';
import { type WallPattern, wallTimeline } from './wall-clock.ts';

export interface IntervalPlan {
  readonly start: number;
  /** The wall clock at the start, or where the clock skips that, as it was written. */
  readonly local: number;
  readonly count: number;
  readonly zone: string;
  readonly dst: DstPolicy;
}

export function intervalTimeline(step: IntervalStep, { start, local, count, zone, dst }: IntervalPlan): Timeline {
  if (step.kind === 'elapsed') return rateTimeline(step.ms, start, count);
  // The start is an instant and fires whatever the clock does then; what follows is on the wall clock.
  return unionOf([momentsTimeline([start]), wallTimeline(wallSteps(step, local, count), zone, dst)]);
}

/** Steps 1 to `count` - 1 from a local start, each counted from the start: 31 January, 28 February, 31 March. */
function wallSteps(step: IntervalStep & { kind: 'wall' }, start: number, count: number): WallPattern {
  const shortest = step.months * 28 * 86_400_000 + step.days * 86_400_000 + step.ms;
  const longest = step.months * 31 * 86_400_000 + step.days * 86_400_000 + step.ms;
  return {
    fixedTime: true,
    next(from, until) {
      // No step before this one reaches `from`; months differ in length by a tenth, so that the rest is searched.
      let low = Math.max(1, Math.floor((from - start) / longest));
      let high = Math.max(low, Math.ceil((from - start) / shortest));
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (stepped(step, start, middle) < from) low = middle + 1;
        else high = middle;
      }
      const found = low < count ? stepped(step, start, low) : Number.POSITIVE_INFINITY;
      return found < until ? found : undefined;
    },
  };
}

function stepped({ months, days, ms }: IntervalStep & { kind: 'wall' }, start: number, steps: number): number {
  const rest = steps * (days * 86_400_000 + ms);
  if (months === 0) return start + rest;
  const date = new Date(start);
  const day = date.getUTCDate();
  const month = date.getUTCMonth() + steps * months;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const midnight = Date.UTC(date.getUTCFullYear(), month, Math.min(day, lastDay));
  return midnight + (start - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)) + rest;
}
